import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import type { CaseFacts, PlacementState } from '@puntual/domain/decide/case-facts';
import { hasDebitFailed } from '@puntual/domain/decide/direct-debit';
import { namedDeadline } from '@puntual/domain/decide/named-deadline';
import { listedUpcomingOn, strongestDemand } from '@puntual/domain/decide/earlier-listings';
import type { PolicyChoice, PolicyRule } from '@puntual/domain/policy/choose-policy';
import type { Policy } from '@puntual/domain/policy/policy';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import { serviceSchedule } from '@puntual/domain/service-messages/due-service-messages';
import type { ServiceSettings } from '@puntual/domain/service-messages/service-settings';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { isoDate } from '../record/dates.ts';
import { lockCustomerOfInvoice } from '../record/lock-customer.ts';
import { loadPolicy, loadPublishedPolicies, type PolicyPin } from '../policy-versions/load-policy.ts';
import { recentContactsOf } from './contact-history.ts';
import { chasedOf, isReplyLapsed, judgeOnOf } from './open-holds.ts';
import { calendarOf, serviceSettingsOf } from './organization-setting.ts';
import { staleFeedFor } from './payment-feeds.ts';
import { policyToAssign } from './policy-to-assign.ts';
import { procedureFacts } from './procedure-facts.ts';
import { readCaseRows, type CaseRow } from './read-case-rows.ts';
import { judgedPlansOf, type JudgedPlan } from './running-plans.ts';
import { promiseStandingOf, type JudgedPromise, type PromiseStanding } from './recorded-promises.ts';
import { sendWindowOf, type CustomerCalendar } from './send-window.ts';
import { termsOwedBy } from './terms-owed.ts';
import type { Stage } from '@puntual/domain/policy/vocabulary';

/** A case for the use cases: the facts for `decide`, and the values of the rows behind them. */
export interface LoadedCase {
  readonly facts: CaseFacts;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerRowId: string;
  readonly customerId: string;
  /** The customer who is contacted: the payer of the group, else the same (row id, and the ERP's id). */
  readonly contacted: { readonly id: string; readonly customerId: string };
  readonly stage: Stage;
  readonly totalMinor: bigint;
  readonly caseRun: number;
  readonly caseState: 'running' | 'closed';
  readonly nextAction: unknown;
  /** The rule that chose the policy. */
  readonly policyRule: PolicyRule;
  /**
   * Whether the case must store the policy that it was loaded with: no policy is stored yet, and the customer's data
   * have arrived.
   */
  readonly keepPolicy: boolean;
  /** The version that the case changes to after its next step. */
  readonly nextPolicy: PolicyPin | null;
  /** Whether any hold of the invoice, or a pause of its customer, has not ended, whether or not it holds today. */
  readonly isHeld: boolean;
  /** The disputes (row ids) that keep the invoice, or a part of it, silent. */
  readonly disputeIds: readonly string[];
  /** Whether a pause for a mail of the customer is over without an answer. */
  readonly replyLapsed: boolean;
  /** The holidays, closing days and law that count for the customer under any policy. */
  readonly calendar: CustomerCalendar;
  /** The promises of the customer, as they stand at the instant of loading. */
  readonly promises: readonly JudgedPromise[];
  /** The running payment plans of the customer, as they stand at the instant of loading. */
  readonly plans: readonly JudgedPlan[];
  /** Which service messages the organization sends; null: none. */
  readonly serviceSettings: ServiceSettings | null;
}

/**
 * Reads the facts of the case of one invoice (row id) at `now`, in one statement. With `lock`, locks the customer to
 * the end of the transaction first, so that the cases, messages and events of one customer are processed one after
 * the other. Returns null when the invoice does not exist.
 */
export async function loadCase(tx: Tx, invoiceRowId: string, now: number, lock: boolean): Promise<LoadedCase | null> {
  if (lock) await lockCustomerOfInvoice(tx, invoiceRowId);
  const [row] = await readCaseRows(tx, sql`i.id = ${invoiceRowId}::uuid`, now);
  return row ? loadedFrom(tx, { row, standing: standingOf(row, now) }, now) : null;
}

/**
 * Reads the case as if no policy were stored for it: with the policy that the rules choose at `now`. Takes no lock.
 * Returns null when the invoice does not exist.
 */
export async function loadCaseWithoutPolicy(tx: Tx, invoiceRowId: string, now: number): Promise<LoadedCase | null> {
  const [row] = await readCaseRows(tx, sql`i.id = ${invoiceRowId}::uuid`, now);
  if (!row) return null;
  const noPolicy = { runs_policy_key: null, runs_policy_version: null, policy_rule: null };
  const noNextPolicy = { next_policy_key: null, next_policy_version: null };
  return loadedFrom(tx, { row: { ...row, ...noPolicy, ...noNextPolicy }, standing: standingOf(row, now) }, now);
}

/**
 * Reads the cases of the invoices `i` that the condition selects as `loadCase` does, in one statement and without a
 * lock, ordered by row id.
 */
export async function loadCases(
  tx: Tx,
  organizationId: string,
  which: Sql,
  now: number,
): Promise<readonly LoadedCase[]> {
  const condition = sql`i.organization_id = ${organizationId}::uuid AND ${which} ORDER BY i.id`;
  const rows = await readCaseRows(tx, condition, now);
  const published = rows.some((row) => row.runs_policy_key === null)
    ? await loadPublishedPolicies(tx, organizationId)
    : [];
  const standings = new Map<string, Standing>();
  const loaded: LoadedCase[] = [];
  for (const row of rows) {
    const standing = standings.get(row.customer_row_id) ?? standingOf(row, now);
    standings.set(row.customer_row_id, standing);
    loaded.push(await loadedFrom(tx, { row, standing, published }, now));
  }
  return loaded;
}

/** The customer's behaviour, which is the same for all cases of the customer. */
interface Standing {
  readonly promises: PromiseStanding;
  readonly plans: readonly JudgedPlan[];
  readonly recentContacts: readonly PastContact[];
}

function standingOf({ customer, time_zone, id }: CaseRow, now: number): Standing {
  if (customer === null) throw new Error(`the first row of a customer has no history: invoice ${id}`);
  return {
    promises: promiseStandingOf(customer.promises, now, time_zone),
    plans: judgedPlansOf(customer.plans, now, time_zone),
    recentContacts: recentContactsOf(customer, now, time_zone),
  };
}

/** What a case is made from. */
interface CaseSource {
  readonly row: CaseRow;
  readonly standing: Standing;
  /** The published policies; left out: they are read when the case has no policy. */
  readonly published?: readonly Policy[];
}

async function loadedFrom(tx: Tx, { row, standing, published }: CaseSource, now: number): Promise<LoadedCase> {
  const today = localDate(now, row.time_zone);
  const customer = customerFacts(row, standing, today);
  const { policy, rule } = await policyOfCase(tx, { row, published }, customer, today);
  const { contacted_country: country, contacted_kind: kind } = row;
  const calendar = calendarOf(row.region, row.setting, contactCaps(country, kind, today));
  const chased = chasedOf({ principalMinor: row.open_minor, chargesMinor: row.charges_minor }, row.holds, today);
  const judgeOn = judgeOnOf(row.holds);
  const window = sendWindowOf(policy, { country, timeZone: row.time_zone, calendar }, now);
  const serviceSettings = serviceSettingsOf(row.setting);
  return {
    invoiceId: row.invoice_id,
    number: row.number,
    customerRowId: row.customer_row_id,
    customerId: row.customer_id,
    contacted: { id: row.contacted_row_id, customerId: row.contacted_id },
    stage: row.stage,
    totalMinor: row.total_minor,
    caseRun: row.case_run,
    caseState: row.case_state,
    nextAction: row.next_action,
    policyRule: rule,
    keepPolicy: row.runs_policy_key === null && !row.provisional,
    nextPolicy: pinOf(row.next_policy_key, row.next_policy_version),
    calendar,
    isHeld: row.holds !== null,
    disputeIds: [...new Set((row.holds ?? []).flatMap(({ disputeId }) => disputeId ?? []))],
    replyLapsed: isReplyLapsed(row.holds, today),
    promises: standing.promises.judged,
    plans: standing.plans,
    serviceSettings,
    facts: {
      invoice: { ...invoiceFacts(row), ...chasedAmounts(chased) },
      customer: (await termsOwedBy(tx, row, policy)) ? { ...customer, termsOwed: true } : customer,
      window,
      policy,
      steps: row.steps ?? [],
      holds: chased.holds,
      ...(judgeOn === null ? {} : { disputeJudgedOn: judgeOn }),
      ...serviceDay(serviceSettings, standing, row, { window, now }),
      lastReminderOn: row.last_reminder_on && isoDate(row.last_reminder_on),
      deadlineNamedOn: namedDeadline(row.mentions ?? []),
      demandedTone: strongestDemand(row.mentions ?? []),
      listedUpcomingOn: listedUpcomingOn(row.mentions ?? [], row.time_zone),
      recentContacts: standing.recentContacts,
      allStopped: row.setting?.stopped ?? false,
      staleFeed: staleFeedFor([policy], row, now),
      creditMinor: row.credit_minor,
      customerOpenMinor: BigInt(row.open_of_customer.minor) - row.disputed_of_customer,
      call: row.call,
      placement: placementOf(row),
    },
  };
}

// A statement is foreseen on the first of the next month, other messages by what was agreed.
function serviceDay(
  settings: ServiceSettings | null,
  { promises, plans }: Standing,
  { contacted_row_id: statementOf }: CaseRow,
  { window, now }: { readonly window: CaseFacts['window']; readonly now: number },
): Pick<CaseFacts, 'serviceDueOn'> {
  if (settings === null) return {};
  const of = { settings, statementOf, promises: promises.judged, plans, happened: [], window };
  const { nextOn } = serviceSchedule(of, now);
  return nextOn === null ? {} : { serviceDueOn: nextOn };
}

function chasedAmounts({
  openMinor,
  disputedMinor,
}: ReturnType<typeof chasedOf>): Pick<CaseFacts['invoice'], 'openMinor' | 'disputedMinor'> {
  return disputedMinor > 0n ? { openMinor, disputedMinor } : { openMinor };
}

function placementOf({ placement }: CaseRow): PlacementState | null {
  if (placement === null) return null;
  const { proposedMinor, ...rest } = placement;
  return { ...rest, ...(proposedMinor === undefined ? {} : { proposedMinor: BigInt(proposedMinor) }) };
}

function invoiceFacts(row: CaseRow): CaseFacts['invoice'] {
  return {
    id: row.id,
    status: row.status,
    dueOn: isoDate(row.due_date),
    knownOn: localDate(row.known_at.getTime(), row.time_zone),
    currency: row.currency,
    openMinor: row.open_minor + row.charges_minor,
    chargesMinor: row.charges_minor,
    alreadyReached: row.already_reached,
    contactId: row.contact_id,
    caseRun: row.case_run,
    ...procedureFacts(row),
  };
}

function customerFacts(row: CaseRow, { promises }: Standing, today: string): CaseFacts['customer'] {
  const { oldest } = row.open_of_customer;
  return {
    id: row.customer_row_id,
    directDebit: row.direct_debit && !hasDebitFailed(row.reversed ?? []),
    kind: row.kind,
    country: row.country,
    tags: row.tags ?? [],
    brokenPromises: promises.brokenPromises,
    ...(promises.counted.length === 0 ? {} : { promises: promises.counted }),
    risk: judgeRisk({
      said: row.risk,
      brokenPromises: promises.brokenPromises,
      keptPercent: promises.keptPercent,
      oldestDaysLate: oldest === null ? 0 : Math.max(0, daysBetween(oldest, today)),
    }),
    ...(row.contacted_row_id === row.customer_row_id
      ? {}
      : { payer: { id: row.contacted_row_id, kind: row.contacted_kind, country: row.contacted_country } }),
  };
}

// The policy that the case runs on, or else the one that the rules choose for it now.
async function policyOfCase(
  tx: Tx,
  { row, published }: Pick<CaseSource, 'row' | 'published'>,
  customer: CaseFacts['customer'],
  today: string,
): Promise<PolicyChoice> {
  const pin = pinOf(row.runs_policy_key, row.runs_policy_version);
  if (pin) return { policy: await loadPolicy(tx, row.organization_id, pin), rule: row.policy_rule ?? 'default' };
  return policyToAssign(tx, row.organization_id, {
    wishes: {
      invoiceKey: row.policy_key,
      customerKey: row.customer_policy_key,
      defaultKey: row.setting?.defaultPolicyKey ?? null,
    },
    subject: {
      ...customer,
      currency: row.currency,
      openMinor: row.open_minor + row.charges_minor,
      daysLate: Math.max(0, daysBetween(isoDate(row.due_date), today)),
    },
    published,
  });
}

function pinOf(key: string | null, version: number | null): PolicyPin | null {
  return key === null || version === null ? null : { key, version };
}
