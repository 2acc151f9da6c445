import { dayText } from '../../language/day-text.ts';
import { moneyText } from '../../language/money-text.ts';
import { taskWords } from '../../tasks/task-words.ts';
import type { RefusedAmount, Words } from '../refusal.ts';
import type { TaskRefusals } from '../tasks.ts';

const money = ({ amount, currency }: RefusedAmount) => moneyText(amount, currency, 'en');
const day = (on: string) => dayText(on, 'en');

const { kinds, ends } = taskWords.en;

/** Refusals of task outcomes and holds, in English. */
export const tasks: Words<TaskRefusals> = {
  'ends-with-its-receipt': 'the task ends when its receipt is assigned to a customer or marked as returned',
  'not-an-outcome': ({ kind, outcomes }) =>
    `the task “${kinds[kind]}” ends with one of: ${outcomes.map((end) => `${end} (${ends[end]})`).join(', ')}`,
  'promise-without-day': 'say by when the customer promised to pay',
  'promise-in-past': ({ today }) => `the promised day lies in the past (today is ${day(today)})`,
  'promise-too-far': ({ mostDays }) => `a promise may lie at most ${mostDays} days ahead`,
  'promise-needs-manager': ({ broken, days }) =>
    `the customer broke ${broken} promises in ${days} days: a manager has to agree to another one`,
  'promise-too-small': ({ leastPercent }) =>
    `a promise has to cover at least ${leastPercent} % of what is open; a manager may agree to less`,
  'promised-more-than-open': ({ open }) => `no more than ${money(open)} is open`,
  'promise-in-other-currency': ({ currency }) => `none of the invoices is in ${currency}`,
  'days-not-rising': ({ before }) => `the day must come after the one before it (${before})`,
  'several-currencies': 'the invoices are in several currencies: name those of one currency',
  'plan-too-long': ({ mostDays }) => `a payment plan may last at most ${mostDays} days`,
  'plan-sum-differs': ({ sum, open }) => `the instalments come to ${money(sum)}, and ${money(open)} is to be paid`,
  'approver-is-proposer': 'another person than the one who proposed the plan has to approve it',
  'plan-changed-meanwhile': 'what is open has changed since the plan was proposed: reject it, and propose another one',
  'dispute-without-reason': 'say what the customer disputes',
  'nothing-to-chase-with':
    'no hold keeps the case silent: ask for another call, write it off, or end the task as handled',
  'missing-not-said': 'say what is missing, so that somebody can see to it',
  'call-back-without-time': 'say on which day and at what time the customer wants to be called',
  'call-back-in-past': ({ now }) => `the hour of the call lies in the past (the customer’s time is ${now})`,
  'call-back-too-far': ({ mostDays }) => `a call may be agreed at most ${mostDays} days ahead`,
  'call-back-quiet-hours': ({ from }) =>
    `the customer may not be called then; the next allowed hour there is ${day(from)}`,
  'call-back-over-limit': ({ from }) =>
    `with the calls and messages of these days the limit is reached; a call is allowed from ${day(from)}`,
  'nothing-chosen-to-send': 'say what is sent, and to which contact',
  'nothing-open-to-send': 'none of these invoices is open: there is nothing to send',
  'contact-not-known': ({ contactId }) => `the customer has no contact ${contactId}`,
  'contact-opted-out': ({ contactId, channel }) =>
    `${contactId} wants no messages by ${channel}: choose another way, or lift the opt-out first`,
  'contact-without-address': ({ contactId, channel }) => `${contactId} cannot be reached by ${channel}`,
  'address-not-confirmed': ({ contactId }) =>
    `nobody has confirmed the address of ${contactId}: read it back to the customer, and send it along`,
  'address-unreadable': ({ channel }) =>
    channel === 'email' ? 'this is no e-mail address' : 'this is no phone number with its country code',
  'address-complained': 'somebody at this address marked a message as spam: choose another address',
  'day-in-past': ({ today }) => `the day lies in the past (today is ${day(today)})`,
  'instant-in-past': 'must lie in the future',
  'put-off-too-far': ({ mostDays }) => `may lie at most ${mostDays} days ahead`,
  'unknown-collector': ({ personId }) =>
    `there is no other collector “${personId}” who works here: take an id of GET /v1/collectors`,
  'unknown-person': ({ person }) =>
    `nobody here is “${person}”: take an id of GET /v1/users, a collector’s handle or a user’s e-mail address`,
  'handle-taken': ({ handle }) => `another collector has the handle “${handle}”: choose another one`,
  'absence-ends-first': ({ from }) => `must not lie before the first day, ${day(from)}`,
  'absences-overlap': ({ from }) => `another absence covers ${day(from)} already: join the two`,
};
