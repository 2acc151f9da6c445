import { z } from 'zod';
import { parseAmount, readAmount } from '../money/amount.ts';
import { isCurrency } from '../money/currency.ts';
import { format, refuse } from '../refusals/schema-issues.ts';

const currencyCode = z.string().refine(isCurrency, format('currency-code'));
const amountText = z.string().regex(/^\d{1,16}(\.\d{1,4})?$/, format('amount'));

/**
 * How an organization has payments matched: what nothing else places may go to the oldest invoices, and a payment may
 * be short of the invoices that it names by what its bank kept. Both are off unless they are chosen: money is never
 * placed, nor forgiven, by a rule that nobody asked for.
 */
export const matchingChoiceSchema = z
  .strictObject({
    oldestFirst: z.boolean().default(false),
    /** By currency: `{ "EUR": "5.00" }`. A currency that is not named has none. */
    tolerance: z.record(currencyCode, amountText).default({}),
  })
  .superRefine(({ tolerance }, context) => {
    for (const [currency, text] of Object.entries(tolerance)) {
      const read = readAmount(text, currency, '');
      if (typeof read !== 'bigint') refuse(context, ['tolerance', currency], read);
    }
  });
export type MatchingChoice = z.infer<typeof matchingChoiceSchema>;

/** What an organization that chose nothing has. */
export const cautiousMatching: MatchingChoice = { oldestFirst: false, tolerance: {} };

/** The tolerance in a currency, in minor units; 0 where none was chosen. */
export function toleranceIn(choice: MatchingChoice, currency: string): bigint {
  const text = choice.tolerance[currency];
  return text === undefined ? 0n : parseAmount(text, currency);
}
