import { commonWindow } from '../calendar/common-window.ts';
import { addDays, instantAt, laterDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { LOOK_BACK_DAYS } from '../caps/counted-contacts.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { CallState, CaseFacts, StepRecord } from '../decide/case-facts.ts';
import { settingHours } from '../decide/compose-message.ts';
import type { ClaimOwner, Composition, CustomerFacts, GateContact } from '../decide/composition.ts';
import { contactedCustomer } from '../decide/contacted-customer.ts';
import type { CreditByCurrency } from '../decide/open-credit.ts';
import { compareTones, isDemand } from '../decide/earlier-listings.ts';
import { isReminder } from '../policy/policy.ts';
import { TERMS_STEP } from '../policy/vocabulary.ts';

/** The customer's open call task, which covers all invoices; null when no call is open. */
export function openCallOf(cases: readonly CaseFacts[]): CallState | null {
  return cases.find(({ invoice, call }) => invoice.status === 'open' && call?.state === 'open')?.call ?? null;
}

/**
 * The facts that the gate reads of a customer with these cases; null when no case requests a message. `today` brings
 * the customer's risk and broken promises up to date.
 */
export function gateFacts(
  cases: readonly CaseFacts[],
  contacts: readonly GateContact[],
  hasPostalAddress: boolean,
  today: (facts: CaseFacts) => CaseFacts,
): CustomerFacts | null {
  const requests = cases.flatMap((facts) =>
    facts.steps.flatMap((step) =>
      step.state === 'requested' &&
      !step.stepId.startsWith('asked:') &&
      !facts.steps.some((later) => later.stepId === step.stepId && later.occurrence > step.occurrence)
        ? [{ requestId: requestIdOf(facts, step), invoiceId: facts.invoice.id, stepId: step.stepId }]
        : [],
    ),
  );
  const all = requests.flatMap((request) => cases.find((facts) => facts.invoice.id === request.invoiceId) ?? []);
  const [asking] = all;
  const asked = requests.flatMap(({ invoiceId, stepId }) =>
    all.flatMap(({ invoice, policy, window }) => (invoice.id === invoiceId ? [{ policy, stepId, window }] : [])),
  );
  if (!asking) return null;
  const payerId = contactedCustomer(asking.customer).id;
  const own = cases.filter(({ customer }) => customer.id === payerId);
  const members = membersOf(cases, payerId, today);
  return {
    customer: { ...ownerFacts(own.length > 0 ? own : [asking], today), ...asking.customer.payer },
    hasPostalAddress,
    window: commonWindow(settingHours(asked).map(({ window }) => window)),
    lastReminderOn: asking.lastReminderOn,
    recentContacts: asking.recentContacts,
    allStopped: asking.allStopped,
    staleFeed: all.find((facts) => facts.staleFeed)?.staleFeed ?? null,
    dailyLimitReached: false,
    creditMinor: creditsOf(own),
    ...(members === null ? {} : { members }),
    requests,
    contacts,
    invoices: cases.map(({ invoice, holds, policy, deadlineNamedOn, placement, ...facts }) => ({
      id: invoice.id,
      dueOn: invoice.dueOn,
      currency: invoice.currency,
      openMinor: invoice.openMinor,
      status: invoice.status,
      stage: wasWithAgency(invoice, placement) ? 'agency' : 'not-due',
      ...(facts.customer.id === payerId ? {} : { ownerId: facts.customer.id }),
      debitFailed: !facts.customer.directDebit,
      holds,
      policy,
      deadlineNamedOn,
      demandedTone: facts.demandedTone ?? null,
      listedUpcomingOn: facts.listedUpcomingOn ?? null,
      contactId: invoice.contactId ?? null,
      ...(invoice.payRunOn ? { payRunOn: invoice.payRunOn } : {}),
    })),
  };
}

// The other customers of the group that the payer pays for, as their cases have them; null without a group.
function membersOf(
  cases: readonly CaseFacts[],
  payerId: string,
  today: (facts: CaseFacts) => CaseFacts,
): Record<string, ClaimOwner> | null {
  const ids = new Set(cases.map(({ customer }) => customer.id));
  ids.delete(payerId);
  if (ids.size === 0) return null;
  return Object.fromEntries(
    [...ids].map((id) => {
      const own = cases.filter(({ customer }) => customer.id === id);
      return [id, { customer: ownerFacts(own, today), creditMinor: creditsOf(own) }];
    }),
  );
}

// Each case knows by itself that its direct debit failed; the gate knows that the customer pays by direct debit.
function ownerFacts(own: readonly CaseFacts[], today: (facts: CaseFacts) => CaseFacts): CaseFacts['customer'] {
  const [first] = own;
  if (!first) throw new Error('a customer of the gate has a case');
  return { ...today(first).customer, directDebit: own.some(({ customer }) => customer.directDebit) };
}

function creditsOf(own: readonly CaseFacts[]): CreditByCurrency {
  return Object.fromEntries(own.map((facts) => [facts.invoice.currency, facts.creditMinor]));
}

// Whether the invoice's row has the stage of the agency: a debt that comes back from the agency keeps it.
function wasWithAgency({ alreadyReached }: CaseFacts['invoice'], placement: CaseFacts['placement']): boolean {
  return alreadyReached?.stage === 'agency' || placement?.state === 'placed' || placement?.state === 'recalled';
}

/** The cases after a change to the step with this request; all other cases stay the same objects. */
export function changeStep(cases: readonly CaseFacts[], requestId: string, change: Partial<StepRecord>): CaseFacts[] {
  return cases.map((facts) =>
    requestId.startsWith(`${facts.invoice.id}/`)
      ? {
          ...facts,
          steps: facts.steps.map((step) => (requestIdOf(facts, step) === requestId ? { ...step, ...change } : step)),
        }
      : facts,
  );
}

function requestIdOf(facts: CaseFacts, step: StepRecord): string {
  return `${facts.invoice.id}/${step.stepId}/${step.occurrence}`;
}

/** The cases after the gate's message was sent on `on`. */
export function withMessage(
  cases: readonly CaseFacts[],
  message: Extract<Composition, { kind: 'send' }>,
  on: IsoDate,
): CaseFacts[] {
  const { template, carries, deadlineOn, overdue, upcoming } = message;
  const listed = new Set([...overdue, ...upcoming]);
  const recipients = message.channels[0] ?? [];
  const personIds = recipients.flatMap((recipient) => recipient.contactId ?? []);
  const contact: PastContact = {
    on,
    how: recipients[0]?.channel ?? 'email',
    personIds: personIds.length > 0 ? personIds : null,
    invoiceIds: [...listed],
  };
  const sent = carries.reduce<readonly CaseFacts[]>(
    (after, request) => changeStep(after, request.requestId, { state: 'sent', on, deadlineOn }),
    cases,
  );
  return sent.map((facts) => ({
    ...facts,
    recentContacts: template === 'thank-you' ? facts.recentContacts : withContact(facts.recentContacts, contact),
    ...(isReminder(message) ? { lastReminderOn: on } : {}),
    ...(deadlineOn !== null && listed.has(facts.invoice.id)
      ? { deadlineNamedOn: laterDate(deadlineOn, facts.deadlineNamedOn) }
      : {}),
    ...listedBy(facts, message, on),
  }));
}

// What the message leaves with a case that it lists: the tone of an overdue one, the day of one that is coming up.
function listedBy(
  { invoice: { id }, demandedTone = null }: CaseFacts,
  { overdue, upcoming, carries, stage, severity, template }: Extract<Composition, { kind: 'send' }>,
  on: IsoDate,
): Pick<CaseFacts, 'demandedTone' | 'listedUpcomingOn'> {
  if (overdue.includes(id) && isDemand({ stage })) {
    const tone = { stage, severity, template };
    return demandedTone && compareTones(demandedTone, tone) >= 0 ? {} : { demandedTone: tone };
  }
  return upcoming.includes(id) && !carries.some(({ invoiceId }) => invoiceId === id) ? { listedUpcomingOn: on } : {};
}

/** Whether the case has requested the message of terms, and the gate has not dropped the request. */
export function hasAskedForTerms({ steps }: CaseFacts): boolean {
  return steps.some(({ stepId, state }) => stepId === TERMS_STEP && state !== 'dropped');
}

/** The case of a customer whom another case tells the terms: the same object when it owed none. */
export function withoutTerms(facts: CaseFacts): CaseFacts {
  return facts.customer.termsOwed ? { ...facts, customer: { ...facts.customer, termsOwed: false } } : facts;
}

/** The instant at which a person makes the case's open call: when the window of its due day opens; else never. */
export function callAt({ call, window }: CaseFacts): EpochMs {
  return call?.state === 'open' && !call.overdueNoted
    ? instantAt(call.dueOn, window.fromMinute, window.timeZone)
    : Infinity;
}

/**
 * The cases after a person made the calls of `now`, each for all its invoices and without an answer; the same array
 * when there is no call to make.
 */
export function callsMade(cases: readonly CaseFacts[], now: EpochMs, on: IsoDate): readonly CaseFacts[] {
  const made = new Set(
    cases.flatMap((facts) => (facts.call && callAt(facts) <= now && facts.call.dueOn >= on ? [facts.call.taskId] : [])),
  );
  if (made.size === 0) return cases;
  return cases.map((facts) =>
    facts.call && made.has(facts.call.taskId)
      ? { ...facts, call: { ...facts.call, state: 'done', outcome: 'no-answer', completedOn: on } }
      : facts,
  );
}

/** The cases after the calls of these tasks were noted as overdue, each for all its invoices. */
export function noteOverdue(cases: readonly CaseFacts[], taskIds: ReadonlySet<string>): CaseFacts[] {
  return cases.map((facts) =>
    facts.call && taskIds.has(facts.call.taskId) && !facts.call.overdueNoted
      ? { ...facts, call: { ...facts.call, overdueNoted: true } }
      : facts,
  );
}

/** The cases with the calls made on `on` in the contact budget that they share: one contact, because it is one task. */
export function shareCalls(cases: readonly CaseFacts[], on: IsoDate): CaseFacts[] {
  const called = cases.filter(
    ({ call }) => call?.state === 'done' && call.outcome === 'no-answer' && call.completedOn === on,
  );
  if (!called.some(({ recentContacts }) => !recentContacts.some((past) => past.on === on && past.how === 'call')))
    return [...cases];
  const contact: PastContact = {
    on,
    how: 'call',
    personIds: null,
    invoiceIds: called.map((facts) => facts.invoice.id),
  };
  return cases.map((facts) => ({ ...facts, recentContacts: withContact(facts.recentContacts, contact) }));
}

// Contacts that are too old to count are left out, as when the facts are read from the database.
function withContact(contacts: readonly PastContact[], contact: PastContact): readonly PastContact[] {
  const since = addDays(contact.on, -LOOK_BACK_DAYS);
  return [...contacts.filter((past) => past.on >= since), contact];
}
