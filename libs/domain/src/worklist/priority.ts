import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import { decimalAmount } from '../money/amount.ts';
import { minorDigits } from '../money/currency.ts';
import type { Risk } from '../policy/vocabulary.ts';
import { unitsPerEuro, type ComparedSum } from './organization-amount.ts';

/** What the order of a task depends on. */
export interface PriorityFacts {
  /** What is open and late, in the organization's currency. */
  readonly atStake: ComparedSum;
  readonly organizationCurrency: string;
  /** Days late of the oldest open invoice that the task is about; 0: none is late. */
  readonly daysLate: number;
  readonly risk: Risk;
  readonly brokenPromises: number;
  /** For how many days the task has been open. */
  readonly openDays: number;
  /** The day by which the task was to be done, and how many business days ago that was; null: not late. */
  readonly overdue: { readonly dueOn: IsoDate; readonly businessDays: number } | null;
  /** What the customer did last, if it was within a day. */
  readonly justIn: { readonly what: JustIn; readonly at: EpochMs } | null;
  readonly pin: { readonly by: string; readonly until: EpochMs } | null;
}

/** What of a customer has just come in and makes a call worth more now: a payment that left something open, a reply. */
export type JustIn = 'payment' | 'reply';

/** A part of a task's points: its code, and the values of which it was computed. */
export type PriorityPart = { readonly points: number } & (
  | {
      readonly code: 'amount';
      readonly values: {
        readonly amount: string;
        readonly currency: string;
        readonly rated: readonly string[];
        readonly estimated: readonly string[];
      };
    }
  | { readonly code: 'days-late'; readonly values: { readonly days: number } }
  | { readonly code: 'risk'; readonly values: { readonly risk: Risk } }
  | { readonly code: 'broken-promises'; readonly values: { readonly count: number } }
  | { readonly code: 'age'; readonly values: { readonly days: number } }
  | { readonly code: 'overdue'; readonly values: { readonly dueOn: IsoDate; readonly businessDays: number } }
  | { readonly code: 'just-in'; readonly values: { readonly what: JustIn; readonly at: EpochMs } }
  | { readonly code: 'pinned'; readonly values: { readonly by: string; readonly until: EpochMs } }
);

export interface Priority {
  /** The sum of the points of the parts. */
  readonly points: number;
  /** The parts that have points. */
  readonly parts: readonly PriorityPart[];
}

/** From which amount, in units of about a euro, a task has how many points. */
const AMOUNT_POINTS: readonly (readonly [bigint, number])[] = [
  [1_000_000n, 160],
  [250_000n, 130],
  [100_000n, 110],
  [50_000n, 90],
  [25_000n, 75],
  [10_000n, 60],
  [5_000n, 50],
  [2_500n, 40],
  [1_000n, 30],
  [500n, 20],
  [100n, 10],
];
const RISK_POINTS: Readonly<Record<Risk, number>> = { low: 0, medium: 15, high: 30 };
const JUST_IN_POINTS: Readonly<Record<JustIn, number>> = { payment: 25, reply: 40 };
const POINTS_PER_BROKEN_PROMISE = 20;
const MOST_BROKEN_PROMISES = 3;
const MOST_AGE_POINTS = 20;
const OVERDUE_POINTS = 20;
const POINTS_PER_OVERDUE_DAY = 5;
const MOST_OVERDUE_DAYS = 10;
/** More than all other parts together can have, so that a pinned task stands above every other one. */
export const PIN_POINTS = 1000;

/** How urgent a task is, as a sum of parts that each have a reason. Pure and total. */
export function priorityOf(facts: PriorityFacts): Priority {
  const parts = [
    amountPart(facts),
    {
      code: 'days-late' as const,
      points: daysLatePoints(facts.daysLate),
      values: { days: facts.daysLate },
    },
    { code: 'risk' as const, points: RISK_POINTS[facts.risk], values: { risk: facts.risk } },
    {
      code: 'broken-promises' as const,
      points: POINTS_PER_BROKEN_PROMISE * clamp(facts.brokenPromises, MOST_BROKEN_PROMISES),
      values: { count: facts.brokenPromises },
    },
    { code: 'age' as const, points: clamp(facts.openDays, MOST_AGE_POINTS), values: { days: facts.openDays } },
    ...(facts.overdue ? [overduePart(facts.overdue)] : []),
    ...(facts.justIn
      ? [{ code: 'just-in' as const, points: JUST_IN_POINTS[facts.justIn.what], values: facts.justIn }]
      : []),
    ...(facts.pin ? [{ code: 'pinned' as const, points: PIN_POINTS, values: facts.pin }] : []),
  ].filter((part) => part.points > 0);
  return { points: parts.reduce((sum, part) => sum + part.points, 0), parts };
}

/** What two tasks are compared by. */
export interface RankedTask {
  readonly taskId: string;
  readonly points: number;
  /** What is at stake, in the organization's minor units. */
  readonly atStakeMinor: bigint;
  readonly openedAt: EpochMs;
}

/**
 * Compares two tasks for sorting: the one with more points first; of equal points the larger amount, then the older
 * task, then the smaller id, so that the order is total and the same each time.
 */
export function compareTasks(a: RankedTask, b: RankedTask): number {
  if (a.points !== b.points) return b.points - a.points;
  if (a.atStakeMinor !== b.atStakeMinor) return a.atStakeMinor > b.atStakeMinor ? -1 : 1;
  if (a.openedAt !== b.openedAt) return a.openedAt - b.openedAt;
  return a.taskId < b.taskId ? -1 : a.taskId > b.taskId ? 1 : 0;
}

function amountPart({ atStake, organizationCurrency: currency }: PriorityFacts): PriorityPart {
  const unit = 10n ** BigInt(minorDigits(currency)) * unitsPerEuro(currency);
  const points = AMOUNT_POINTS.find(([atLeast]) => atStake.minor >= atLeast * unit)?.[1] ?? 0;
  const { rated, estimated } = atStake;
  return {
    code: 'amount',
    points,
    values: { amount: decimalAmount(atStake.minor, currency), currency, rated, estimated },
  };
}

// A point a day in the first month, then one every second day, at most 60: by then other steps have been taken.
function daysLatePoints(days: number): number {
  return clamp(days, 30) + Math.floor(clamp(days - 30, 60) / 2);
}

function overduePart(overdue: NonNullable<PriorityFacts['overdue']>): PriorityPart {
  return {
    code: 'overdue',
    points: OVERDUE_POINTS + POINTS_PER_OVERDUE_DAY * clamp(overdue.businessDays, MOST_OVERDUE_DAYS),
    values: overdue,
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
