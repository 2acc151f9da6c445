import { z } from 'zod';
import { format } from '../refusals/schema-issues.ts';

/** How an organization handles limits of credit. */
export const creditSettingsSchema = z.strictObject({
  /** Whether credit that is not applied to an invoice yet comes off the exposure; else it is shown apart. */
  netCredit: z.boolean().default(true),
  /** How far below the limit the exposure must fall, in percent of the limit, before it counts as back under it. */
  backUnderPercent: z.int().min(0).max(50).default(5),
  /**
   * The highest limit, in whole units of the organization's currency, that one person may grant where acts of the kind
   * `credit-limit` need a second person.
   */
  grantedAlone: z
    .string()
    .regex(/^\d{1,12}$/, format('amount'))
    .default('0'),
});
export type CreditSettings = z.infer<typeof creditSettingsSchema>;

/** The settings of an organization that chose none. */
export const defaultCreditSettings: CreditSettings = creditSettingsSchema.parse({});
