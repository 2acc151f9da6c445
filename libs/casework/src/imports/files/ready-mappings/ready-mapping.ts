import type { DateFormat } from '../read-value.ts';

/** A mapping of the columns that a program exports, recognized by its header. */
export interface ReadyMapping {
  readonly name: ReadyMappingName;
  readonly kind: 'bank' | 'customers' | 'invoices';
  /** Columns that the header must have, all of them, by their plain names; of each list one is enough. */
  readonly signature: readonly (readonly string[])[];
  /** The field of each column, by its plain name; null: the column is not read. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** How the program writes days, where the caller does not say it. */
  readonly dates?: Exclude<DateFormat, 'auto'>;
}

/** The ready-made mappings by name. */
export const READY_MAPPINGS = [
  'xero',
  'quickbooks',
  'odoo',
  'holded',
  'sii',
  'datev',
  'freshbooks',
  'stripe',
  'sap-fbl5n',
  'business-central',
] as const;
export type ReadyMappingName = (typeof READY_MAPPINGS)[number];
