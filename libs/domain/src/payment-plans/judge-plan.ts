import { addDays, type EpochMs, type IsoDate } from '../calendar/dates.ts';

/**
 * How a payment plan stands. `proposed`: a manager has to approve it. `missed`: an instalment is late and its grace is
 * not over. `replaced`: another plan took its place.
 */
export const PLAN_STATES = [
  'proposed',
  'active',
  'missed',
  'completed',
  'defaulted',
  'cancelled',
  'rejected',
  'replaced',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** States of a plan that holds its invoices by its instalments. */
export const RUNNING_PLANS: readonly PlanState[] = ['active', 'missed'];

/** One instalment, in minor units of the plan's currency. */
export interface Instalment {
  readonly on: IsoDate;
  readonly minor: bigint;
}

/** A running plan with what its judgement needs. */
export interface PlanRecord {
  readonly id: string;
  readonly currency: string;
  readonly state: PlanState;
  readonly startedAt: EpochMs;
  /** Days after an instalment's day until the plan defaults. */
  readonly graceDays: number;
  /** In the order of their days. */
  readonly instalments: readonly Instalment[];
  /** What came of each payment on the plan's invoices, without what was taken back. */
  readonly payments: readonly { readonly receivedOn: IsoDate; readonly bookedAt: EpochMs; readonly minor: bigint }[];
  /** The day on which the last of its invoices was settled; null while one is open. */
  readonly settledOn: IsoDate | null;
}

/** How a plan stands on a day. */
export interface PlanJudgement {
  readonly state: PlanState;
  readonly paidMinor: bigint;
  /** The first instalment that is not paid, by its place; null: all are. */
  readonly next: number | null;
  /** The invoices are held until the end of this day; null: they are not. */
  readonly heldUntil: IsoDate | null;
  /** The day after which the plan has to be judged although the hold goes on; null: none before the hold ends. */
  readonly wakeOn: IsoDate | null;
}

/**
 * Judges a running plan on `today` (the debtor's local day). Payments count against the instalments, the oldest first.
 * An instalment that is not paid on its day makes the plan `missed`; once its grace is over, the plan has defaulted. A
 * plan is completed when all came, or its invoices are settled: early, too. Other states stay. Pure and total.
 */
export function judgePlan(plan: PlanRecord, today: IsoDate): PlanJudgement {
  const { state, instalments, graceDays, settledOn, payments, startedAt } = plan;
  const paidMinor = payments
    .filter(({ receivedOn, bookedAt }) => receivedOn <= today && bookedAt >= startedAt)
    .reduce((sum, { minor }) => sum + minor, 0n);
  const next = nextUnpaid(instalments, paidMinor);
  const over = { paidMinor, next, heldUntil: null, wakeOn: null };
  if (!RUNNING_PLANS.includes(state)) return { ...over, state };
  const instalment = next === null ? undefined : instalments[next];
  if (settledOn !== null || instalment === undefined) return { ...over, state: 'completed' };
  const heldUntil = addDays(instalment.on, graceDays);
  if (instalment.on >= today) return { state: 'active', paidMinor, next, heldUntil, wakeOn: instalment.on };
  return heldUntil >= today
    ? { state: 'missed', paidMinor, next, heldUntil, wakeOn: null }
    : { ...over, state: 'defaulted' };
}

/** How much of each instalment is paid when so much came: the oldest is filled first. */
export function paidOfInstalments(instalments: readonly Instalment[], paidMinor: bigint): readonly bigint[] {
  let left = paidMinor;
  return instalments.map(({ minor }) => {
    const paid = left < minor ? left : minor;
    left -= paid;
    return paid;
  });
}

function nextUnpaid(instalments: readonly Instalment[], paidMinor: bigint): number | null {
  const paid = paidOfInstalments(instalments, paidMinor);
  const next = instalments.findIndex(({ minor }, index) => (paid[index] ?? 0n) < minor);
  return next === -1 ? null : next;
}
