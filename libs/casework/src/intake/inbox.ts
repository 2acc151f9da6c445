import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { idsOfIssued } from '../ledger/instalment-claims.ts';

/** What makes an event the same as another: its source and its id there. */
export function keyOf(event: PuntualEvent): string {
  return `${event.source}\n${event.id}`;
}

/**
 * Reads in one query the keys of the events that were accepted before, and the subjects among those of the batch for
 * which early events are stored (nearly always none).
 */
export async function readInbox(
  tx: Tx,
  events: readonly PuntualEvent[],
): Promise<{ acceptedKeys: Set<string>; awaitedSubjects: Set<string> }> {
  const subjects = events.flatMap((event) =>
    event.type === 'puntual.invoice.issued.v1'
      ? idsOfIssued(event).map((id) => `invoice/${id}`)
      : event.type === 'puntual.payment.received.v1'
        ? [`payment/${event.data.paymentId}`]
        : event.type === 'puntual.credit-note.issued.v1'
          ? [`credit-note/${event.data.creditNoteId}`]
          : [],
  );
  const rows = await tx.$queryRaw<{ source: string | null; name: string }[]>`
    SELECT source, event_id AS name
    FROM inbox
    WHERE (source, event_id) IN (
      SELECT *
      FROM unnest(${events.map((event) => event.source)}::text[], ${events.map((event) => event.id)}::text[])
    )
    UNION ALL
    SELECT NULL, subject FROM early_event WHERE subject = ANY(${subjects})`;
  return {
    acceptedKeys: new Set(rows.flatMap((row) => (row.source === null ? [] : [`${row.source}\n${row.name}`]))),
    awaitedSubjects: new Set(rows.flatMap((row) => (row.source === null ? [row.name] : []))),
  };
}

/**
 * Writes the accepted events of a batch. The events of a customer are processed under the customer's lock, so a second
 * process sees the rows of the first one. Heartbeats have no customer, so a row of another process is no conflict. The
 * rows are written in the order of their keys, so that two processes cannot deadlock.
 */
export async function saveInbox(
  tx: Tx,
  organizationId: string,
  accepted: readonly PuntualEvent[],
  now: Date,
): Promise<void> {
  const write = (events: readonly PuntualEvent[], conflict: string) =>
    insertRows(
      tx,
      { table: 'inbox', conflict },
      { organization_id: 'uuid', source: 'text', event_id: 'text', taken_at: 'timestamptz' },
      [...events]
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .map((event) => ({ organization_id: organizationId, source: event.source, event_id: event.id, taken_at: now })),
    );
  await write(
    accepted.filter((event) => event.type !== 'puntual.feed.heartbeat.v1'),
    '',
  );
  await write(
    accepted.filter((event) => event.type === 'puntual.feed.heartbeat.v1'),
    'ON CONFLICT DO NOTHING',
  );
}
