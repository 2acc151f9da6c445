import { z } from 'zod';
import { CUSTOMER_FIELDS, INVOICE_FIELDS } from './files/csv-fields.ts';
import { ENCODINGS } from './files/decode-text.ts';
import { DELIMITERS } from './files/read-csv.ts';
import { DATE_FORMATS, DECIMAL_MARKS } from './files/read-value.ts';

/** What a file can hold: bank movements (camt.053, camt.054), or customers or open invoices (CSV). */
export const IMPORT_KINDS = ['bank', 'customers', 'invoices'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const FIELDS = [...new Set([...Object.keys(CUSTOMER_FIELDS), ...Object.keys(INVOICE_FIELDS)])];

/** How a file is to be read. CSV alone has a form that must be known; `payers` are of bank movements. */
export const importOptionsSchema = z.strictObject({
  encoding: z.enum(ENCODINGS).default('utf-8'),
  /** Null: the one that the header has most of. */
  delimiter: z.enum(DELIMITERS).nullable().default(null),
  dates: z.enum(DATE_FORMATS).default('auto'),
  decimal: z.enum(DECIMAL_MARKS).default('auto'),
  /** Column of the file to field; columns that are named like a field need none. */
  columns: z.record(z.string().min(1).max(200), z.enum(FIELDS as [string, ...string[]])).default({}),
  /** A payer's account or name to customer id, for those whose payments name no invoice. */
  payers: z.record(z.string().min(1).max(200), z.string().min(1).max(100)).default({}),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;
