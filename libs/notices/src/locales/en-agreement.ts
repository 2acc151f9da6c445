/** English texts of the written agreement about a payment plan. */
export const enAgreement = {
  agreement: {
    title: 'Payment plan',
    parties:
      '{{creditor}} (creditor) and {{customer}} (customer) agree that the customer pays {{total}} in the instalments ' +
      'below, instead of on the due dates of the invoices.',
    invoices: 'Invoices in the plan',
    instalments: 'Instalments',
    number: 'Instalment',
    on: 'To be paid by',
    amount: 'Amount',
    total: 'Total',
    chargesIncluded: 'The total includes the charges for late payment that were open when the plan was made.',
    chargesWaived:
      'The charges for late payment that are open on these invoices are waived once every instalment is paid.',
    silence: 'While the instalments are paid, {{creditor}} sends no reminders about these invoices.',
    missed:
      'If an instalment is not paid within {{days}} days of its day, the plan ends and all that is open is due at ' +
      'once.',
    early: 'The customer may pay earlier, in part or in full, at no cost.',
    madeOn: 'Made on {{date}}',
    reference: '{{customerId}} · {{planId}}',
  },
};
