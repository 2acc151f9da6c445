import type { Database, Tx } from '@puntual/db/database';
import type { EventRefusal } from './verdict.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { type AuditRow, writeAudit } from '../record/audit.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** An accepted event that has changed nothing yet, because what it is about is not known or because it was refused. */
export interface WaitingEvent {
  readonly id: string;
  readonly eventId: string;
  readonly source: string;
  readonly type: string;
  /** `invoice/<id>`, `payment/<id>` or `credit-note/<id>`, by the ERP's id. */
  readonly subject: string;
  readonly customerId: string;
  readonly since: Date;
  readonly refused: EventRefusal | null;
}

/** How long an event may wait before the ERP is told. Events of one delivery arrive within minutes. */
export const WAIT_MS = 86_400_000;
/**
 * Most events of an organization, and most organizations, that one call tells of: few, because ingest calls between two
 * heartbeats and seems dead while a call lasts. The next call goes on.
 */
const BATCH = 100;
const MOST_ORGANIZATIONS = 20;
/** The count of a list ends here. */
export const MOST_COUNTED = 10_000;

interface WaitingRow {
  readonly id: string;
  readonly event_id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly customer_id: string;
  readonly created_at: Date;
  readonly refused: EventRefusal | null;
}

/** The events that wait since before `until` or were refused, the oldest first, after the position `after`. */
export async function listWaitingEvents(
  tx: Tx,
  {
    limit,
    after,
    until,
  }: { readonly limit: number; readonly after: readonly [string, string] | null; readonly until: Date },
): Promise<WaitingEvent[]> {
  const rows = await tx.$queryRaw<WaitingRow[]>`
    SELECT id, event->>'id' AS event_id, event->>'source' AS source, event->>'type' AS type, subject,
      event->'data'->>'customerId' AS customer_id, created_at, refused
    FROM early_event
    WHERE (created_at < ${until}::timestamptz OR refused IS NOT NULL)
      AND (${after?.[0] ?? null}::timestamptz IS NULL
        OR (created_at, id) > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    ORDER BY created_at, id
    LIMIT ${limit}`;
  return rows.map(waitingEvent);
}

/** How many events wait since before `until` or were refused; counts to `MOST_COUNTED`. */
export async function countWaitingEvents(tx: Tx, until: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM (
      SELECT 1 FROM early_event
      WHERE created_at < ${until}::timestamptz OR refused IS NOT NULL
      LIMIT ${MOST_COUNTED}) waiting`;
  return row?.count ?? 0;
}

/**
 * Tells the ERPs of all organizations of the events that have waited for a day, and of those that were refused when
 * what they waited for came: each once, on `ar.collections` and in the history of its customer. Tells of one batch for
 * each organization; the next call tells of the next.
 */
export async function reportWaitingEvents(database: Database, now: number): Promise<void> {
  const before = new Date(now - WAIT_MS);
  const organizations = await database.shared.$queryRaw<OrganizationRef[]>`
    SELECT id, slug FROM organizations_with_waiting_events(${before}::timestamptz, ${MOST_ORGANIZATIONS}::int)`;
  for (const organization of organizations)
    await database.inOrganization(organization.id, (tx) =>
      reportBatch(tx, organization, { before, now: new Date(now) }),
    );
}

async function reportBatch(
  tx: Tx,
  organization: OrganizationRef,
  { before, now }: { readonly before: Date; readonly now: Date },
): Promise<void> {
  const rows = await tx.$queryRaw<WaitingRow[]>`
    UPDATE early_event SET reported_at = ${now}::timestamptz
    WHERE id IN (
      SELECT id FROM early_event
      WHERE reported_at IS NULL AND (created_at < ${before}::timestamptz OR refused IS NOT NULL)
      ORDER BY created_at, id
      LIMIT ${BATCH}
      FOR UPDATE SKIP LOCKED)
    RETURNING id, event->>'id' AS event_id, event->>'source' AS source, event->>'type' AS type, subject,
      event->'data'->>'customerId' AS customer_id, created_at, refused`;
  const events = rows.map(waitingEvent);
  const rowIds = await customerRowIds(tx, events);
  await writeAudit(
    tx,
    organization.id,
    events.map((event): AuditRow => ({
      at: now,
      kind: 'event.waiting',
      actor: 'puntual',
      customerRowId: rowIds.get(event.customerId) ?? null,
      invoiceRowId: null,
      data: { ...nameOf(event), ...(event.refused ? { refusal: event.refused.code } : {}) },
    })),
  );
  await writeOutbox(
    tx,
    organization,
    events.map((event) => ({
      target: 'kafka',
      kind: 'collections-event',
      type: 'puntual.event.waiting.v1',
      customerId: event.customerId,
      at: now,
      data: {
        ...nameOf(event),
        eventSource: event.source,
        customerId: event.customerId,
        since: event.since.toISOString(),
        ...(event.refused ? { refusal: event.refused.code } : {}),
      },
    })),
  );
}

/** Deletes a waiting event (row id), because a person found that it is a mistake. False: there is none. */
export async function dismissWaitingEvent(database: Database, actor: Actor, id: string, now: number): Promise<boolean> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [row] = await tx.$queryRaw<WaitingRow[]>`
      DELETE FROM early_event WHERE id = ${id}::uuid
      RETURNING id, event->>'id' AS event_id, event->>'source' AS source, event->>'type' AS type, subject,
        event->'data'->>'customerId' AS customer_id, created_at, refused`;
    if (!row) return false;
    const event = waitingEvent(row);
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'event.dismissed',
        actor: storedActor(actor),
        customerRowId: (await customerRowIds(tx, [event])).get(event.customerId) ?? null,
        invoiceRowId: null,
        data: nameOf(event),
      },
    ]);
    return true;
  });
}

async function customerRowIds(tx: Tx, events: readonly WaitingEvent[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.customer.findMany({
    where: { customerId: { in: events.map((event) => event.customerId) } },
    select: { id: true, customerId: true },
  });
  return new Map(rows.map((row) => [row.customerId, row.id]));
}

function nameOf({ eventId, type, subject }: WaitingEvent) {
  return { eventId, type, subject };
}

function waitingEvent(row: WaitingRow): WaitingEvent {
  return {
    id: row.id,
    eventId: row.event_id,
    source: row.source,
    type: row.type,
    subject: row.subject,
    customerId: row.customer_id,
    since: row.created_at,
    refused: row.refused,
  };
}
