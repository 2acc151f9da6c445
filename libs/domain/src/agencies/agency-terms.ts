import { z } from 'zod';
import { CUSTOMER_KINDS } from '../policy/vocabulary.ts';
import { format } from '../refusals/schema-issues.ts';

/** Most agencies of an organization. */
export const MOST_AGENCIES = 50;

const decimal = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, format('amount'));
const percent = z.string().regex(/^\d{1,2}(\.\d{1,4})?$/, format('percentage'));

/**
 * Which debts an agency gets, what it keeps of what it collects, and what it is told. Amounts are decimal texts in the
 * organization's currency.
 */
export const agencyTermsSchema = z.strictObject({
  /** Countries of the debtors (ISO 3166); empty: all. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, format('country')))
    .max(250)
    .default([]),
  /** Kinds of customers; empty: all. */
  kinds: z.array(z.enum(CUSTOMER_KINDS)).max(3).default([]),
  /** The least open amount, and the amount from which another agency gets the debt; left out: no limit. */
  amountFrom: decimal.optional(),
  amountBelow: decimal.optional(),
  /** The agency's commission: percent of what it collects. */
  commissionPercent: percent.default('0'),
  /** Whether it keeps its commission and pays the rest over; else it pays all over and sends a bill. */
  keepsCommission: z.boolean().default(true),
  /**
   * What a report of money collected does. `report`: it is booked as a payment of the customer. `payment-event`: the
   * ERP sends the payment.
   */
  bookCollected: z.enum(['report', 'payment-event']).default('report'),
  /** What happens when the customer pays the organization while the agency has the debt. */
  onPayment: z.enum(['tell', 'recall']).default('tell'),
  /** Days that must have run since the last demand that the customer got before the hand-over; null: no such rule. */
  lastLetterDays: z.int().min(1).max(90).nullable().default(null),
  /** The language of mails to the agency. */
  language: z.enum(['en', 'es']).default('en'),
});
export type AgencyTerms = z.infer<typeof agencyTermsSchema>;
