import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { creditNote, customer, issued, openItems, paid, refunded, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { reverseByPerson } from '../people/money-acts.ts';
import { loadStatement } from '../statements/load-statement.ts';
import { compareListed } from './open-items-lists.ts';
import { openCredits, openInvoices } from './reconcile.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];

async function codeOf(event: PuntualEvent): Promise<string> {
  const [verdict] = await world.take([event]);
  return verdict?.verdict === 'rejected' ? verdict.refusal.code : (verdict?.verdict ?? 'none');
}

/** Open amount and credit in EUR at the end of a day, by the statement and by the reconciliation, which agree. */
async function on(day: string): Promise<{ open: bigint; credit: bigint }> {
  const { customerRowId } = await world.contactRef();
  return db.database.inOrganization(world.organization.id, async (tx) => {
    const loaded = await loadStatement(tx, customerRowId, { on: day, knownAt: null }, Date.now());
    const sums = loaded?.statement.sums.find((sum) => sum.currency === 'EUR');
    const ledger = { asOf: day, knownAt: null, customerRowIds: null };
    const total = (items: readonly { readonly openMinor: bigint }[]) =>
      items.reduce((sum, each) => sum + each.openMinor, 0n);
    const found = { open: sums?.openMinor ?? 0n, credit: sums?.creditMinor ?? 0n };
    expect({
      open: total(await openInvoices(tx, ledger, [])),
      credit: total(await openCredits(tx, ledger, [])),
    }).toEqual(found);
    return found;
  });
}

describe('a part of a payment that is taken back', () => {
  const invoice = issued({ total: '1000.00', dueDate: '2026-11-02', issueDate: '2026-10-02' });
  const payment = paid({
    amount: '1000.00',
    receivedOn: '2026-11-02',
    method: 'card',
    allocations: remitted('1000.00'),
  });
  const part = reversed({ amount: '250.00', reversedOn: '2026-11-12' });

  test('opens the invoice by the part from its day on, in a new run of its case', async () => {
    await world.take([customer(), invoice, payment]);
    await world.query(`UPDATE invoice SET case_state = 'closed', stage = 'friendly'`);
    expect(await world.take([part])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      open_minor: 25000n,
      case_state: 'running',
      case_run: 2,
      stage: 'friendly',
    });
    expect(await world.payment()).toMatchObject({ status: 'received', unallocated_minor: 0n });
    expect(await world.outbox('start-case')).toHaveLength(2);
    expect(await on('2026-11-11')).toEqual({ open: 0n, credit: 0n });
    expect(await on('2026-11-12')).toEqual({ open: 25000n, credit: 0n });
    expect((await world.audit('payment.reversed'))[0]?.data).toMatchObject({
      amount: '250.00',
      left: { amount: '750.00', currency: 'EUR' },
    });
  });

  test('is the whole that another source has reversed on that day, and a fault on another', async () => {
    await world.take([invoice, payment, reversed({ reversalId: 'R-1', reversedOn: '2026-11-12' })]);
    expect(await codeOf(reversed({ amount: '1000.00', reversedOn: '2026-11-12' }))).toBe('accepted');
    expect(await codeOf(reversed({ amount: '1000.00', reversedOn: '2026-11-13' }))).toBe('reversed-differently');
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 100000n });
  });

  test.each(['2026-11-07', '2026-11-12', '2026-11-14', '2026-11-17'])(
    'that another source reports for %s counts once, in either order',
    async (reversedOn) => {
      const other = reversed({ amount: '250.00', reversedOn, reversalId: 'cb-1' }, { source: '/psp/cards' });
      for (const [first, second] of [
        [part, other],
        [other, part],
      ] as const) {
        world = new CaseWorld(db.database, await freshOrganization(db));
        await world.take([invoice, payment, first]);
        expect(await codeOf(second)).toBe('reversed-by-another-source');
        expect(await world.open()).toBe(25000n);
      }
    },
  );

  test('that another source reports long after, or of another amount, is another part', async () => {
    const other = (data: Parameters<typeof reversed>[0]) => reversed(data, { source: '/psp/cards' });
    await world.take([invoice, payment, part]);
    expect(await codeOf(other({ amount: '250.00', reversedOn: '2026-11-18' }))).toBe('accepted');
    expect(await codeOf(other({ amount: '249.00', reversedOn: '2026-11-12' }))).toBe('accepted');
    expect(await world.open()).toBe(74900n);
  });

  test('that a person has entered is refused of the ERP, but a person may enter what the ERP reported', async () => {
    await world.take([invoice, payment, part]);
    const [{ id: paymentRowId } = { id: '' }] = await world.query<{ id: string }>('SELECT id FROM payment');
    const actor = { organizationId: world.organization.id, slug: world.organization.slug, name: 'Eva' };
    const byHand = { paymentRowId, amount: '100.00', on: '2026-11-13', reason: 'chargeback' };
    const now = at('2026-11-20 10:00');
    for (let time = 0; time < 2; time++)
      expect(await reverseByPerson(db.database, actor, byHand, now)).toMatchObject({ result: 'done' });
    expect(await codeOf(reversed({ amount: '100.00', reversedOn: '2026-11-15' }))).toBe('reversed-by-another-source');
    expect(await world.open()).toBe(45000n);
  });

  test('is followed by others up to the amount, and more is refused', async () => {
    await world.take([invoice, payment, part]);
    expect(await codeOf(reversed({ amount: '800.00', reversedOn: '2026-11-13' }))).toBe('reversal-too-large');
    expect(await codeOf(part)).toBe('duplicate');
    expect(await codeOf(reversed({ amount: '250.00', reversedOn: '2026-11-12' }))).toBe('accepted');
    expect(await world.open()).toBe(25000n);
    expect(await codeOf(reversed({ amount: '250.00', reversedOn: '2026-11-12', reversalId: 'cb-2' }))).toBe('accepted');
    expect(await world.open()).toBe(50000n);
    expect(await codeOf(reversed({ amount: '500.00', reversedOn: '2026-11-14' }))).toBe('accepted');
    expect(await world.open()).toBe(100000n);
    expect(await world.payment()).toMatchObject({ status: 'reversed' });
    expect(await codeOf(reversed({ amount: '0.01', reversedOn: '2026-11-15' }))).toBe('reversal-too-large');
    expect(await on('2026-11-13')).toEqual({ open: 50000n, credit: 0n });
    expect(await on('2026-11-14')).toEqual({ open: 100000n, credit: 0n });
  });

  test('makes the next message ask for the part (R6)', async () => {
    await world.take([customer(), invoice, payment], at('2026-11-02 10:00'));
    await world.take([part], at('2026-11-12 10:00'));
    await world.evaluate(at('2026-11-13 16:00'));
    await world.reserve(at('2026-11-13 16:30'));
    expect(await world.one('SELECT totals FROM message')).toMatchObject({
      totals: [{ currency: 'EUR', openMinor: '25000' }],
    });
  });

  test('leaves the rest for a reversal without an amount', async () => {
    await world.take([invoice, payment, part, reversed({ reversedOn: '2026-11-20' })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 100000n });
    expect(await world.payment()).toMatchObject({ status: 'reversed' });
    expect(await on('2026-11-19')).toEqual({ open: 25000n, credit: 0n });
  });

  test('comes off the credit first, then off the invoice that is due last', async () => {
    await world.take([
      issued({ invoiceId: 'A', total: '100.00', dueDate: '2026-12-01' }),
      issued({ invoiceId: 'B', total: '100.00', dueDate: '2026-12-15' }),
      paid({ amount: '250.00', allocations: [...remitted('100.00', 'A'), ...remitted('100.00', 'B')] }),
      reversed({ amount: '120.00' }),
    ]);
    expect([await world.open('A'), await world.open('B')]).toEqual([0n, 7000n]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test.each([
    ['-5.00', 'reversal-unreadable'],
    ['0', 'reversal-unreadable'],
    ['5.001', 'reversal-unreadable'],
  ])('of %s is refused', async (amount, code) => {
    await world.take([invoice, payment]);
    const read = reversed({ reversedOn: '2026-11-13' });
    expect(await codeOf({ ...read, data: { ...read.data, amount } })).toBe(code);
  });

  test.each([
    ['invoice, payment, part', [invoice, payment, part]],
    ['part, payment, invoice', [part, payment, invoice]],
    ['payment, part, invoice', [payment, part, invoice]],
    ['part, invoice, payment', [part, invoice, payment]],
  ])('ends alike in the order %s', async (_order, events) => {
    for (const event of events) expect(await world.take([event])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 25000n });
    expect(await on('2026-11-12')).toEqual({ open: 25000n, credit: 0n });
  });
});

describe('credit that is paid back', () => {
  const invoice = issued({ total: '100.00', issueDate: '2026-10-01', dueDate: '2026-10-30' });
  const payment = paid({ amount: '200.00', receivedOn: '2026-10-28', allocations: remitted('100.00') });
  const second = issued({ invoiceId: 'INV-2', total: '100.00', issueDate: '2026-11-01', dueDate: '2026-12-01' });
  const back = refunded({ amount: '100.00', refundedOn: '2026-11-10' });

  test('is gone from that day on; the invoice stays paid, and covered cases decide again', async () => {
    await world.take([customer(), invoice, payment], at('2026-10-28 10:00'));
    await world.take([{ ...second, data: { ...second.data, total: '90.00' } }], at('2026-11-01 10:00'));
    expect(await world.take([back], at('2026-11-10 10:00'))).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ status: 'received', unallocated_minor: 0n });
    expect(await on('2026-11-09')).toEqual({ open: 9000n, credit: 10000n });
    expect(await on('2026-11-10')).toEqual({ open: 9000n, credit: 0n });
    const woken = await world.outbox('wake-case');
    expect(woken.filter((row) => row.key.endsWith('INV-2'))).not.toEqual([]);
    expect((await world.audit('credit.refunded'))[0]?.data).toEqual({
      refundId: 'R-1',
      paymentId: 'P-1',
      amount: '100.00',
      currency: 'EUR',
      on: '2026-11-10',
    });
  });

  test('is asked for again: the next invoice is chased for all of it (R3)', async () => {
    await world.take([customer(), invoice, payment], at('2026-10-28 10:00'));
    await world.take([second], at('2026-11-01 10:00'));
    await world.evaluate(at('2026-12-02 16:00'), 'INV-2');
    expect((await world.invoice('INV-2')).next_action?.reasons.map((reason) => reason.code)).toContain(
      'covered-by-credit',
    );
    await world.take([back], at('2026-12-02 16:01'));
    await world.evaluate(at('2026-12-02 16:05'), 'INV-2');
    const message = await world.reserve(at('2026-12-02 16:30'));
    expect(message.template).toBe('friendly');
    expect(await world.one('SELECT totals FROM message')).toMatchObject({
      totals: [{ currency: 'EUR', openMinor: '10000' }],
    });
  });

  test('agrees with the list of open items of a later day', async () => {
    await world.take([customer(), invoice, payment, back]);
    await world.take([openItems({ asOf: '2026-11-30', items: [], credits: [] })], at('2026-11-30 20:00'));
    const { customerRowId } = await world.contactRef();
    const compared = await db.database.inOrganization(world.organization.id, (tx) =>
      compareListed(tx, [customerRowId]),
    );
    expect(compared.get(customerRowId)?.comparison.differences).toEqual([]);
    expect(await world.tasks('reconcile')).toEqual([]);
  });

  test('ends the task that asks to place it', async () => {
    await world.take([paid({ amount: '100.00' })]);
    await world.take([refunded()]);
    expect(await world.tasks('unapplied-cash')).toMatchObject([{ state: 'done', outcome: 'refunded' }]);
  });

  test('is taken off the oldest money of its currency, kept money last, and off credit notes', async () => {
    await world.take([
      paid({ paymentId: 'KEPT', amount: '50.00', allocations: remitted('50.00', 'TO-COME') }),
      creditNote({ amount: '30.00' }),
      paid({ paymentId: 'P-2', amount: '40.00', reference: 'gracias' }),
      paid({ paymentId: 'P-USD', amount: '500.00', currency: 'USD' }),
      refunded({ amount: '80.00' }),
    ]);
    const left = await world.query(`SELECT payment_id, unallocated_minor AS minor FROM payment ORDER BY 1`);
    expect(left).toEqual([
      { payment_id: 'CN-1', minor: 0n },
      { payment_id: 'KEPT', minor: 4000n },
      { payment_id: 'P-2', minor: 0n },
      { payment_id: 'P-USD', minor: 50000n },
    ]);
  });

  test('is refused when there is less, told otherwise, of another customer or in another currency', async () => {
    await world.take([invoice, payment, customer({ customerId: 'C-2' })]);
    expect(await codeOf(refunded({ amount: '100.01' }))).toBe('refund-too-large');
    expect(await codeOf(refunded({ amount: '1.00', customerId: 'C-2' }))).toBe('refund-too-large');
    expect(await codeOf(refunded({ amount: '1.00', currency: 'USD' }))).toBe('refund-too-large');
    expect(await codeOf(refunded({ amount: '1.00', currency: 'USD', paymentId: 'P-1' }))).toBe(
      'refund-in-another-currency',
    );
    expect(await codeOf(refunded({ amount: '1.00', customerId: 'C-2', paymentId: 'P-1' }))).toBe(
      'belongs-to-another-customer',
    );
    expect(await codeOf(refunded({ amount: '60.00' }))).toBe('accepted');
    expect(await codeOf(refunded({ amount: '60.00' }))).toBe('accepted');
    expect(await world.payment()).toMatchObject({ unallocated_minor: 4000n });
    expect(await codeOf(refunded({ amount: '61.00' }))).toBe('refunded-differently');
    expect(await codeOf(refunded({ amount: '60.00', refundedOn: '2026-12-13' }))).toBe('refunded-differently');
    expect(await codeOf(refunded({ amount: '60.00', customerId: 'C-2' }))).toBe('known-for-another-customer');
  });

  test('waits for the payment or credit note that it names', async () => {
    await world.take([refunded({ amount: '30.00', paymentId: 'P-1' })]);
    await world.take([refunded({ refundId: 'R-2', amount: '40.00', creditNoteId: 'CN-1' })]);
    await world.take([paid({ amount: '100.00' }), creditNote({ amount: '100.00' })]);
    expect(await world.payment('P-1')).toMatchObject({ unallocated_minor: 7000n });
    expect(await world.payment('CN-1')).toMatchObject({ unallocated_minor: 6000n });
    expect(await world.query('SELECT 1 FROM early_event')).toEqual([]);
  });

  test('counts once when it waited for its payment and was told again without it', async () => {
    await world.take([payment]);
    await world.take([refunded({ paymentId: 'P-2', amount: '50.00' })]);
    await world.take([refunded({ amount: '50.00' })]);
    await world.take([paid({ paymentId: 'P-2', amount: '80.00', allocations: remitted('80.00', 'INV-9') })]);
    expect(await world.query('SELECT kind, amount_minor FROM money_out')).toEqual([
      { kind: 'refund', amount_minor: 5000n },
    ]);
  });

  test('cannot be taken back by the bank as well', async () => {
    await world.take([invoice, payment, back]);
    expect(await codeOf(reversed({ reversedOn: '2026-11-20' }))).toBe('reversal-of-refunded');
    expect(await codeOf(reversed({ reversedOn: '2026-11-20', amount: '100.00' }))).toBe('accepted');
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 10000n });
    expect(await on('2026-11-20')).toEqual({ open: 10000n, credit: 0n });
  });
});

test('credit notes in parts, and a payment that finds less open (R52, R53)', async () => {
  await world.take([issued({ total: '50.00' }), creditNote({ amount: '10.00', allocations: remitted('10.00') })]);
  expect(await world.open()).toBe(4000n);
  await world.take([creditNote({ creditNoteId: 'CN-2', amount: '30.00' })]);
  expect(await world.payment('CN-2')).toMatchObject({ unallocated_minor: 3000n });
  await world.take([
    issued({ invoiceId: 'INV-2', total: '200.00' }),
    creditNote({ creditNoteId: 'CN-3', amount: '50.00', allocations: remitted('50.00', 'INV-2') }),
    paid({ amount: '200.00', reference: 'F-2026/INV-2' }),
  ]);
  expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid', open_minor: 0n });
  expect(await world.payment('CN-3')).toMatchObject({ unallocated_minor: 0n });
  expect(await world.payment('P-1')).toMatchObject({ unallocated_minor: 5000n });
  expect(await world.tasks('unapplied-cash')).toMatchObject([{ state: 'open' }]);
});

test('a credit note in another currency covers nothing, and cannot be allocated across currencies (R56)', async () => {
  await world.take([
    issued({ total: '127.00', currency: 'GBP' }),
    creditNote({ creditNoteId: 'CN-1', amount: '100.00', currency: 'USD' }),
  ]);
  expect(await world.open()).toBe(12700n);
  expect(
    await codeOf(
      creditNote({ creditNoteId: 'CN-2', amount: '100.00', currency: 'USD', allocations: remitted('100.00') }),
    ),
  ).toBe('remittance-in-another-currency');
});
