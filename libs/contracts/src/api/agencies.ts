import { z } from 'zod';
import { agencyTermsSchema } from '@puntual/domain/agencies/agency-terms';
import { REPORT_OUTCOMES } from '@puntual/domain/agencies/placement-reports';
import { refuse } from '@puntual/domain/refusals/schema-issues';
import { currencySchema } from '../events/amount.ts';
import { daySchema, freeTextSchema, organizationSlugSchema, textSchema } from '../events/envelope.ts';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';

/** The key of an agency: short, for addresses and sources of events. */
export const agencyKeySchema = organizationSlugSchema;

const described = {
  name: textSchema(100),
  /** `http`: signed requests to its API. `email`: mails with the pack. */
  adapter: z.enum(['http', 'email']),
  /** The address of its API, or its e-mail address. */
  address: textSchema(500),
  /** The order in which agencies are asked. */
  position: z.int().min(0).max(1000),
  state: z.enum(['active', 'retired']),
};

export const saveAgencySchema = z
  .strictObject({
    ...described,
    terms: agencyTermsSchema.prefault({}),
    /** Of the agency that was read; null: it is new. */
    revision: z.int().min(1).nullable(),
  })
  .superRefine(({ adapter, address }, context) => {
    const isRight = adapter === 'email' ? z.email().safeParse(address).success : URL.canParse(address);
    if (isRight) return;
    const format = adapter === 'email' ? 'email' : 'url';
    refuse(context, ['address'], { code: 'wrong-format', values: { format } });
  })
  .meta({ id: 'SaveAgency' });
export type SaveAgency = z.infer<typeof saveAgencySchema>;

export const agencySchema = z
  .object({ key: z.string(), ...described, terms: agencyTermsSchema, revision: z.int() })
  .meta({ id: 'Agency' });
export type AgencyView = z.infer<typeof agencySchema>;
export const agenciesSchema = z.object({ items: z.array(agencySchema) }).meta({ id: 'Agencies' });

/** A secret is shown once. */
export const agencySecretSchema = z
  .object({ key: z.string(), version: z.int(), secret: z.string(), webhook: z.string() })
  .meta({ id: 'AgencySecret' });

export const agencyAccountSchema = z
  .object({
    key: z.string(),
    balances: z.array(
      z.object({
        currency: z.string(),
        collected: amount,
        /** Commission that it keeps, and that it bills. */
        kept: amount,
        billed: amount,
        paidOver: amount,
        owed: amount,
      }),
    ),
  })
  .meta({ id: 'AgencyAccount' });
export type AgencyAccountView = z.infer<typeof agencyAccountSchema>;

export const paidOverSchema = z
  .strictObject({
    amount: z.string().max(30),
    currency: currencySchema,
    on: daySchema,
    reference: freeTextSchema(200).optional(),
  })
  .meta({ id: 'AgencyPaidOver' });

const PLACEMENT_STATES = ['proposed', 'approved', 'rejected', 'placed', 'recalled', 'withdrawn'] as const;

export const placementSchema = z
  .object({
    id: z.uuid(),
    invoiceId: z.string(),
    customerId: z.string(),
    state: z.enum(PLACEMENT_STATES),
    /** Null: the agency of the installation, or none was chosen. */
    agency: z.string().nullable(),
    agencyRef: z.string().nullable(),
    currency: z.string(),
    /** What was open by the pack. */
    amount,
    packHash: z.string(),
    proposedAt: instant,
    placedAt: instant.nullable(),
    endedAt: instant.nullable(),
    endedBecause: z.enum(['returned', 'uncollectable', 'recalled', 'settled']).nullable(),
    recallAskedAt: instant.nullable(),
  })
  .meta({ id: 'Placement' });
export type PlacementView = z.infer<typeof placementSchema>;

export const placementQuerySchema = pageQuerySchema.extend({ state: z.enum(PLACEMENT_STATES).optional() });
export const placementPageSchema = pageOf(placementSchema, 'PlacementPage');

export const placementDetailSchema = placementSchema
  .extend({
    /** What the agency reported, taken together. */
    acknowledgedOn: date.nullable(),
    collected: amount,
    reports: z.array(
      z.object({
        id: z.uuid(),
        outcome: z.enum(REPORT_OUTCOMES),
        on: date,
        amount: amount.nullable(),
        currency: z.string().nullable(),
        reference: z.string().nullable(),
        receivedAt: instant,
        /** The report of collected money that this one takes back, whose amount it has below zero; null: it is none. */
        reverses: z.uuid().nullable(),
      }),
    ),
    /** What the agency was told, the newest last. */
    messages: z.array(
      z.object({
        kind: z.enum(['placement', 'changed', 'recall']),
        state: z.enum(['pending', 'sent', 'refused', 'unknown', 'withdrawn']),
        attempts: z.int(),
        error: z.string().nullable(),
        createdAt: instant,
        settledAt: instant.nullable(),
      }),
    ),
    files: z.array(
      z.object({ id: z.uuid(), name: z.string(), mediaType: z.string(), size: z.int(), sha256: z.string() }),
    ),
  })
  .meta({ id: 'PlacementDetail' });
export type PlacementDetailView = z.infer<typeof placementDetailSchema>;

export const recallPlacementSchema = z.strictObject({ reason: textSchema(500) }).meta({ id: 'RecallPlacement' });
export const reverseCollectionSchema = z.strictObject({ reason: textSchema(500) }).meta({ id: 'ReverseCollection' });
export const reassignPlacementSchema = z.strictObject({ agency: agencyKeySchema }).meta({ id: 'ReassignPlacement' });
export const settleTellingSchema = z
  .strictObject({ arrived: z.boolean(), reference: textSchema(200).optional() })
  .meta({ id: 'SettleTelling' });

/** What an agency reports: itself by its webhook, or a person who heard from it. */
export const agencyReportSchema = z
  .strictObject({
    /** Tells the report apart from every other one of the agency: a second one with it changes nothing. */
    reportId: textSchema(150),
    outcome: z.enum(REPORT_OUTCOMES),
    on: daySchema,
    amount: z.string().max(30).optional(),
    currency: currencySchema.optional(),
    reference: textSchema(200).optional(),
  })
  .meta({ id: 'AgencyReport' });
export type AgencyReportInput = z.infer<typeof agencyReportSchema>;

/** The body of an agency's webhook. */
export const agencyWebhookSchema = agencyReportSchema.extend({ placementId: z.uuid() });
