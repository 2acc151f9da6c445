import { z } from 'zod';
import { STATEMENT_FIELDS } from './bank/statement-fields.ts';
import { CUSTOMER_FIELDS, INVOICE_FIELDS } from './files/field-names.ts';
import { ENCODINGS } from './files/decode-text.ts';
import { MOST_TERMS } from './files/payment-terms.ts';
import { IGNORE } from './files/plan-columns.ts';
import { READY_MAPPINGS } from './files/ready-mappings/ready-mapping.ts';
import { DELIMITERS } from './files/read-csv.ts';
import { DATE_FORMATS, DECIMAL_MARKS } from './files/read-value.ts';

/** What a file holds: bank movements, customers or open invoices. */
export const IMPORT_KINDS = ['bank', 'customers', 'invoices'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

const FIELDS = [
  ...new Set([
    ...Object.keys(CUSTOMER_FIELDS),
    ...Object.keys(INVOICE_FIELDS),
    ...Object.keys(STATEMENT_FIELDS),
    IGNORE,
  ]),
];

/** How a file is read. All options are for tables, except `payers`, which is for bank movements. */
export const importOptionsSchema = z.strictObject({
  encoding: z.enum(ENCODINGS).default('utf-8'),
  /** Null: the delimiter that is most frequent in the header. */
  delimiter: z.enum(DELIMITERS).nullable().default(null),
  dates: z.enum(DATE_FORMATS).default('auto'),
  decimal: z.enum(DECIMAL_MARKS).default('auto'),
  /**
   * The field of each column, or `ignore`; not needed for columns that have a known name of a field. "#3" is the third
   * column.
   */
  columns: z.record(z.string().min(1).max(200), z.enum(FIELDS as [string, ...string[]])).default({}),
  /** The ready-made mapping of columns: by its name, chosen by the header, or none. */
  mapping: z.enum(['auto', 'none', ...READY_MAPPINGS]).default('auto'),
  /** The payment terms in days of invoices without a due date. Null: such a line is a fault. */
  terms: z.int().min(0).max(MOST_TERMS).nullable().default(null),
  /** The account of a bank statement that is a table and does not say it. */
  account: z.string().trim().min(1).max(50).nullable().default(null),
  /** The customer id of each payer, by account or name, for payments that name no invoice. */
  payers: z.record(z.string().min(1).max(200), z.string().min(1).max(100)).default({}),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;
