import type { InvoiceView } from '@puntual/contracts/api/invoices';
import type { MessageView } from '@puntual/contracts/api/messages';
import type { SessionView } from '@puntual/contracts/api/session';
import type { HoldKind, InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { EntryKind } from '@puntual/domain/entries/entries';
import type { PolicyRule } from '@puntual/domain/policy/choose-policy';
import type { Channel, ContactRole, Stage, Template } from '@puntual/domain/policy/vocabulary';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import type { TaskEnd, TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { SameKeys } from './same-keys.ts';

type Action = NonNullable<InvoiceView['nextAction']>['do'];
type DeliveryState = NonNullable<MessageView['deliveryState']>;

/** English texts: the codes that the API answers with: statuses, kinds, outcomes. */
export const codes = {
  role: {
    administrator: 'administrator',
    manager: 'manager',
    collector: 'collector',
    viewer: 'viewer',
    integration: 'integration',
  } satisfies Record<SessionView['role'], string>,
  status: {
    open: 'Open',
    paid: 'Paid',
    credited: 'Credited',
    cancelled: 'Cancelled',
    'written-off': 'Written off',
  } satisfies Record<InvoiceStatus, string>,
  stage: {
    'not-due': 'Not contacted',
    courtesy: 'Courtesy',
    friendly: 'Friendly reminder',
    'follow-up': 'Follow-up',
    demand: 'Demand',
    call: 'Call',
    agency: 'Agency',
  } satisfies Record<Stage, string>,
  template: {
    courtesy: 'Courtesy notice',
    'due-today': 'Due today',
    friendly: 'Friendly reminder',
    'follow-up': 'Follow-up',
    demand: 'Demand',
    'supply-hold-notice': 'Supply hold announced',
    'thank-you': 'Thank you',
    terms: 'Terms for a new customer',
  } satisfies Record<Template, string>,
  channel: { email: 'Email', sms: 'SMS', letter: 'Letter' } satisfies Record<Channel, string>,
  contactRole: {
    'accounts-payable': 'Accounts payable',
    'finance-director': 'Finance director',
    owner: 'Owner',
    legal: 'Legal',
    other: 'Other',
  } satisfies Record<ContactRole, string>,
  hold: {
    dispute: 'Dispute',
    promise: 'Promise to pay',
    plan: 'Payment plan',
    manual: 'Paused',
    'payment-claimed': 'Says it is paid',
    'direct-debit': 'Direct debit under way',
  } satisfies Record<HoldKind, string>,
  entry: {
    invoice: 'Invoice',
    amendment: 'Amendment',
    payment: 'Payment',
    'credit-note': 'Credit note',
    reversal: 'Reversal',
    cancellation: 'Cancellation',
    'write-off': 'Write-off',
    discount: 'Discount',
    fee: 'Fee',
    interest: 'Interest',
    'lump-sum': 'Fixed sum for collection',
    waiver: 'Waiver',
  } satisfies Record<EntryKind, string>,
  /** What a case does next. */
  action: {
    send: 'Send a message',
    task: 'Open a call task',
    agency: 'Propose the agency',
    wait: 'Wait',
    'announce-supply-hold': 'Announce a supply hold',
    'supply-hold': 'Hold supply',
  } satisfies Record<Action, string>,
  /** Which rule gave a case its policy. */
  policyRule: {
    invoice: 'named for the invoice',
    customer: 'given to the customer',
    segment: 'by segment',
    default: 'the general one',
  } satisfies Record<PolicyRule, string>,
  /** The steps of the built-in policy, by id (`stepName` shows the id of any other step). */
  step: {
    courtesy: 'Courtesy notice',
    'due-today': 'Notice on the due date',
    friendly: 'Friendly reminder',
    'follow-up': 'Follow-up',
    demand: 'Demand',
    'final-demand': 'Final demand',
    notice: 'Notice of a supply hold',
    'supply-hold-notice': 'Notice of a supply hold',
    hold: 'Hold supply',
    'supply-hold': 'Hold supply',
    call: 'Call the customer',
    agency: 'Propose the agency',
    'thank-you': 'Thank-you',
    'start:terms': 'Terms for a new customer',
    'start:incomplete': 'Invoice incomplete',
    'due:confirm': 'Question before the due date',
  },
  /** A step that repeats: its name, and which time it is. */
  stepAgain: '{{step}} (time {{time}})',
  messageState: {
    reserved: 'About to be sent',
    sent: 'Sent',
    failed: 'Failed',
    ambiguous: 'Unclear whether sent',
  } satisfies Record<MessageView['state'], string>,
  delivery: {
    delivered: 'Delivered',
    bounced: 'Bounced',
    failed: 'Not sent by the provider',
    suppressed: 'Address blocked by the provider',
    complained: 'Marked as spam',
    sent: 'On its way',
  } satisfies Record<DeliveryState, string>,
  taskKind: {
    call: 'Call',
    'approve-agency': 'Approve the agency',
    'fix-contact': 'Mend contact data',
    'ambiguous-send': 'Was it sent?',
    'unapplied-cash': 'Unapplied cash',
    reconcile: 'Reconcile with the ERP',
    'propose-plan': 'Propose a plan',
    'approve-plan': 'Approve the plan',
    'review-case': 'Decide how it goes on',
    'unidentified-receipt': 'Unidentified receipt',
    'complete-invoice': 'Complete the invoice',
    'confirm-payment': 'Confirm before due',
    'untied-return': 'A payment came back',
  } satisfies Record<TaskKind, string>,
  outcome: {
    promised: 'Promised to pay',
    dispute: 'Disputes it',
    'no-answer': 'No answer',
    voicemail: 'Left a voicemail',
    refuses: 'Refuses to pay',
    'paid-already': 'Says it is paid',
    'wants-plan': 'Wants a plan',
    'no-plan': 'No plan',
    'plan-made': 'Plan made',
    'wrong-contact': 'Wrong contact',
    approve: 'Approve',
    reject: 'Reject',
    fixed: 'Mended',
    'cannot-fix': 'Cannot be mended',
    'was-sent': 'It was sent',
    'was-not-sent': 'It was not sent',
    handled: 'Handled',
    chase: 'Go on chasing',
    'call-again': 'Call once more',
    completed: 'Completed',
    'not-needed': 'Not needed',
    ready: 'All is there',
    missing: 'Something is missing',
    // Ends that Puntual finds by itself, without a person.
    settled: 'Nothing left to collect',
    placed: 'The money was placed',
    reversed: 'The payment was taken back',
    refunded: 'The money was paid back',
    assigned: 'Assigned to a customer',
    returned: 'The money was sent back',
    merged: 'Joined to the task of the merged customer',
    split: 'Split over several customers',
    listed: 'Its payments are known one by one',
    tied: 'The payment is known now',
    agreed: 'The books agree',
    'goes-on': 'The case goes on by itself',
  } satisfies Record<TaskEnd, string>,
  reviewReason: {
    'nothing-left': 'No step of the policy is left',
    'agency-silent': 'The agency has had it for three months',
    dispute: 'The customer disputes it',
    paused: 'Paused without an end',
    'direct-debit-hold': 'The direct debit under way has not come',
    'direct-debit': 'No direct debit has come',
    'covered-by-credit': 'Late, but the customer’s credit covers it',
    'below-minimum': 'Too little is left for the agency',
  } satisfies Record<ReviewReason, string>,
};

/** These texts in any language: the same keys, other words. */
export type CodeWords = SameKeys<typeof codes>;
