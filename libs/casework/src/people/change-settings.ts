import type { ClosingDays } from '@puntual/domain/calendar/closing-days';
import type { OwnRates } from '@puntual/domain/charges/own-rates';
import type { Branding } from '@puntual/domain/branding/branding';
import type { CreditSettings } from '@puntual/domain/credit/credit-settings';
import type { DisputeSettings } from '@puntual/domain/disputes/dispute-settings';
import type { MatchingChoice } from '@puntual/domain/matching/matching-choice';
import type { PlanLimits } from '@puntual/domain/payment-plans/plan-limits';
import type { PromiseLimits } from '@puntual/domain/promises/promise-limits';
import type { ReplySettings } from '@puntual/domain/replies/reply-settings';
import type { ServiceSettings } from '@puntual/domain/service-messages/service-settings';
import type { Database, Tx } from '@puntual/db/database';
import { judgeAllAgain } from '../credit/judge-waiting.ts';
import { writeAudit } from '../record/audit.ts';
import { wakeContacts } from '../gate/closed-gate.ts';
import { lockSetting, type OrganizationSettings } from '../settings/settings.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/** What is to change; what is left out stays. */
export interface SettingsChange {
  readonly maxMessagesPerDay?: number | null | undefined;
  readonly closingDays?: ClosingDays | undefined;
  /** Holds for the payments that come from now on. */
  readonly matching?: MatchingChoice | undefined;
  /**
   * Reference interest rates by law. A law that is left out keeps its rates; an empty list removes them. Messages use
   * them from now on; charges that were made stay.
   */
  readonly referenceRates?: OwnRates | undefined;
  /** The hosts to which messages may link from now on; empty: any. */
  readonly linkHosts?: readonly string[] | undefined;
  /** Holds for disputes that are opened from now on, and for payments that come from now on. */
  readonly disputes?: DisputeSettings | undefined;
  /** Holds for the promises that are made from now on. */
  readonly promiseLimits?: PromiseLimits | undefined;
  readonly planLimits?: PlanLimits | undefined;
  /** The exposures of all customers are counted again with it. */
  readonly credit?: CreditSettings | undefined;
  /** Holds for the next request of everybody. */
  readonly portfolios?: boolean | undefined;
  /** Holds for the mails that come from now on. */
  readonly replies?: ReplySettings | undefined;
  /** Holds for the messages that are requested and sent from now on. */
  readonly serviceMessages?: ServiceSettings | undefined;
  /** Holds for the messages that are composed from now on. */
  readonly branding?: Branding | undefined;
}

/**
 * Changes an organization's settings. Cases use new closing days from their next evaluation, and nothing is sent on a
 * closed day. Messages that wait for the daily limit use a higher limit at once.
 */
export async function changeSettings(
  database: Database,
  actor: Actor,
  change: SettingsChange,
  now: number,
): Promise<OrganizationSettings> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const before = await lockSetting(tx, actor.organizationId);
    const after: OrganizationSettings = {
      ...before,
      ...(change.maxMessagesPerDay === undefined ? {} : { maxMessagesPerDay: change.maxMessagesPerDay }),
      ...(change.closingDays === undefined ? {} : { closingDays: change.closingDays }),
      ...(change.matching === undefined ? {} : { matching: change.matching }),
      ...(change.linkHosts === undefined ? {} : { linkHosts: change.linkHosts }),
      ...(change.disputes === undefined ? {} : { disputes: change.disputes }),
      ...(change.promiseLimits === undefined ? {} : { promiseLimits: change.promiseLimits }),
      ...(change.planLimits === undefined ? {} : { planLimits: change.planLimits }),
      ...(change.credit === undefined ? {} : { credit: change.credit }),
      ...(change.portfolios === undefined ? {} : { portfolios: change.portfolios }),
      ...(change.replies === undefined ? {} : { replies: change.replies }),
      ...(change.serviceMessages === undefined ? {} : { serviceMessages: change.serviceMessages }),
      ...(change.branding === undefined ? {} : { branding: change.branding }),
      referenceRates: { ...before.referenceRates, ...change.referenceRates },
    };
    const said = (settings: OrganizationSettings) => ({
      maxMessagesPerDay: settings.maxMessagesPerDay,
      closingDays: settings.closingDays,
      matching: settings.matching,
      referenceRates: settings.referenceRates,
      linkHosts: [...settings.linkHosts],
      disputes: settings.disputes,
      promiseLimits: settings.promiseLimits,
      planLimits: settings.planLimits,
      credit: settings.credit,
      portfolios: settings.portfolios,
      replies: settings.replies,
      serviceMessages: settings.serviceMessages,
      branding: settings.branding,
    });
    if (JSON.stringify(said(before)) === JSON.stringify(said(after))) return before;
    await tx.organizationSetting.update({ where: { organizationId: actor.organizationId }, data: said(after) });
    await auditSettings(tx, actor, { from: said(before), to: said(after) }, now);
    if (JSON.stringify(before.credit) !== JSON.stringify(after.credit)) await judgeAllAgain(tx, actor.organizationId);
    const moreRoom =
      before.maxMessagesPerDay !== null &&
      (after.maxMessagesPerDay === null || after.maxMessagesPerDay > before.maxMessagesPerDay);
    if (moreRoom) await wakeContacts(tx, organizationOf(actor));
    return after;
  });
}

/** Writes that a person changed settings of the organization, with what they were and are. */
export async function auditSettings(
  tx: Tx,
  actor: Actor,
  data: { readonly from: object; readonly to: object },
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    {
      at: new Date(now),
      kind: 'settings.changed',
      actor: storedActor(actor),
      customerRowId: null,
      invoiceRowId: null,
      data,
    },
  ]);
}
