import { closingDaysSchema, type ClosingDays } from '@puntual/domain/calendar/closing-days';
import { ownRatesSchema, type OwnRates } from '@puntual/domain/charges/own-rates';
import {
  creditSettingsSchema,
  defaultCreditSettings,
  type CreditSettings,
} from '@puntual/domain/credit/credit-settings';
import {
  defaultDisputeSettings,
  disputeSettingsSchema,
  type DisputeSettings,
} from '@puntual/domain/disputes/dispute-settings';
import { cautiousMatching, matchingChoiceSchema, type MatchingChoice } from '@puntual/domain/matching/matching-choice';
import { defaultPlanLimits, planLimitsSchema, type PlanLimits } from '@puntual/domain/payment-plans/plan-limits';
import { defaultPromiseLimits, promiseLimitsSchema, type PromiseLimits } from '@puntual/domain/promises/promise-limits';
import { defaultReplySettings, replySettingsSchema, type ReplySettings } from '@puntual/domain/replies/reply-settings';
import { brandingSchema, defaultBranding, type Branding } from '@puntual/domain/branding/branding';
import {
  defaultServiceSettings,
  serviceSettingsSchema,
  type ServiceSettings,
} from '@puntual/domain/service-messages/service-settings';
import type { Tx } from '@puntual/db/database';

/** An organization's settings, which hold for all its cases. */
export interface OrganizationSettings {
  readonly defaultPolicyKey: string;
  readonly contactStoppedAt: Date | null;
  readonly contactStoppedBy: string | null;
  /** Most messages on one day in the organization's time zone; null: no limit. */
  readonly maxMessagesPerDay: number | null;
  readonly closingDays: ClosingDays;
  readonly matching: MatchingChoice;
  /** Reference rates of interest that the organization entered itself. */
  readonly referenceRates: OwnRates;
  /** The hosts to which messages and statements may link (`allowedLink`); empty: any. */
  readonly linkHosts: readonly string[];
  readonly disputes: DisputeSettings;
  /** What promises a collector may agree to. */
  readonly promiseLimits: PromiseLimits;
  /** What payment plans a collector may grant, and the grace of every plan. */
  readonly planLimits: PlanLimits;
  /** How limits of credit are counted and granted. */
  readonly credit: CreditSettings;
  /** Whether people without the right `portfolio.all` see only the customers of their portfolio. */
  readonly portfolios: boolean;
  /** How long a customer's mail silences chasing, and what people may answer. */
  readonly replies: ReplySettings;
  /** Which service messages are sent, and to whom. */
  readonly serviceMessages: ServiceSettings;
  /** What messages look like. */
  readonly branding: Branding;
}

const DEFAULT_SETTINGS: OrganizationSettings = {
  defaultPolicyKey: 'standard',
  contactStoppedAt: null,
  contactStoppedBy: null,
  maxMessagesPerDay: null,
  closingDays: { days: [], ranges: [] },
  matching: cautiousMatching,
  referenceRates: {},
  linkHosts: [],
  disputes: defaultDisputeSettings,
  promiseLimits: defaultPromiseLimits,
  planLimits: defaultPlanLimits,
  credit: defaultCreditSettings,
  portfolios: false,
  replies: defaultReplySettings,
  serviceMessages: defaultServiceSettings,
  branding: defaultBranding,
};

/** The organization's settings; the defaults when none are stored. */
export async function readSettings(tx: Tx, organizationId: string): Promise<OrganizationSettings> {
  const row = await tx.organizationSetting.findUnique({ where: { organizationId } });
  return row
    ? {
        ...row,
        closingDays: closingDaysSchema.parse(row.closingDays),
        matching: matchingChoiceSchema.parse(row.matching),
        referenceRates: ownRatesSchema.parse(row.referenceRates),
        disputes: disputeSettingsSchema.parse(row.disputes),
        promiseLimits: promiseLimitsSchema.parse(row.promiseLimits),
        planLimits: planLimitsSchema.parse(row.planLimits),
        credit: creditSettingsSchema.parse(row.credit),
        replies: replySettingsSchema.parse(row.replies),
        serviceMessages: serviceSettingsSchema.parse(row.serviceMessages),
        branding: brandingSchema.parse(row.branding),
      }
    : DEFAULT_SETTINGS;
}

/** Locks the settings to the end of the transaction, so that changes happen one after the other, and reads them. */
export async function lockSetting(tx: Tx, organizationId: string): Promise<OrganizationSettings> {
  await insertSetting(tx, organizationId);
  await tx.$queryRaw`SELECT 1 FROM organization_setting WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
  return readSettings(tx, organizationId);
}

/**
 * Reads whether all contact is stopped, and locks the answer to the end of the transaction: the call waits for
 * another transaction that is stopping contact, and a later stop waits for this transaction. Call it as late as
 * possible, because it delays such a stop.
 */
export async function holdContactOpen(tx: Tx, organizationId: string): Promise<'open' | 'stopped'> {
  const read = () => tx.$queryRaw<{ stopped: boolean }[]>`
    SELECT contact_stopped_at IS NOT NULL AS stopped
    FROM organization_setting
    WHERE organization_id = ${organizationId}::uuid
    FOR SHARE`;
  let [row] = await read();
  if (!row) {
    // Another transaction may be inserting the row with the first stop of this organization.
    await insertSetting(tx, organizationId);
    [row] = await read();
  }
  return row?.stopped ? 'stopped' : 'open';
}

async function insertSetting(tx: Tx, organizationId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO organization_setting (organization_id)
    VALUES (${organizationId}::uuid)
    ON CONFLICT DO NOTHING`;
}
