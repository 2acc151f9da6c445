import { beforeEach, describe, expect, test } from '@jest/globals';
import { creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];

describe('a payment or credit note', () => {
  test('of a part of the invoice leaves the rest open, until a second one pays it', async () => {
    await world.take([issued(), paid({ paymentId: 'P-1', amount: '210.00', allocations: remitted('210.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 100000n });
    await world.take([paid({ paymentId: 'P-2', amount: '1000.00', allocations: remitted('1000.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.outbox('wake-case')).toHaveLength(1);
  });

  test('of more than the open balance leaves the rest as the customer’s credit', async () => {
    await world.take([issued(), paid({ amount: '1300.00', reference: 'pago F 2026 INV-1' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 9000n });
  });

  test('whose remittance detail names an unknown invoice is allocated when the invoice arrives', async () => {
    await world.take([paid({ amount: '1210.00', allocations: remitted('1210.00') })]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 121000n });
    await world.take([issued()]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test('whose reference or amount matches a later invoice is allocated when that invoice arrives', async () => {
    await world.take([
      paid({ paymentId: 'P-1', amount: '500.00', reference: 'F-2026/INV-1' }),
      paid({ paymentId: 'P-2', amount: '77.00' }),
    ]);
    await world.take([issued(), issued({ invoiceId: 'INV-2', total: '77.00' })]);
    expect(await world.open('INV-1')).toBe(71000n);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
  });

  test('of the sum of two invoices pays both, although it arrived before them', async () => {
    await world.take([
      paid({ paymentId: 'P-1', amount: '130.00' }),
      issued({ invoiceId: 'INV-1', number: 'F-1001', total: '100.00' }),
    ]);
    expect(await world.invoice('INV-1')).toMatchObject({ status: 'open' });
    await world.take([issued({ invoiceId: 'INV-2', number: 'F-1002', total: '30.00' })]);
    expect(await world.invoice('INV-1')).toMatchObject({ status: 'paid' });
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test('of one customer never pays an invoice of another customer', async () => {
    await world.take([issued({ customerId: 'C-2' }), paid({ customerId: 'C-1', allocations: remitted('1210.00') })]);
    expect(await world.open()).toBe(121000n);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 121000n });
  });

  test('in another currency than the invoice of its remittance detail is refused', async () => {
    await world.take([issued()]);
    expect(await world.take([paid({ currency: 'USD', allocations: remitted('1210.00') })])).toEqual([
      {
        verdict: 'rejected',
        code: 'invalid',
        refusal: {
          code: 'remittance-in-another-currency',
          values: { invoiceCurrency: 'EUR', invoiceId: 'INV-1', moneyCurrency: 'USD' },
        },
      },
    ]);
    await world.take([paid({ paymentId: 'P-2', currency: 'USD', reference: 'F-2026/INV-1' })]);
    expect(await world.open()).toBe(121000n);
  });

  test('with two remittance lines for the same invoice pays the sum of both', async () => {
    await world.take([
      issued(),
      paid({ amount: '300.00', allocations: [...remitted('100.00'), ...remitted('200.00')] }),
    ]);
    expect(await world.open()).toBe(91000n);
  });

  test('lowers the open balance; an invoice settled by a credit note alone is credited, not paid', async () => {
    await world.take([issued({ total: '100.00' }), creditNote({ amount: '100.00', allocations: remitted('100.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'credited', open_minor: 0n });
    await world.take([
      issued({ invoiceId: 'INV-2', total: '100.00' }),
      creditNote({ creditNoteId: 'CN-2', amount: '40.00', allocations: remitted('40.00', 'INV-2') }),
      paid({ amount: '60.00', allocations: remitted('60.00', 'INV-2') }),
    ]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid', open_minor: 0n });
  });

  test('that becomes credit wakes the cases that it may cover, and so do a new invoice and a reversal', async () => {
    await world.take([issued({ total: '50.00' })]);
    await world.take([paid({ amount: '80.00' })]);
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'payment' } }]);
    await world.take([issued({ invoiceId: 'INV-2', total: '60.00' })]);
    expect(await world.outbox('wake-case')).toHaveLength(2);
    await world.take([reversed()]);
    expect(await world.outbox('wake-case')).toHaveLength(4);
  });
});

describe('a reversal', () => {
  test('opens the invoice again at its former stage, in the same run while its case is not closed', async () => {
    await world.take([
      issued({ alreadyReached: { stage: 'demand', on: '2026-12-20' } }),
      paid({ allocations: remitted('1210.00') }),
    ]);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      stage: 'demand',
      open_minor: 121000n,
      case_run: 1,
      case_state: 'running',
    });
    expect(await world.payment()).toMatchObject({ status: 'reversed', unallocated_minor: 0n });
    expect(await world.outbox('start-case')).toHaveLength(1);
  });

  test('starts the next run of a closed case, and keeps the steps of the case', async () => {
    await world.take([customer(), issued()]);
    await world.evaluate(at('2026-12-02 12:00'));
    await world.send(at('2026-12-02 12:00'));
    await world.take([paid({ allocations: remitted('1210.00') })]);
    await world.evaluate(at('2026-12-03 12:00'));
    expect(await world.invoice()).toMatchObject({ case_state: 'closed' });
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      stage: 'friendly',
      case_state: 'running',
      case_run: 2,
    });
    expect(await world.outbox('start-case')).toMatchObject([
      { payload: { subject: { run: 1 } } },
      { payload: { subject: { run: 2 } } },
    ]);
    expect(await world.steps()).toMatchObject([{ step_id: 'friendly', state: 'sent' }, { step_id: 'thank-you' }]);
  });

  test('that arrives before its payment is applied when the payment arrives', async () => {
    await world.take([issued(), reversed()]);
    expect(await world.take([paid({ allocations: remitted('1210.00') })])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 121000n });
    expect(await world.payment()).toMatchObject({ status: 'reversed' });
    expect(await world.query('SELECT 1 FROM early_event')).toHaveLength(0);
  });

  test('lets another payment for the same invoice pay it instead', async () => {
    await world.take([
      issued({ total: '100.00' }),
      paid({ amount: '100.00', allocations: remitted('100.00') }),
      paid({ paymentId: 'P-2', amount: '100.00', allocations: remitted('100.00') }),
    ]);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 0n });
  });

  test('of a payment of another customer is refused', async () => {
    await world.take([paid()]);
    expect(await world.take([reversed({ customerId: 'C-2' })])).toEqual([
      expect.objectContaining({ verdict: 'rejected' }),
    ]);
  });
});
