import { z } from 'zod';
import { closingDaysSchema } from '@puntual/domain/calendar/closing-days';
import { regimeSchema } from '@puntual/domain/charges/interest-regimes';
import { ownRatesSchema } from '@puntual/domain/charges/own-rates';
import { creditSettingsSchema } from '@puntual/domain/credit/credit-settings';
import { disputeSettingsSchema } from '@puntual/domain/disputes/dispute-settings';
import { planLimitsSchema } from '@puntual/domain/payment-plans/plan-limits';
import { promiseLimitsSchema } from '@puntual/domain/promises/promise-limits';
import { replySettingsSchema } from '@puntual/domain/replies/reply-settings';
import { brandingSchema, changeBrandingSchema } from '@puntual/domain/branding/branding';
import { serviceSettingsSchema } from '@puntual/domain/service-messages/service-settings';
import { matchingChoiceSchema } from '@puntual/domain/matching/matching-choice';

/** A host name in lower case; `*.` in front stands for all names below it. */
const linkHostSchema = z
  .string()
  .max(253)
  .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/);

/** The settings of an organization, valid for all its cases. */
export const settingsSchema = z
  .object({
    defaultPolicyKey: z.string(),
    /** When all contact was stopped, and by whom; null while contact is allowed. */
    contactStopped: z
      .object({ at: z.iso.datetime(), by: z.string().nullable(), byId: z.string().nullable() })
      .nullable(),
    maxMessagesPerDay: z.int().nullable(),
    closingDays: z.object({
      days: z.array(z.iso.date()),
      ranges: z.array(z.object({ from: z.string(), to: z.string() })),
    }),
    /**
     * How payments are matched: whether money that names no invoice goes to the oldest invoices, and how much a payment
     * may fall short of the invoices it names, per currency.
     */
    matching: z.object({ oldestFirst: z.boolean(), tolerance: z.record(z.string(), z.string()) }),
    /** The organization's own reference rates, by law, each with its source. */
    referenceRates: ownRatesSchema,
    /** The hosts to which messages and statements may link; empty: any. */
    linkHosts: z.array(z.string()),
    /** Deadlines of disputes by category, and what becomes of short payments. */
    disputes: disputeSettingsSchema,
    /** What promises to pay a collector may agree to; beyond that a manager has to. */
    promiseLimits: promiseLimitsSchema,
    /** What payment plans a collector may grant, and the days of grace of an instalment. */
    planLimits: planLimitsSchema,
    /** How limits of credit are counted and granted. */
    credit: creditSettingsSchema,
    /** Whether who lacks the right `portfolio.all` sees only customers that are theirs, their team's or nobody's. */
    portfolios: z.boolean(),
    /** How long a customer's mail silences chasing, in how many days it should be answered, and canned answers. */
    replies: replySettingsSchema,
    /** Which service messages are sent, and to the contacts of which roles; a kind that is left out is off. */
    serviceMessages: serviceSettingsSchema,
    /** The logo, the colours and the footer of messages. */
    branding: brandingSchema,
    /**
     * For each law the last day, from today on, with a known rate. Null: today has no rate, so no interest is charged.
     */
    ratesKnownUntil: z.record(regimeSchema, z.iso.date().nullable()),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.infer<typeof settingsSchema>;

/**
 * The settings to change; omitted fields stay. `maxMessagesPerDay: null` removes the limit; `referenceRates` replaces
 * the rows of the laws it names.
 */
export const changeSettingsSchema = z
  .strictObject({
    maxMessagesPerDay: z.int().min(1).max(1_000_000).nullable().optional(),
    closingDays: closingDaysSchema.optional(),
    matching: matchingChoiceSchema.optional(),
    referenceRates: ownRatesSchema.optional(),
    linkHosts: z.array(linkHostSchema).max(50).optional(),
    disputes: disputeSettingsSchema.optional(),
    promiseLimits: promiseLimitsSchema.optional(),
    planLimits: planLimitsSchema.optional(),
    credit: creditSettingsSchema.optional(),
    portfolios: z.boolean().optional(),
    replies: replySettingsSchema.optional(),
    serviceMessages: serviceSettingsSchema.optional(),
    branding: changeBrandingSchema.optional(),
  })
  .meta({ id: 'ChangeSettings' });
export type ChangeSettings = z.infer<typeof changeSettingsSchema>;

export const stopContactSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500).optional() })
  .meta({ id: 'StopContact' });
