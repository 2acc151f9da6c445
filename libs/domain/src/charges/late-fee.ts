import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import { fraction, multiplyFractions, percentOf, roundHalfEven } from '../money/fraction.ts';
import type { ChargeCap } from '../policy/charge-cap.ts';
import { limitIn } from '../policy/conditions.ts';
import { lateFeeSum, type LateFee } from '../policy/late-fee-schema.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { Stage } from '../policy/vocabulary.ts';

/** What a late fee depends on. Minor units of the invoice's currency. */
export interface LateFeeClaim {
  readonly invoiceId: string;
  readonly currency: string;
  readonly dueOn: IsoDate;
  /** The day of the message, in the debtor's time zone. */
  readonly today: IsoDate;
  /** The stage of the message that brings the fee. */
  readonly stage: Stage;
  /** The open principal that is not disputed. */
  readonly openMinor: bigint;
  readonly messageSent: boolean;
  /** The charges that the invoice has or had, waived ones too. */
  readonly chargedIds: ReadonlySet<string>;
}

/** Which of the equal spans of days late a repeated fee is for: the second of 7 days is the second week late. */
export interface FeePeriod {
  readonly number: number;
  readonly everyDays: number;
}

export type LateFeeAnswer =
  | {
      readonly kind: 'fee';
      readonly minor: bigint;
      readonly chargeId: string;
      /** Null for a fee that comes once per stage. */
      readonly period: FeePeriod | null;
    }
  | {
      readonly kind: 'none';
      readonly because:
        'not-in-policy' | 'currency' | 'no-message-sent' | 'charged-before' | 'nothing-open' | 'not-late-enough';
    };

/** Source of a cap that is the policy's own maximum of a repeated fee: a code, which notices put into words. */
export const FEE_MAXIMUM = 'late-fee-maximum';

/**
 * The fee that a sent message brings, whatever is confirmed later or twice, and never without a message (docs/cases.md,
 * case 23). It comes once per invoice and stage or, when the policy repeats it, once for each whole period late: a
 * message charges the last period that has passed, and a period in which no message leaves is not charged later.
 */
export function lateFeeDue(policy: Pick<PolicyDocument, 'currency' | 'charges'>, claim: LateFeeClaim): LateFeeAnswer {
  const { lateFee } = policy.charges;
  if (!lateFee?.stages.includes(claim.stage)) return { kind: 'none', because: 'not-in-policy' };
  const minor = feeMinor(lateFee, claim, policy.currency);
  if (minor === null) return { kind: 'none', because: 'currency' };
  if (!claim.messageSent) return { kind: 'none', because: 'no-message-sent' };
  if (claim.openMinor <= 0n || minor === 0n) return { kind: 'none', because: 'nothing-open' };
  if (!lateFee.repeat) {
    const chargeId = `${claim.invoiceId}:fee:${claim.stage}`;
    return claim.chargedIds.has(chargeId)
      ? { kind: 'none', because: 'charged-before' }
      : { kind: 'fee', minor, chargeId, period: null };
  }
  const period = feePeriodOn(lateFee.repeat, claim.dueOn, claim.today);
  if (!period) return { kind: 'none', because: 'not-late-enough' };
  const day = period.number * period.everyDays;
  if (lastChargedDay(claim) > day - period.everyDays) return { kind: 'none', because: 'charged-before' };
  return { kind: 'fee', minor, chargeId: dayKey(claim.invoiceId, day), period };
}

/** The last period late that has passed on `on`; null while none has. */
export function feePeriodOn(
  { everyDays }: Pick<NonNullable<LateFee['repeat']>, 'everyDays'>,
  dueOn: IsoDate,
  on: IsoDate,
): FeePeriod | null {
  const number = Math.floor(daysBetween(dueOn, on) / everyDays);
  return number < 1 ? null : { number, everyDays };
}

/** The policy's own maximum of all fees of one invoice, as caps. Empty when the fee does not repeat. */
export function feeMaximum({ lateFee }: PolicyDocument['charges']): readonly ChargeCap[] {
  const maximum = lateFee?.repeat?.maximum;
  if (!maximum) return [];
  const shared = { kinds: ['fee'], source: FEE_MAXIMUM } satisfies Partial<ChargeCap>;
  return [
    ...(maximum.amount === undefined ? [] : [{ ...shared, by: 'amount' as const, amount: maximum.amount }]),
    ...(maximum.percentOfPrincipal === undefined
      ? []
      : [{ ...shared, by: 'share-of-principal' as const, percent: maximum.percentOfPrincipal }]),
  ];
}

// Null: the policy names no sum, or no maximum, in the currency. Zero: it charges nothing in it, or a share of what is
// open that rounds to nothing.
function feeMinor(lateFee: LateFee, { currency, openMinor }: LateFeeClaim, policyCurrency: string): bigint | null {
  if (lateFee.amount !== undefined && limitIn(lateFee.amount, currency, policyCurrency) === 0n) return 0n;
  const sum = lateFeeSum(lateFee, currency, policyCurrency);
  if (sum === null || 'minor' in sum) return sum && sum.minor;
  return roundHalfEven(multiplyFractions(percentOf(sum.percent), fraction(openMinor, 1n)));
}

// A repeated fee is named by the last day late of its period, so that periods of different lengths never overlap.
function dayKey(invoiceId: string, day: number): string {
  return `${invoiceId}:fee:day-${day}`;
}

function lastChargedDay({ invoiceId, chargedIds }: LateFeeClaim): number {
  const prefix = dayKey(invoiceId, 0).slice(0, -1);
  let last = -Infinity;
  for (const key of chargedIds)
    if (key.startsWith(prefix)) last = Math.max(last, Number(key.slice(prefix.length)) || -Infinity);
  return last;
}
