import type { ReportWords } from '../report-tables.ts';

/** What an import tells of columns and lines, in Spanish. */
export const report: ReportWords = {
  read: 'Se lee como {field}.',
  ignored: {
    unnamed: 'No se lee: la columna no tiene nombre.',
    'no-field': 'No se lee: no es ningún campo. Si lo es, indíquelo con «columns».',
    'switched-off': 'No se lee: la petición la descarta.',
    'other-column': 'No se lee: otra columna da lo mismo.',
    mapping: 'No se lee: la correspondencia {mapping} no la necesita.',
  },
  remarks: {
    voided: 'Se omite: el estado dice que está anulada.',
    draft: 'Se omite: el estado dice que es un borrador.',
    paid: 'Se omite: el estado dice que está pagada.',
    'other-document': 'Se omite: el documento no es factura ni nota de crédito.',
    'group-row': 'Se omite: la fila es un título.',
    'total-row': 'Se omite: la fila es un total.',
    'new-customer': 'El cliente es nuevo: Puntual aún no conoce su identificador.',
    'no-movements': 'Sin movimientos el {day}.',
  },
  noDay: 'día del extracto',
};
