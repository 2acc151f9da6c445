import { z } from 'zod';
import { parseAmount } from '../money/amount.ts';
import { isCurrency } from '../money/currency.ts';

const currencyCode = z.string().refine(isCurrency, 'an ISO 4217 currency such as EUR');
const amountText = z
  .string()
  .regex(/^\d{1,16}(\.\d{1,4})?$/, 'an amount: a decimal number such as "5.00", without sign or grouping');

/**
 * How an organization has payments matched (DOMAIN §3): what nothing else places may go to the oldest invoices, and a payment may be short of the invoices that it
 * names by what its bank kept. Both are off unless they are chosen: money is never placed, nor forgiven, by a rule that nobody asked for.
 */
export const matchingChoiceSchema = z
  .strictObject({
    oldestFirst: z.boolean().default(false),
    /** By currency: `{ "EUR": "5.00" }`. A currency that is not named has none. */
    tolerance: z.record(currencyCode, amountText).default({}),
  })
  .superRefine(({ tolerance }, context) => {
    for (const [currency, text] of Object.entries(tolerance)) {
      try {
        parseAmount(text, currency);
      } catch (error) {
        context.addIssue({
          code: 'custom',
          path: ['tolerance', currency],
          message: error instanceof Error ? error.message : String(error),
        });
      }
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
