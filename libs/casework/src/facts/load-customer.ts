import type { EarlyPaymentTerms } from '@puntual/domain/charges/early-payment';
import {
  settingHours,
  type CustomerFacts,
  type GateContact,
  type GateInvoice,
} from '@puntual/domain/decide/compose-message';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import type { Hold, InvoiceStatus } from '@puntual/domain/decide/facts';
import {
  channelSchema,
  type Channel,
  type ContactRole,
  type CustomerKind,
  type Policy,
  type Risk,
  type Stage,
} from '@puntual/domain/policy/policy';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { commonWindow } from '@puntual/domain/calendar/common-window';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { sendWindowOf } from './send-window.ts';
import {
  brokenPromises,
  calendarOf,
  DEADLINE_NAMED_ON,
  DEBIT_FAILED,
  FEEDS,
  LAGS,
  OPEN_HOLDS,
  recentContacts,
  SETTING,
  staleFeedFor,
  type FeedRow,
  type SettingRow,
} from './shared-facts.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { isoDate } from '../record/dates.ts';
import { earlyPaymentOf } from '@puntual/domain/ledger/discounts';
import { policyOf } from '../policy-versions/load-policy.ts';
import type { PostalAddress } from './address-lines.ts';
import { deadChannels } from './reachability.ts';
import { optedOutOf, type OptOut } from './opted-out.ts';

/** One invoice as a message shows it. */
export interface NoticeRow {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly issueDate: string;
  readonly dueOn: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  /** What is open of the invoice itself. */
  readonly openMinor: bigint;
  /** What is open of its charges. */
  readonly chargesMinor: bigint;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
  readonly purchaseOrder: string | null;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPaymentTerms | null;
}

export interface LoadedCustomer {
  readonly facts: CustomerFacts;
  readonly customerId: string;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly address: PostalAddress | null;
  readonly contactNames: ReadonlyMap<string, string>;
  readonly invoices: ReadonlyMap<string, NoticeRow>;
  readonly optOuts: readonly OptOut[];
  /** The risk that the ERP told of. */
  readonly saidRisk: Risk | null;
  /** Most messages of one of the organization's days; null: no limit. */
  readonly maxMessagesPerDay: number | null;
}

/** Most invoices that one message lists: those that ask for it, then the oldest. */
const MOST_INVOICES = 500;

/** Reads what the gate looks at, under the customer's lock; a plan reads it without (`lock` false). Null for an unknown customer row id. */
export async function loadCustomer(
  tx: Tx,
  customerRowId: string,
  now: number,
  lock = true,
): Promise<LoadedCustomer | null> {
  if (lock) await lockCustomer(tx, customerRowId);
  const customer = await tx.customer.findUnique({ where: { id: customerRowId } });
  if (!customer) return null;
  const requests = await tx.$queryRaw<{ id: string; invoice_id: string; step_id: string }[]>`
    SELECT id, invoice_id, step_id FROM step WHERE customer_id = ${customerRowId}::uuid AND "do" = 'send' AND state = 'requested' ORDER BY requested_at, id LIMIT ${MOST_INVOICES}`;
  const rows = await tx.$queryRaw<
    (Omit<NoticeRow, 'id' | 'earlyPayment'> & {
      id: string;
      invoice_id: string;
      issue_date: Date;
      due_date: Date;
      open_minor: bigint;
      charges_minor: bigint;
      total_minor: bigint;
      document_url: string | null;
      payment_url: string | null;
      purchase_order: string | null;
      terms: unknown;
      status: InvoiceStatus;
      stage: Stage;
      contact_id: string | null;
      runs_policy_key: string | null;
      runs_policy_version: number | null;
      holds: Hold[] | null;
      deadline_named_on: Date | null;
      debit_failed: boolean;
    })[]
  >`
    SELECT i.id, i.invoice_id, i.number, i.issue_date, i.due_date, i.currency, i.total_minor, i.open_minor, i.charges_minor, i.document_url, i.payment_url, i.purchase_order, i.terms, i.status, i.stage, i.contact_id, i.runs_policy_key, i.runs_policy_version,
      ${DEADLINE_NAMED_ON} AS deadline_named_on, ${OPEN_HOLDS} AS holds, ${customer.directDebit ? DEBIT_FAILED : sql`false`} AS debit_failed
    FROM invoice i WHERE i.customer_id = ${customerRowId}::uuid AND (i.status = 'open' OR i.id = ANY(${requests.map((request) => request.invoice_id)}::uuid[]))
    ORDER BY (i.id = ANY(${requests.map((request) => request.invoice_id)}::uuid[])) DESC, i.due_date, i.id LIMIT ${MOST_INVOICES}`;
  const contacts = await tx.contact.findMany({ where: { customerId: customerRowId }, orderBy: { contactId: 'asc' } });
  const credits = await tx.$queryRaw<{ currency: string; minor: bigint }[]>`
    SELECT currency, sum(unallocated_minor)::bigint AS minor FROM payment WHERE customer_id = ${customerRowId}::uuid AND status = 'received' AND unallocated_minor > 0 GROUP BY currency`;
  const shared = await loadShared(tx, customerRowId, now);
  const optOuts = shared.opt_outs ?? [];
  const policies = new Map<string, Policy>();
  for (const row of rows)
    policies.set(
      row.id,
      await policyOf(tx, customer.organizationId, {
        runsPolicyKey: row.runs_policy_key,
        runsPolicyVersion: row.runs_policy_version,
      }),
    );
  const asked = requests.map((request) => ({
    policy: policies.get(request.invoice_id) ?? standardPolicy,
    stepId: request.step_id,
  }));
  const asking = [...new Set(asked.map(({ policy }) => policy))];
  const hours = [...new Set(settingHours(asked).map(({ policy }) => policy))];
  const today = localDate(now, customer.timeZone);
  const calendar = calendarOf(
    customer.region,
    shared.setting,
    contactCaps(customer.country, customer.kind as CustomerKind, today),
  );
  const oldestDueOn = rows.flatMap((row) => (row.status === 'open' ? [isoDate(row.due_date)] : [])).sort()[0] ?? today;
  return {
    customerId: customer.customerId,
    name: customer.name,
    language: customer.language,
    timeZone: customer.timeZone,
    address: customer.address as LoadedCustomer['address'],
    maxMessagesPerDay: shared.setting?.maxMessagesPerDay ?? null,
    optOuts,
    saidRisk: customer.risk as Risk | null,
    contactNames: new Map(contacts.map((contact) => [contact.contactId, contact.name])),
    invoices: new Map(
      rows.map((row) => [
        row.id,
        {
          id: row.id,
          invoiceId: row.invoice_id,
          number: row.number,
          issueDate: isoDate(row.issue_date),
          dueOn: isoDate(row.due_date),
          currency: row.currency,
          totalMinor: row.total_minor,
          openMinor: row.open_minor,
          chargesMinor: row.charges_minor,
          documentUrl: row.document_url,
          paymentUrl: row.payment_url,
          purchaseOrder: row.purchase_order,
          earlyPayment: earlyPaymentOf(row.terms, isoDate(row.issue_date))?.terms ?? null,
        },
      ]),
    ),
    facts: {
      customer: {
        id: customer.id,
        directDebit: customer.directDebit,
        kind: customer.kind as CustomerKind,
        country: customer.country,
        tags: customer.tags,
        brokenPromises: shared.broken_promises,
        risk: judgeRisk({
          said: customer.risk as Risk | null,
          brokenPromises: shared.broken_promises,
          oldestDaysLate: Math.max(0, daysBetween(oldestDueOn, today)),
        }),
      },
      hasPostalAddress: customer.address !== null,
      window: commonWindow(
        (hours.length === 0 ? [standardPolicy] : hours).map((policy) =>
          sendWindowOf(policy, customer.country, customer.timeZone, now, calendar),
        ),
      ),
      requests: requests.map((request) => ({
        requestId: request.id,
        invoiceId: request.invoice_id,
        stepId: request.step_id,
      })),
      invoices: rows.map((row): GateInvoice => ({
        id: row.id,
        dueOn: isoDate(row.due_date),
        currency: row.currency,
        openMinor: row.open_minor + row.charges_minor,
        status: row.status,
        stage: row.stage,
        holds: row.holds ?? [],
        policy: policies.get(row.id) ?? standardPolicy,
        deadlineNamedOn: row.deadline_named_on && isoDate(row.deadline_named_on),
        debitFailed: row.debit_failed,
        contactId: row.contact_id,
      })),
      contacts: contacts.map((contact) => gateContact(contact, optedOutOf(contact.contactId, optOuts))),
      lastReminderOn: customer.lastReminderOn && isoDate(customer.lastReminderOn),
      recentContacts: shared.contacts ?? [],
      allStopped: shared.setting?.stopped ?? false,
      staleFeed: staleFeedFor(asking, shared, now),
      dailyLimitReached: false,
      creditMinor: Object.fromEntries(credits.map((credit) => [credit.currency, credit.minor])),
    },
  };
}

type ContactRow = Parameters<typeof deadChannels>[0] & {
  readonly contactId: string;
  readonly role: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly string[];
};

/** A contact as the gate sees it: with the channels that still reach it, without those that it has opted out of. */
export function gateContact(contact: ContactRow, optedOut: ReadonlySet<Channel>): GateContact {
  const dead = deadChannels(contact);
  const channels = contact.channels.filter(
    (channel): channel is Channel =>
      channelSchema.safeParse(channel).success && !dead.has(channel as Channel) && !optedOut.has(channel as Channel),
  );
  return {
    contactId: contact.contactId,
    role: contact.role as ContactRole,
    email: contact.email,
    phone: contact.phone,
    channels,
    reachable: channels.length > 0,
  };
}

interface SharedRow {
  readonly broken_promises: number;
  readonly contacts: readonly PastContact[] | null;
  readonly feeds: readonly FeedRow[] | null;
  readonly lags: boolean;
  readonly setting: SettingRow | null;
  readonly opt_outs: readonly OptOut[] | null;
}

async function loadShared(tx: Tx, customerRowId: string, now: number): Promise<SharedRow> {
  const [row] = await tx.$queryRaw<SharedRow[]>`
    SELECT ${brokenPromises(now)} AS broken_promises, ${recentContacts(now)} AS contacts, ${FEEDS} AS feeds, ${LAGS} AS lags, ${SETTING} AS setting,
      (SELECT jsonb_agg(jsonb_build_object('contactId', x.contact_id, 'channel', x.channel)) FROM opt_out x WHERE x.organization_id = c.organization_id AND x.customer_id = c.id) AS opt_outs
    FROM customer c WHERE c.id = ${customerRowId}::uuid`;
  if (!row) throw new Error(`there is no customer ${customerRowId}`);
  return row;
}
