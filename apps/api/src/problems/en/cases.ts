import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `The invoice is settled; there is nothing to ${wanted === 'hold' ? 'hold' : 'write off'}.`,
  'nothing-written-off': 'Nothing of this invoice is written off; there is nothing to reverse.',
  'charge-settled': 'Nothing of this charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-not-done': 'The task is open: it has no outcome to take back.',
  'outcome-final': 'This outcome cannot be taken back: say what is right with a new act.',
  'outcome-followed': 'Somebody has acted on this outcome since: it cannot be taken back any more.',
  'contact-changed': 'Somebody changed the contact meanwhile: load it again.',
  'call-ended': 'The call has ended: correct its entry instead.',
  'call-superseded': 'This entry was corrected before: correct the newer one.',
  'task-already-done': 'The task is done already: load it again to see its outcome.',
  'payment-reversed':
    'The payment was reversed (a bounced debit or a chargeback); there is no money to place. Choose another payment.',
  'payment-of-erp':
    'The ERP published this payment: correct it there, by publishing its reversal and then the right payment.',
  'receipt-not-open': 'This receipt was assigned to a customer already, or sent back: load it again to see which.',
};
