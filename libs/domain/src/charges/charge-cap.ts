import { z } from 'zod';
import { limitIn, limitSchema } from '../policy/conditions.ts';
import { fraction, multiplyFractions, percentOf } from './fraction.ts';

const source = z.string().min(1).max(400);

/** Limits of what may be charged on one invoice beside its principal, each with its source; several hold together. */
export const chargeCapSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('amount'), amount: limitSchema, source }),
  z.strictObject({ by: z.literal('share-of-principal'), percent: z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, 'a percentage such as "8" or "2.5"'), source }),
]);
export type ChargeCap = z.infer<typeof chargeCapSchema>;

/** The claim that caps are about. Minor units of its currency. */
export interface CappedClaim {
  readonly principalMinor: bigint;
  /** What is charged on the invoice already. */
  readonly chargedMinor: bigint;
  readonly currency: string;
  /** The currency of plain amounts in the caps. */
  readonly policyCurrency: string;
}

/**
 * What of a wanted charge the caps leave: the smallest of what each leaves, rounded down, never below zero. A cap by amount that
 * does not name the currency lets nothing through: it cannot be checked.
 */
export function capCharge(wantedMinor: bigint, claim: CappedClaim, caps: readonly ChargeCap[]): { readonly minor: bigint; readonly cappedBy: ChargeCap | null } {
  let minor = wantedMinor;
  let cappedBy: ChargeCap | null = null;
  for (const cap of caps) {
    const left = capMinor(cap, claim) - claim.chargedMinor;
    if (left >= minor) continue;
    minor = left > 0n ? left : 0n;
    cappedBy = cap;
  }
  return { minor, cappedBy };
}

function capMinor(cap: ChargeCap, { principalMinor, currency, policyCurrency }: CappedClaim): bigint {
  switch (cap.by) {
    case 'amount': return limitIn(cap.amount, currency, policyCurrency) ?? 0n;
    case 'share-of-principal': {
      const { numerator, denominator } = multiplyFractions(percentOf(cap.percent), fraction(principalMinor, 1n));
      return numerator / denominator;
    }
  }
}
