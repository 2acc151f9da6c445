import { z } from 'zod';
import { limitIn, limitSchema } from './conditions.ts';
import { format } from '../refusals/schema-issues.ts';
import { fraction, multiplyFractions, percentOf } from '../money/fraction.ts';

/** The kinds of charges on an invoice, beside its principal. */
export const CHARGE_KINDS = ['fee', 'interest', 'lump-sum'] as const;
export type ChargeKind = (typeof CHARGE_KINDS)[number];

const source = z.string().min(1).max(400);
/** The kinds of charges that the cap limits together. Without `kinds` the cap limits all kinds. */
const kinds = z.array(z.enum(CHARGE_KINDS)).min(1).max(CHARGE_KINDS.length).optional();

/** A limit of the charges on one invoice, with its source. All caps of a policy apply. */
export const chargeCapSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('amount'), amount: limitSchema, kinds, source }),
  z.strictObject({
    by: z.literal('share-of-principal'),
    percent: z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, format('percentage')),
    kinds,
    source,
  }),
]);
export type ChargeCap = z.infer<typeof chargeCapSchema>;

/** An invoice whose charges the caps limit. Amounts are minor units of its currency. */
export interface CappedClaim {
  readonly principalMinor: bigint;
  /** What is charged on the invoice already, by kind. */
  readonly chargedMinor: Readonly<Partial<Record<ChargeKind, bigint>>>;
  readonly currency: string;
  /** The currency of plain amounts in the caps. */
  readonly policyCurrency: string;
}

/**
 * The part of a charge that all caps allow, rounded down and never below zero, with the cap that limits it most. A cap
 * by amount without an amount in the invoice's currency allows nothing, because nobody can check it.
 */
export function capCharge(
  kind: ChargeKind,
  wantedMinor: bigint,
  claim: CappedClaim,
  caps: readonly ChargeCap[],
): { readonly minor: bigint; readonly cappedBy: ChargeCap | null } {
  let minor = wantedMinor;
  let cappedBy: ChargeCap | null = null;
  for (const cap of caps) {
    const counted: readonly ChargeKind[] = cap.kinds ?? CHARGE_KINDS;
    if (!counted.includes(kind)) continue;
    const left = capMinor(cap, claim) - counted.reduce((sum, each) => sum + (claim.chargedMinor[each] ?? 0n), 0n);
    if (left >= minor) continue;
    minor = left > 0n ? left : 0n;
    cappedBy = cap;
  }
  return { minor, cappedBy };
}

function capMinor(cap: ChargeCap, { principalMinor, currency, policyCurrency }: CappedClaim): bigint {
  switch (cap.by) {
    case 'amount':
      return limitIn(cap.amount, currency, policyCurrency) ?? 0n;
    case 'share-of-principal': {
      const { numerator, denominator } = multiplyFractions(percentOf(cap.percent), fraction(principalMinor, 1n));
      return numerator / denominator;
    }
  }
}
