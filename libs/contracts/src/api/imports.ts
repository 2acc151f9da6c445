import { z } from 'zod';
import { pageOf, pageQuerySchema } from './schemas.ts';

const instant = z.iso.datetime();

export const importFaultSchema = z
  .object({
    /** Of the file; of a bank statement, the movement. 0: the file as a whole. */
    line: z.int(),
    field: z.string().nullable(),
    code: z.string(),
    /** What to mend, in the reader's language. */
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
    /** waiting, running, then done; failed where it could not be read on; stopped by a person. */
    state: z.enum(['uploading', 'waiting', 'running', 'done', 'failed', 'stopped']),
    bytes: z.int(),
    bytesRead: z.int(),
    /** Lines worked off: taken, known before word for word, no matter of customers' (a debit, what is not booked), kept as money that nobody's name is on (see `/v1/receipts`), or faulty. Of a dry run: what would become of them. */
    lines: z.int(),
    accepted: z.int(),
    duplicates: z.int(),
    skipped: z.int(),
    unidentified: z.int(),
    faulty: z.int(),
    /** All faults, of which at most 1,000 are kept; `faults` has the first ones. */
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
