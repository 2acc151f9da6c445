import { z } from 'zod';
import { AUDIT_FAULTS } from '@puntual/domain/audit/audit-faults';
import { AUDIT_KINDS } from '@puntual/domain/audit/audit-kinds';
import { instant, pageOf, pageQuerySchema } from './common.ts';
import { historyEntrySchema } from './invoices.ts';

/** An audit event of the organization, with the customer and the invoice that it is about. */
export const auditEventSchema = historyEntrySchema
  .extend({
    /** The ERP's ids; null when the event is about no customer or no invoice. */
    customerId: z.string().nullable(),
    invoiceId: z.string().nullable(),
    /** The number of the block that seals it; null during the seconds before it is sealed. */
    block: z.int().nullable(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const auditQuerySchema = pageQuerySchema.extend({
  kind: z.enum(AUDIT_KINDS).optional(),
  /** Who acted: a stored id (`user:<id>`), or the name that a person or key has now. */
  actor: z.string().min(1).max(200).optional(),
  credentialId: z.uuid().optional(),
  /** The ERP's ids. */
  customerId: z.string().min(1).max(100).optional(),
  invoiceId: z.string().min(1).max(100).optional(),
  /** From this instant on, and before that one. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export const auditPageSchema = pageOf(auditEventSchema, 'AuditPage');

const blockHash = z.string().regex(/^[0-9a-f]{64}$/);

/** The last block of a part of the chain: whoever keeps its hash can tell later whether the chain was written anew. */
export const auditHeadSchema = z
  .object({ number: z.int(), hash: blockHash, sealedAt: instant })
  .meta({ id: 'AuditHead' });

export const auditVerifyQuerySchema = z.strictObject({
  from: z.coerce.number().int().min(1).max(2_000_000_000).default(1),
  blocks: z.coerce.number().int().min(1).max(50).default(10),
  /** The hash that the block before `from` must have, as an earlier answer gave it. */
  previous: blockHash.optional(),
});

export const auditReportSchema = z
  .object({
    /** Blocks and events that were verified. */
    blocks: z.int(),
    events: z.int(),
    /** What is not as it was sealed; at most 200. */
    faults: z.array(
      z.object({ code: z.enum(AUDIT_FAULTS), block: z.int(), eventId: z.uuid().nullable(), text: z.string() }),
    ),
    /** The block to verify from next; null at the end of the chain. */
    nextBlock: z.int().nullable(),
    head: auditHeadSchema.nullable(),
    /** Events that wait to be sealed (at most 1000 are counted), and the seconds that the oldest has waited. */
    unsealed: z.object({ events: z.int(), oldestSeconds: z.int().nullable() }),
  })
  .meta({ id: 'AuditReport' });
export type AuditReportView = z.infer<typeof auditReportSchema>;

export const auditExportQuerySchema = z.strictObject({
  from: z.coerce.number().int().min(1).max(2_000_000_000).default(1),
  blocks: z.coerce.number().int().min(1).max(1000).default(100),
});
