import { z } from 'zod';
import { CUSTOMER_FIELDS, INVOICE_FIELDS } from './files/csv-fields.ts';
import { ENCODINGS } from './files/decode-text.ts';
import { DELIMITERS } from './files/read-csv.ts';
import { DATE_FORMATS, DECIMAL_MARKS } from './files/read-value.ts';

/** What a file holds: bank movements (camt.053, camt.054), customers or open invoices (CSV). */
export const IMPORT_KINDS = ['bank', 'customers', 'invoices'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const FIELDS = [...new Set([...Object.keys(CUSTOMER_FIELDS), ...Object.keys(INVOICE_FIELDS)])];

/** How a file is read. All options are for CSV files, except `payers`, which is for bank movements. */
export const importOptionsSchema = z.strictObject({
  encoding: z.enum(ENCODINGS).default('utf-8'),
  /** Null: the delimiter that is most frequent in the header. */
  delimiter: z.enum(DELIMITERS).nullable().default(null),
  dates: z.enum(DATE_FORMATS).default('auto'),
  decimal: z.enum(DECIMAL_MARKS).default('auto'),
  /** The field of each column; not needed for columns that have a known name of a field. */
  columns: z.record(z.string().min(1).max(200), z.enum(FIELDS as [string, ...string[]])).default({}),
  /** The customer id of each payer, by account or name, for payments that name no invoice. */
  payers: z.record(z.string().min(1).max(200), z.string().min(1).max(100)).default({}),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;
