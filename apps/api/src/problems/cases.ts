import type { NoValues } from '@puntual/domain/refusals/refusal';

/**
 * Problems of invoices, tasks, payments and receipts: the code that clients meet, and the values that its words speak
 * of.
 */
export interface CaseProblems {
  readonly 'invoice-settled': { readonly wanted: 'write-off' | 'hold' };
  readonly 'nothing-written-off': NoValues;
  readonly 'charge-settled': NoValues;
  readonly 'task-claimed-by-other': { readonly by: string };
  readonly 'task-already-done': NoValues;
  readonly 'task-not-done': NoValues;
  readonly 'outcome-final': NoValues;
  readonly 'outcome-followed': NoValues;
  readonly 'contact-changed': NoValues;
  readonly 'call-ended': NoValues;
  readonly 'call-superseded': NoValues;
  readonly 'payment-reversed': NoValues;
  readonly 'payment-of-erp': NoValues;
  readonly 'receipt-not-open': NoValues;
}
