import { enAgreement as agreementWords } from './en-agreement.ts';
import { enTerms as termsWords } from './en-terms.ts';
/** English texts of the notices. Intl.PluralRules over `count` chooses `*_one` or `*_other`; `*_zero` is for none. */
export const en = {
  courtesy: {
    subject_one: 'Invoice {{number}} is due {{when}}',
    subject_other: '{{count}} invoices for {{total}} are due {{when}}',
    intro_one:
      'Invoice {{number}} for {{total}} is due {{when}}. We are writing ahead of time so that you have everything ' +
      'you need: if a purchase order number, a copy of the invoice or any other detail is missing, please tell us ' +
      'and we will see to it.',
    intro_other:
      'The {{count}} invoices listed below, for {{total}} in total, are due {{when}}. We are writing ahead of ' +
      'time so that you have everything you need: if a purchase order number, a copy of an invoice or any other ' +
      'detail is missing, please tell us and we will see to it.',
    next_one:
      'If payment is already arranged, there is nothing more to do. If it has not reached us by the due date, we ' +
      'will send you a reminder.',
    next_other:
      'If payment is already arranged, there is nothing more to do. If it has not reached us by the due dates, we ' +
      'will send you a reminder.',
  },
  'due-today': {
    subject_one: 'Invoice {{number}} is due today',
    subject_other: '{{count}} invoices for {{total}} are due today',
    intro_one:
      'Just a short note: invoice {{number}} for {{total}} is due today, {{today}}. If you have already ordered ' +
      'the payment, thank you; there is nothing more to do.',
    intro_other:
      'Just a short note: the {{count}} invoices listed below, for {{total}} in total, are due today, {{today}}. ' +
      'If you have already ordered the payment, thank you; there is nothing more to do.',
    next_one: 'If payment has not reached us in the coming days, we will send you a reminder.',
    next_other: 'If payment has not reached us in the coming days, we will send you a reminder.',
  },
  friendly: {
    subject_one: 'Invoice {{number}} was due on {{due}}',
    subject_other: '{{count}} overdue invoices for {{total}}',
    intro_one:
      'Perhaps it has slipped your attention: invoice {{number}} was due on {{due}}, and we have not yet received ' +
      'payment of {{toPay}}. Could you please arrange it {{by}}, or tell us when we can expect it?',
    intro_other:
      'Perhaps it has slipped your attention: we have not yet received payment of the {{count}} overdue invoices ' +
      'listed below, {{toPay}} in total. Could you please arrange it {{by}}, or tell us when we can expect it?',
    next_one:
      'If we do not hear from you, we will write again in a few days. If anything about the invoice is unclear or ' +
      'wrong, just tell us and we will look into it.',
    next_other:
      'If we do not hear from you, we will write again in a few days. If anything about the invoices is unclear ' +
      'or wrong, just tell us and we will look into it.',
  },
  'follow-up': {
    subject_one: 'Reminder: invoice {{number}} is {{late}} overdue',
    subject_other: 'Reminder: {{count}} overdue invoices for {{total}}',
    intro_one:
      'Invoice {{number}} was due on {{due}} and is now {{late}} overdue. Payment of {{toPay}} is still ' +
      'outstanding. Please pay {{by}}, or let us know on which day we can expect payment.',
    intro_other:
      'Payment of {{count}} overdue invoices, {{toPay}} in total, is still outstanding; the oldest is {{late}} ' +
      'overdue. Please pay {{by}}, or let us know on which day we can expect payment.',
    next_one:
      'If we receive neither payment nor an answer, the next step is a formal demand for payment. If something ' +
      'stands in the way (a missing document, a disagreement, a shortage of cash), please tell us: we can agree a ' +
      'date or instalments with you.',
    next_other:
      'If we receive neither payment nor an answer, the next step is a formal demand for payment. If something ' +
      'stands in the way (a missing document, a disagreement, a shortage of cash), please tell us: we can agree a ' +
      'date or instalments with you.',
  },
  'demand-mild': {
    subject_one: 'Request for payment: invoice {{number}}, {{late}} overdue',
    subject_other: 'Request for payment: {{count}} overdue invoices for {{total}}',
    intro_one:
      'Invoice {{number}} was due on {{due}}, {{late}} ago, and remains unpaid. We ask you to pay {{toPay}} {{by}}.',
    intro_other:
      '{{count}} invoices remain unpaid after their due dates, the oldest for {{late}}. We ask you to pay ' +
      '{{toPay}} {{by}}.',
    next_one:
      'If by then we have received neither payment nor word from you, we will call you to find a solution. If we ' +
      'cannot find one, we may pass the claim to a collection agency.',
    next_other:
      'If by then we have received neither payment nor word from you, we will call you to find a solution. If we ' +
      'cannot find one, we may pass the claims to a collection agency.',
  },
  'demand-firm': {
    subject_one: 'Formal demand for payment: invoice {{number}}, {{late}} overdue',
    subject_other: 'Formal demand for payment: {{count}} overdue invoices for {{total}}',
    intro_one:
      'Invoice {{number}} was due on {{due}}, {{late}} ago, and we have not received payment. We formally request ' +
      'that you pay {{toPay}} {{by}}.',
    intro_other:
      'We have not received payment of {{count}} overdue invoices, the oldest of which was due {{late}} ago. We ' +
      'formally request that you pay {{toPay}} {{by}}.',
    next_one:
      'If we have not received payment by then, we will telephone you and, if the matter is still not settled, we ' +
      'may place the claim with a collection agency. If you cannot pay in full at once, or do not agree with the ' +
      'amount, please tell us without delay.',
    next_other:
      'If we have not received payment by then, we will telephone you and, if the matter is still not settled, we ' +
      'may place the claims with a collection agency. If you cannot pay in full at once, or do not agree with an ' +
      'amount, please tell us without delay.',
  },
  'demand-final': {
    subject_one: 'Final demand for payment: invoice {{number}}, {{late}} overdue',
    subject_other: 'Final demand for payment: {{count}} overdue invoices for {{total}}',
    intro_one:
      'This is our final demand for payment of invoice {{number}}, which was due on {{due}}, {{late}} ago. You ' +
      'are required to pay {{toPay}} in full {{by}}.',
    intro_other:
      'This is our final demand for payment of {{count}} overdue invoices, the oldest of which was due {{late}} ' +
      'ago. You are required to pay {{toPay}} in full {{by}}.',
    next_one:
      'If we have not received payment by then, we will call you one last time and then place the claim with a ' +
      'collection agency. You can still prevent this: pay the amount due, or contact us to agree a date or ' +
      'instalments.',
    next_other:
      'If we have not received payment by then, we will call you one last time and then place the claims with a ' +
      'collection agency. You can still prevent this: pay the amount due, or contact us to agree a date or ' +
      'instalments.',
  },
  'supply-hold-notice': {
    subject_one: 'Before we stop supply: invoice {{number}}, {{late}} overdue',
    subject_other: 'Before we stop supply: {{count}} overdue invoices for {{total}}',
    intro_one:
      'Invoice {{number}} was due on {{due}}, {{late}} ago, and payment of {{toPay}} is still outstanding. We ' +
      'would like to go on supplying you: please pay {{by}}.',
    intro_other:
      '{{count}} invoices are overdue, the oldest for {{late}}, and payment of {{toPay}} is still outstanding. We ' +
      'would like to go on supplying you: please pay {{by}}.',
    next_one:
      'If we have not received payment by then, we will hold deliveries and services from the following day until ' +
      'it arrives. Call us if something stands in the way: a date or instalments can be agreed.',
    next_other:
      'If we have not received payment by then, we will hold deliveries and services from the following day until ' +
      'it arrives. Call us if something stands in the way: a date or instalments can be agreed.',
  },
  'thank-you': {
    subject_one: 'Thank you: invoice {{number}} is paid',
    subject_other: 'Thank you: {{count}} invoices for {{total}} are paid',
    intro_one:
      'We have received your payment, thank you. Invoice {{number}} for {{total}} is now settled. You may keep ' +
      'this message as your receipt.',
    intro_other:
      'We have received your payment, thank you. The {{count}} invoices listed below, for {{total}} in total, are ' +
      'now settled. You may keep this message as your receipt.',
    next_one: 'There is nothing more to do for it.',
    next_other: 'There is nothing more to do for them.',
  },
  'thank-you-part': {
    subject_one: 'Thank you: we have received your payment',
    subject_other: 'Thank you: we have received your payment',
    intro_zero: 'We have received your payment, thank you. Nothing is open on your account.',
    intro_one: 'We have received your payment, thank you. One invoice is still open, with {{toPay}} left to pay.',
    intro_other:
      'We have received your payment, thank you. {{count}} invoices are still open, with {{toPay}} left to pay.',
    next_zero: 'There is nothing more to do.',
    next_one: 'Its due date stays as it is.',
    next_other: 'Their due dates stay as they are.',
  },
  agreement: agreementWords.agreement,
  terms: termsWords.terms,
  'on-request': termsWords['on-request'],
  later: termsWords.later,
  when: { on: 'on {{date}}', from: 'from {{date}}' },
  by: { date: 'by {{date}} at the latest', soon: 'in the next few days' },
  late: termsWords.late,
  greeting: { person: 'Dear {{name}},', company: 'Dear {{name}},' },
  closing: 'Yours sincerely,',
  section: {
    overdue: 'Overdue',
    dueToday: 'Due today',
    upcoming: 'Not yet due',
    upcomingToo: 'Coming up: you may prefer to pay everything together',
    settled: 'Paid',
    payments: 'Payments received recently',
    charges: 'Charges for late payment',
    assigned: 'Assigned invoices, which you pay to another company',
    nextTitle: 'What happens next',
    lateTitle: 'If an invoice is late',
    payTitle: 'How to pay',
    deadline: 'Pay by {{date}}',
  },
  column: {
    invoice: 'Invoice',
    issued: 'Issued',
    due: 'Due',
    late: 'Days late',
    open: 'Open',
    total: 'Total',
    paid: 'Amount',
    order: 'Order',
    received: 'Received',
    reference: 'Reference',
  },
  row: {
    owner: 'For {{name}}',
    issued: 'Issued {{date}}',
    order: 'Order {{order}}',
    late_one: '{{count}} day late',
    late_other: '{{count}} days late',
    today: 'due today',
    in_one: 'due in {{count}} day',
    in_other: 'due in {{count}} days',
    ofTotal: 'of {{total}}',
    view: 'View invoice',
    pay: 'Pay now',
    viewNumber: 'View invoice {{number}}',
    payNumber: 'Pay invoice {{number}} now',
    discount: 'Paid by {{until}}, {{pay}} is enough: a discount of {{discount}}',
  },
  charge: {
    waiver: 'Waived',
    fee: 'Fee for late payment',
    'lump-sum': 'Fixed sum for the costs of collecting',
    interest: 'Interest for late payment',
    run_one: '{{count}} day ({{from}} to {{to}}) at {{rate}} % a year of {{year}} days on {{base}}',
    run_other: '{{count}} days ({{from}} to {{to}}) at {{rate}} % a year of {{year}} days on {{base}}',
    before: 'less {{amount}} that was charged before',
    source: 'Source: {{source}}',
    capped: 'Limited by: {{source}}',
    maximum: 'Limited by the agreed maximum',
    period: 'For the delay up to day {{days}} (period {{number}})',
    share: '{{percent}} % of {{base}}',
  },
  sum: {
    overdue: 'Total overdue',
    dueToday: 'Total due today',
    upcoming: 'Total not yet due',
    settled: 'Total settled',
    credit: 'Your credit',
    toPay: 'To pay',
    charges: 'Interest and charges',
    withCharges: 'Total with interest and charges',
    everything: 'Everything together',
    open: 'Total open',
    more_one: '1 more invoice, included in the total',
    more_other: '{{count}} more invoices, included in the total',
    morePayments_one: '1 earlier payment not shown',
    morePayments_other: '{{count}} earlier payments not shown',
  },
  pay: {
    link: 'Pay online',
    links: 'Each invoice can be paid online through its own link.',
    transfer: 'By bank transfer',
    quote: 'Please quote: {{numbers}}',
    quoteMany: 'Please quote the numbers of the invoices you are paying.',
    ask: 'Please contact us and we will tell you how to pay.',
    net: 'Your credit is already taken off: please pay {{toPay}}.',
    netByLink:
      'Your credit is already taken off: please pay {{toPay}}. A payment page may still show an invoice without it.',
  },
  already:
    'If you have already paid, please disregard this message, or tell us the date and the reference so that we ' +
    'can trace the payment.',
  questions: 'Any questions? {{creditor}} will be glad to help.',
  contact: termsWords.contact,
  reference: 'Reference {{reference}}',
  statement: {
    title: 'Statement of account',
    asOf: 'As of {{date}}',
    known: 'By what was known at {{moment}}',
    nothingOpen: 'There is nothing open on this account.',
    noPayments: 'No payments received recently.',
    creditNote: 'Credit note {{number}}',
    takenBack: 'taken back on {{date}}',
    payTo: 'Please pay {{to}}',
    notToUs: 'Not included in the sums above: these invoices belong to the company that is named.',
    chargesIncluded: 'Included in the open amounts above, as far as they are not paid yet.',
    page: 'Page {{page}} of {{pages}}',
  },
  sms: {
    courtesy_one: '{{creditor}}: invoice {{number}}, {{amount}}, is due soon.',
    courtesy_other: '{{creditor}}: {{count}} invoices, {{amount}}, are due soon.',
    'due-today_one': '{{creditor}}: invoice {{number}}, {{amount}}, is due today.',
    'due-today_other': '{{creditor}}: {{count}} invoices, {{amount}}, are due today.',
    friendly_one: '{{creditor}}: we await payment of invoice {{number}}, {{amount}}.',
    friendly_other: '{{creditor}}: we await payment of {{count}} invoices, {{amount}}.',
    'follow-up_one': '{{creditor}}: reminder to pay invoice {{number}}, {{amount}}.',
    'follow-up_other': '{{creditor}}: reminder to pay {{count}} invoices, {{amount}}.',
    demand_one: '{{creditor}}: please pay invoice {{number}}, {{amount}}, without delay.',
    demand_other: '{{creditor}}: please pay {{count}} invoices, {{amount}}, without delay.',
    'supply-hold-notice_one': '{{creditor}}: pay invoice {{number}}, {{amount}}, in time to avoid a stop of supply.',
    'supply-hold-notice_other': '{{creditor}}: pay {{count}} invoices, {{amount}}, in time to avoid a stop of supply.',
    'thank-you_one': '{{creditor}}: thank you, invoice {{number}}, {{amount}}, is paid.',
    'thank-you_other': '{{creditor}}: thank you, {{count}} invoices, {{amount}}, are paid.',
    terms_one: '{{creditor}}: welcome. Your first invoice, {{number}}, {{amount}}, is on its way.',
    terms_other: '{{creditor}}: welcome. Your first {{count}} invoices, {{amount}}, are on their way.',
    statement_one: '{{creditor}}: as you asked, invoice {{number}}, {{amount}}.',
    statement_other: '{{creditor}}: as you asked, your {{count}} open invoices, {{amount}}.',
    received: '{{creditor}}: thank you, we have received your payment.',
    pay: 'Pay: {{link}}',
    call: 'Questions: {{phone}}',
    many: '{{currencies}} currencies',
  },
};
