import type { ComparisonWords } from '../comparison-words.ts';

const kinds = { payment: 'Del pago', 'credit-note': 'Del abono' } as const;

/** Differences between the ledger and the ERP's list, in Spanish. */
export const comparison: ComparisonWords = {
  invoice: {
    'missing-here': ({ name, there }) => `La factura ${name} (${there} en la lista) no existe aquí.`,
    'missing-there': ({ name, here }) => `La factura ${name} tiene ${here} pendientes aquí y no está en la lista.`,
    'other-amount': ({ name, here, there }) =>
      `La factura ${name} tiene ${here} pendientes aquí y ${there} en la lista.`,
    'other-currency': ({ name, here, there }) =>
      `La factura ${name} está aquí en otra moneda: ${here}, y ${there} en la lista.`,
    'ambiguous-number': ({ name }) => `Hay aquí varias facturas con el número ${name}: indíquela por su invoiceId.`,
  },
  credit: {
    'missing-here': ({ kind, id, there }) =>
      `${kinds[kind]} ${id} la lista tiene ${there} sin aplicar; aquí no existe.`,
    'missing-there': ({ kind, id, here }) =>
      `${kinds[kind]} ${id} quedan aquí ${here} sin aplicar, y no está en la lista.`,
    'other-amount': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} quedan ${here} sin aplicar aquí y ${there} en la lista.`,
    'ambiguous-number': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} quedan ${here} sin aplicar aquí y ${there} en la lista.`,
    'other-currency': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} lo que queda está aquí en otra moneda: ${here}, y ${there} en la lista.`,
  },
};
