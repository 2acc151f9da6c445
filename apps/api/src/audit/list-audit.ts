import type { z } from 'zod';
import { nameActors } from '@puntual/casework/record/actor-names';
import type { AuditEventView, auditQuerySchema } from '@puntual/contracts/api/audit';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Language } from '@puntual/domain/language/languages';
import { idPosition, readCursor, writeCursor } from '../http/cursor.ts';
import { describeEvent } from '../invoices/describe-event.ts';
import { actorsIn, nameData } from '../http/with-names.ts';

type AuditQuery = z.infer<typeof auditQuerySchema>;

interface EventRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: AuditKind;
  readonly actor: string;
  readonly credential_id: string | null;
  readonly data: Record<string, unknown>;
  readonly customer_id: string | null;
  readonly invoice_id: string | null;
  readonly block: number | null;
}

/** Most events that one request searches: a rare kind is found over several pages, some of which may be empty. */
const SEARCHED_AT_ONCE = 20_000;

/**
 * The organization's audit events that match the query, newest first. Searches a bounded number of events: a page may
 * have fewer events than asked for, or none, and still a cursor to search on.
 */
export async function listAudit(
  tx: Tx,
  organizationId: string,
  query: AuditQuery,
  language: Language,
): Promise<{ items: AuditEventView[]; nextCursor: string | null }> {
  const [before = null] = readCursor(query.cursor, idPosition) ?? [];
  const about = await aboutOf(tx, query);
  if (about === null) return { items: [], nextCursor: null };
  const searched = sql`
    SELECT e.*
    FROM audit_event e
    WHERE e.organization_id = ${organizationId}::uuid ${about}
      AND (${before}::uuid IS NULL OR e.id < ${before}::uuid)
    ORDER BY e.id DESC
    LIMIT ${SEARCHED_AT_ONCE}`;
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT e.id, e.at, e.kind, e.actor, e.credential_id, e.data, c.customer_id, i.invoice_id, s.block
    FROM (${searched}) e
      LEFT JOIN customer c ON c.id = e.customer_id
      LEFT JOIN invoice i ON i.id = e.invoice_id
      LEFT JOIN audit_sealed_event s ON s.organization_id = e.organization_id AND s.event_id = e.id
    WHERE ${matches(query)}
    ORDER BY e.id DESC
    LIMIT ${query.limit + 1}`;
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1)?.id : await lastSearched(tx, searched);
  const nameOf = await nameActors(
    tx,
    items.flatMap(({ actor, data }) => [actor, ...actorsIn(data)]),
  );
  return {
    items: items.map((row) => ({
      ...viewOf(row),
      actor: nameOf(row.actor),
      text: describeEvent(row.kind, nameData(row.data, nameOf), language),
    })),
    nextCursor: last === undefined ? null : writeCursor(last),
  };
}

// Which customer or invoice the events are about; null when the organization has none of that id.
async function aboutOf(tx: Tx, { customerId, invoiceId }: AuditQuery): Promise<Sql | null> {
  const invoice =
    invoiceId === undefined ? null : await tx.invoice.findFirst({ where: { invoiceId }, select: { id: true } });
  const customer =
    customerId === undefined ? null : await tx.customer.findFirst({ where: { customerId }, select: { id: true } });
  if ((invoiceId !== undefined && !invoice) || (customerId !== undefined && !customer)) return null;
  const ofInvoice = invoice ? sql`AND e.invoice_id = ${invoice.id}::uuid` : sql``;
  if (!customer) return ofInvoice;
  const ofCustomer = sql`e.customer_id = ANY(ARRAY(
    SELECT id FROM customer WHERE id = ${customer.id}::uuid OR merged_into = ${customer.id}::uuid))`;
  // Messages about a customer's invoices may have gone to the payer of the group that the customer is or was in.
  const grouped = await tx.customerGroupMember.findFirst({ where: { customerId: customer.id }, select: { id: true } });
  const toPayer = sql`(e.kind LIKE 'message.%' AND e.invoice_id = ANY(ARRAY(
    SELECT id FROM invoice WHERE customer_id = ${customer.id}::uuid)))`;
  return grouped ? sql`${ofInvoice} AND (${ofCustomer} OR ${toPayer})` : sql`${ofInvoice} AND ${ofCustomer}`;
}

function matches({ kind, actor, credentialId, from, to }: AuditQuery): Sql {
  return sql`
    (${kind ?? null}::text IS NULL OR e.kind = ${kind ?? null}::text)
    AND (${actor ?? null}::text IS NULL OR e.actor = ANY(ARRAY(
      SELECT ${actor ?? null}::text
      UNION ALL SELECT 'user:' || id FROM app_user WHERE name = ${actor ?? null}::text
      UNION ALL SELECT 'key:' || id FROM credential WHERE name = ${actor ?? null}::text
    )))
    AND (${credentialId ?? null}::uuid IS NULL OR e.credential_id = ${credentialId ?? null}::uuid)
    AND (${from ?? null}::timestamptz IS NULL OR e.at >= ${from ?? null}::timestamptz)
    AND (${to ?? null}::timestamptz IS NULL OR e.at < ${to ?? null}::timestamptz)`;
}

// The oldest event that was searched, when there may be older ones; undefined when all were searched.
async function lastSearched(tx: Tx, searched: Sql): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM (${searched}) e OFFSET ${SEARCHED_AT_ONCE - 1}`;
  return row?.id;
}

function viewOf(row: EventRow): Omit<AuditEventView, 'actor' | 'text'> {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    actorId: row.actor,
    credentialId: row.credential_id,
    data: row.data,
    customerId: row.customer_id,
    invoiceId: row.invoice_id,
    block: row.block,
  };
}
