import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `The invoice is settled; there is nothing to ${wanted === 'hold' ? 'hold' : 'write off'}.`,
  'nothing-written-off': 'Nothing of this invoice is written off; there is nothing to reverse.',
  'hold-of-erp':
    'A factor has this invoice. The hold ends when the ERP publishes that the invoice came back ' +
    '(puntual.invoice.assigned.v1 with assignedTo null).',
  'no-supply-hold': 'No supply hold of this invoice is in force: load it again to see what became of it.',
  'charge-settled': 'Nothing of this charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-already-done': 'The task is done already: load it again to see its outcome.',
  'payment-reversed':
    'The payment was reversed (a bounced debit or a chargeback); there is no money to place. Choose another payment.',
  'payment-of-erp':
    'The ERP published this payment: correct it there, by publishing its reversal and then the right payment.',
  'receipt-not-open': 'This receipt was assigned to a customer already, or sent back: load it again to see which.',
};
