import type { EarlyPaymentTerms } from '@puntual/domain/charges/early-payment';
import { settingHours } from '@puntual/domain/decide/compose-message';
import type { ContactRequest, CustomerFacts, GateInvoice } from '@puntual/domain/decide/composition';
import { hasDebitFailed } from '@puntual/domain/decide/direct-debit';
import { namedDeadline } from '@puntual/domain/decide/named-deadline';
import { listedUpcomingOn, strongestDemand } from '@puntual/domain/decide/earlier-listings';
import type { Policy } from '@puntual/domain/policy/policy';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { commonWindow } from '@puntual/domain/calendar/common-window';
import { daysBetween, localDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../record/dates.ts';
import { earlyPaymentOf } from '@puntual/domain/ledger/discounts';
import { policyOf } from '../policy-versions/load-policy.ts';
import type { PostalAddress } from './address-lines.ts';
import { recentContactsOf } from './contact-history.ts';
import { gateContact } from './gate-contact.ts';
import { optedOutOf, type OptOut } from './opted-out.ts';
import { payRunFact } from './procedure-facts.ts';
import { chasedOf } from './open-holds.ts';
import { calendarOf } from './organization-setting.ts';
import { staleFeedFor } from './payment-feeds.ts';
import {
  type GateCustomerRow,
  type MemberRow,
  readCredits,
  readGateCustomer,
  readGateHistory,
  readInvoices,
  readMembers,
  readRequests,
  type GateHistoryRow,
  type GateInvoiceRow,
} from './read-gate-rows.ts';
import { readServiceRequests } from './read-service-requests.ts';
import { promisesOf, promiseStandingOf } from './recorded-promises.ts';
import { sendWindowOf } from './send-window.ts';
import { readRestingAddresses, type RestingAddresses } from './unreached-addresses.ts';
import type { Risk } from '@puntual/domain/policy/vocabulary';

/** One invoice as a message shows it. */
export interface NoticeRow {
  readonly id: string;
  /** The customer of the group who owes it; null when the message goes to a single customer. */
  readonly owner: { readonly customerId: string; readonly name: string } | null;
  readonly invoiceId: string;
  readonly number: string;
  readonly issueDate: string;
  readonly dueOn: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  /** The open balance of the invoice itself, without a part that is disputed: what messages ask for. */
  readonly openMinor: bigint;
  /** The open balance of the charges on the invoice. */
  readonly chargesMinor: bigint;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
  readonly purchaseOrder: string | null;
  /** Null: no early-payment discount. */
  readonly earlyPayment: EarlyPaymentTerms | null;
}

/** A customer for the gate: the facts for `composeMessage`, and the values that a message shows. */
export interface LoadedCustomer {
  readonly facts: CustomerFacts;
  readonly customerId: string;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly address: PostalAddress | null;
  readonly contactNames: ReadonlyMap<string, string>;
  /** The languages of contacts that have one of their own, by the ERP's id. */
  readonly contactLanguages: ReadonlyMap<string, string>;
  readonly invoices: ReadonlyMap<string, NoticeRow>;
  readonly optOuts: readonly OptOut[];
  /** The risk class that the ERP gives the customer. */
  readonly saidRisk: Risk | null;
  /** Most messages on one of the organization's days; null: no limit. */
  readonly maxMessagesPerDay: number | null;
  /** What the requested service messages that still apply are about, by row id. */
  readonly serviceAbouts: ReadonlyMap<string, ServiceAbout>;
}

/** What is read of one customer, before any rule is applied. */
interface GateRows {
  readonly customer: GateCustomerRow;
  /** The other customers of the group that the customer pays for. */
  readonly members: readonly MemberRow[];
  readonly requests: readonly ContactRequest[];
  readonly serviceAbouts: ReadonlyMap<string, ServiceAbout>;
  readonly invoices: readonly GateInvoiceRow[];
  readonly contacts: Awaited<ReturnType<Tx['contact']['findMany']>>;
  readonly resting: RestingAddresses;
  /** By customer (row id), then by currency. */
  readonly credits: ReadonlyMap<string, Readonly<Record<string, bigint>>>;
  readonly history: GateHistoryRow;
  /** The policy of each invoice, by row id. */
  readonly policies: ReadonlyMap<string, Policy>;
}

/**
 * Reads the facts for the gate of one customer (row id) at `now`. With `lock`, locks the customer to the end of the
 * transaction first; a plan reads without the lock. Returns null when the customer does not exist.
 */
export async function loadCustomer(
  tx: Tx,
  customerRowId: string,
  now: number,
  lock = true,
): Promise<LoadedCustomer | null> {
  const customer = await readGateCustomer(tx, customerRowId, lock);
  if (!customer) return null;
  const rows = await readRows(tx, customer, now);
  const { contacts, history } = rows;
  return {
    customerId: customer.customer_id,
    name: customer.name,
    language: customer.language,
    timeZone: customer.time_zone,
    address: customer.address,
    maxMessagesPerDay: history.setting?.maxMessagesPerDay ?? null,
    optOuts: history.opt_outs ?? [],
    saidRisk: customer.risk,
    serviceAbouts: rows.serviceAbouts,
    contactLanguages: new Map(contacts.flatMap(({ contactId, language }) => (language ? [[contactId, language]] : []))),
    contactNames: new Map(contacts.map((contact) => [contact.contactId, contact.name])),
    invoices: new Map(
      rows.invoices.map((row) => [row.id, noticeRow(row, ownerIn(rows, row), localDate(now, customer.time_zone))]),
    ),
    facts: gateFacts(rows, now),
  };
}

async function readRows(tx: Tx, customer: GateCustomerRow, now: number): Promise<GateRows> {
  const requestRows = await readRequests(tx, customer.id);
  const requested = requestRows.map((request) => request.invoiceId);
  const members = await readMembers(tx, customer);
  const memberRowIds = members.map(({ id }) => id);
  const invoices = await readInvoices(tx, [customer, ...members], requested);
  const contacts = await tx.contact.findMany({ where: { customerId: customer.id }, orderBy: { contactId: 'asc' } });
  const resting = await readRestingAddresses(tx, customer.id);
  const credits = await readCredits(tx, [customer.id, ...memberRowIds]);
  const history = await readGateHistory(tx, { customerRowId: customer.id, memberRowIds }, now);
  const policies = new Map<string, Policy>();
  for (const row of invoices) {
    const pin = { runsPolicyKey: row.runs_policy_key, runsPolicyVersion: row.runs_policy_version };
    policies.set(row.id, await policyOf(tx, customer.organization_id, pin));
  }
  const { requests, serviceAbouts } = await readServiceRequests(tx, requestRows, {
    setting: history.setting,
    now,
    timeZone: customer.time_zone,
  });
  return { customer, members, requests, serviceAbouts, invoices, contacts, resting, credits, history, policies };
}

function gateFacts(rows: GateRows, now: number): CustomerFacts {
  const { customer, members, requests, invoices, contacts, credits, history, policies } = rows;
  const today = localDate(now, customer.time_zone);
  const policyOfInvoice = (id: string) => policies.get(id) ?? standardPolicy;
  const requestedSteps = requests.map(({ invoiceId, stepId }) => ({ policy: policyOfInvoice(invoiceId), stepId }));
  const requesting = [...new Set(requestedSteps.map(({ policy }) => policy))];
  return {
    customer: customerFacts(rows, customer, today, now),
    hasPostalAddress: customer.address !== null,
    window: windowOf(rows, requestedSteps, today, now),
    requests,
    invoices: invoices.map((row) => ({
      ...gateInvoice(row, policyOfInvoice(row.id), { ...customer, today }),
      ...(row.owner_id === customer.id ? {} : { ownerId: row.owner_id }),
    })),
    contacts: contacts.map((contact) =>
      gateContact(contact, optedOutOf(contact.contactId, history.opt_outs ?? []), rows.resting),
    ),
    lastReminderOn: customer.last_reminder_on && isoDate(customer.last_reminder_on),
    recentContacts: recentContactsOf(history.contacts, now, customer.time_zone),
    allStopped: history.setting?.stopped ?? false,
    staleFeed: staleFeedFor(requesting, history, now),
    dailyLimitReached: false,
    creditMinor: credits.get(customer.id) ?? {},
    ...(members.length === 0 ? {} : { members: memberFacts(rows, today, now) }),
  };
}

function memberFacts(rows: GateRows, today: string, now: number): NonNullable<CustomerFacts['members']> {
  return Object.fromEntries(
    rows.members.map((member) => [
      member.id,
      { customer: customerFacts(rows, member, today, now), creditMinor: rows.credits.get(member.id) ?? {} },
    ]),
  );
}

// The facts of the customer or of a member of its group. A promise of the payer counts for every member, as in the case
// of each invoice.
function customerFacts(
  { customer, invoices, history }: GateRows,
  of: MemberRow,
  today: string,
  now: number,
): CustomerFacts['customer'] {
  const promises = promisesOf(history.promises, [of.id, customer.id]);
  const { brokenPromises, keptPercent } = promiseStandingOf(promises, now, customer.time_zone);
  const openDueOn = invoices.flatMap((row) =>
    row.status === 'open' && row.owner_id === of.id ? [isoDate(row.due_date)] : [],
  );
  const oldestDueOn = openDueOn.sort()[0] ?? today;
  return {
    id: of.id,
    directDebit: of.direct_debit,
    kind: of.kind,
    country: of.country,
    tags: of.tags ?? [],
    brokenPromises,
    risk: judgeRisk({
      said: of.risk,
      brokenPromises,
      keptPercent,
      oldestDaysLate: Math.max(0, daysBetween(oldestDueOn, today)),
    }),
  };
}

// The message may be sent when all policies that set its hours allow it.
function windowOf(
  { customer, history }: GateRows,
  requestedSteps: readonly { readonly policy: Policy; readonly stepId: string }[],
  today: string,
  now: number,
): CustomerFacts['window'] {
  const caps = contactCaps(customer.country, customer.kind, today);
  const calendar = calendarOf(customer.region, history.setting, caps);
  const policies = [...new Set(settingHours(requestedSteps).map(({ policy }) => policy))];
  return commonWindow(
    (policies.length === 0 ? [standardPolicy] : policies).map((policy) =>
      sendWindowOf(policy, { country: customer.country, timeZone: customer.time_zone, calendar }, now),
    ),
  );
}

function gateInvoice(
  row: GateInvoiceRow,
  policy: Policy,
  customer: { readonly time_zone: string; readonly procedure: unknown; readonly today: string },
): GateInvoice {
  const chased = chasedIn(row, customer.today);
  return {
    id: row.id,
    dueOn: isoDate(row.due_date),
    currency: row.currency,
    openMinor: chased.openMinor,
    status: row.status,
    stage: row.stage,
    holds: chased.holds,
    policy,
    deadlineNamedOn: namedDeadline(row.mentions ?? []),
    demandedTone: strongestDemand(row.mentions ?? []),
    listedUpcomingOn: listedUpcomingOn(row.mentions ?? [], customer.time_zone),
    debitFailed: hasDebitFailed(row.reversed ?? []),
    contactId: row.contact_id,
    ...payRunFact({ procedure: customer.procedure, issue_date: row.issue_date, due_date: row.due_date }),
  };
}

function chasedIn(row: GateInvoiceRow, today: string): ReturnType<typeof chasedOf> {
  return chasedOf({ principalMinor: row.open_minor, chargesMinor: row.charges_minor }, row.holds, today);
}

function ownerIn({ customer, members }: GateRows, { owner_id }: GateInvoiceRow): NoticeRow['owner'] {
  if (members.length === 0) return null;
  const { customer_id: customerId, name } = members.find(({ id }) => id === owner_id) ?? customer;
  return { customerId, name };
}

function noticeRow(row: GateInvoiceRow, owner: NoticeRow['owner'], today: string): NoticeRow {
  const issueDate = isoDate(row.issue_date);
  return {
    id: row.id,
    owner,
    invoiceId: row.invoice_id,
    number: row.number,
    issueDate,
    dueOn: isoDate(row.due_date),
    currency: row.currency,
    totalMinor: row.total_minor,
    openMinor: row.open_minor - chasedIn(row, today).disputedMinor,
    chargesMinor: row.charges_minor,
    documentUrl: row.document_url,
    paymentUrl: row.payment_url,
    purchaseOrder: row.purchase_order,
    earlyPayment: earlyPaymentOf(row.terms, issueDate)?.terms ?? null,
  };
}
