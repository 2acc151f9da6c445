import type { Refusal } from '@puntual/domain/refusals/refusals';

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
  'currency-not-decimal',
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

const MOST_STORED = 2000;

/**
 * A refusal as a value of a fault, so that it can be said in the reader's language. "" for one that is too long to be
 * stored: the value `reason` beside it then has an English sentence.
 */
export function storedRefusal({ code, values }: Pick<Refusal, 'code' | 'values'>): string {
  const text = JSON.stringify({ code, values });
  return text.length > MOST_STORED ? '' : text;
}

/** The refusal that `storedRefusal` stored; null for what is none. */
export function readStoredRefusal(text: string | undefined): Pick<Refusal, 'code' | 'values'> | null {
  try {
    const stored = text ? (JSON.parse(text) as Partial<Refusal>) : null;
    return typeof stored?.code === 'string' && typeof stored.values === 'object' ? (stored as Refusal) : null;
  } catch {
    return null;
  }
}
