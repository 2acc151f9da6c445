import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { interestDue } from '../charges/interest.ts';
import { applyMoneyEvent } from './apply-money-event.ts';
import { balanceByKind, balanceOn, openByCharge, principalBalances } from './entries.ts';
import { moneyFaults } from './money-faults.ts';
import { noMoney, type ClaimRef, type MoneyEvent, type MoneyState } from './money-state.ts';

type Happening = MoneyEvent extends infer E
  ? E extends MoneyEvent
    ? Omit<E, 'eventId' | 'on' | 'actor'> & { on?: string }
    : never
  : never;
const principal = (invoiceId: string): ClaimRef => ({ invoiceId, chargeId: null });
const named = (happenings: readonly Happening[]) =>
  happenings.map((happening, index) => ({ on: '2026-03-01', actor: 'test', ...happening, eventId: `e${index}` }));
const after = (events: readonly MoneyEvent[], state: MoneyState = noMoney()) => events.reduce(applyMoneyEvent, state);
const run = (...happenings: Happening[]) => after(named(happenings));
const open = (state: MoneyState, invoiceId = 'A') => balanceOn(state.invoices.get(invoiceId)?.entries ?? []).openMinor;
const left = (state: MoneyState, paymentId = 'p') => state.payments.get(paymentId)?.unallocatedMinor;

const issued = (invoiceId: string, totalMinor: bigint, currency = 'EUR'): Happening => ({
  type: 'invoice-issued',
  invoiceId,
  currency,
  totalMinor,
});
const paid = (
  paymentId: string,
  amountMinor: bigint,
  change: Partial<Extract<Happening, { type: 'money-received' }>> = {},
): Happening => ({ type: 'money-received', paymentId, kind: 'payment', currency: 'EUR', amountMinor, ...change });
const put = (paymentId: string, to: ClaimRef | string, minor: bigint): Happening => ({
  type: 'allocated',
  paymentId,
  to: typeof to === 'string' ? principal(to) : to,
  minor,
});
const fee = (invoiceId: string, chargeId: string, minor: bigint): Happening => ({
  type: 'charge-added',
  invoiceId,
  chargeId,
  charge: 'fee',
  minor,
});

describe('money on an invoice', () => {
  it("lowers what is open, never below zero: the rest is the customer's credit", () => {
    const state = run(issued('A', 100n), paid('p', 150n), put('p', 'A', 150n));
    expect([open(state), left(state)]).toEqual([0n, 50n]);
  });
  it('may be several payments for one invoice, and one for several', () => {
    const state = run(
      issued('A', 100n),
      issued('B', 50n),
      paid('p', 90n),
      paid('q', 60n),
      put('p', 'A', 70n),
      put('p', 'B', 20n),
      put('q', 'A', 60n),
      put('q', 'B', 60n),
    );
    expect([open(state), open(state, 'B'), left(state), left(state, 'q')]).toEqual([0n, 0n, 0n, 0n]);
  });
  it('can be moved to another invoice, no more than is there and fits', () => {
    const move = (minor: bigint): Happening => ({
      type: 'allocation-moved',
      paymentId: 'p',
      from: principal('A'),
      to: principal('B'),
      minor,
    });
    const state = run(issued('A', 100n), issued('B', 50n), paid('p', 80n), put('p', 'A', 80n), move(500n));
    expect([open(state), open(state, 'B'), left(state)]).toEqual([70n, 0n, 0n]);
    expect(moneyFaults(state)).toEqual([]);
  });
  it('moved to where it is adds no line', () => {
    const events: Happening[] = [
      issued('A', 100n),
      paid('p', 80n),
      put('p', 'A', 50n),
      { type: 'allocation-moved', paymentId: 'p', from: principal('A'), to: principal('A'), minor: 20n },
    ];
    expect(run(...events).invoices).toEqual(run(...events.slice(0, 3)).invoices);
  });
  it('that bounces opens again all that it had paid, charges too, and leaves nothing', () => {
    const state = run(
      issued('A', 100n),
      fee('A', 'f', 10n),
      paid('p', 200n),
      put('p', 'A', 100n),
      put('p', { invoiceId: 'A', chargeId: 'f' }, 10n),
      { type: 'money-reversed', paymentId: 'p' },
      put('p', 'A', 5n),
    );
    expect([open(state), left(state)]).toEqual([110n, 0n]);
    expect(state.refusals).toEqual([{ eventId: 'e6', because: 'reversed' }]);
    expect(balanceByKind(state.invoices.get('A')?.entries ?? [])).toEqual({
      invoice: 100n,
      fee: 10n,
      payment: -110n,
      reversal: 110n,
    });
  });
  it('of another currency goes nowhere', () => {
    const state = run(issued('A', 100n, 'CLP'), paid('p', 100n), put('p', 'A', 100n));
    expect([open(state), left(state), state.refusals[0]?.because]).toEqual([100n, 100n, 'other-currency']);
  });
  it('that comes before its invoice waits for it, once however often it is told', () => {
    const events = named([
      paid('p', 100n),
      put('p', 'A', 60n),
      { type: 'invoice-amended', invoiceId: 'A', revision: 1, totalMinor: 80n },
      issued('A', 100n),
    ]);
    const state = after([...events.slice(0, 3), ...events.slice(0, 3), ...events]);
    expect([open(state), left(state), state.waiting]).toEqual([20n, 40n, []]);
  });
});

describe('a claim that changes', () => {
  it('below what is paid gives the newest money back, what was forgiven before that', () => {
    const state = run(
      issued('A', 100n),
      paid('p', 40n),
      paid('q', 40n),
      put('p', 'A', 40n),
      put('q', 'A', 40n),
      { type: 'written-off', invoiceId: 'A', minor: null, reason: 'agreed' },
      { type: 'invoice-amended', invoiceId: 'A', revision: 1, totalMinor: 50n },
    );
    expect([open(state), left(state), left(state, 'q')]).toEqual([0n, 0n, 30n]);
    expect(balanceByKind(state.invoices.get('A')?.entries ?? [])).toEqual({
      invoice: 100n,
      payment: -50n,
      'write-off': 0n,
      amendment: -50n,
    });
  });
  it('upwards is open again, and an older revision that comes late changes nothing', () => {
    const amend = (revision: number, totalMinor: bigint): Happening => ({
      type: 'invoice-amended',
      invoiceId: 'A',
      revision,
      totalMinor,
    });
    const state = run(issued('A', 100n), paid('p', 100n), put('p', 'A', 100n), amend(2, 130n), amend(1, 10n));
    expect([open(state), left(state)]).toEqual([30n, 0n]);
  });
  it("to nothing by cancelling gives all back, its charges' money too, and takes no more", () => {
    const state = run(
      issued('A', 100n),
      fee('A', 'f', 10n),
      paid('p', 105n),
      put('p', 'A', 100n),
      put('p', { invoiceId: 'A', chargeId: 'f' }, 5n),
      { type: 'invoice-cancelled', invoiceId: 'A' },
      { type: 'invoice-amended', invoiceId: 'A', revision: 1, totalMinor: 300n },
      put('p', 'A', 5n),
    );
    expect([open(state), left(state), state.refusals[0]?.because]).toEqual([0n, 105n, 'cancelled']);
    expect(moneyFaults(state)).toEqual([]);
  });
  it('can be credited, discounted and written off; a small rest only below its limit', () => {
    const small = (belowMinor: bigint): Happening => ({ type: 'small-balance', invoiceId: 'A', belowMinor });
    const state = run(
      issued('A', 1000n),
      paid('c', 100n, { kind: 'credit-note' }),
      put('c', 'A', 100n),
      { type: 'discount-taken', invoiceId: 'A', minor: 20n },
      { type: 'written-off', invoiceId: 'A', minor: 800n, reason: 'insolvent' },
      small(80n),
      small(81n),
    );
    expect(balanceByKind(state.invoices.get('A')?.entries ?? [])).toEqual({
      invoice: 1000n,
      'credit-note': -100n,
      discount: -20n,
      'write-off': -880n,
    });
  });
});

describe('charges', () => {
  it('are claims of their own beside the principal, added once by their name, and waived', () => {
    const state = run(
      issued('A', 100n),
      fee('A', 'f', 10n),
      fee('A', 'f', 10n),
      fee('A', 'g', 7n),
      { type: 'charge-waived', invoiceId: 'A', chargeId: 'f', reason: 'goodwill' },
      fee('A', 'f', 10n),
      paid('p', 200n),
      put('p', 'A', 200n),
    );
    expect(balanceOn(state.invoices.get('A')?.entries ?? [])).toEqual({
      principalMinor: 0n,
      chargesMinor: 7n,
      openMinor: 7n,
    });
    expect([...openByCharge(state.invoices.get('A')?.entries ?? [])]).toEqual([
      ['f', 0n],
      ['g', 7n],
    ]);
  });
  it('stay or go when the principal is paid, as the policy says', () => {
    const events = named([issued('A', 100n), fee('A', 'f', 10n), paid('p', 100n), put('p', 'A', 100n)]);
    expect((['keep', 'ask', 'waive'] as const).map((setting) => open(after(events, noMoney(setting))))).toEqual([
      10n,
      10n,
      0n,
    ]);
  });
  it('that fell away with the principal are owed again when that is open again, once, and those that a person waived are not', () => {
    const charges = [
      fee('A', 'f', 10n),
      fee('A', 'g', 7n),
      { type: 'charge-waived' as const, invoiceId: 'A', chargeId: 'g', reason: 'goodwill' },
    ];
    const paying = [issued('A', 100n), ...charges, paid('p', 100n), put('p', 'A', 100n)];
    const openings: Happening[] = [
      { type: 'money-reversed', paymentId: 'p' },
      { type: 'allocation-moved', paymentId: 'p', from: principal('A'), to: principal('B'), minor: 100n },
      { type: 'invoice-amended', invoiceId: 'A', revision: 1, totalMinor: 200n },
    ];
    for (const opening of openings) {
      const state = after(named([issued('B', 100n), ...paying, opening, fee('B', 'h', 1n)]), noMoney('waive'));
      expect([...openByCharge(state.invoices.get('A')?.entries ?? [])]).toEqual([
        ['f', 10n],
        ['g', 0n],
      ]);
      expect(moneyFaults(state)).toEqual([]);
    }
  });
});

describe('the ledger', () => {
  const state = run(
    issued('A', 1000n),
    { ...paid('p', 400n), on: '2026-03-10' },
    { ...put('p', 'A', 400n), on: '2026-03-10' },
    { ...fee('A', 'f', 10n), on: '2026-03-12' },
    { type: 'money-reversed', paymentId: 'p', on: '2026-03-20' },
  );
  const entries = state.invoices.get('A')?.entries ?? [];
  it('knows the balance of any day', () => {
    expect(
      ['2026-02-28', '2026-03-01', '2026-03-10', '2026-03-12', '2026-03-20'].map(
        (on) => balanceOn(entries, on).openMinor,
      ),
    ).toEqual([0n, 1000n, 600n, 610n, 1010n]);
  });
  it('says who brought each line, and with which event', () => {
    expect(entries.map(({ id, cause, actor }) => [id, cause, actor])[1]).toEqual(['e2:1', 'e2', 'test']);
  });
  it('is what interest runs on, charges apart', () => {
    expect(principalBalances(entries)).toEqual([
      { from: '2026-03-01', openMinor: 1000n },
      { from: '2026-03-10', openMinor: 600n },
      { from: '2026-03-20', openMinor: 1000n },
    ]);
    const answer = interestDue({
      regime: { annualPercent: '10', dayCount: 'actual/365' },
      kind: 'business',
      currency: 'EUR',
      dueOn: '2026-03-05',
      until: '2026-03-25',
      balances: principalBalances(entries),
    });
    expect(answer.kind === 'interest' && answer.segments.map(({ days, baseMinor }) => [days, baseMinor])).toEqual([
      [5, 1000n],
      [10, 600n],
      [5, 1000n],
    ]);
  });
});

// Any events at all, about a few invoices, payments and charges in two currencies: the sort of history that no ERP should send.
const invoiceId = fc.constantFrom('A', 'B', 'C');
const paymentId = fc.constantFrom('p', 'q', 'r', 's');
const minor = fc.bigInt({ min: 1n, max: 60n });
const claim = fc.record({ invoiceId, chargeId: fc.constantFrom(null, null, null, 'f', 'g') });
const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'CLP');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('invoice-issued' as const), invoiceId, currency, totalMinor: minor }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('money-received' as const),
      paymentId,
      kind: fc.constantFrom('payment' as const, 'payment' as const, 'credit-note' as const),
      currency,
      amountMinor: minor,
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('allocated' as const), paymentId, to: claim, minor }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('allocation-moved' as const), paymentId, from: claim, to: claim, minor }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('invoice-amended' as const),
      invoiceId,
      revision: fc.integer({ min: 1, max: 6 }),
      totalMinor: fc.bigInt({ min: 0n, max: 80n }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('money-reversed' as const), paymentId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('invoice-cancelled' as const), invoiceId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('discount-taken' as const), invoiceId, minor }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('written-off' as const),
      invoiceId,
      minor: fc.option(minor, { nil: null }),
      reason: fc.constant('agreed'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('small-balance' as const), invoiceId, belowMinor: minor }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('charge-added' as const),
      invoiceId,
      chargeId: fc.constantFrom('f', 'g'),
      charge: fc.constantFrom('fee' as const, 'interest' as const, 'lump-sum' as const),
      minor,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('charge-waived' as const),
      invoiceId,
      chargeId: fc.constantFrom('f', 'g'),
      reason: fc.constant('goodwill'),
    }),
  },
);
const histories = fc
  .array(fc.tuple(happening, fc.nat(60)), { maxLength: 40 })
  .map((all) => named(all.map(([made, day]) => ({ ...made, on: addDays('2026-01-01', day) }))));
const settings = fc.constantFrom('keep' as const, 'waive' as const, 'ask' as const);

describe('whatever happens, in any order and twice', () => {
  it('money is conserved after every event', () => {
    fc.assert(
      fc.property(histories, settings, (events, setting) => {
        let state = noMoney(setting);
        for (const event of events) {
          state = applyMoneyEvent(state, event);
          expect(moneyFaults(state)).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
  it('entries are only added, and what is open is their sum on every day', () => {
    fc.assert(
      fc.property(histories, (events) => {
        let state = noMoney();
        for (const event of events) {
          const next = applyMoneyEvent(state, event);
          for (const [id, { entries }] of state.invoices)
            expect(next.invoices.get(id)?.entries.slice(0, entries.length)).toEqual(entries);
          state = next;
        }
        for (const { entries } of state.invoices.values()) {
          const byKind = Object.values(balanceByKind(entries)).reduce((sum, each) => sum + each, 0n);
          expect(balanceOn(entries, '2026-12-31')).toEqual(balanceOn(entries));
          expect(byKind).toBe(balanceOn(entries).openMinor);
        }
      }),
    );
  });
  it('an event told twice changes nothing the second time', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (events, dice) => {
        const doubled = events.flatMap((event, index) => [
          event,
          events[Number(dice.next().value) % (index + 1)] ?? event,
        ]);
        expect(after(doubled)).toEqual(after(events));
      }),
    );
  });
  it('the state given is left as it was', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const before = after(events.slice(0, -1));
        const copy = structuredClone(before);
        after(events.slice(-1), before);
        expect(before).toEqual(copy);
      }),
    );
  });
  it('claims that do not compete come to the same in any order', () => {
    const wanted = fc
      .record({
        invoices: fc.array(
          fc.record({
            totalMinor: fc.bigInt({ min: 50n, max: 90n }),
            amended: fc.array(fc.bigInt({ min: 50n, max: 90n }), { maxLength: 3 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        // Each payment brings at most 50 / 5 to an invoice: all of them fit whatever the amendments are.
        payments: fc.array(
          fc.record({
            parts: fc.array(fc.bigInt({ min: 1n, max: 10n }), { minLength: 1, maxLength: 3 }),
            reversed: fc.boolean(),
            extra: fc.bigInt({ min: 0n, max: 5n }),
          }),
          { maxLength: 5 },
        ),
      })
      .map(({ invoices, payments }) =>
        named([
          ...invoices.flatMap(({ totalMinor, amended }, index): Happening[] => [
            issued(`I${index}`, totalMinor),
            fee(`I${index}`, `f${index}`, 3n),
            ...amended.map((total, at): Happening => ({
              type: 'invoice-amended',
              invoiceId: `I${index}`,
              revision: at + 1,
              totalMinor: total,
            })),
          ]),
          ...payments.flatMap(({ parts, reversed, extra }, index): Happening[] => [
            paid(
              `P${index}`,
              parts.reduce((sum, part) => sum + part, extra),
            ),
            ...parts.map((part, at) => put(`P${index}`, `I${at % invoices.length}`, part)).slice(0, invoices.length),
            ...(reversed ? [{ type: 'money-reversed' as const, paymentId: `P${index}` }] : []),
          ]),
        ]),
      );
    const sums = (state: MoneyState) => ({
      open: [...state.invoices]
        .map(([id, { entries, totalMinor }]) => [id, totalMinor, balanceOn(entries)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      credit: [...state.payments.values()]
        .map(({ paymentId: id, unallocatedMinor, reversed }) => [id, unallocatedMinor, reversed] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      waiting: state.waiting,
    });
    fc.assert(
      fc.property(
        wanted.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([told, shuffled]) => {
          expect(sums(after(shuffled))).toEqual(sums(after(told)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('a broken ledger is found out', () => {
  const state = run(issued('A', 100n), paid('p', 40n), put('p', 'A', 40n));
  const [payment, invoice] = [state.payments.get('p'), state.invoices.get('A')];
  if (!payment || !invoice) throw new Error('made above');
  expect(moneyFaults({ ...state, payments: new Map([['p', { ...payment, unallocatedMinor: 1n }]]) })).toEqual([
    'payment p: 40 allocated and 1 left are not the 40 that came',
    'EUR: -1 more came in than is allocated or left',
  ]);
  expect(moneyFaults({ ...state, invoices: new Map([['A', { ...invoice, totalMinor: 90n }]]) })).toEqual([
    'invoice A: its claim is 100, not its total 90',
  ]);
  expect(
    moneyFaults({ ...state, invoices: new Map([['A', { ...invoice, entries: invoice.entries.slice(1) }]]) }),
  ).toContain('invoice A: its principal is below zero: -40');
});
