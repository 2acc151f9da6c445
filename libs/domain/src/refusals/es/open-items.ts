import type { OpenItemsRefusals } from '../open-items.ts';
import type { Words } from '../refusal.ts';

/** Refusals of lists of open items, in Spanish. */
export const openItems: Words<OpenItemsRefusals> = {
  'items-or-csv': 'dé la lista como items o como csv',
  'credits-beside-csv': 'una lista dada como csv lleva sus créditos en el csv',
  'not-csv': ({ fault }) => `el texto no se puede leer como CSV: ${fault}`,
  'columns-not-named':
    'la primera línea nombra las columnas: invoiceId o number, currency, open (o factura, moneda, pendiente)',
  'too-many-items': ({ most }) => `una lista tiene como máximo ${most} líneas`,
  'invoice-not-named': 'indique la factura por invoiceId o number',
  'invoice-twice': ({ invoice }) => `la lista nombra dos veces la factura ${invoice}`,
  'credit-not-named': 'indique el pago por paymentId, o el abono por creditNoteId',
  'credit-twice': ({ credit }) => `la lista nombra dos veces el crédito ${credit}`,
  'open-below-zero': 'no puede ser menor que cero: lo que queda de un pago es un crédito aparte',
};
