import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `The invoice is settled; there is nothing to ${wanted === 'hold' ? 'hold' : 'write off'}.`,
  'nothing-written-off': 'Nothing of this invoice is written off; there is nothing to reverse.',
  'charge-settled': 'Nothing of this charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-already-done': 'The task is done already: load it again to see its outcome.',
  'task-assigned-to-other': ({ by }) =>
    by === null ? 'The task is with everybody: load it again.' : `The task is with ${by} by now: load it again.`,
  'task-not-yours': 'Only a manager may give a task to somebody else; you may give back one that is with you.',
  'task-put-off-too-often': ({ most }) => `The task was put off ${most} times already: do it, or give it to a manager.`,
  'payment-reversed':
    'The payment was reversed (a bounced debit or a chargeback); there is no money to place. Choose another payment.',
  'payment-of-erp':
    'The ERP published this payment: correct it there, by publishing its reversal and then the right payment.',
  'receipt-not-open': 'This receipt was assigned to a customer already, or sent back: load it again to see which.',
};
