import { beforeEach, describe, expect, test } from '@jest/globals';
import { amended, cancelled, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
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

describe('an invoice', () => {
  test('gets its first ledger entry, and its case is started', async () => {
    expect(
      await world.take([customer(), issued({ total: '1210.00', documentUrl: 'https://erp.example/1.pdf' })]),
    ).toEqual([ACCEPTED, ACCEPTED]);
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      stage: 'not-due',
      open_minor: 121000n,
      total_minor: 121000n,
      due: '2026-12-01',
      case_state: 'running',
      case_run: 1,
      document_url: 'https://erp.example/1.pdf',
    });
    expect(await world.query('SELECT kind, amount_minor FROM entry')).toEqual([
      { kind: 'invoice', amount_minor: 121000n },
    ]);
    expect(await world.outbox('start-case')).toMatchObject([
      { key: `invoice/${world.organization.slug}/INV-1`, payload: { subject: { invoiceId: 'INV-1', run: 1 } } },
    ]);
  });

  test('is stored with its lines, its terms and the stage that it reached in another system', async () => {
    await world.take([
      issued({
        lines: [{ description: 'Tornillos "M8"', quantity: '2', amount: '605.00' }],
        terms: { earlyPayment: { percent: '2', days: 10 } },
        alreadyReached: { stage: 'follow-up', on: '2026-12-10' },
      }),
    ]);
    expect(await world.one('SELECT lines, terms, already_reached, stage FROM invoice')).toEqual({
      lines: [{ description: 'Tornillos "M8"', quantity: '2', amount: '605.00' }],
      terms: { earlyPayment: { percent: '2', days: 10 } },
      already_reached: { stage: 'follow-up', on: '2026-12-10' },
      stage: 'follow-up',
    });
  });

  test('of an unknown customer creates a provisional customer', async () => {
    await world.take([issued()]);
    expect(await world.one('SELECT provisional, name, country FROM customer')).toEqual({
      provisional: true,
      name: 'C-1',
      country: 'ES',
    });
    await world.take([customer()]);
    expect(await world.one('SELECT provisional, name FROM customer')).toEqual({
      provisional: false,
      name: 'Talleres Núñez S.L.',
    });
  });

  test('with the id of another customer’s invoice is refused', async () => {
    await world.take([issued()]);
    expect(await world.take([issued({ customerId: 'C-2' })])).toEqual([
      expect.objectContaining({ verdict: 'rejected', code: 'invalid' }),
    ]);
  });
});

describe('an amendment', () => {
  test('changes the total; money above it becomes credit, and pays again when the total rises', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '80.00', allocations: remitted('80.00') })]);
    await world.take([amended({ revision: 1, total: '130.00', dueDate: '2026-12-15' })]);
    expect(await world.invoice()).toMatchObject({
      open_minor: 5000n,
      total_minor: 13000n,
      due: '2026-12-15',
      revision: 1,
    });
    await world.take([amended({ revision: 2, total: '80.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    await world.take([amended({ revision: 3, total: '60.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n, total_minor: 6000n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 2000n });
    await world.take([amended({ revision: 4, total: '90.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 1000n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test('that arrives before its invoice is applied when the invoice arrives, and so is a cancellation', async () => {
    await world.take([amended({ revision: 2, total: '50.00' }), amended({ revision: 1, total: '70.00' })]);
    await world.take([issued({ total: '100.00' })]);
    expect(await world.invoice()).toMatchObject({ total_minor: 5000n, open_minor: 5000n, revision: 2 });
    await world.take([cancelled({ invoiceId: 'INV-2' })]);
    await world.take([issued({ invoiceId: 'INV-2' })]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'cancelled', open_minor: 0n });
  });

  test('that arrives after a later one still changes the fields that the later one did not change', async () => {
    await world.take([issued({ total: '100.00' })]);
    await world.take([amended({ revision: 3, dueDate: '2026-12-20' })]);
    await world.take([amended({ revision: 2, total: '80.00', dueDate: '2026-12-10' })]);
    expect(await world.invoice()).toMatchObject({
      total_minor: 8000n,
      open_minor: 8000n,
      due: '2026-12-20',
      revision: 3,
    });
    await world.take([amended({ revision: 1, total: '70.00', documentUrl: 'https://erp.example/v1.pdf' })]);
    expect(await world.invoice()).toMatchObject({
      total_minor: 8000n,
      document_url: 'https://erp.example/v1.pdf',
      revision: 3,
    });
  });

  test('to a total of zero, with too many decimals, or of another customer’s invoice is refused', async () => {
    await world.take([issued()]);
    const verdicts = await world.take([
      amended({ revision: 1, total: '0.00' }),
      amended({ revision: 1, total: '1.234' }),
      amended({ revision: 1, customerId: 'C-2' }),
    ]);
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await world.invoice()).toMatchObject({ revision: 0, open_minor: 121000n });
  });

  test('that raises the total of a paid invoice starts the next run of its closed case', async () => {
    await world.take([
      customer(),
      issued({ total: '100.00' }),
      paid({ amount: '100.00', allocations: remitted('100.00') }),
    ]);
    await world.evaluate(at('2026-12-03 12:00'));
    await world.take([amended({ revision: 1, total: '120.00' })]);
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      open_minor: 2000n,
      case_run: 2,
      case_state: 'running',
    });
  });
});

describe('a cancellation', () => {
  test('makes the money that was paid the customer’s credit', async () => {
    await world.take([issued(), paid({ amount: '200.00', allocations: remitted('200.00') })]);
    await world.take([cancelled()]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 20000n, status: 'received' });
    expect(await world.take([reversed()])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n });
  });

  test('moves the money to the other invoice that the payment’s reference names', async () => {
    await world.take([
      issued({ total: '100.00' }),
      issued({ invoiceId: 'INV-2', total: '100.00', dueDate: '2026-12-20' }),
      paid({ amount: '100.00', reference: 'F-2026/INV-1 y F-2026/INV-2' }),
    ]);
    expect(await world.open('INV-2')).toBe(10000n);
    await world.take([cancelled()]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
  });

  test('is final: a later amendment changes the total, and the open balance stays zero', async () => {
    await world.take([issued({ total: '100.00' }), cancelled()]);
    await world.take([amended({ revision: 1, total: '80.00' })]);
    await world.take([amended({ revision: 2, total: '120.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n, total_minor: 12000n });
    expect(await world.one('SELECT sum(amount_minor)::bigint AS sum FROM entry')).toEqual({ sum: 0n });
  });
});
