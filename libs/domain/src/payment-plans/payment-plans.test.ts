import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { checkPlan, isBeyondLimits } from './check-plan.ts';
import { judgePlan, paidOfInstalments, type PlanRecord } from './judge-plan.ts';
import { equalParts, monthlyInstalments, monthsAfter, offerPlans } from './offer-plans.ts';
import { defaultPlanLimits } from './plan-limits.ts';

const STARTED = Date.parse('2026-12-01T10:00:00Z');
const plan = (change: Partial<PlanRecord> = {}): PlanRecord => ({
  id: 'p',
  currency: 'EUR',
  state: 'active',
  startedAt: STARTED,
  graceDays: 7,
  instalments: monthlyInstalments(90_000n, 3, '2026-12-10'),
  payments: [],
  settledOn: null,
  ...change,
});
const money = (minor: bigint, receivedOn: string) => ({ minor, receivedOn, bookedAt: STARTED + 1 });

describe('a running plan', () => {
  test.each<[string, Partial<PlanRecord>, string, object]>([
    [
      'before its first day',
      {},
      '2026-12-10',
      { state: 'active', next: 0, heldUntil: '2026-12-17', wakeOn: '2026-12-10' },
    ],
    ['the day after', {}, '2026-12-11', { state: 'missed', next: 0, heldUntil: '2026-12-17', wakeOn: null }],
    ['when the grace is over', {}, '2026-12-18', { state: 'defaulted', heldUntil: null }],
    ['with the first paid', { payments: [money(30_000n, '2026-12-10')] }, '2026-12-11', { state: 'active', next: 1 }],
    [
      'paid late in the grace',
      { state: 'missed', payments: [money(30_000n, '2026-12-15')] },
      '2026-12-15',
      { state: 'active', next: 1 },
    ],
    ['paid one cent less', { payments: [money(29_999n, '2026-12-10')] }, '2026-12-11', { state: 'missed', next: 0 }],
    ['paid ahead', { payments: [money(60_000n, '2026-12-10')] }, '2027-01-11', { state: 'active', next: 2 }],
    ['paid at once', { payments: [money(90_000n, '2026-12-05')] }, '2026-12-05', { state: 'completed', next: null }],
    ['settled otherwise', { settledOn: '2026-12-05' }, '2026-12-05', { state: 'completed' }],
    ['whose money was taken back', { payments: [] }, '2027-01-05', { state: 'defaulted' }],
    ['that is cancelled', { state: 'cancelled' }, '2027-01-05', { state: 'cancelled', heldUntil: null }],
    [
      'that has defaulted and is paid then',
      { state: 'defaulted', payments: [money(90_000n, '2027-01-01')] },
      '2027-01-05',
      { state: 'defaulted' },
    ],
  ])('%s', (_, change, today, judgement) => {
    expect(judgePlan(plan(change), today)).toMatchObject(judgement);
  });
});

describe('instalments', () => {
  const minor = fc.bigInt({ min: 1n, max: 10_000_000n });
  test('give every minor unit away, and none differs from another by more than one', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 60 }), (total, count) => {
        const parts = equalParts(total, count);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        expect((parts[0] ?? 0n) - (parts.at(-1) ?? 0n) <= 1n).toBe(true);
      }),
    );
  });
  test('are filled by what came, the oldest first, to the cent', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 12 }), minor, (total, count, paid) => {
        const instalments = monthlyInstalments(total, count, '2026-12-10');
        const filled = paidOfInstalments(instalments, paid);
        expect(filled.reduce((sum, part) => sum + part, 0n)).toBe(paid < total ? paid : total);
        const open = instalments.map((each, index) => each.minor - (filled[index] ?? 0n));
        expect(
          open.findIndex((each) => each > 0n) === -1 || !filled.slice(open.findIndex((e) => e > 0n) + 1).some(Boolean),
        ).toBe(true);
      }),
    );
  });
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-12-10', 12, '2027-12-10'],
  ])('%s and %i months later', (date, months, later) => {
    expect(monthsAfter(date, months)).toBe(later);
  });
});

describe('offers', () => {
  test('are three within the limits, the shortest first', () => {
    const offers = offerPlans(100_000n, '2026-12-01', defaultPlanLimits);
    expect(offers.map((each) => each.length)).toEqual([2, 4, 6]);
    expect(offers[1]?.[0]).toEqual({ on: '2026-12-08', minor: 25_000n });
  });
  test('are always plans that a collector may grant, and come to the sum', () => {
    const limits = fc.record({
      mostInstalments: fc.integer({ min: 1, max: 24 }),
      longestDays: fc.integer({ min: 1, max: 700 }),
      smallestFirstPercent: fc.integer({ min: 0, max: 100 }),
      graceDays: fc.constant(7),
    });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 9_999_999n }),
        fc.integer({ min: 0, max: 800 }),
        limits,
        (total, day, most) => {
          const today = addDays('2026-01-01', day);
          for (const offer of offerPlans(total, today, most)) {
            expect(checkPlan(offer, { today, totalMinor: total, currency: 'EUR' })).toBeNull();
            const [first] = offer;
            const little = total - (total * BigInt(most.smallestFirstPercent) + 99n) / 100n < BigInt(offer.length - 1);
            if (!little) expect([isBeyondLimits(offer, today, most), first && first.minor > 0n]).toEqual([false, true]);
          }
        },
      ),
    );
  });
});

describe('a plan', () => {
  const check = (instalments: Parameters<typeof checkPlan>[0]) =>
    checkPlan(instalments, { today: '2026-12-01', totalMinor: 90_000n, currency: 'EUR' });
  test('has to come to what is open, on rising days from today on', () => {
    expect(check(monthlyInstalments(90_000n, 3, '2026-12-01'))).toBeNull();
    expect(check(monthlyInstalments(89_999n, 3, '2026-12-01'))).toMatchObject({ code: 'plan-sum-differs' });
    expect(check(monthlyInstalments(90_000n, 3, '2026-11-30'))).toMatchObject({ path: 'instalments.0.date' });
    const twice = [
      { on: '2026-12-10', minor: 45_000n },
      { on: '2026-12-10', minor: 45_000n },
    ];
    expect(check(twice)).toMatchObject({ code: 'days-not-rising', path: 'instalments.1.date' });
  });
  test.each([
    ['of six instalments', monthlyInstalments(90_000n, 6, '2026-12-10'), false],
    ['of seven', monthlyInstalments(90_000n, 7, '2026-12-10'), true],
    ['over 181 days', [{ on: '2027-05-31', minor: 90_000n }], true],
    ['that begins with less than a tenth', monthlyInstalments(90_000n, 3, '2026-12-10', 8_999n), true],
  ] as const)('%s: beyond the limits %j', (_, instalments, beyond) => {
    expect(isBeyondLimits(instalments, '2026-12-01', defaultPlanLimits)).toBe(beyond);
  });
});
