import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

const SETTLED = { hold: 'hold', 'write-off': 'write off', promise: 'promise' } as const;
const STATES: Readonly<Record<PromiseState, string>> = {
  open: 'open',
  kept: 'kept',
  'partly-kept': 'over and was partly kept',
  broken: 'broken',
  renewed: 'replaced by another one',
  withdrawn: 'withdrawn',
};

const PLAN_STATES: Readonly<Record<PlanState, string>> = {
  proposed: 'proposed',
  active: 'running',
  missed: 'running',
  completed: 'completed',
  defaulted: 'in default',
  cancelled: 'cancelled',
  rejected: 'rejected',
  replaced: 'replaced by another one',
};

/** Problems of invoices, tasks, payments and receipts, in English. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) => `The invoice is settled; there is nothing to ${SETTLED[wanted]}.`,
  'promise-open': ({ promiseId }) =>
    `Another promise about one of the invoices is open (${promiseId}): name it in \`renews\` to replace it.`,
  'plan-open': ({ planId }) =>
    `Another payment plan is about one of the invoices (${planId}): change or cancel that one.`,
  'plan-over': ({ state }) => `The payment plan is ${PLAN_STATES[state]}.`,
  'promise-over': ({ state }) => `The promise is ${STATES[state]}: make a new one.`,
  'nothing-written-off': 'Nothing of this invoice is written off; there is nothing to reverse.',
  'charge-settled': 'Nothing of this charge is open; there is nothing to waive.',
  'task-claimed-by-other': ({ by }) => `The task is with ${by}.`,
  'task-already-done': 'The task is done already: load it again to see its outcome.',
  'payment-reversed':
    'The payment was reversed (a bounced debit or a chargeback); there is no money to place. Choose another payment.',
  'payment-of-erp':
    'The ERP published this payment: correct it there, by publishing its reversal and then the right payment.',
  'receipt-not-open': 'This receipt was assigned to a customer already, or sent back: load it again to see which.',
};
