/** What can be wrong with a line of a file, or with the file itself. The API has the words for each code. */
export const FAULT_CODES = [
  'missing-column',
  'column-twice',
  'unknown-encoding',
  'wrong-encoding',
  'quote-not-closed',
  'line-too-long',
  'no-lines',
  'missing-value',
  'not-a-date',
  'ambiguous-date',
  'not-an-amount',
  'ambiguous-amount',
  'too-many-decimals',
  'amount-out-of-range',
  'amount-is-zero',
  'unknown-currency',
  'other-currency',
  'shortened-number',
  'zeros-stripped',
  'unknown-customer',
  'ambiguous-customer',
  'unknown-document-type',
  'unknown-status',
  'paid-but-open',
  'unknown-terms',
  'open-above-total',
  'two-amounts',
  'invalid-value',
  'repeated-line',
  'known-with-other-data',
  'xml-doctype',
  'xml-broken',
  'xml-too-large',
  'not-a-statement',
  'batch-sum',
  'batch-without-details',
  'batch-too-large',
  'statement-sum',
  'statement-cut-off',
  'not-norma-43',
  'not-mt940',
  'not-ofx',
  'old-spreadsheet',
  'sheet-too-large',
  'other-account',
  'account-not-named',
  'bad-archive',
  'other-file',
  'attempts-used-up',
  'reversal-unknown',
  'refused',
  'unexpected',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** One fault of one line; line 0 stands for the whole file. */
export interface LineFault {
  readonly line: number;
  /** The wrong field or column; null: the whole line. */
  readonly field: string | null;
  readonly code: FaultCode;
  /** The values that the words of the code mention. */
  readonly values: Readonly<Record<string, string>>;
}

/** The file cannot be read after this line. The lines before it are valid. */
export class UnreadableFile extends Error {
  readonly fault: LineFault;

  constructor(line: number, code: FaultCode, values: Readonly<Record<string, string>> = {}) {
    super(code);
    this.name = 'UnreadableFile';
    this.fault = { line, field: null, code, values };
  }
}

const MOST_SHOWN = 60;

/** A value as a fault quotes it: short, and without control characters. */
export function quoted(value: string): string {
  const text = value.replace(/\p{C}/gu, ' ').trim();
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
