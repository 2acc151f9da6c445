import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `The invoice is settled; there is nothing to ${wanted === 'hold' ? 'hold' : 'write off'}.`,
  'nothing-written-off': 'Nothing of this invoice is written off.',
  'charge-settled': 'Nothing of the charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-already-done': 'The task is done already.',
  'payment-reversed': 'The payment was taken back; there is no money to place.',
  'payment-of-erp': 'The ERP published this payment: it is corrected there, taken back and published anew.',
  'receipt-not-open': 'It is decided already whose money this is, or it was sent back.',
};
