import { type HoldKind, type InvoiceStatus } from '@puntual/domain/decide/facts';
import { type PolicyRule } from '@puntual/domain/policy/choose-policy';
import { type Channel, type ContactRole, type Stage, type Template } from '@puntual/domain/policy/policy';
import { type TaskKind, type taskOutcomes } from '@puntual/contracts/api/schemas';

type TaskOutcome = (typeof taskOutcomes)[TaskKind][number];

/** Every text of the page in English; `es.ts` has the same keys (a test compares them, the type demands them). */
export const en = {
  app: { name: 'Puntual', skip: 'Skip to the content', sections: 'Sections', language: 'Language', english: 'English', spanish: 'Español' },
  nav: {
    invoices: 'Invoices', tasks: 'Tasks', openTasks_one: '{{count}} open task', openTasks_other: '{{count}} open tasks', more: 'Tools and sign out',
    outbox: 'Outbox: messages as received', docs: 'API documentation', temporal: 'Temporal Web UI', signOut: 'Sign out', signedInAs: 'Signed in as {{actor}}', now: 'Platform time',
  },
  role: { administrator: 'administrator', manager: 'manager', collector: 'collector', viewer: 'viewer', integration: 'integration' },
  signedOut: {
    title: 'You are signed out',
    text: 'Open the one-time link that npm start printed in the terminal. Each link works once; npm start prints a new one every time.',
  },
  problem: {
    title: 'That did not work', offline: 'The server cannot be reached. Check that Puntual is running; this page tries again by itself.',
    stale: 'The server has stopped answering. What you see may be out of date; this page keeps trying.',
    unreadable: 'The server answered {{status}} without saying why.', retry: 'Try again', reference: 'Code: {{code}}',
    notFound: 'There is no such page', notFoundText: 'The address may be mistyped, or belong to another organization.', home: 'To the invoices',
    crashed: 'This page broke down', crashedText: 'Reload it; nothing on the server was changed by this.',
  },
  common: { cancel: 'Cancel', close: 'Close', loadMore: 'Load more', loading: 'Loading', optional: 'optional', newTab: 'opens in a new tab', dueNow: 'due now', total: 'Total' },
  status: { open: 'Open', paid: 'Paid', credited: 'Credited', cancelled: 'Cancelled', 'written-off': 'Written off' } satisfies Record<InvoiceStatus, string>,
  stage: { 'not-due': 'Not contacted', courtesy: 'Courtesy', friendly: 'Friendly reminder', 'follow-up': 'Follow-up', demand: 'Demand', call: 'Call', agency: 'Agency' } satisfies Record<Stage, string>,
  template: { courtesy: 'Courtesy notice', 'due-today': 'Due today', friendly: 'Friendly reminder', 'follow-up': 'Follow-up', demand: 'Demand', 'supply-hold-notice': 'Supply hold announced', 'thank-you': 'Thank you' } satisfies Record<Template, string>,
  channel: { email: 'Email', sms: 'SMS', letter: 'Letter' } satisfies Record<Channel, string>,
  contactRole: { 'accounts-payable': 'Accounts payable', 'finance-director': 'Finance director', owner: 'Owner', legal: 'Legal', other: 'Other' } satisfies Record<ContactRole, string>,
  hold: { dispute: 'Dispute', promise: 'Promise to pay', manual: 'Paused', 'payment-claimed': 'Says it is paid', 'direct-debit': 'Direct debit under way' } satisfies Record<HoldKind, string>,
  entry: { invoice: 'Invoice', amendment: 'Amendment', payment: 'Payment', 'credit-note': 'Credit note', reversal: 'Reversal', cancellation: 'Cancellation', 'write-off': 'Write-off', discount: 'Discount', fee: 'Fee', interest: 'Interest', 'lump-sum': 'Fixed sum for collection', waiver: 'Waiver' },
  /** What a case does next: the `do` of a planned step, or the kind of a decision. */
  action: {
    send: 'Send a message', task: 'Open a call task', agency: 'Propose the agency', wait: 'Wait', close: 'Close the case', 'request-contact': 'Send a message', 'open-call': 'Open a call task',
    'note-call-overdue': 'Note the call as overdue', 'propose-agency': 'Propose the agency', 'place-with-agency': 'Place with the agency', 'recall-placement': 'Recall from the agency', 'announce-supply-hold': 'Announce a supply hold', 'supply-hold': 'Hold supply', 'hold-supply': 'Hold supply',
  },
  /** Which rule gave a case its policy. */
  policyRule: { invoice: 'named for the invoice', customer: 'given to the customer', segment: 'by segment', default: 'the general one' } satisfies Record<PolicyRule, string>,
  /** The steps of the built-in policy; a step of another policy shows its own id. */
  step: { courtesy: 'Courtesy notice', 'due-today': 'Notice on the due date', friendly: 'Friendly reminder', 'follow-up': 'Follow-up', demand: 'Demand', call: 'Call the customer', agency: 'Propose the agency', 'thank-you': 'Thank-you' },
  late: {
    days_one: '{{count}} day late', days_other: '{{count}} days late', dueIn_one: 'due in {{count}} day', dueIn_other: 'due in {{count}} days', today: 'due today',
    /** The same under a heading that says "late". */
    short_one: '{{count}} day', short_other: '{{count}} days', shortDueIn_one: 'in {{count}} day', shortDueIn_other: 'in {{count}} days', shortToday: 'today',
  },
  invoices: {
    title: 'Invoices', filters: 'Filters', status: 'Status', anyStatus: 'Any status', stage: 'Stage', anyStage: 'Any stage', search: 'Search', searchHint: 'Number, customer',
    overdueBy: 'Days late', anyDays: 'Any', atLeast_one: '{{count}} or more', atLeast_other: '{{count}} or more', clear: 'Clear filters', customerFilter: 'Customer {{id}}', removeCustomer: 'Show all customers',
    table: 'Invoices, as filtered', number: 'Number', customer: 'Customer', due: 'Due', daysLate: 'Late', open: 'Open', openOf: 'of {{total}}', next: 'Next action', nothingNext: 'Nothing planned',
    shown_one: '{{count}} invoice', shown_other: '{{count}} invoices', shownMore: 'Showing {{count}}; there are more',
    empty: 'No invoices here', emptyFiltered: 'No invoice matches these filters.', emptyAll: 'Invoices appear as soon as the ERP sends them.', limit: 'Only the first {{count}} are shown: narrow the filters to see others.',
  },
  invoice: {
    title: 'Invoice {{number}}', back: 'All invoices', ofTotal: 'of {{total}}', open: 'Open', due: 'Due', issued: 'Issued', tax: 'Tax', purchaseOrder: 'Purchase order', document: 'Invoice document', payment: 'Payment page',
    temporal: 'Open in Temporal', pause: 'Pause', lift: 'Lift pause', lifted: 'The pause is lifted.', holds: 'On hold', holdUntil: 'until {{date}}', holdNoEnd: 'without an end date', holdSince: 'since {{date}}',
    plan: 'Plan', policy: 'Policy {{key}}, version {{version}}', blockers: 'What holds it back', skipped: 'Left out', noSteps: 'No steps are left. Only a payment or a person changes anything now.', closed: 'The case is closed.', nextStep: 'Next',
    history: 'History', noHistory: 'Nothing has happened yet.', by: 'by {{actor}}', entries: 'Ledger', entryKind: 'Entry', entryDate: 'Date', entryAmount: 'Amount', chargesOpen: 'Interest and charges', toPay: 'To pay', noEntries: 'No entries yet.',
    messages: 'Messages', customer: 'Customer', others: 'All their invoices',
  },
  nextMessage: { title: 'Next message to the customer', none: 'No message is planned.', blocked: 'Held back', underWay: 'A message is being sent', following: 'Then', toPay: 'To pay', credit: 'less the customer’s credit of', invoices_one: '{{count}} invoice', invoices_other: '{{count}} invoices' },
  pause: {
    title: 'Pause invoice {{number}}', text: 'While it is paused nothing is sent to the customer about it.', reason: 'Reason', reasonHint: 'Everyone who opens the invoice reads it.', until: 'Until', untilHint: 'Leave it empty to pause until someone lifts it.',
    submit: 'Pause', reasonNeeded: 'Say why it is paused.', untilPast: 'Choose a day from today on.', done: 'Invoice {{number}} is paused.',
  },
  customer: { contacts: 'Contacts', noContacts: 'No contacts are known.', unreachable: 'cannot be reached', directDebit: 'Pays by direct debit', openTotal: 'Open', overdue: 'Overdue', credit: 'Credit', lastContact: 'Last contact', never: 'never', workflow: 'Customer in Temporal', timeZone: 'Time zone', invoices_one: '{{count}} open invoice', invoices_other: '{{count}} open invoices' },
  messages: {
    none: 'Nothing has been sent about this invoice.', view: 'View', viewOf: 'View “{{subject}}”', to: 'To', hash: 'Content hash (SHA-256)', asHtml: 'As sent', asText: 'Text', frame: 'Message as the customer received it',
    composed: 'composed {{when}}', sent: 'sent {{when}}',
  },
  messageState: { reserved: 'About to be sent', sent: 'Sent', failed: 'Failed', ambiguous: 'Unclear whether sent' },
  delivery: { delivered: 'Delivered', bounced: 'Bounced', complained: 'Marked as spam', opened: 'Opened', clicked: 'Clicked', replied: 'Replied', delayed: 'Delayed', failed: 'Not delivered', sent: 'On its way', accepted: 'On its way', queued: 'Queued', undelivered: 'Not delivered' },
  tasks: {
    title: 'Tasks', state: 'Show', todo: 'To do', done: 'Done', kind: 'Kind', anyKind: 'Every kind', mine: 'Claimed by you', open: 'Open', others: 'Claimed by others', finished: 'Done',
    dueOn: 'Due {{date}}', noDue: 'No due date', overdue: 'Overdue', round: 'Round {{round}}', opened: 'Opened {{when}}', claimedBy: 'Claimed by {{actor}}', claim: 'Claim', complete: 'Complete', claimed: 'The task is yours.',
    completed: 'Task completed: {{outcome}}.', outcome: 'Outcome: {{outcome}}', finishedAt: 'Completed {{when}}', limit: 'Only the first {{count}} are shown.',
    empty: 'Nothing to do', emptyText: 'Tasks appear here when the plan needs a person: a call, an approval, a broken address.', emptyDone: 'No task has been completed yet.', emptyFiltered: 'No task of this kind.',
    invoicesTable: 'Invoices of {{customer}}', actionsFor: '{{action}}: {{kind}}, {{customer}}', payerUnknown: 'payer not named', received: '{{amount}}, received on {{date}}', unapplied: '{{amount}} of payment {{payment}} to be placed',
  },
  taskKind: { call: 'Call', 'approve-agency': 'Approve the agency', 'fix-contact': 'Mend contact data', 'ambiguous-send': 'Was it sent?', 'unapplied-cash': 'Unapplied cash', reconcile: 'Reconcile with the ERP', 'unidentified-receipt': 'Unidentified receipt' } satisfies Record<TaskKind, string>,
  outcome: {
    promised: 'Promised to pay', dispute: 'Disputes it', 'no-answer': 'No answer', voicemail: 'Left a voicemail', refuses: 'Refuses to pay', 'paid-already': 'Says it is paid', 'wrong-contact': 'Wrong contact',
    approve: 'Approve', reject: 'Reject', fixed: 'Mended', 'cannot-fix': 'Cannot be mended', 'was-sent': 'It was sent', 'was-not-sent': 'It was not sent', handled: 'Handled',
    // By itself, when the money was placed, went back or found its customer, or when the books agree.
    placed: 'The money was placed', reversed: 'The payment was taken back', assigned: 'Assigned to a customer', returned: 'The money was sent back', agreed: 'The books agree',
  } satisfies Record<TaskOutcome | 'placed' | 'reversed' | 'assigned' | 'returned' | 'agreed', string>,
  complete: {
    title: '{{kind}}: {{customer}}', outcome: 'How did it end?', promiseDate: 'Promised for', promiseAmount: 'Amount', amountHint: 'Leave it empty when all of it is promised.', amountRead: 'Read as {{amount}}', currency: 'Currency',
    disputeReason: 'What is disputed?', note: 'Note', noteHint: 'For the history; colleagues read it.', submit: 'Complete', outcomeNeeded: 'Choose how it ended.', dateNeeded: 'Give the day that was promised.', datePast: 'Choose a day from today on.',
    amountUnreadable: 'Write an amount such as {{example}}.', amountTooLarge: 'Only {{open}} is open.', reasonNeeded: 'Say what is disputed.', tooLong: 'At most {{max}} characters.',
  },
};

/** The shape of one language: the same keys, other words. */
export type Words = WordsOf<typeof en>;
type WordsOf<T> = { [K in keyof T]: T[K] extends string ? string : WordsOf<T[K]> };
