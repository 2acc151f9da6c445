import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { NoValues } from '@puntual/domain/refusals/refusal';

/**
 * Problems of invoices, tasks, payments and receipts: the code that clients meet, and the values that its words speak
 * of.
 */
export interface CaseProblems {
  readonly 'invoice-settled': { readonly wanted: 'write-off' | 'hold' | 'promise' };
  readonly 'promise-open': { readonly promiseId: string };
  readonly 'plan-open': { readonly planId: string };
  readonly 'plan-over': { readonly state: PlanState };
  readonly 'promise-over': { readonly state: PromiseState };
  readonly 'nothing-written-off': NoValues;
  readonly 'charge-settled': NoValues;
  readonly 'task-claimed-by-other': { readonly by: string };
  readonly 'task-already-done': NoValues;
  readonly 'payment-reversed': NoValues;
  readonly 'payment-of-erp': NoValues;
  readonly 'receipt-not-open': NoValues;
}
