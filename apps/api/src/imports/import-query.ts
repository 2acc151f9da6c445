import { z } from 'zod';
import type { Refusals } from '@puntual/domain/refusals/refusals';
import { refuse, refusalsOf } from '@puntual/domain/refusals/schema-issues';
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
  /** JSON, column to field: {"Nº factura": "number"} */
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
    payers: query.payers ?? {},
  };
}
