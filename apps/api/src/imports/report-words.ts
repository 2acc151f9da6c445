import type { ImportReport } from '@puntual/casework/imports/import-report';
import type { ImportView } from '@puntual/contracts/api/imports';
import type { Language } from '@puntual/domain/language/languages';
import { report as english } from './en/report.ts';
import { report as spanish } from './es/report.ts';
import type { ReportWords } from './report-tables.ts';

const reportWords: Readonly<Record<Language, ReportWords>> = { en: english, es: spanish };

/** Words what an import tells of columns and lines in the reader's language. */
export function describeReport(
  { table, rows, remarks }: ImportReport,
  language: Language,
): Pick<ImportView, 'table' | 'rows' | 'remarks'> {
  const words = reportWords[language];
  return {
    table: table && {
      headerLine: table.headerLine,
      mapping: table.mapping,
      columns: table.columns.map((column) => {
        const text = column.because === null ? words.read : words.ignored[column.because];
        return { ...column, text: put(text, { field: column.field ?? '', mapping: table.mapping ?? '' }) };
      }),
    },
    rows,
    remarks: remarks.map(({ code, count, lines, values }) => ({
      code,
      count,
      lines,
      text: put(words.remarks[code], { ...values, day: values.day || words.noDay }),
    })),
  };
}

function put(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}
