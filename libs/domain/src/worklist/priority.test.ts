import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOrganizationCurrency, type CurrencyAmount } from './organization-amount.ts';
import { compareTasks, PIN_POINTS, priorityOf, type PriorityFacts, type RankedTask } from './priority.ts';

const TODAY = '2026-11-30';
const EUR = { currency: 'EUR', rates: [] };
const sum = (minor: bigint) => ({ minor, rated: [], estimated: [] });
const facts = (over: Partial<PriorityFacts> = {}): PriorityFacts => ({
  atStake: sum(0n),
  organizationCurrency: 'EUR',
  daysLate: 0,
  risk: 'low',
  brokenPromises: 0,
  openDays: 0,
  overdue: null,
  justIn: null,
  pin: null,
  ...over,
});

const anyFacts: fc.Arbitrary<PriorityFacts> = fc.record({
  atStake: fc.bigInt({ min: 0n, max: 10n ** 13n }).map(sum),
  organizationCurrency: fc.constantFrom('EUR', 'CLP', 'KWD', 'JPY'),
  daysLate: fc.integer({ min: -5, max: 2000 }),
  risk: fc.constantFrom('low', 'medium', 'high'),
  brokenPromises: fc.nat(20),
  openDays: fc.nat(900),
  overdue: fc.option(fc.record({ dueOn: fc.constant('2026-11-01'), businessDays: fc.nat(40) })),
  justIn: fc.option(fc.record({ what: fc.constantFrom('payment', 'reply'), at: fc.nat() })),
  pin: fc.option(fc.record({ by: fc.constant('ana'), until: fc.nat() })),
});

describe('the points of a task', () => {
  test.each<[string, Partial<PriorityFacts>, number]>([
    ['nothing at stake', {}, 0],
    ['99.99', { atStake: sum(9_999n) }, 0],
    ['100.00', { atStake: sum(10_000n) }, 10],
    ['10,000.00', { atStake: sum(1_000_000n) }, 60],
    ['a million', { atStake: sum(100_000_000n) }, 160],
    ['100,000 pesos', { organizationCurrency: 'CLP', atStake: sum(100_000n) }, 10],
    ['30 days late', { daysLate: 30 }, 30],
    ['90 days late', { daysLate: 90 }, 60],
    ['a year late', { daysLate: 365 }, 60],
    ['high risk', { risk: 'high' }, 30],
    ['two broken promises', { brokenPromises: 2 }, 40],
    ['nine broken promises', { brokenPromises: 9 }, 60],
    ['open for a week', { openDays: 7 }, 7],
    ['two business days too late', { overdue: { dueOn: TODAY, businessDays: 2 } }, 30],
    ['a reply', { justIn: { what: 'reply', at: 0 } }, 40],
    ['a pin', { pin: { by: 'ana', until: 0 } }, PIN_POINTS],
  ])('%s', (_, over, points) => expect(priorityOf(facts(over)).points).toBe(points));

  test('are the sum of parts, each a whole number above zero', () =>
    fc.assert(
      fc.property(anyFacts, (given) => {
        const { points, parts } = priorityOf(given);
        expect(points).toBe(parts.reduce((total, part) => total + part.points, 0));
        expect(parts.every((part) => Number.isInteger(part.points) && part.points > 0)).toBe(true);
        expect(new Set(parts.map(({ code }) => code)).size).toBe(parts.length);
      }),
    ));

  test('never fall when more is at stake, more is late or more was broken', () =>
    fc.assert(
      fc.property(
        anyFacts,
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.nat(500),
        fc.nat(5),
        (given, more, days, broken) => {
          const worse = {
            ...given,
            atStake: sum(given.atStake.minor + more),
            daysLate: given.daysLate + days,
            brokenPromises: given.brokenPromises + broken,
          };
          expect(priorityOf(worse).points).toBeGreaterThanOrEqual(priorityOf(given).points);
        },
      ),
    ));

  test('of a pinned task are more than those of any other', () =>
    fc.assert(
      fc.property(anyFacts, anyFacts, (pinned, other) => {
        expect(priorityOf({ ...pinned, pin: { by: 'ana', until: 0 } }).points).toBeGreaterThan(
          priorityOf({ ...other, pin: null }).points,
        );
      }),
    ));
});

describe('the order of tasks', () => {
  const anyTask: fc.Arbitrary<RankedTask> = fc.record({
    taskId: fc.uuid(),
    points: fc.nat(3),
    atStakeMinor: fc.bigInt({ min: 0n, max: 3n }),
    openedAt: fc.nat(3),
  });

  test('is total: whatever order the tasks arrive in, they are listed alike', () =>
    fc.assert(
      fc.property(fc.uniqueArray(anyTask, { selector: ({ taskId }) => taskId }), (tasks) => {
        const ids = (list: readonly RankedTask[]) => [...list].sort(compareTasks).map(({ taskId }) => taskId);
        expect(ids([...tasks].reverse())).toEqual(ids(tasks));
      }),
    ));

  test('of equal points puts the larger amount first, then the older task', () => {
    const task = (taskId: string, atStakeMinor: bigint, openedAt: number) => ({
      taskId,
      points: 5,
      atStakeMinor,
      openedAt,
    });
    const sorted = [task('a', 1n, 1), task('b', 1n, 0), task('c', 2n, 9)].sort(compareTasks);
    expect(sorted.map(({ taskId }) => taskId)).toEqual(['c', 'b', 'a']);
  });
});

describe('amounts in the organization’s currency', () => {
  const rates = [
    { currency: 'JPY', from: '2026-01-01', rate: '0.0061' },
    { currency: 'JPY', from: '2026-11-01', rate: '0.006' },
    { currency: 'JPY', from: '2026-12-01', rate: '1' },
  ];

  test.each<[string, readonly CurrencyAmount[], typeof EUR | { currency: string; rates: typeof rates }, object]>([
    [
      'its own amounts as they are',
      [{ currency: 'EUR', minor: 12_345n }],
      EUR,
      { minor: 12_345n, rated: [], estimated: [] },
    ],
    [
      'by the rate of the day',
      [{ currency: 'JPY', minor: 100_000n }],
      { currency: 'EUR', rates },
      { minor: 60_000n, rated: ['JPY'], estimated: [] },
    ],
    [
      'by the size of a unit without a rate',
      [{ currency: 'JPY', minor: 165_000n }],
      EUR,
      { minor: 100_000n, rated: [], estimated: ['JPY'] },
    ],
    ['three decimals', [{ currency: 'KWD', minor: 1_000n }], EUR, { minor: 100n, rated: [], estimated: ['KWD'] }],
    [
      'to a currency without decimals',
      [{ currency: 'EUR', minor: 100n }],
      { currency: 'CLP', rates: [] },
      { minor: 1_000n, rated: [], estimated: ['EUR'] },
    ],
  ])('%s', (_, amounts, money, expected) => expect(inOrganizationCurrency(amounts, money, TODAY)).toEqual(expected));
});
