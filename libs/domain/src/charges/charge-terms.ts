import { z } from 'zod';
import { stageSchema, type Stage } from '../policy/policy.ts';
import { fraction, multiplyFractions, percentOf } from './fraction.ts';
import { regimeSchema } from './interest-regimes.ts';
import { parseAmount } from '../money/amount.ts';

const amount = z.string().regex(/^\d{1,16}(\.\d{1,4})?$/, 'an amount: a decimal number such as "10.00", without sign or grouping');
const percent = z.string().regex(/^\d{1,3}(\.\d{1,8})?$/, 'a percentage: a decimal number such as "8.5", not below zero');
const inCurrencies = z.record(z.string().regex(/^[A-Z]{3}$/), amount);

/** Limits of what may be charged on one invoice beside its principal; several hold together. */
export const chargeCapSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('amount'), amounts: inCurrencies, source: z.string().min(1).max(400) }),
  z.object({ by: z.literal('share-of-principal'), percent, source: z.string().min(1).max(400) }),
]);
export type ChargeCap = z.infer<typeof chargeCapSchema>;

/** A payment that is short by exactly the early-payment discount and came too late: given all the same when at most so many days late, or the rest stays open. */
export const lateDiscountSchema = z.discriminatedUnion('then', [z.object({ then: z.literal('keep-open') }), z.object({ then: z.literal('accept'), graceDays: z.int().min(1).max(366) })]);
export type LateDiscount = z.infer<typeof lateDiscountSchema>;

/** What a policy says about charges and discounts. Every part is off unless it is set. */
export const chargeTermsSchema = z.object({
  /** A fixed fee with the messages of these stages, by currency. */
  lateFee: z.object({ amounts: inCurrencies, stages: z.array(stageSchema).min(1) }).nullable().default(null),
  interest: z.discriminatedUnion('by', [
    /** The law of the creditor's country, or the regime that is named. */
    z.object({ by: z.literal('statute'), regime: regimeSchema.nullable().default(null) }),
    z.object({ by: z.literal('contract'), annualPercent: percent, dayCount: z.enum(['actual/365', 'actual/360']).default('actual/365') }),
  ]).nullable().default(null),
  /** Ask for the lump sum that the law gives per late invoice. */
  lumpSum: z.boolean().default(false),
  caps: z.array(chargeCapSchema).max(10).default([]),
  /** What becomes of open charges when the principal is paid: they stay a claim, are waived, or a person is asked. */
  whenPrincipalIsPaid: z.enum(['keep', 'waive', 'ask']).default('ask'),
  lateDiscount: lateDiscountSchema.default({ then: 'keep-open' }),
});
export type ChargeTerms = z.infer<typeof chargeTermsSchema>;

export type LateFeeAnswer = { readonly kind: 'fee'; readonly minor: bigint; readonly chargeId: string } | { readonly kind: 'none'; readonly because: 'not-in-terms' | 'currency' | 'no-message-sent' | 'charged-before' | 'nothing-open' };

/**
 * The fixed fee that a sent message brings: once per invoice and stage, whatever is confirmed later or twice, and never without a message (DOMAIN §7, case 23).
 * `chargedIds` are the charges that the invoice has or had, waived ones too.
 */
export function lateFeeDue(terms: ChargeTerms, claim: { readonly invoiceId: string; readonly currency: string; readonly stage: Stage; readonly openMinor: bigint; readonly messageSent: boolean; readonly chargedIds: ReadonlySet<string> }): LateFeeAnswer {
  if (!terms.lateFee?.stages.includes(claim.stage)) return { kind: 'none', because: 'not-in-terms' };
  const text = terms.lateFee.amounts[claim.currency];
  if (text === undefined) return { kind: 'none', because: 'currency' };
  if (!claim.messageSent) return { kind: 'none', because: 'no-message-sent' };
  const chargeId = `${claim.invoiceId}:fee:${claim.stage}`;
  if (claim.chargedIds.has(chargeId)) return { kind: 'none', because: 'charged-before' };
  if (claim.openMinor <= 0n) return { kind: 'none', because: 'nothing-open' };
  return { kind: 'fee', minor: parseAmount(text, claim.currency), chargeId };
}

/**
 * What of a wanted charge the caps leave, when `chargedMinor` is charged on the invoice already: the smallest of what each leaves, rounded down, never below zero.
 * A cap by amount that does not name the currency lets nothing through: it cannot be checked.
 */
export function capCharge(wantedMinor: bigint, chargedMinor: bigint, principalMinor: bigint, currency: string, caps: readonly ChargeCap[]): { readonly minor: bigint; readonly cappedBy: ChargeCap | null } {
  let minor = wantedMinor;
  let cappedBy: ChargeCap | null = null;
  for (const cap of caps) {
    const left = capMinor(cap, principalMinor, currency) - chargedMinor;
    if (left >= minor) continue;
    minor = left > 0n ? left : 0n;
    cappedBy = cap;
  }
  return { minor, cappedBy };
}

function capMinor(cap: ChargeCap, principalMinor: bigint, currency: string): bigint {
  switch (cap.by) {
    case 'amount': {
      const text = cap.amounts[currency];
      return text === undefined ? 0n : parseAmount(text, currency);
    }
    case 'share-of-principal': {
      const { numerator, denominator } = multiplyFractions(percentOf(cap.percent), fraction(principalMinor, 1n));
      return numerator / denominator;
    }
  }
}
