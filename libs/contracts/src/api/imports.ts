import { z } from 'zod';
import { instant, pageOf, pageQuerySchema } from './common.ts';

export const importFaultSchema = z
  .object({
    /** Line of the file, or movement of a bank statement; 0 means the file as a whole. */
    line: z.int(),
    field: z.string().nullable(),
    code: z.string(),
    /** What to fix, in the reader's language. */
    text: z.string(),
  })
  .meta({ id: 'ImportFault' });
export type ImportFaultView = z.infer<typeof importFaultSchema>;

const importTableSchema = z
  .object({
    /** The line of the header; titles may stand above it. */
    headerLine: z.int(),
    /** The ready-made mapping that was used. */
    mapping: z.string().nullable(),
    columns: z.array(
      z.object({
        position: z.int(),
        name: z.string(),
        /** The field that is read from the column; null: the column is ignored. */
        field: z.string().nullable(),
        /** Why it is ignored: `unnamed`, `no-field`, `switched-off`, `other-column` or `mapping`. */
        because: z.string().nullable(),
        /** What became of the column, in the reader's language. */
        text: z.string(),
      }),
    ),
  })
  .meta({ id: 'ImportTable' });

const importRowSchema = z
  .object({
    line: z.int(),
    /** The type of the event that the line becomes, or `receipt` for money whose payer is not known. */
    type: z.string(),
    /** The values that are taken, by name. */
    values: z.record(z.string(), z.string()),
  })
  .meta({ id: 'ImportRow' });

const importRemarkSchema = z
  .object({
    code: z.string(),
    count: z.int(),
    /** The first 20 lines. */
    lines: z.array(z.int()),
    /** In the reader's language. */
    text: z.string(),
  })
  .meta({ id: 'ImportRemark' });

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['bank', 'customers', 'invoices']),
    dryRun: z.boolean(),
    fileName: z.string().nullable(),
    /** `waiting`, then `running`, then `done`; `failed` when the file became unreadable; `stopped` by a person. */
    state: z.enum(['uploading', 'waiting', 'running', 'done', 'failed', 'stopped']),
    bytes: z.int(),
    bytesRead: z.int(),
    /**
     * Lines processed: accepted, identical to a known record, irrelevant to customers (debits, unbooked movements),
     * kept as unidentified receipts (see `/v1/receipts`), or faulty. For a dry run: the same counts without any change.
     */
    lines: z.int(),
    accepted: z.int(),
    duplicates: z.int(),
    skipped: z.int(),
    unidentified: z.int(),
    faulty: z.int(),
    /** Number of all faults; at most 1,000 are stored, and `faults` holds the first ones. */
    faultCount: z.int(),
    faults: z.array(importFaultSchema),
    /** Which column of a list became which field; null for a statement in a format of the banks, or not read yet. */
    table: importTableSchema.nullable(),
    /** The first lines as they are taken. They are deleted together with the file. */
    rows: z.array(importRowSchema),
    /** What is said of lines that are not faulty: why they are left out, and that a customer is new. */
    remarks: z.array(importRemarkSchema),
    givenAt: instant,
    givenBy: z.string(),
    givenById: z.string(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof importSchema>;

export const importPageSchema = pageOf(
  importSchema.omit({ faults: true, table: true, rows: true, remarks: true }).meta({ id: 'ImportSummary' }),
  'ImportPage',
);
export const importFaultPageSchema = pageOf(importFaultSchema, 'ImportFaultPage');
export const importListQuerySchema = pageQuerySchema;
