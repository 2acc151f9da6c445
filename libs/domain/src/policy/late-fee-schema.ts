import { z } from 'zod';
import { format, refuse } from '../refusals/schema-issues.ts';
import { limitIn, limitSchema } from './conditions.ts';
import { STAGES, stageSchema } from './vocabulary.ts';

const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,6})?$/, format('percentage'))
  .optional();

/**
 * The fee for late payment of a policy. Without `repeat` it comes once per invoice and stage; with it, it is a penalty
 * that grows: again for each so many days late, as far as its maximum.
 */
export const lateFeeSchema = z
  .strictObject({
    /** A fixed sum. Either this or `percentOfOpen`. */
    amount: limitSchema.optional(),
    /** A share of the open principal that is not disputed, on the day of the message. */
    percentOfOpen: percent,
    /** The stages whose messages bring the fee. */
    stages: z.array(stageSchema).min(1).max(STAGES.length),
    repeat: z
      .strictObject({
        /** 7: for each week late. */
        everyDays: z.int().min(1).max(90),
        /** Most that all fees of an invoice may come to; when both are given, the smaller of the two. */
        maximum: z.strictObject({ amount: limitSchema.optional(), percentOfPrincipal: percent }),
      })
      .optional(),
  })
  .superRefine((fee, context) => {
    if ((fee.amount === undefined) === (fee.percentOfOpen === undefined))
      refuse(context, ['amount'], { code: 'late-fee-sum', values: {} });
    const maximum = fee.repeat?.maximum;
    if (maximum && maximum.amount === undefined && maximum.percentOfPrincipal === undefined)
      refuse(context, ['repeat', 'maximum'], { code: 'late-fee-maximum', values: {} });
  });
export type LateFee = z.infer<typeof lateFeeSchema>;

/** What a fee comes to: a sum in minor units of the currency, or a share of what is open. */
export type LateFeeSum = { readonly minor: bigint } | { readonly percent: string };

/**
 * The fee of a policy (whose plain amounts are in `policyCurrency`) on an invoice in `currency`. Null when the policy
 * names no sum, or no maximum, in that currency: then no fee is charged, because nothing is compared across currencies.
 */
export function lateFeeSum(fee: LateFee, currency: string, policyCurrency: string): LateFeeSum | null {
  const most = fee.repeat?.maximum.amount;
  if (most !== undefined && limitIn(most, currency, policyCurrency) === null) return null;
  if (fee.percentOfOpen !== undefined) return { percent: fee.percentOfOpen };
  const minor = limitIn(fee.amount, currency, policyCurrency);
  return minor ? { minor } : null;
}
