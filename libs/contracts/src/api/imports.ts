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
    givenAt: instant,
    givenBy: z.string(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Import' });
export type ImportView = z.infer<typeof importSchema>;

export const importPageSchema = pageOf(importSchema.omit({ faults: true }).meta({ id: 'ImportSummary' }), 'ImportPage');
export const importFaultPageSchema = pageOf(importFaultSchema, 'ImportFaultPage');
export const importListQuerySchema = pageQuerySchema;
