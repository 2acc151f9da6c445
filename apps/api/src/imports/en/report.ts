import type { ReportWords } from '../report-tables.ts';

/** What an import tells of columns and lines, in English. */
export const report: ReportWords = {
  read: 'Read as {field}.',
  ignored: {
    unnamed: 'Ignored: the column has no name.',
    'no-field': 'Ignored: it is no field. Name it with "columns" if it is one.',
    'switched-off': 'Ignored: the request switched it off.',
    'other-column': 'Ignored: another column gives the same.',
    mapping: 'Ignored: the ready-made mapping {mapping} does not need it.',
  },
  remarks: {
    voided: 'Left out: the status says that it is void.',
    draft: 'Left out: the status says that it is a draft.',
    paid: 'Left out: the status says that it is paid.',
    'other-document': 'Left out: the document is neither an invoice nor a credit note.',
    'group-row': 'Left out: the row is a heading.',
    'total-row': 'Left out: the row is a total.',
    'new-customer': 'The customer is new: Puntual does not know its id yet.',
    'no-movements': 'No movements on {day}.',
  },
  noDay: 'the day of the statement',
};
