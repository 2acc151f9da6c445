import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { reassignPayment } from '../people/reassign-payment.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
  await world.imported('customers', 'customerId;name;directDebit\nC-1;Bar Sol;yes\n');
  await world.imported(
    'invoices',
    'number;customerId;issueDate;dueDate;currency;total\nF-2026/0111;C-1;2026-10-01;2026-11-02;EUR;121.00\n' +
      'F-2026/0112;C-1;2026-10-01;2026-11-02;EUR;80.00\n',
  );
});

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'bank/cross-check/files', name), 'utf8');
const open = async (number: string) =>
  (await world.inside((tx) => tx.invoice.findFirstOrThrow({ where: { number } }))).openMinor;
const payments = () =>
  world.inside(async (tx) =>
    (await tx.payment.findMany({ orderBy: { amountMinor: 'desc' } })).map((row) => [row.method, row.status]),
  );

interface Entry {
  readonly amount: string;
  readonly side?: 'CRDT' | 'DBIT';
  readonly on?: string;
  readonly details: string;
}
const statement = (...entries: readonly Entry[]): string =>
  '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>' +
  '<Acct><Id><IBAN>ES9121000418450200051332</IBAN></Id><Ccy>EUR</Ccy></Acct>' +
  entries
    .map(
      ({ amount, side = 'CRDT', on = '2026-11-03', details }) =>
        `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
        `<BookgDt><Dt>${on}</Dt></BookgDt><NtryDtls><TxDtls>${details}</TxDtls></NtryDtls></Ntry>`,
    )
    .join('') +
  '</Stmt></BkToCstmrStmt></Document>';

const text = (number: string) => `<RmtInf><Ustrd>${number}</Ustrd></RmtInf>`;
const family = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>';
const endToEnd = (id: string) => `<Refs><EndToEndId>${id}</EndToEndId></Refs>`;
const cause = (code: string) => `<RtrInf><Rsn><Cd>${code}</Cd></Rsn></RtrInf>`;
const collected = (id: string, number: string, amount: string): Entry => ({
  amount,
  details: `${endToEnd(id)}${family}${text(number)}`,
});

describe('a collection that comes back', () => {
  test('is a failed debit: the invoice is open again, its hold is lifted, and the reason is kept', async () => {
    await world.imported('bank', statement(collected('E-77', 'F-2026/0111', '121.00')));
    expect(await open('F-2026/0111')).toBe(0n);
    const invoice = await world.inside((tx) => tx.invoice.findFirstOrThrow({ where: { number: 'F-2026/0111' } }));
    await world.inside((tx) =>
      tx.hold.create({
        data: {
          organizationId: world.organization.id,
          customerId: invoice.customerId,
          invoiceId: invoice.id,
          kind: 'direct-debit',
          openedAt: new Date(),
          openedBy: 'Eva',
        },
      }),
    );
    await world.imported('bank', fixture('success_among_returns.xml'));
    expect(await open('F-2026/0111')).toBe(12_100n);
    expect(await payments()).toEqual([['direct-debit', 'reversed']]);
    expect(await world.inside((tx) => tx.hold.findMany({ where: { releasedAt: null } }))).toEqual([]);
    const audit = await world.inside((tx) =>
      tx.auditEvent.findMany({ where: { kind: { in: ['payment.reversed', 'payment.taken-back'] } } }),
    );
    expect(audit.map((row) => row.data)).toEqual([
      expect.objectContaining({ reason: 'AC04' }),
      expect.objectContaining({ reason: 'AC04' }),
    ]);
  });

  test('is a failed debit even where the file did not say that it was collected', async () => {
    await world.imported('bank', statement({ amount: '121.00', details: `${endToEnd('E-77')}${text('F-2026/0111')}` }));
    expect(await payments()).toEqual([['transfer', 'received']]);
    await world.imported('bank', fixture('success_among_returns.xml'));
    expect(await payments()).toEqual([['direct-debit', 'reversed']]);
  });

  test('with nothing but its reference is found at the customer to whom its payment was given', async () => {
    const parties = '<RltdPties><Dbtr><Nm>Sol</Nm></Dbtr></RltdPties>';
    const reference = '<RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>';
    const paid = statement({ amount: '50.00', details: `${parties}${reference}` });
    expect(await world.imported('bank', paid, { payers: { Sol: 'C-1' } })).toMatchObject({ accepted: 1 });
    await world.imported('customers', 'customerId;name\nC-2;Bar Luna\n');
    const { id: paymentRowId } = await world.inside((tx) => tx.payment.findFirstOrThrow());
    const given = { paymentRowId, customerId: 'C-2', reason: 'the other bar' };
    expect(await reassignPayment(db.database, world.actor, given, nowMs)).toMatchObject({ result: 'done' });
    const back = { amount: '50.00', side: 'DBIT' as const, on: '2026-11-10', details: `${reference}${cause('AC04')}` };
    expect(await world.imported('bank', statement(back))).toMatchObject({ accepted: 1, faults: [] });
    expect((await payments()).map(([, status]) => status)).toEqual(['reversed', 'reversed']);
  });

  test.each(['E-77', 'E-78', 'E-79', 'E-80'])('with the charge of the bank, as %s of the file', async (id) => {
    await world.imported('bank', statement(collected(id, 'F-2026/0111', '121.00')));
    const file = fixture('returned_with_charge_four_forms.xml');
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 1, faulty: 3 });
    expect(await open('F-2026/0111')).toBe(12_100n);
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  test.each([
    ['H4a_returned_direct_debit_50_00_with_3_00_bank_charge_v02_.xml'],
    ['H4b_returned_with_charge_TxAmt_is_the_payment.xml'],
    ['H4c_same_without_charge.xml'],
  ])('as in %s', async (name) => {
    await world.imported('bank', statement(collected('DD-7', 'F-2026/0112', '50.00')));
    expect(await open('F-2026/0112')).toBe(3_000n);
    expect(await world.imported('bank', fixture(name))).toMatchObject({ accepted: 1, faulty: 0 });
    expect(await open('F-2026/0112')).toBe(8_000n);
  });

  test('without an end-to-end id is known by its reference or its mandate', async () => {
    const reference = '<RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>';
    const mandate = '<Refs><EndToEndId>NOTPROVIDED</EndToEndId><MndtId>MD-9</MndtId></Refs>';
    const both = (details: string, amount: string) => [
      { amount, details: `${details}<RltdPties><Dbtr><Pty><Nm>Bar Sol</Nm></Pty></Dbtr></RltdPties>` },
      { amount, side: 'DBIT' as const, on: '2026-11-10', details: `${details}${cause('MD06')}` },
    ];
    const outcome = await world.imported('bank', statement(...both(reference, '121.00'), ...both(mandate, '80.00')));
    expect(outcome).toMatchObject({ accepted: 4, faulty: 0 });
    expect(await payments()).toEqual([
      ['direct-debit', 'reversed'],
      ['direct-debit', 'reversed'],
    ]);
  });

  test('a return reverses its own payment only', async () => {
    await world.imported(
      'bank',
      statement(collected('E-77', 'F-2026/0111', '121.00'), collected('E-78', 'F-2026/0112', '80.00')),
    );
    const back = { side: 'DBIT' as const, on: '2026-11-10' };
    const file = statement({ ...back, amount: '80.00', details: `${endToEnd('E-78')}${cause('AM04')}` });
    expect(await world.imported('bank', file)).toMatchObject({ accepted: 1 });
    expect([await open('F-2026/0111'), await open('F-2026/0112')]).toEqual([0n, 8_000n]);
  });
});
