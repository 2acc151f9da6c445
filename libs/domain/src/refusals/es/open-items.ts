import type { OpenItemsRefusals } from '../open-items.ts';
import type { Words } from '../refusal.ts';

// What keeps a text from being read as CSV, by the code of its fault.
const csvFaults: Readonly<Record<string, string>> = {
  'quote-not-closed': 'unas comillas que se abren aquí o antes no se cierran',
  'line-too-long': 'una línea es demasiado larga: faltan unas comillas de cierre, o es otro el separador',
  'wrong-encoding': 'no está en UTF-8',
  'old-spreadsheet': 'es una hoja de cálculo: guárdela como CSV',
  'no-lines': 'no tiene ninguna línea bajo su cabecera',
};

/** Refusals of lists of open items, in Spanish. */
export const openItems: Words<OpenItemsRefusals> = {
  'items-or-csv': 'indique la lista como items o como csv',
  'credits-beside-csv': 'una lista indicada como csv lleva sus créditos en el csv: quite credits',
  'not-csv': ({ fault }) => `el texto no se puede leer como CSV: ${csvFaults[fault] ?? fault}`,
  'columns-not-named':
    'la primera línea debe nombrar las columnas: factura, moneda y pendiente ' +
    '(o, en inglés, invoiceId o number, currency y open)',
  'too-many-items': ({ most }) => `una lista tiene como máximo ${most} líneas: divídala por clientes`,
  'invoice-not-named': 'indique la factura por invoiceId o number',
  'invoice-twice': ({ invoice }) => `la lista nombra dos veces la factura ${invoice}: deje una sola`,
  'credit-not-named': 'indique el pago por paymentId, o el abono por creditNoteId',
  'credit-twice': ({ credit }) => `la lista nombra dos veces el crédito ${credit}: deje uno solo`,
  'open-below-zero': 'no puede ser menor que cero: lo que queda de un pago es un crédito aparte',
};
