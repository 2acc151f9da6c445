import { dayText } from '@puntual/domain/language/day-text';
import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems, EndedThing } from '../cases.ts';

const day = (on: string) => dayText(on, 'en');

const SETTLED = { hold: 'hold', 'write-off': 'write off', promise: 'promise' } as const;
const STATES: Readonly<Record<PromiseState, string>> = {
  open: 'open',
  kept: 'kept',
  'partly-kept': 'over and was partly kept',
  broken: 'broken',
  renewed: 'replaced by another one',
  withdrawn: 'withdrawn',
};

const PLAN_STATES: Readonly<Record<PlanState, string>> = {
  proposed: 'proposed',
  active: 'running',
  missed: 'running',
  completed: 'completed',
  defaulted: 'in default',
  cancelled: 'cancelled',
  rejected: 'rejected',
  replaced: 'replaced by another one',
};

const ENDED: Readonly<Record<EndedThing, string>> = {
  access: 'This request for access has this answer already',
  charge: 'The charge has ended already',
  contact: 'All contact is stopped already',
  'contact-stop': 'Contact is not stopped',
  group: 'The customer is in no group',
  hold: 'The hold has ended already',
  key: 'It is revoked already',
  lock: 'Nothing keeps this person from signing in',
  'note-pin': 'The note is not pinned',
  'opt-out': 'The contact has not opted out of this channel',
  pause: 'The pause has ended already',
  policy: 'The policy is retired already',
  'portal-link': 'The link is revoked already',
  question: 'The question is answered or withdrawn already',
  recall: 'The debt is called back already',
  'second-factor': 'This person has no second factor',
  sessions: 'This person is signed in nowhere here',
  snooze: 'The task is not put off',
  'task-pin': 'The task is not pinned',
};

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) => `The invoice is settled; there is nothing to ${SETTLED[wanted]}.`,
  'already-paused': ({ until, by }) =>
    `${by} has paused it already, ${until === null ? 'without an end' : `until ${day(until)}`}: nothing was changed.`,
  'already-ended': ({ what }) => `${ENDED[what]}: nothing was changed.`,
  'promise-open': ({ promiseId }) =>
    `Another promise about one of the invoices is open (${promiseId}): name it in \`renews\` to replace it.`,
  'plan-open': ({ planId }) =>
    `Another payment plan is about one of the invoices (${planId}): change or cancel that one.`,
  'plan-over': ({ state }) => `The payment plan is ${PLAN_STATES[state]}.`,
  'promise-over': ({ state }) => `The promise is ${STATES[state]}: make a new one.`,
  'nothing-written-off': 'Nothing of this invoice is written off; there is nothing to reverse.',
  'hold-of-erp':
    'A factor has this invoice. The hold ends when the ERP publishes that the invoice came back ' +
    '(puntual.invoice.assigned.v1 with assignedTo null).',
  'credit-limit-changed': ({ version }) =>
    `Somebody changed the limit meanwhile: load it again, and name its version (${version}).`,
  'credit-limit-same': 'The customer has this limit already; nothing was changed.',
  'credit-limit-not-exceeded': 'The customer is within the limit of credit: there is no reason to stop supply.',
  'supply-held': 'A supply hold was asked for already because of the limit: load the customer’s credit again.',
  'nothing-to-hold': 'No open invoice of the customer is without a supply hold.',
  'no-supply-hold': 'No supply hold of this invoice is in force: load it again to see what became of it.',
  'charge-settled': 'Nothing of this charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-not-done': 'The task is open: it has no outcome to take back.',
  'outcome-final': 'This outcome cannot be taken back: say what is right with a new act.',
  'outcome-followed': 'Somebody has acted on this outcome since: it cannot be taken back any more.',
  'contact-changed': 'Somebody changed the contact meanwhile: load it again.',
  'call-ended': 'The call has ended: correct its entry instead.',
  'call-superseded': 'This entry was corrected before: correct the newer one.',
  'task-already-done': 'The task is done already: load it again to see its outcome.',
  'task-assigned-to-other': ({ by }) =>
    by === null ? 'The task is with everybody: load it again.' : `The task is with ${by} by now: load it again.`,
  'task-not-yours': 'Only a manager may give a task to somebody else; you may give back one that is with you.',
  'task-put-off-too-often': ({ most }) => `The task was put off ${most} times already: do it, or give it to a manager.`,
  'payment-reversed':
    'The payment was reversed (a bounced debit or a chargeback); there is no money to place. Choose another payment.',
  'payment-of-erp':
    'The ERP published this payment: correct it there, by publishing its reversal and then the right payment.',
  'already-disputed': ({ number }) => `Dispute ${number} is about the whole invoice: change it instead.`,
  'dispute-ended': 'The dispute has ended: load it again to see how.',
  'dispute-changed': 'Somebody has changed the dispute meanwhile: load it again and repeat the change.',
  'dispute-full': 'The dispute has as many notes, files or questions as it may have.',
  'evidence-kind': 'Send the file itself, uncompressed: a PDF, PNG, JPEG or plain text (UTF-8).',
  'agency-changed': 'Somebody saved this agency meanwhile: load it again.',
  'agency-host-not-allowed': ({ host }) =>
    `The operator of Puntual allows no agency at ${host}: it has to be in the setting AGENCY_HOSTS, with https.`,
  'no-such-agency': 'There is no active agency with this key.',
  'placement-over': 'This placement has ended, or has not come so far: load it again.',
  'placement-under-way': 'This debt is with an agency, or its hand-over is under way.',
  'placement-of-nothing': 'Nothing is open of this invoice any more.',
  'placement-on-hold': 'This invoice is on hold: end the hold first.',
  'collection-reversed': 'This collection was taken back before.',
  'report-not-of-money': 'This report is not about collected money.',
  'placement-told': 'The agency has this debt already, or perhaps has: call it back, or say first whether it arrived.',
  'no-agency-secrets': 'Agencies sign with secrets that need the setting PUNTUAL_SECRETS_KEY: ask who runs Puntual.',
  'no-inbound-secret':
    'Incoming mail is signed with a secret that needs the setting PUNTUAL_SECRETS_KEY: ask who runs Puntual.',
  'reply-not-open': 'Somebody has decided about this mail already: load it again to see what.',
  'no-answer-text': 'An answer needs a text: write one, or choose a canned answer in the language of the contact.',
  'reply-from-stranger': 'The sender is no contact of the customer: add the contact first, or name whom to answer.',
  'reply-not-matched': 'This mail is no customer’s yet: say whose it is first.',
  'question-link-spent': 'This link is not valid any more. Ask whoever sent it for a new one.',
  'receipt-not-open': 'This receipt was assigned to a customer already, or sent back: load it again to see which.',
};
