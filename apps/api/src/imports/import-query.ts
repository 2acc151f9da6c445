import { z } from 'zod';
import { importOptionsSchema, IMPORT_KINDS, type ImportOptions } from '@puntual/casework/imports/import-options';

const DELIMITER_NAMES = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
const shape = importOptionsSchema.shape;

// A map in an address is written as JSON.
const jsonMap = (map: z.ZodType<Record<string, string>>) =>
  z
    .string()
    .max(8000)
    .transform((text, context): Record<string, string> => {
      try {
        return map.parse(JSON.parse(text));
      } catch (error) {
        const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
        context.addIssue({
          code: 'custom',
          message: issue ? `${issue.path.join('.')}: ${issue.message}` : 'JSON: {"...": "..."}',
        });
        return z.NEVER;
      }
    });

/** What stands in the address of an import: what the file is, and how to read it. */
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

/** The options as they are kept. */
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
