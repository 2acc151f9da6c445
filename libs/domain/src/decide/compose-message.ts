import { addDays, daysBetween, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { isInWindow, nextInWindow, nextOpenDay, plannedInstant } from '../calendar/send-window.ts';
import { contactCaps } from '../caps/contact-caps.ts';
import { firstAllowedWay } from '../caps/next-allowed.ts';
import { isReminder, stepOf, type MessageStep, type Policy } from '../policy/policy.ts';
import type {
  Composition,
  ContactRequest,
  CustomerFacts,
  DroppedRequest,
  GateInvoice,
  WaitReason,
} from './composition.ts';
import { withinBudget } from './contact-budget.ts';
import { blockingHold } from './decide.ts';
import { accountOf, creditOf, creditStated, isPaidByCredit } from './claim-owner.ts';
import { isCovered, netSums } from './open-credit.ts';
import { composeAsked } from './compose-asked.ts';
import { composeService, servedFirst } from './compose-service.ts';
import { routeMessage, wantedBy } from './route-message.ts';
import { isBeingDebited, sortRequests, type Chased } from './sort-requests.ts';
import { compareTones, repeatedTemplate, type Tone } from './earlier-listings.ts';
import { withTermsFirst } from './terms-first.ts';

/**
 * Invoices that fall due within this number of days are listed beside the overdue ones, so that one payment can cover
 * both.
 */
const UPCOMING_DAYS = 14;

/**
 * Composes one message from all requests of the customer's cases at `now`, or says why none may leave
 * (docs/architecture.md, the gate). Pure. What the customer asked for leaves first, alone and at once (`composeAsked`).
 * Service messages leave one by one and thank-yous alone, both without spacing (`composeService`). All other requests
 * merge into one message in the tone of the most advanced step, and never in a milder one than that in which a listed
 * overdue invoice was demanded before. When reminders of several policies leave together, the strictest spacing and
 * budget count; a courtesy joins them and postpones nothing. The law of the customer's country counts as well: the
 * message uses the first channel that the law allows. `toleranceMs`: the imprecision of the clock at the edges of the
 * send window.
 */
export function composeMessage(facts: CustomerFacts, now: EpochMs, toleranceMs: number): Composition {
  const today = localDate(now, facts.window.timeZone);
  const { thanks, asked, service, chasing, dropped } = sortRequests(facts, today);
  if (thanks.length === 0 && asked.length === 0 && service.length === 0 && chasing.length === 0)
    return { kind: 'nothing', dropped };
  const tomorrow = () => plannedInstant(nextOpenDay(addDays(today, 1), facts.window), facts.customer.id, facts.window);
  if (facts.allStopped) return { kind: 'wait', until: tomorrow(), reason: 'all-stopped', dropped };
  if (asked.length > 0) return composeAsked(asked, dropped, facts, today);
  const serving = servedFirst(service, facts);
  if (thanks.length === 0 && serving.length === 0 && facts.staleFeed)
    return { kind: 'wait', until: tomorrow(), reason: 'feed-stale', dropped };
  if (!isInWindow(now, facts.window, toleranceMs)) {
    return {
      kind: 'wait',
      until: nextInWindow(now, facts.customer.id, facts.window, toleranceMs),
      reason: 'window-closed',
      dropped,
    };
  }
  if (facts.dailyLimitReached) return { kind: 'wait', until: tomorrow(), reason: 'daily-limit', dropped };

  const served = serving.length === 0 ? null : composeService({ serving, thanks, dropped }, facts, today);
  const alone = thanks.length === 0 && (chasing.length === 0 || facts.staleFeed !== null);
  if (served && (served.kind !== 'wait' || alone)) return served;
  if (thanks.length > 0) return composeThanks(thanks, dropped, facts, today);
  const ready = withTermsFirst(
    chasing.filter(
      ({ step, invoice }) => !isReminder(step) || !invoice.deadlineNamedOn || invoice.deadlineNamedOn < today,
    ),
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
  // Credit is netted before chasing, even when the customer has other open invoices that are not chased now.
  const listed = facts.invoices.filter((invoice) => isListed(invoice, facts, today));
  const asking = ready.filter(({ invoice }) => !isCovered(openUntil(invoice, listed, today), creditOf(invoice, facts)));
  if (asking.length === 0) return { kind: 'wait', until: tomorrow(), reason: 'covered-by-credit', dropped };
  const free = freeOn(asking, facts, today);
  if (free.on > today)
    return {
      kind: 'wait',
      until: plannedInstant(nextOpenDay(free.on, facts.window), facts.customer.id, facts.window),
      reason: free.reason,
      dropped,
    };
  return composeChasing({ chasing: asking, listed, dropped }, facts, today);
}

/**
 * The requested steps whose policies set the hours of the message: the reminders, or all steps when there is no
 * reminder. A courtesy joins a reminder in the reminder's hours.
 */
export function settingHours<Asked extends { readonly policy: Policy; readonly stepId: string }>(
  asked: readonly Asked[],
): readonly Asked[] {
  const reminders = asked.filter(({ policy, stepId }) => isReminder(stepOf(policy, stepId) ?? { stage: 'not-due' }));
  return reminders.length > 0 ? reminders : asked;
}

function composeThanks(
  thanks: readonly ContactRequest[],
  dropped: readonly DroppedRequest[],
  facts: CustomerFacts,
  today: IsoDate,
): Composition {
  const wanted = { channels: ['email', 'sms'], to: ['accounts-payable'] } as const;
  const { routes: channels, because } = routeMessage(wanted, facts, thanks, today);
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

/** The requests that a chasing message may carry, the invoices that it may list, and the requests that it drops. */
interface ChasingContent {
  readonly chasing: readonly Chased[];
  readonly listed: readonly GateInvoice[];
  readonly dropped: readonly DroppedRequest[];
}

function composeChasing(
  { chasing, listed, dropped }: ChasingContent,
  facts: CustomerFacts,
  today: IsoDate,
): Composition {
  const lead = leadingStep(chasing);
  const carries = chasing.map(({ request }) => request);
  const { routes, because, restUntil } = routeMessage(lead, facts, carries, today);
  if (routes.length === 0 && restUntil !== null)
    return {
      kind: 'wait',
      until: plannedInstant(nextOpenDay(restUntil, facts.window), facts.customer.id, facts.window),
      reason: 'address-resting',
      dropped,
    };
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

  const carried = new Set(carries.map((request) => request.invoiceId));
  const near = listed.filter(
    (invoice) => invoice.dueOn < today || carried.has(invoice.id) || daysBetween(today, invoice.dueOn) <= UPCOMING_DAYS,
  );
  const asked = withoutPaidAccounts(near, chasing, facts, today);
  // A courtesy that listed overdue invoices would be a reminder that no distance between reminders counts.
  const unlisted = isReminder(lead) ? [] : asked.filter((invoice) => invoice.dueOn < today && !carried.has(invoice.id));
  const shown = asked.filter((invoice) => !unlisted.includes(invoice)).sort(byDueDay);
  // Credit pays the oldest invoices first: no message states it for others while those are open.
  const credit = creditStated(shown, unlisted, facts);
  return {
    kind: 'send',
    ...toneOf(lead, shown, today),
    deadlineOn: lead.deadlineDays === undefined ? null : addDays(today, lead.deadlineDays),
    attachments: lead.attachments,
    carries,
    dropped,
    settled: [],
    sums: netSums(shown, credit),
    ...(unlisted.length === 0 && !facts.members ? {} : { creditMinor: credit }),
    channels,
    overdue: shown.filter((invoice) => invoice.dueOn < today).map((invoice) => invoice.id),
    upcoming: shown.filter((invoice) => invoice.dueOn >= today).map((invoice) => invoice.id),
  };
}

function byDueDay(a: GateInvoice, b: GateInvoice): number {
  return a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1;
}

// Without the accounts whose credit pays all that the message would list of them, unless the message chases one.
function withoutPaidAccounts(
  near: readonly GateInvoice[],
  chasing: readonly Chased[],
  facts: CustomerFacts,
  today: IsoDate,
): readonly GateInvoice[] {
  const chased = new Set(chasing.map(({ invoice }) => accountOf(invoice)));
  const paid = new Set(
    [...new Set(near.map(accountOf))].filter(
      (account) =>
        !chased.has(account) &&
        isPaidByCredit(
          near.filter((invoice) => accountOf(invoice) === account),
          facts,
          today,
        ),
    ),
  );
  return near.filter((invoice) => !paid.has(accountOf(invoice)));
}

// The tone of the message: its strongest step's, or that in which one of the overdue invoices was demanded
// before. The tone never falls while such an invoice stands in the message. (A courtesy lists none of them.)
function toneOf(lead: MessageStep, shown: readonly GateInvoice[], today: IsoDate): Tone {
  const { stage, severity, template } = lead;
  let tone: Tone = { stage, severity, template };
  if (!isReminder(lead) || lead.do === 'announce-supply-hold') return tone;
  for (const { dueOn, demandedTone } of shown)
    if (dueOn < today && demandedTone && compareTones(demandedTone, tone) > 0)
      tone = { ...demandedTone, template: repeatedTemplate(demandedTone) };
  return tone;
}

// The first day on which spacing and budget allow the message, and which of the two postpones it. Among reminders the
// strictest policy counts. A courtesy that joins a reminder adds no contact, so it does not postpone the reminder.
// Among courtesies alone the first that may leave takes the others with it.
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

// The step that sets the tone of the message: the most advanced one, unless the message tells a new customer the terms.
function leadingStep(chasing: readonly Chased[]): MessageStep {
  const terms = chasing.find(({ step }) => step.template === 'terms');
  return terms?.step ?? chasing.reduce((a, b) => (compareTone(b.step, a.step) > 0 ? b : a)).step;
}

// Orders steps by tone, then by day.
function compareTone(a: MessageStep, b: MessageStep): number {
  return compareTones(a, b) || a.day - b.day;
}

// Whether a message on `today` may list the invoice. It does not list what an agency collects, what is on hold, and
// what will be debited.
function isListed(invoice: GateInvoice, facts: CustomerFacts, today: IsoDate): boolean {
  return (
    invoice.status === 'open' &&
    invoice.openMinor > 0n &&
    invoice.stage !== 'agency' &&
    !blockingHold(invoice.holds, today) &&
    !isBeingDebited(invoice, facts)
  );
}

// The sum that a message about the invoice asks for in its account: all late invoices, and the invoices that are due
// no later than this one.
function openUntil(invoice: GateInvoice, listed: readonly GateInvoice[], today: IsoDate): bigint {
  const account = accountOf(invoice);
  return listed.reduce(
    (sum, other) =>
      accountOf(other) === account && (other.dueOn < today || other.dueOn <= invoice.dueOn)
        ? sum + other.openMinor
        : sum,
    0n,
  );
}
