import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in Spanish. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `La factura está saldada; no hay nada que ${wanted === 'hold' ? 'poner en espera' : 'dar de baja'}.`,
  'nothing-written-off': 'Esta factura no tiene ningún importe dado de baja; no hay nada que anular.',
  'charge-settled': 'Este cargo no tiene nada pendiente; no hay nada que condonar.',
  'task-claimed-by-other': ({ by }) => `La tarea la tiene ${by}.`,
  'task-already-done': 'La tarea ya está hecha: vuelva a cargarla para ver su resultado.',
  'task-assigned-to-other': ({ by }) =>
    by === null ? 'La tarea está con todos: vuelva a cargarla.' : `La tarea está ahora con ${by}: vuelva a cargarla.`,
  'task-not-yours': 'Solo un responsable puede dar una tarea a otra persona; usted puede devolver la que tenga.',
  'task-put-off-too-often': ({ most }) => `La tarea ya se aplazó ${most} veces: hágala, o désela a un responsable.`,
  'payment-reversed':
    'El pago fue devuelto (recibo devuelto o contracargo); no hay dinero que aplicar. Elija otro pago.',
  'payment-of-erp': 'Este pago lo publicó el ERP: corríjalo allí, publicando su devolución y después el pago correcto.',
  'receipt-not-open':
    'Este cobro ya se asignó a un cliente o se devolvió al pagador: vuelva a cargarlo para ver cuál de los dos.',
};
