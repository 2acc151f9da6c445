import { z } from 'zod';
import type { Refusals } from '@puntual/domain/refusals/refusals';
import { refuse, refusalsOf } from '@puntual/domain/refusals/schema-issues';
import { MOST_TERMS } from '@puntual/casework/imports/files/payment-terms';
import { importOptionsSchema, IMPORT_KINDS, type ImportOptions } from '@puntual/casework/imports/import-options';

const DELIMITER_NAMES = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
const shape = importOptionsSchema.shape;
type EntryRefusal = Refusals['entry-refused']['because'];

// Maps in a query are written as JSON.
const jsonMap = (map: z.ZodType<Record<string, string>>) =>
  z
    .string()
    .max(8000)
    .transform((text, context): Record<string, string> => {
      const value = readJson(text);
      const read = map.safeParse(value, { reportInput: true });
      if (read.success) return read.data;
      const [first] = refusalsOf(read.error);
      refuse(
        context,
        [],
        first === undefined || first.path === ''
          ? { code: 'wrong-format', values: { format: 'json-map' } }
          : { code: 'entry-refused', values: { entry: first.path, because: first as EntryRefusal } },
      );
      return z.NEVER;
    });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The query of an import: what the file contains, and how to read it. */
export const importQuerySchema = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  dryRun: z.enum(['true', 'false']).default('false'),
  fileName: z.string().trim().min(1).max(200).optional(),
  encoding: shape.encoding,
  dates: shape.dates,
  decimal: shape.decimal,
  delimiter: z.enum(['comma', 'semicolon', 'tab', 'pipe']).optional(),
  mapping: shape.mapping,
  /** Payment terms in days of invoices without a due date */
  terms: z.coerce.number().int().min(0).max(MOST_TERMS).optional(),
  /** The account of a statement that is a table and does not say it */
  account: shape.account.unwrap().unwrap().optional(),
  /** JSON, column to field or to "ignore": {"Nº factura": "number", "#5": "ignore"} */
  columns: jsonMap(shape.columns.unwrap()).optional(),
  /** JSON, a payer's account or name to customer id */
  payers: jsonMap(shape.payers.unwrap()).optional(),
});
export type ImportQuery = z.infer<typeof importQuerySchema>;

/** Returns the options in the form in which they are stored. */
export function optionsOf(query: ImportQuery): ImportOptions {
  return {
    encoding: query.encoding,
    dates: query.dates,
    decimal: query.decimal,
    delimiter: query.delimiter === undefined ? null : DELIMITER_NAMES[query.delimiter],
    columns: query.columns ?? {},
    mapping: query.mapping,
    terms: query.terms ?? null,
    account: query.account ?? null,
    payers: query.payers ?? {},
  };
}
