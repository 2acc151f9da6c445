import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

const SETTLED = { hold: 'poner en espera', 'write-off': 'dar de baja', promise: 'prometer' } as const;
const STATES: Readonly<Record<PromiseState, string>> = {
  open: 'está abierta',
  kept: 'está cumplida',
  'partly-kept': 'se cumplió solo en parte',
  broken: 'se incumplió',
  renewed: 'fue sustituida por otra',
  withdrawn: 'fue retirada',
};

const PLAN_STATES: Readonly<Record<PlanState, string>> = {
  proposed: 'está propuesto',
  active: 'está en curso',
  missed: 'está en curso',
  completed: 'está completado',
  defaulted: 'está incumplido',
  cancelled: 'fue cancelado',
  rejected: 'fue rechazado',
  replaced: 'fue sustituido por otro',
};

/** Problems of invoices, tasks, payments and receipts, in Spanish. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) => `La factura está saldada; no hay nada que ${SETTLED[wanted]}.`,
  'promise-open': ({ promiseId }) =>
    `Hay otra promesa abierta sobre una de las facturas (${promiseId}): indíquela en \`renews\` para sustituirla.`,
  'plan-open': ({ planId }) => `Otro plan de pagos trata de una de las facturas (${planId}): cambie o cancele ese.`,
  'plan-over': ({ state }) => `El plan de pagos ${PLAN_STATES[state]}.`,
  'promise-over': ({ state }) => `La promesa ${STATES[state]}: haga otra nueva.`,
  'nothing-written-off': 'Esta factura no tiene ningún importe dado de baja; no hay nada que anular.',
  'charge-settled': 'Este cargo no tiene nada pendiente; no hay nada que condonar.',
  'task-claimed-by-other': ({ by }) => `La tarea la tiene ${by}.`,
  'task-already-done': 'La tarea ya está hecha: vuelva a cargarla para ver su resultado.',
  'payment-reversed':
    'El pago fue devuelto (recibo devuelto o contracargo); no hay dinero que aplicar. Elija otro pago.',
  'payment-of-erp': 'Este pago lo publicó el ERP: corríjalo allí, publicando su devolución y después el pago correcto.',
  'receipt-not-open':
    'Este cobro ya se asignó a un cliente o se devolvió al pagador: vuelva a cargarlo para ver cuál de los dos.',
};
