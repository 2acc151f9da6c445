import { beforeAll, describe, expect, test } from '@jest/globals';
import { inWords } from '@puntual/testing/worlds/in-words';
import { amended, cancelled, creditNote, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { readCsvItems, readItems, type ReadItems } from '../reconcile/read-open-items.ts';
import { reconcile } from './reconcile.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeAll(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take([
    issued({ invoiceId: 'A', number: 'F-1', total: '100.00', issueDate: '2026-11-01' }),
    issued({ invoiceId: 'B', number: 'F-2', total: '60.00', issueDate: '2026-11-20' }),
    issued({ invoiceId: 'C', number: 'F-3', customerId: 'C-2', currency: 'CLP', total: '9000' }),
    issued({ invoiceId: 'D', number: 'F-4' }),
    cancelled({ invoiceId: 'D' }),
  ]);
  await world.take([
    paid({ amount: '30.00', receivedOn: '2026-11-10', allocations: [{ invoiceId: 'A', amount: '30.00' }] }),
    paid({
      paymentId: 'P-2',
      amount: '60.00',
      receivedOn: '2026-12-01',
      allocations: [{ invoiceId: 'B', amount: '60.00' }],
    }),
    reversed({ paymentId: 'P-2', reversedOn: '2026-12-10' }),
  ]);
});

async function compare(read: ReturnType<typeof readItems>, asOf: string | null = null) {
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return db.database.inOrganization(world.organization.id, (tx) => reconcile(tx, read, { asOf, knownAt: null }));
}
const item = (invoiceId: string, open: string, currency = 'EUR') => ({ invoiceId, open, currency });

describe('open items of the ERP', () => {
  test('agree with the current ledger', async () => {
    expect(
      await compare(readItems([item('A', '70.00'), item('B', '60.00'), item('C', '9000', 'CLP'), item('D', '0.00')])),
    ).toMatchObject({ agreed: 4, differences: [] });
  });

  test.each([
    ['2026-11-05', '100.00', null],
    ['2026-11-30', '70.00', '60.00'],
    ['2026-12-05', '70.00', null],
    ['2026-12-10', '70.00', '60.00'],
  ])('agree with the ledger at the end of %s', async (asOf, a, b) => {
    const { differences } = await compare(
      readItems([item('A', a), ...(b === null ? [] : [item('B', b)]), item('C', '9000', 'CLP')]),
      asOf,
    );
    expect(differences).toEqual([]);
  });

  test('of a day before an invoice’s issue do not include it, nor money allocated to it later', async () => {
    const early = new CaseWorld(db.database, await freshOrganization(db));
    await early.take([
      paid({ amount: '50.00', receivedOn: '2026-11-10', allocations: [{ invoiceId: 'N', amount: '50.00' }] }),
    ]);
    await early.take([issued({ invoiceId: 'N', number: 'F-9', total: '80.00', issueDate: '2026-11-20' })]);
    const compared = (on: string, items: readonly ReturnType<typeof item>[]) =>
      early.database.inOrganization(early.organization.id, (tx) => {
        const read = readItems(items);
        if ('faults' in read) throw new Error(JSON.stringify(read.faults));
        return reconcile(tx, read, { asOf: on, knownAt: null });
      });
    expect(await compared('2026-11-15', [])).toEqual({ agreed: 0, differences: [], totals: [], creditTotals: null });
    expect(await compared('2026-11-20', [item('N', '30.00')])).toMatchObject({ agreed: 1, differences: [] });
  });

  test('differ by missing items on either side, by amount and by currency', async () => {
    const { agreed, differences } = await compare(
      readItems([item('A', '69.99'), item('C', '9000', 'EUR'), item('D', '5.00'), item('X', '1.00')]),
    );
    expect([agreed, differences.map((each) => [each.kind, each.invoiceId])]).toEqual([
      0,
      [
        ['other-amount', 'A'],
        ['other-currency', 'C'],
        ['other-amount', 'D'],
        ['missing-here', 'X'],
        ['missing-there', 'B'],
      ],
    ]);
  });

  test('are not compared with the ledger of another organization', async () => {
    const other = await freshOrganization(db);
    const read = readItems([item('A', '70.00')]);
    if ('faults' in read) throw new Error('readable');
    expect(
      await db.database.inOrganization(other.id, (tx) => reconcile(tx, read, { asOf: null, knownAt: null })),
    ).toMatchObject({ differences: [{ kind: 'missing-here', invoiceId: 'A' }] });
  });
});

describe('credits of the ERP', () => {
  const left = (paymentId: string, open: string, currency = 'EUR') => ({ paymentId, open, currency });
  const own = async (...batches: readonly Parameters<CaseWorld['take']>[]) => {
    const books = new CaseWorld(db.database, await freshOrganization(db));
    for (const batch of batches) await books.take(...batch);
    return async (credits: Parameters<typeof readItems>[1], asOf: string | null = null) => {
      const read = readItems([], credits);
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      const { differences, creditTotals } = await db.database.inOrganization(books.organization.id, (tx) =>
        reconcile(tx, read, { asOf, knownAt: null }),
      );
      return [
        differences
          .filter((each) => each.credit !== null)
          .map((each) => [each.kind, each.credit?.kind, each.credit?.id, each.here?.minor]),
        creditTotals?.map((sum) => [sum.currency, sum.hereMinor, sum.thereMinor]),
      ];
    };
  };

  test('are compared with unallocated payments and credit notes, unless the list has no credits', async () => {
    const credits = await own([
      [
        issued({ invoiceId: 'A', total: '100.00', issueDate: '2026-11-01' }),
        paid({ amount: '130.00', receivedOn: '2026-11-10', allocations: [{ invoiceId: 'A', amount: '100.00' }] }),
        paid({ paymentId: 'P-2', amount: '7.00', receivedOn: '2026-11-20' }),
        creditNote({ creditNoteId: 'P-2', amount: '4.00', issueDate: '2026-11-21' }),
        paid({ paymentId: 'P-3', amount: '9.00', receivedOn: '2026-11-22' }),
        reversed({ paymentId: 'P-3', reversedOn: '2026-11-25' }),
      ],
    ]);
    expect(await credits(undefined)).toEqual([[], undefined]);
    const all = [left('P-1', '30.00'), left('P-2', '7.00'), { creditNoteId: 'P-2', open: '4.00', currency: 'EUR' }];
    expect(await credits(all)).toEqual([[], [['EUR', 4_100n, 4_100n]]]);
    expect(
      (await credits([left('P-1', '29.00'), left('P-2', '7.00', 'USD'), left('P-9', '1.00'), left('P-3', '9.00')]))[0],
    ).toEqual([
      ['other-amount', 'payment', 'P-1', 3_000n],
      ['other-currency', 'payment', 'P-2', 700n],
      ['missing-here', 'payment', 'P-9', undefined],
      ['other-amount', 'payment', 'P-3', 0n],
      ['missing-there', 'credit-note', 'P-2', 400n],
    ]);
    // The ledger of earlier days, as statements show it.
    expect(await credits([left('P-1', '30.00')], '2026-11-15')).toEqual([[], [['EUR', 3_000n, 3_000n]]]);
    expect((await credits([...all, left('P-3', '9.00')], '2026-11-24'))[0]).toEqual([]);
    expect((await credits(all, '2026-11-25'))[0]).toEqual([]);
    expect((await credits([], '2026-11-09'))[0]).toEqual([]);
  });

  test('count from receipt until the invoice is issued, and again from the day the invoice is lowered', async () => {
    const credits = await own(
      [
        [
          paid({ amount: '80.00', receivedOn: '2026-11-05', allocations: [{ invoiceId: 'N', amount: '80.00' }] }),
          issued({ invoiceId: 'N', number: 'F-9', total: '80.00', issueDate: '2026-11-10' }),
        ],
      ],
      [[amended({ invoiceId: 'N', revision: 1, total: '50.00' })], at('2026-11-15 10:00')],
    );
    expect((await credits([left('P-1', '80.00')], '2026-11-07'))[0]).toEqual([]);
    expect((await credits([left('P-1', '0.00')], '2026-11-10'))[0]).toEqual([]);
    expect((await credits([left('P-1', '0.00')], '2026-11-14'))[0]).toEqual([]);
    expect((await credits([left('P-1', '30.00')], '2026-11-15'))[0]).toEqual([]);
  });
});

const faultsInWords = (read: ReadItems) => ('faults' in read ? { faults: read.faults.map(inWords) } : read);

describe('a CSV list of open items', () => {
  test('with a column for payments or credit notes has credits, with a minus sign or without', async () => {
    expect(
      await readCsvItems('id;idPago;idAbono;moneda;saldo\nA;;;EUR;70.00\n;P-1;;EUR;-5.00\n;;N-1;EUR;3.00'),
    ).toEqual({
      items: [{ invoiceId: 'A', number: null, currency: 'EUR', openMinor: 7_000n }],
      credits: [
        { kind: 'payment', id: 'P-1', currency: 'EUR', openMinor: 500n },
        { kind: 'credit-note', id: 'N-1', currency: 'EUR', openMinor: 300n },
      ],
    });
    expect(await readCsvItems('id,paymentId,currency,open\nA,,EUR,70.00')).toMatchObject({ credits: [] });
    expect(
      faultsInWords(
        await readCsvItems('id,paymentId,creditNoteId,currency,open\n,P-1,,EUR,1.00\n,P-1,,EUR,1.00\n,P-2,N-2,EUR,x'),
      ),
    ).toEqual({
      faults: [
        { path: 'csv.3', message: 'the list names the credit P-1 twice: leave one of them out' },
        { path: 'csv.4', message: 'name the payment by paymentId, or the credit note by creditNoteId' },
        { path: 'csv.4.open', message: expect.stringContaining('"x"') },
      ],
    });
  });

  test('is read by its header, in English or Spanish, with commas or semicolons', async () => {
    expect(
      await compare(
        await readCsvItems('\ufeffinvoiceId,currency,open\r\nA,EUR,70.00\r\nB,EUR,60.00\r\nC,CLP,9000\r\n'),
      ),
    ).toMatchObject({ agreed: 3, differences: [] });
    expect(
      await compare(
        await readCsvItems(
          'Cliente;Número factura;Moneda;Importe pendiente\nx;"F-1";EUR;70.00\n\nx;F-2;EUR;60.00\nx;F-3;CLP;9000',
        ),
      ),
    ).toMatchObject({ agreed: 3, differences: [] });
  });

  test.each([
    [
      'A,70.00',
      [
        {
          path: 'csv.1',
          message:
            'the first line must name the columns: invoiceId or number, then currency and open ' +
            '(or, in Spanish, factura, moneda and pendiente)',
        },
      ],
    ],
    [
      'id,currency,open\nA,EUR,70,00\n,EUR,1\nA,XXQ,1',
      [
        { path: 'csv.3', message: 'name the invoice by invoiceId or number' },
        { path: 'csv.4', message: 'the list names invoice A twice: leave one of them out' },
        { path: 'csv.4.currency', message: 'XXQ is no ISO 4217 currency code, such as EUR, USD or CLP' },
      ],
    ],
    [
      'id,currency,open\nA,EUR,-1.00\nB,EUR,1.000',
      [
        { path: 'csv.2.open', message: 'must not be less than zero: what is left of a payment is a credit of its own' },
        { path: 'csv.3.open', message: '"1.000" has 3 decimals, and EUR has 2' },
      ],
    ],
    ['id,currency,open\n\n"A",EUR,1\nB,EUR,x', [{ path: 'csv.4.open', message: expect.stringContaining('"x"') }]],
    [
      'id,currency,open\n"A,EUR,1',
      [{ path: 'csv.2', message: 'the text cannot be read as CSV: a quote that opens here or before is never closed' }],
    ],
  ])('%j says what to mend, and where', async (text, faults) => {
    expect(faultsInWords(await readCsvItems(text))).toEqual({ faults });
  });
});
