import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in Spanish. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `La factura está saldada; no hay nada que ${wanted === 'hold' ? 'poner en espera' : 'dar de baja'}.`,
  'nothing-written-off': 'De esta factura no se ha dado nada de baja.',
  'charge-settled': 'Del cargo no queda nada pendiente; no hay nada que condonar.',
  'task-claimed-by-other': ({ by }) => `La tarea la tiene ${by}.`,
  'task-already-done': 'La tarea ya está hecha.',
  'payment-reversed': 'El pago fue devuelto; no hay dinero que aplicar.',
  'payment-of-erp': 'Este pago lo publicó el ERP: se corrige allí, devolviéndolo y publicándolo de nuevo.',
  'receipt-not-open': 'Ya se decidió de quién es este dinero, o se devolvió.',
};
