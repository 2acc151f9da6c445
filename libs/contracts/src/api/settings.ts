import { z } from 'zod';
import { closingDaysSchema } from '@puntual/domain/calendar/closing-days';
import { regimeSchema } from '@puntual/domain/charges/interest-regimes';
import { ownRatesSchema } from '@puntual/domain/charges/own-rates';
import { matchingChoiceSchema } from '@puntual/domain/matching/matching-choice';

/** What an organization has decided for all its cases. */
export const settingsSchema = z
  .object({
    defaultPolicyKey: z.string(),
    /** Since when all contact is stopped, and who stopped it; null: it is not. */
    contactStopped: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
    maxMessagesPerDay: z.int().nullable(),
    closingDays: z.object({
      days: z.array(z.iso.date()),
      ranges: z.array(z.object({ from: z.string(), to: z.string() })),
    }),
    /** How payments are matched: whether what nothing else places goes to the oldest invoices, and by how much, per currency, a payment may be short of what it names. */
    matching: z.object({ oldestFirst: z.boolean(), tolerance: z.record(z.string(), z.string()) }),
    /** Reference rates of interest that the organization has read itself, by law, each with its source. */
    referenceRates: ownRatesSchema,
    /** Until which day, from today on, a rate is known under each law; null: none for today, and no interest of it is charged. */
    ratesKnownUntil: z.record(regimeSchema, z.iso.date().nullable()),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.infer<typeof settingsSchema>;

/** What is to change; what is left out stays. `maxMessagesPerDay` null takes the limit away; a law in `referenceRates` gets the rows given, all others keep theirs. */
export const changeSettingsSchema = z
  .strictObject({
    maxMessagesPerDay: z.int().min(1).max(1_000_000).nullable().optional(),
    closingDays: closingDaysSchema.optional(),
    matching: matchingChoiceSchema.optional(),
    referenceRates: ownRatesSchema.optional(),
  })
  .meta({ id: 'ChangeSettings' });
export type ChangeSettings = z.infer<typeof changeSettingsSchema>;

export const stopContactSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500).optional() })
  .meta({ id: 'StopContact' });
