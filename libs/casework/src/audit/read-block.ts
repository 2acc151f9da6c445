import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import type { AuditBlock, AuditRecord, SealedEvent } from './sealed-block.ts';

/** A block as it is stored, and the events that it seals, in their order. */
export interface StoredBlock {
  readonly block: AuditBlock;
  readonly sealed: readonly SealedEvent[];
}

const blockColumns = sql`
  organization_id AS "organizationId", number, previous_hash AS "previousHash", first_event AS "firstEvent",
  last_event AS "lastEvent", events, sealed_up_to AS "sealedUpTo", hashed_instant(sealed_at) AS "sealedAt", hash`;

/** The first block whose number is at least `from`, with its events; null when there is none. */
export async function readBlock(tx: Tx, organizationId: string, from: number): Promise<StoredBlock | null> {
  const [block] = await tx.$queryRaw<AuditBlock[]>`
    SELECT ${blockColumns}
    FROM audit_block
    WHERE organization_id = ${organizationId}::uuid AND number >= ${from}::int
    ORDER BY number
    LIMIT 1`;
  if (!block) return null;
  const rows = await tx.$queryRaw<(SealedEvent & { record: AuditRecord | null })[]>`
    SELECT s.event_id AS id, s.position, s.hash,
      CASE WHEN e.id IS NULL THEN NULL ELSE json_build_object(
        'id', e.id, 'organizationId', e.organization_id, 'at', hashed_instant(e.at), 'kind', e.kind, 'actor', e.actor,
        'credentialId', e.credential_id, 'customerRowId', e.customer_id, 'invoiceRowId', e.invoice_id,
        'data', e.data::text
      ) END AS record
    FROM audit_sealed_event s LEFT JOIN audit_event e ON e.organization_id = s.organization_id AND e.id = s.event_id
    WHERE s.organization_id = ${organizationId}::uuid AND s.block = ${block.number}::int
    ORDER BY s.position`;
  return { block, sealed: rows };
}

/** The block before the one with this number; null when there is none. */
export async function readBlockBefore(tx: Tx, organizationId: string, number: number): Promise<AuditBlock | null> {
  const [block] = await tx.$queryRaw<AuditBlock[]>`
    SELECT ${blockColumns}
    FROM audit_block
    WHERE organization_id = ${organizationId}::uuid AND number < ${number}::int
    ORDER BY number DESC
    LIMIT 1`;
  return block ?? null;
}

/**
 * Events that no block has, with ids above `after` and up to `upTo`: at most `most`, in the order of their ids. Below
 * the id up to which the chain is sealed there are none, unless somebody inserted one.
 */
export async function readUnsealed(
  tx: Tx,
  organizationId: string,
  { after, upTo, most }: { readonly after: string; readonly upTo: string; readonly most: number },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id
    FROM audit_event e
    WHERE e.organization_id = ${organizationId}::uuid AND e.id > ${after}::uuid AND e.id <= ${upTo}::uuid
      AND NOT EXISTS (
        SELECT 1
        FROM audit_sealed_event s
        WHERE s.organization_id = e.organization_id AND s.event_id = e.id
          AND s.event_id > ${after}::uuid AND s.event_id <= ${upTo}::uuid
      )
    ORDER BY e.id
    LIMIT ${most}`;
  return rows.map(({ id }) => id);
}
