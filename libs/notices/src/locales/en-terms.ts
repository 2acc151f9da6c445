/** English texts of the terms for a new customer, of what happens to a late invoice, and of ways to answer. */
export const enTerms = {
  contact: {
    email: 'E-mail',
    phone: 'Telephone',
    portal: 'See your account, pay, promise a date or object',
  },
  terms: {
    subject_one: 'Your first invoice, {{number}}: how and when to pay',
    subject_other: 'Your first {{count}} invoices: how and when to pay',
    intro_one:
      'Welcome, and thank you for your trust. This is your first invoice with us: {{number}} for {{total}}, due ' +
      '{{when}}. Below you find how to pay. If you need a purchase order number on it, or want it sent in another ' +
      'way, please tell us now.',
    intro_other:
      'Welcome, and thank you for your trust. These are your first {{count}} invoices with us, for {{total}} in ' +
      'total, due {{when}}. Below you find how to pay. If you need a purchase order number on them, or want them ' +
      'sent in another way, please tell us now.',
    next_one: 'Each invoice is to be paid by its due date.',
    next_other: 'Each invoice is to be paid by its due date.',
  },
  'on-request': {
    subject_one: 'As you asked: invoice {{number}}',
    subject_other: 'As you asked: your {{count}} open invoices',
    intro_one: 'As you asked, here is invoice {{number}} for {{total}}, with its document and how to pay it.',
    intro_other:
      'As you asked, here are your {{count}} open invoices, for {{total}} in total, with their documents and how to ' +
      'pay them.',
    next_one: 'If a document is missing or something is not as agreed, just answer this message.',
    next_other: 'If a document is missing or something is not as agreed, just answer this message.',
  },
  later: {
    nothing:
      'If something stands in the way (a missing document, a disagreement, a shortage of cash), please tell us: we ' +
      'can agree a date or instalments with you.',
    contact:
      'If we receive neither payment nor an answer, we will contact you again. If something stands in the way (a ' +
      'missing document, a disagreement, a shortage of cash), please tell us: we can agree a date or instalments ' +
      'with you.',
    call:
      'If we have not received payment by then, we will telephone you. If you cannot pay in full at once, or do not ' +
      'agree with an amount, please tell us without delay.',
    agency:
      'If we have not received payment by then, we may place the claim with a collection agency. If you cannot pay ' +
      'in full at once, or do not agree with an amount, please tell us without delay.',
  },
  late: {
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    reminders: 'If payment has not arrived by then, we will remind you.',
    interest: 'Late payment bears interest of {{percent}} % a year.',
    lawfulInterest: 'Late payment bears the interest that the law provides.',
    fee: 'Late payment can bring a fee of {{sum}}.',
    repeatedFee_one: 'Late payment can bring a fee of {{sum}} for each day late, up to a maximum.',
    repeatedFee_other: 'Late payment can bring a fee of {{sum}} for each {{count}} days late, up to a maximum.',
    share: '{{percent}} % of the open amount',
    supplyHold: 'If an invoice stays unpaid we may stop supply, and will tell you before we do.',
    agency: 'An invoice that stays unpaid may be placed with a collection agency.',
  },
};
