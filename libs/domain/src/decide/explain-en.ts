import { moneyText } from '../language/money-text.ts';
import { dayText, minuteText } from '../language/day-text.ts';
import type { CapReason } from '../caps/next-allowed.ts';
import type { ConditionField } from '../policy/conditions.ts';
import type { HoldKind } from './case-facts.ts';
import type { WaitReason } from './composition.ts';
import type { Reason } from './decision.ts';

/** The sentences of one language for everything that delays or prevents a contact. */
export interface ExplainWords {
  readonly reasons: { readonly [Code in Reason['code']]: (reason: Extract<Reason, { code: Code }>) => string };
  /** Why the gate postpones a message. */
  readonly waits: Readonly<Record<WaitReason, string>>;
}

const day = (on: string) => dayText(on, 'en');

const holds: Readonly<Record<HoldKind, string>> = {
  dispute: 'a dispute',
  promise: 'a promise to pay',
  manual: 'a pause',
  plan: 'a payment plan',
  'payment-claimed': 'a payment that the customer says was made',
  'direct-debit': 'a direct debit that is under way',
  assigned: 'its assignment to a factor',
  'paying-now': 'a payment that the customer is making now',
  'documents-sent': 'documents that the customer asked for',
  'call-back': 'a call that the customer asked for',
};

const conditions: Readonly<Record<ConditionField, string>> = {
  openAtLeast: 'less is open than its minimum',
  openBelow: 'more is open than its maximum',
  daysLateAtLeast: 'it is not late enough',
  daysLateBelow: 'it is too late for it',
  risk: "the customer's risk",
  tags: "the customer's tags",
  withoutTags: "the customer's tags",
  country: "the customer's country",
  currency: "the invoice's currency",
  kind: 'the kind of customer',
  brokenPromisesAtLeast: 'too few promises were broken',
};

const caps: Readonly<Record<CapReason['code'], (cap: CapReason, law: string) => string>> = {
  'cap-count': ({ lastOn, until }, law) =>
    `With the contact of ${day(lastOn)} the most that the law allows is reached (${law}); free from ${day(until)}.`,
  'cap-days-between': ({ lastOn, until }, law) =>
    `The last contact was on ${day(lastOn)}; the law wants more distance between two (${law}): from ${day(until)}.`,
  'cap-after-conversation': ({ lastOn, until }, law) =>
    `The customer was spoken to on ${day(lastOn)}; no call follows for some days (${law}): from ${day(until)}.`,
  'cap-one-channel': ({ lastOn, until }, law) =>
    `Contact on ${day(lastOn)} was by another channel; the law allows only one in those days (${law}): ` +
    `from ${day(until)}.`,
};

const closures = { weekday: 'a day of the week without contact', 'closing-day': 'a closing day of the organization' };

const allStopped = 'The organization has stopped all contact with its customers.';

export const explainEn: ExplainWords = {
  reasons: {
    'step-day': ({ stepId, day }) => {
      if (day === 0) return `Step “${stepId}” is on the due date.`;
      const days = Math.abs(day);
      return `Step “${stepId}” is ${days} ${days === 1 ? 'day' : 'days'} ${day < 0 ? 'before' : 'after'} the due date.`;
    },
    'rolled-to-open-day': ({ from, backTo, holiday, closed }) => {
      const moved =
        backTo === undefined ? 'Moved to the next open day' : `Moved to the open day before, ${day(backTo)}`;
      return holiday
        ? `${moved}, because ${day(from)} is a holiday: ${holiday.en}.`
        : `${moved}, because ${day(from)} is ${closed === undefined ? 'a closed day' : closures[closed]}.`;
    },
    'spacing-to-last-reminder': ({ lastOn, days }) =>
      `The customer's last reminder was on ${day(lastOn)}; at least ${days} days lie between two.`,
    'kept-distance-after-late-step': ({ stepId, on }) =>
      `Step “${stepId}” was late, on ${day(on)}; the distance between the steps is kept.`,
    'deadline-named': ({ on }) => `The last message gave until ${day(on)} to pay.`,
    'pay-run': ({ on }) =>
      `The customer pays in runs, and the first that the invoice can meet is on ${day(on)}: reminders come after it.`,
    'not-known-before': ({ on }) => `The invoice was known on ${day(on)}.`,
    'late-catching-up': () => 'Its day has passed; it is caught up now, in order.',
    'customer-refused': () => 'The customer refused to pay on the call.',
    'contact-budget': ({ most, used, days }) =>
      `There were ${most} ${used} in ${days === 1 ? 'one day' : `${days} days`} already: the policy allows no more.`,
    'legal-cap': ({ cap }) => caps[cap.code](cap, `${cap.source.law}, ${cap.source.article}`),
    'condition-unmet': ({ field }) => `The step's condition does not hold: ${conditions[field]}.`,
    'repeated-fee': ({ period, everyDays, amount, currency, percent }) =>
      `The message brings the fee for period ${period} of ${everyDays} days late, ` +
      `${amount === null ? `${percent} % of what is open` : moneyText(amount, currency, 'en')}, ` +
      'as far as its maximum and the law leave it.',
    'first-invoice': () => 'The first invoice of a new customer: the terms are told once, at the start.',
    'supply-hold-not-announced': () => 'The supply hold was not announced to the customer: without that there is none.',
    'passed-over': ({ stepId }) => `The case has gone past it with step “${stepId}”.`,
    'courtesy-lapsed': () => 'Its day has passed; a courtesy is not caught up.',
    'listed-already': ({ on }) =>
      `The message of ${day(on)} listed the invoice as coming up; it needs no courtesy of its own.`,
    'reached-elsewhere': ({ stage }) => `The stage “${stage}” was reached before the invoice came to Puntual.`,
    'feed-stale': ({ feed, completeUntil }) =>
      completeUntil === null
        ? `Payments (feed “${feed}”) wait to be read, or nobody reads them: ` +
          'nothing is chased before they are up to date.'
        : `Payments (feed “${feed}”) are known only until ${minuteText(completeUntil, 'en')}: ` +
          'nothing is chased before they are up to date.',
    'all-stopped': () => allStopped,
    hold: ({ kind, untilOn }) =>
      untilOn ? `On hold for ${holds[kind]} until ${day(untilOn)}.` : `On hold for ${holds[kind]}.`,
    'direct-debit': () => 'It will be collected by direct debit; it is chased only if that fails.',
    'covered-by-credit': () => 'The customer’s credit covers what is open.',
    'being-sent': ({ stepId }) => `Step “${stepId}” is requested and leaves with the customer's next message.`,
    'call-open': ({ dueOn, again }) =>
      again
        ? `The last call reached nobody; the next one is on ${day(dueOn)}.`
        : `A call is open, due on ${day(dueOn)}.`,
    'awaiting-approval': () => 'The hand-off to the agency awaits approval.',
    'with-agency': () => 'The case is with the agency.',
    'last-letter': ({ untilOn }) =>
      untilOn === null
        ? 'The agency takes no debt without a last demand, and none was sent.'
        : `The last demand gives the customer until ${day(untilOn)}; the agency gets the debt after that day.`,
    'agency-not-reached': ({ why }) =>
      ({
        'no-agency': 'No agency takes this debt by the rules of the organization.',
        refused: 'The agency refused what it was told, or could not be reached.',
        unknown: 'Nobody knows whether the agency got what it was told.',
      })[why],
    'nothing-left': () => 'No steps are left; only a payment or a person can change it.',
  },
  waits: {
    'window-closed': 'Outside the customer’s contact hours, or on a closed day: it leaves when they open again.',
    spacing: 'It is too soon after the customer’s last reminder.',
    'deadline-named': 'The day to pay by that the last message named has not passed.',
    'contact-budget': 'The customer has had as many contacts as the policy allows.',
    'legal-cap': 'The law limits how often, or how soon again, the customer may be contacted.',
    'daily-limit': 'The organization has sent as many messages today as it allows itself.',
    'feed-stale': 'Payments are not known to be complete: nothing is chased before they are.',
    'covered-by-credit': 'The customer’s credit pays all that the message would ask for.',
    'all-stopped': allStopped,
    'address-resting': 'The last message did not arrive for the time being: its address is tried again later.',
  },
};
