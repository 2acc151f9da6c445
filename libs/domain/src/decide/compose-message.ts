import { addDays, daysBetween, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { isInWindow, nextInWindow, nextOpenDay, plannedInstant, type SendWindow } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { firstAllowedWay, type WantedContact } from '../caps/next-allowed.ts';
import {
  isMessage,
  isReminder,
  SEVERITIES,
  stageRank,
  stepOf,
  type Channel,
  type ContactRole,
  type MessageStep,
  type Policy,
  type Severity,
  type Stage,
  type Template,
} from '../policy/policy.ts';
import { withinBudget } from './contact-budget.ts';
import { blockingHold } from './decide.ts';
import type { PastContact } from '../caps/past-contact.ts';
import { THANK_YOU_STEP, type CaseFacts, type Hold, type InvoiceStatus, type StaleFeed } from './facts.ts';
import { isCovered, netSums, type CreditByCurrency, type NetSum } from './open-credit.ts';
import { isNoLongerDue, unmetOn } from './plan-steps.ts';

/** One open or just settled invoice of the customer, as the gate sees it at send time. */
export interface GateInvoice {
  readonly id: string;
  readonly dueOn: IsoDate;
  readonly currency: string;
  /** All that is chased: principal and charges. */
  readonly openMinor: bigint;
  readonly status: InvoiceStatus;
  readonly stage: Stage;
  readonly holds: readonly Hold[];
  /** The policy that its case runs on. */
  readonly policy: Policy;
  /** The latest day to pay by that a message which lists it named. */
  readonly deadlineNamedOn: IsoDate | null;
  /** A direct debit of it failed: it is chased although its customer pays that way. */
  readonly debitFailed?: boolean;
  /** The contact (the ERP's id) that messages about it go to. */
  readonly contactId?: string | null;
}

/** A step that a case asked to have sent. */
export interface ContactRequest {
  readonly requestId: string;
  readonly invoiceId: string;
  readonly stepId: string;
}

export interface GateContact {
  readonly contactId: string;
  readonly role: ContactRole;
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly Channel[];
  /** False after a hard bounce or a complaint. */
  readonly reachable: boolean;
}

/** The customer as the gate sees them: read under the customer's lock, in the transaction that reserves the attempt. */
export interface CustomerFacts {
  readonly customer: CaseFacts['customer'];
  readonly hasPostalAddress: boolean;
  /** When this customer may be contacted: open for all policies that ask. */
  readonly window: SendWindow;
  readonly requests: readonly ContactRequest[];
  readonly invoices: readonly GateInvoice[];
  readonly contacts: readonly GateContact[];
  readonly lastReminderOn: IsoDate | null;
  readonly recentContacts: readonly PastContact[];
  readonly allStopped: boolean;
  readonly staleFeed: StaleFeed | null;
  /** The organization has sent as many messages today as it allows itself. */
  readonly dailyLimitReached: boolean;
  /** Unallocated credit by currency, minor units. */
  readonly creditMinor: CreditByCurrency;
}

export const DROP_REASONS = [
  'invoice-settled',
  'on-hold',
  'direct-debit',
  'covered-by-credit',
  'step-unknown',
  'no-longer-due',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export interface DroppedRequest {
  readonly requestId: string;
  readonly reason: DropReason;
}

export interface Recipient {
  readonly contactId: string | null;
  readonly channel: Channel;
  readonly address: string;
}

/** Why the gate keeps a message back for a while. */
export const WAIT_REASONS = [
  'window-closed',
  'spacing',
  'deadline-named',
  'contact-budget',
  'legal-cap',
  'daily-limit',
  'feed-stale',
  'all-stopped',
  'covered-by-credit',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why nobody is written to: nobody can be reached, or several can and nobody said whom it concerns. */
export type UnreachableReason = 'no-way' | 'ambiguous-contact';

/** What the gate decided: one message for the customer, a later look, or nothing. */
export type Composition =
  | { readonly kind: 'nothing'; readonly dropped: readonly DroppedRequest[] }
  | {
      readonly kind: 'wait';
      readonly until: EpochMs;
      readonly reason: WaitReason;
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'unreachable';
      readonly because: UnreachableReason;
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'send';
      readonly template: Template;
      readonly stage: Stage;
      readonly severity: Severity;
      readonly deadlineOn: IsoDate | null;
      readonly attachments: MessageStep['attachments'];
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
      /** Ids of the invoices that the message lists, in the order it lists them. */
      readonly overdue: readonly string[];
      readonly upcoming: readonly string[];
      readonly settled: readonly string[];
      /** What is open of the invoices that it lists, less the customer's credit, per currency: what it asks for. */
      readonly sums: readonly NetSum[];
      /** Tried in this order until one accepts. */
      readonly channels: readonly (readonly Recipient[])[];
    };

interface Chased {
  readonly request: ContactRequest;
  readonly step: MessageStep;
  readonly invoice: GateInvoice;
}

/** Invoices that fall due within so many days are listed beside the overdue ones, so that one payment covers both. */
const UPCOMING_DAYS = 14;

/**
 * Composes the one message that the customer gets now from all that their cases ask for, or says why none: the gate of DESIGN §2.
 * Pure. Thank-yous go alone and without spacing; everything else merges into one message in the tone of its most advanced step. Where
 * the reminders of several policies leave together, the strictest of their distances and budgets counts; a courtesy goes along and puts nothing off. What the law of the customer's country allows counts beside them: the message goes by the
 * first of its channels that the law leaves free.
 */
export function composeMessage(facts: CustomerFacts, now: EpochMs, toleranceMs: number): Composition {
  const today = localDate(now, facts.window.timeZone);
  const { thanks, chasing, dropped } = sortRequests(facts, today);
  if (thanks.length === 0 && chasing.length === 0) return { kind: 'nothing', dropped };
  const tomorrow = () => plannedInstant(nextOpenDay(addDays(today, 1), facts.window), facts.customer.id, facts.window);
  if (facts.allStopped) return { kind: 'wait', until: tomorrow(), reason: 'all-stopped', dropped };
  if (thanks.length === 0 && facts.staleFeed) return { kind: 'wait', until: tomorrow(), reason: 'feed-stale', dropped };
  if (!isInWindow(now, facts.window, toleranceMs)) {
    return {
      kind: 'wait',
      until: nextInWindow(now, facts.customer.id, facts.window, toleranceMs),
      reason: 'window-closed',
      dropped,
    };
  }
  if (facts.dailyLimitReached) return { kind: 'wait', until: tomorrow(), reason: 'daily-limit', dropped };

  if (thanks.length > 0) {
    const { routes: channels, because } = route(['email'], ['accounts-payable'], facts, thanks);
    if (channels.length === 0) return { kind: 'unreachable', because, carries: thanks, dropped };
    return {
      kind: 'send',
      template: 'thank-you',
      stage: 'not-due',
      severity: 'mild',
      deadlineOn: null,
      attachments: [],
      carries: thanks,
      dropped,
      overdue: [],
      upcoming: [],
      settled: thanks.map((request) => request.invoiceId),
      sums: [],
      channels,
    };
  }

  const ready = chasing.filter(
    ({ step, invoice }) => !isReminder(step) || !invoice.deadlineNamedOn || invoice.deadlineNamedOn < today,
  );
  if (ready.length === 0) {
    const until =
      chasing.map(({ invoice }) => addDays(invoice.deadlineNamedOn ?? today, 1)).sort()[0] ?? addDays(today, 1);
    return {
      kind: 'wait',
      until: plannedInstant(nextOpenDay(until, facts.window), facts.customer.id, facts.window),
      reason: 'deadline-named',
      dropped,
    };
  }
  // Credit is netted before chasing: what it pays of what the message would ask for is not asked for, also where more is open that is not chased now.
  const listed = facts.invoices.filter((invoice) => isListed(invoice, facts, today));
  const asking = ready.filter(
    ({ invoice }) => !isCovered(openUntil(invoice, listed, today), facts.creditMinor[invoice.currency] ?? 0n),
  );
  if (asking.length === 0) return { kind: 'wait', until: tomorrow(), reason: 'covered-by-credit', dropped };
  const free = freeOn(asking, facts, today);
  if (free.on > today)
    return {
      kind: 'wait',
      until: plannedInstant(nextOpenDay(free.on, facts.window), facts.customer.id, facts.window),
      reason: free.reason,
      dropped,
    };
  return compose(asking, listed, dropped, facts, today);
}

/** Of what is asked for, that whose policies set the hours of the message: the reminders; where there are none, all. A courtesy goes along with a reminder in its hours. */
export function settingHours<Asked extends { readonly policy: Policy; readonly stepId: string }>(
  asked: readonly Asked[],
): readonly Asked[] {
  const reminders = asked.filter(({ policy, stepId }) => isReminder(stepOf(policy, stepId) ?? { stage: 'not-due' }));
  return reminders.length > 0 ? reminders : asked;
}

function compose(
  chasing: readonly Chased[],
  listed: readonly GateInvoice[],
  dropped: readonly DroppedRequest[],
  facts: CustomerFacts,
  today: IsoDate,
): Composition {
  const lead = chasing.reduce((a, b) => (compareTone(b.step, a.step) > 0 ? b : a)).step;
  const carries = chasing.map(({ request }) => request);
  const { routes, because } = route(lead.channels, lead.to, facts, carries);
  const allowed = firstAllowedWay(
    routes.map((recipients) => wantedBy(recipients, carries)),
    facts.recentContacts,
    contactCaps(facts.customer.country, facts.customer.kind, today),
    today,
  );
  if (!allowed) return { kind: 'unreachable', because, carries, dropped };
  if (allowed.on > today)
    return {
      kind: 'wait',
      until: plannedInstant(nextOpenDay(allowed.on, facts.window), facts.customer.id, facts.window),
      reason: 'legal-cap',
      dropped,
    };
  const channels = [allowed.way.recipients, ...routes.filter((recipients) => recipients !== allowed.way.recipients)];

  const byDue = (a: GateInvoice, b: GateInvoice) =>
    a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1;
  const carried = new Set(carries.map((request) => request.invoiceId));
  const near = listed.filter(
    (invoice) => invoice.dueOn < today || carried.has(invoice.id) || daysBetween(today, invoice.dueOn) <= UPCOMING_DAYS,
  );
  const asks = new Set(chasing.map(({ invoice }) => invoice.currency));
  const shown = near
    .filter(({ currency }) => asks.has(currency) || !isPaidByCredit(currency, near, facts, today))
    .sort(byDue);
  return {
    kind: 'send',
    template: lead.template,
    stage: lead.stage,
    severity: lead.severity,
    deadlineOn: lead.deadlineDays === undefined ? null : addDays(today, lead.deadlineDays),
    attachments: lead.attachments,
    carries,
    dropped,
    settled: [],
    sums: netSums(shown, facts.creditMinor),
    channels,
    overdue: shown.filter((invoice) => invoice.dueOn < today).map((invoice) => invoice.id),
    upcoming: shown.filter((invoice) => invoice.dueOn >= today).map((invoice) => invoice.id),
  };
}

// A message that goes to all of these people, about what its cases ask for.
function wantedBy(
  recipients: readonly Recipient[],
  carries: readonly ContactRequest[],
): WantedContact & { readonly recipients: readonly Recipient[] } {
  const personIds = recipients.flatMap((recipient) => recipient.contactId ?? []);
  return {
    recipients,
    channel: recipients[0]?.channel ?? 'email',
    personIds: personIds.length > 0 ? personIds : null,
    invoiceIds: [...new Set(carries.map((request) => request.invoiceId))],
  };
}

function sortRequests(
  facts: CustomerFacts,
  today: IsoDate,
): {
  readonly thanks: readonly ContactRequest[];
  readonly chasing: readonly Chased[];
  readonly dropped: readonly DroppedRequest[];
} {
  const dropped: DroppedRequest[] = [];
  const thanks: ContactRequest[] = [];
  const chasing: Chased[] = [];
  const invoices = new Map(facts.invoices.map((invoice) => [invoice.id, invoice]));
  for (const request of facts.requests) {
    const invoice = invoices.get(request.invoiceId);
    if (request.stepId === THANK_YOU_STEP) {
      if (invoice?.status === 'paid') thanks.push(request);
      else dropped.push({ requestId: request.requestId, reason: 'no-longer-due' });
      continue;
    }
    const step = invoice ? stepOf(invoice.policy, request.stepId) : null;
    const reason = !step || !invoice || !isMessage(step) ? 'step-unknown' : dropReason(invoice, step, facts, today);
    if (reason || !step || !invoice || !isMessage(step))
      dropped.push({ requestId: request.requestId, reason: reason ?? 'step-unknown' });
    else chasing.push({ request, step, invoice });
  }
  return { thanks, chasing, dropped };
}

// The day from which distance and budget allow the message, and which of them puts it off: of reminders the strictest of their policies. A courtesy that goes along is no contact more, so it
// keeps no reminder waiting (it may lapse meanwhile and never be sent); of courtesies alone the first that may go takes the others along.
function freeOn(
  ready: readonly Chased[],
  facts: CustomerFacts,
  today: IsoDate,
): { readonly on: IsoDate; readonly reason: WaitReason } {
  const reminders = ready.filter(({ step }) => isReminder(step));
  const policies = [...new Set((reminders.length > 0 ? reminders : ready).map(({ invoice }) => invoice.policy))];
  const budgets = policies.map((policy) => withinBudget(today, 'message', facts.recentContacts, policy).on).sort();
  const budgetOn = (reminders.length > 0 ? budgets.at(-1) : budgets[0]) ?? today;
  const distance = reminders.length > 0 ? Math.max(...policies.map((policy) => policy.contact.minDaysBetween)) : 1;
  const spacedOn = facts.lastReminderOn ? addDays(facts.lastReminderOn, distance) : today;
  return spacedOn >= budgetOn ? { on: spacedOn, reason: 'spacing' } : { on: budgetOn, reason: 'contact-budget' };
}

// The most advanced step sets the tone: stage, then severity, then day.
function compareTone(a: MessageStep, b: MessageStep): number {
  return (
    stageRank(a.stage) - stageRank(b.stage) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    a.day - b.day
  );
}

function dropReason(invoice: GateInvoice, step: MessageStep, facts: CustomerFacts, today: IsoDate): DropReason | null {
  if (invoice.status !== 'open' || invoice.openMinor <= 0n) return 'invoice-settled';
  if (blockingHold(invoice.holds, today)) return 'on-hold';
  if (isBeingDebited(invoice, facts)) return 'direct-debit';
  const { customerOpenMinor, creditMinor } = standingIn(invoice.currency, facts);
  if (isCovered(customerOpenMinor, creditMinor)) return 'covered-by-credit';
  // An amended due date or a part payment takes a step's reason away. Whatever is dropped here, `planSteps` must not ask for again at
  // once, or case and gate would hand the request to and fro for ever; so order is judged there alone.
  if (isNoLongerDue(step, invoice.dueOn, today)) return 'no-longer-due';
  if (
    unmetOn(step, { invoice, customer: facts.customer, policy: invoice.policy, customerOpenMinor, creditMinor }, today)
  )
    return 'no-longer-due';
  return null;
}

// Whether it will be collected by direct debit (DOMAIN §7, case 19).
function isBeingDebited(invoice: GateInvoice, facts: CustomerFacts): boolean {
  return facts.customer.directDebit && !invoice.debitFailed;
}

// All that the customer has open in the currency, and their credit in it: what a case's decision looks at too.
function standingIn(
  currency: string,
  facts: CustomerFacts,
): { readonly customerOpenMinor: bigint; readonly creditMinor: bigint } {
  const customerOpenMinor = facts.invoices.reduce(
    (sum, invoice) => (invoice.status === 'open' && invoice.currency === currency ? sum + invoice.openMinor : sum),
    0n,
  );
  return { customerOpenMinor, creditMinor: facts.creditMinor[currency] ?? 0n };
}

// Whether a message of the day may list the invoice: nobody is asked for what is with an agency, held, or collected by direct debit.
function isListed(invoice: GateInvoice, facts: CustomerFacts, today: IsoDate): boolean {
  return (
    invoice.status === 'open' &&
    invoice.openMinor > 0n &&
    invoice.stage !== 'agency' &&
    !blockingHold(invoice.holds, today) &&
    !isBeingDebited(invoice, facts)
  );
}

// Whether credit pays what is late in a currency, or where nothing is, all that a message would list in it: it is not brought up beside what is asked for in another.
function isPaidByCredit(currency: string, near: readonly GateInvoice[], facts: CustomerFacts, today: IsoDate): boolean {
  const own = near.filter((invoice) => invoice.currency === currency);
  const late = own.filter((invoice) => invoice.dueOn < today);
  return isCovered(
    (late.length > 0 ? late : own).reduce((sum, invoice) => sum + invoice.openMinor, 0n),
    facts.creditMinor[currency] ?? 0n,
  );
}

// What a message about the invoice asks for in its currency: all that is late by then, and what is due no later than it.
function openUntil({ currency, dueOn }: GateInvoice, listed: readonly GateInvoice[], today: IsoDate): bigint {
  return listed.reduce(
    (sum, other) =>
      other.currency === currency && (other.dueOn < today || other.dueOn <= dueOn) ? sum + other.openMinor : sum,
    0n,
  );
}

// The policy's channels in order; on each, for every invoice that asks, the contact that it names, else every contact with the wanted roles, else whoever can be reached on it, as long as they are of
// one role: whom of several a debt concerns is not for us to guess (DOMAIN §7, case 12).
function route(
  channels: readonly Channel[],
  roles: readonly ContactRole[],
  facts: CustomerFacts,
  carries: readonly ContactRequest[],
): { readonly routes: readonly Recipient[][]; readonly because: UnreachableReason } {
  const asking = new Set(carries.map((request) => request.invoiceId));
  const named = new Set(
    facts.invoices.flatMap((invoice) => (asking.has(invoice.id) ? [invoice.contactId ?? null] : [])),
  );
  const routes: Recipient[][] = [];
  let because: UnreachableReason = 'no-way';
  for (const channel of channels) {
    if (channel === 'letter') {
      if (facts.hasPostalAddress) routes.push([{ contactId: null, channel, address: 'postal' }]);
      continue;
    }
    const able = facts.contacts.flatMap((contact) => {
      const address = channel === 'email' ? contact.email : contact.phone;
      return contact.reachable && address && contact.channels.includes(channel)
        ? [{ contact, recipient: { contactId: contact.contactId, channel, address } }]
        : [];
    });
    const wanted = able.filter(({ contact }) => roles.includes(contact.role));
    const others = wanted.length > 0 ? wanted : new Set(able.map(({ contact }) => contact.role)).size === 1 ? able : [];
    const own = able.filter(({ contact }) => named.has(contact.contactId));
    const chosen = new Set(own.length === named.size ? own : [...own, ...others]);
    if (chosen.size > 0) routes.push(able.flatMap((each) => (chosen.has(each) ? [each.recipient] : [])));
    else if (able.length > 0) because = 'ambiguous-contact';
  }
  return { routes, because };
}
