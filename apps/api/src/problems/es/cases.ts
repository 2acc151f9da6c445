import type { Words } from '@puntual/domain/refusals/refusal';
import type { CaseProblems } from '../cases.ts';

/** Problems of invoices, tasks, payments and receipts, in Spanish. */
export const cases: Words<CaseProblems> = {
  'invoice-settled': ({ wanted }) =>
    `La factura está saldada; no hay nada que ${wanted === 'hold' ? 'poner en espera' : 'dar de baja'}.`,
  'nothing-written-off': 'Esta factura no tiene ningún importe dado de baja; no hay nada que anular.',
  'charge-settled': 'Este cargo no tiene nada pendiente; no hay nada que condonar.',
  'task-claimed-by-other': ({ by }) => `La tarea la tiene ${by}.`,
  'task-not-done': 'La tarea está abierta: no hay ningún resultado que retirar.',
  'outcome-final': 'Este resultado no se puede retirar: indique lo correcto con un nuevo acto.',
  'outcome-followed': 'Alguien ha actuado después sobre este resultado: ya no se puede retirar.',
  'contact-changed': 'Alguien ha cambiado el contacto mientras tanto: vuelva a cargarlo.',
  'call-ended': 'La llamada ha terminado: corrija su anotación.',
  'call-superseded': 'Esta anotación ya se corrigió: corrija la más reciente.',
  'task-already-done': 'La tarea ya está hecha: vuelva a cargarla para ver su resultado.',
  'payment-reversed':
    'El pago fue devuelto (recibo devuelto o contracargo); no hay dinero que aplicar. Elija otro pago.',
  'payment-of-erp': 'Este pago lo publicó el ERP: corríjalo allí, publicando su devolución y después el pago correcto.',
  'receipt-not-open':
    'Este cobro ya se asignó a un cliente o se devolvió al pagador: vuelva a cargarlo para ver cuál de los dos.',
};
