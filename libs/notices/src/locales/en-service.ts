/** English texts of the service messages: one entry for each kind, and one for each outcome of a dispute. */
export const enService = {
  service: {
    today: 'today, {{date}}',
    on: 'on {{date}}',
    'promise-confirmed': {
      subject_one: 'We have noted your payment of {{total}} by {{last}}',
      subject_other: 'We have noted your {{count}} payments, {{total}} in total',
      intro_one:
        'Thank you for telling us. We have noted that you will pay {{total}} by {{last}} for the invoices below.',
      intro_other:
        'Thank you for telling us. We have noted that you will pay {{total}} in {{count}} parts, the last by ' +
        '{{last}}, for the invoices below.',
      next:
        'If the money reaches us as noted, there is nothing more to do, and until then we send you no reminders ' +
        'about these invoices. If a day or an amount is wrong, or something changes, please tell us before that day.',
    },
    'promise-reminder': {
      subject: 'Your payment of {{amount}} is expected {{when}}',
      intro:
        'A short note on what you told us: your payment of {{amount}} is expected {{when}}. If you have already ' +
        'arranged it, thank you; there is nothing more to do.',
      next:
        'If you cannot pay by that day, please tell us beforehand, so that we can find another one. If neither the ' +
        'money nor a word from you arrives, our reminders continue where they stopped.',
    },
    'plan-confirmed': {
      subject_one: 'Your payment plan: {{total}} by {{last}}',
      subject_other: 'Your payment plan: {{total}} in {{count}} instalments',
      intro_one: 'We confirm what we agreed: {{total}} is to be paid by {{last}}. The written agreement is attached.',
      intro_other:
        'We confirm what we agreed: {{total}} in {{count}} instalments, the first by {{first}} and the last by ' +
        '{{last}}. The written agreement is attached.',
      next:
        'While the instalments arrive on their days, we send you no demands about these invoices. You may pay ' +
        'earlier, in part or in full, at no cost.',
      missed_zero: 'If an instalment is not paid on its day, the plan ends and all that is open is due at once.',
      missed_one:
        'If an instalment is not paid within one day of its day, the plan ends and all that is open is due at once.',
      missed_other:
        'If an instalment is not paid within {{count}} days of its day, the plan ends and all that is open ' +
        'is due at ' +
        'once.',
    },
    'instalment-due': {
      subject: 'Your instalment of {{amount}} is due {{when}}',
      intro:
        'A short note on your payment plan: the instalment of {{amount}} is due {{when}}. If you have already ' +
        'arranged it, thank you; there is nothing more to do.',
      next:
        'If you cannot pay it by that day, please tell us beforehand. With instalments paid on their days the plan ' +
        'goes on, and we send you no demands.',
    },
    'instalment-missed': {
      subject: 'Your instalment of {{amount}} was due on {{date}}',
      intro:
        'We have not yet received the instalment of {{amount}} that was due on {{date}}. Please pay it by ' +
        '{{until}}, ' +
        'so that the plan goes on. If your payment is on its way, you need not do anything.',
      next:
        'If it has not arrived by {{until}}, the plan ends and all that is open of it, {{rest}}, is due at once. ' +
        'If something stands in the way, please call us before that day.',
    },
    receipt: {
      subject: 'We have received your payment of {{amount}}',
      intro:
        'Thank you: we received {{amount}} on {{date}} and used it as listed below. You may keep this ' +
        'message as your ' +
        'receipt.',
      next: 'If you meant the payment for other invoices, please tell us.',
    },
    'monthly-statement': {
      subject: 'Your statement of account as of {{today}}',
      intro_one: 'This is your statement of account as of {{today}}: one invoice is open, for {{total}}.',
      intro_other:
        'This is your statement of account as of {{today}}: {{count}} invoices are open, for {{total}} in total.',
      next:
        'The statement is for your information and asks for nothing before it is due. If something differs ' +
        'from your ' +
        'books, please tell us.',
    },
    'dispute-received': {
      subject: 'We have received your objection, no. {{number}}',
      intro:
        'Thank you for telling us. We have received your objection ({{category}}) and are looking into it. We will ' +
        'answer you by {{date}}.',
      next:
        'Until we have answered, we do not ask you for the amount that you dispute. What you do not dispute ' +
        'is due as ' +
        'before. If you have documents that show what happened, please reply to this message and attach them.',
    },
    'dispute-decided-for-customer': {
      subject: 'Your objection no. {{number}}: you are right',
      intro:
        'We have looked into your objection ({{category}}), and you are right. We will credit {{credited}}, and ' +
        'apologise for the trouble.',
      next: 'You need not pay the credited amount. The credit note follows; you need not do anything.',
    },
    'dispute-decided-for-us': {
      subject: 'Your objection no. {{number}}: our answer',
      intro:
        'We have looked into your objection ({{category}}). To the best of our knowledge the invoiced amount is ' +
        'right, and so it remains due.',
      next:
        'Please pay what is open of the invoices below. If you do not agree, please reply to this message and say ' +
        'why, with whatever shows it: we will look at it again.',
    },
    'dispute-decided-split': {
      subject: 'Your objection no. {{number}}: we credit {{credited}}',
      intro:
        'We have looked into your objection ({{category}}). We will credit {{credited}}; the rest of the disputed ' +
        'amount, {{stands}}, remains due.',
      next:
        'You need not pay the credited amount; the credit note follows. Please pay the rest. If you do not agree, ' +
        'please reply to this message and say why.',
    },
    assignment: {
      subject_one: 'Invoice {{number}}: please pay {{to}} from now on',
      subject_other: '{{count}} invoices: please pay {{to}} from now on',
      intro_one:
        'On {{date}} we assigned the invoice below to {{to}}. From now on please pay it to {{to}} and no ' +
        'longer to us.',
      intro_other:
        'On {{date}} we assigned the {{count}} invoices below to {{to}}. From now on please pay them to ' +
        '{{to}} and no ' +
        'longer to us.',
      next:
        'Amounts and due dates stay as they are. To be sure that this message is from us, call us on a number that ' +
        'you know already before you change a bank account in your books.',
    },
    'last-letter': {
      subject: 'Last notice before a collection agency: {{total}}',
      intro_one: 'In spite of our reminders, {{total}} is still open on the invoice below. Please pay by {{date}}.',
      intro_other:
        'In spite of our reminders, {{total}} is still open on the {{count}} invoices below. Please pay by {{date}}.',
      next:
        'If the amount has not reached us by then, {{agency}} will collect it on our behalf. You can still prevent ' +
        'this: pay the amount, or call us to agree a date or instalments.',
    },
    'agency-notice': {
      subject: '{{agencyFirst}} now collects {{total}} on our behalf',
      intro_one:
        'As announced, on {{date}} we handed the invoice below to {{agency}}, which now collects it on our behalf.',
      intro_other:
        'As announced, on {{date}} we handed the {{count}} invoices below to {{agency}}, which now collects ' +
        'them on our behalf.',
      next:
        'Please talk to the agency about how and when to pay from now on. If you have paid in the last few ' +
        'days, or ' +
        'dispute an amount, please tell us at once.',
    },
    invoices: 'The invoices',
    agency: 'a collection agency',
    agencyFirst: 'A collection agency',
    facts: {
      amount: 'Amount',
      by: 'By',
      payTo: 'To be paid to',
      objection: 'Objection',
      answer: 'Our answer by',
      credited: 'We credit',
      stands: 'Remains due',
      open: 'Still open',
      received: 'Received',
      ends: 'The plan ends after',
    },
    table: {
      promised: 'What you will pay',
      instalments: 'Your instalments',
      disputed: 'What the objection is about',
      used: 'What your payment paid',
      day: 'Day',
      amount: 'Amount',
      state: 'State',
      invoice: 'Invoice',
      disputedAmount: 'Disputed',
      creditedAmount: 'Credited',
      paidAmount: 'Paid',
      leftAmount: 'Still open',
      paid: 'paid',
      partly: '{{amount}} paid',
      open: 'open',
      total: 'Total',
    },
    category: {
      quality: 'quality',
      quantity: 'quantity',
      price: 'price',
      delivery: 'delivery',
      duplicate: 'invoiced twice',
      'already-paid': 'paid already',
      terms: 'terms of payment',
      'returned-goods': 'returned goods',
      tax: 'tax',
      other: 'other reasons',
    },
  },
};
