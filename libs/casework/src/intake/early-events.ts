import { readEventValue } from '@puntual/contracts/events/read-event';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import type { Batch } from './batch.ts';
import { isLedgerEvent, type LedgerEvent } from './ledger-command.ts';

/**
 * Stores the batch's events that arrived before the invoice, payment or credit note that they are about, and those that
 * were refused when it came.
 */
export async function saveEarlyEvents({ tx, organization, early, now }: Batch): Promise<void> {
  await insertRows(
    tx,
    'early_event',
    {
      id: 'uuid',
      organization_id: 'uuid',
      subject: 'text',
      event: 'jsonb',
      refused: 'jsonb',
      created_at: 'timestamptz',
    },
    early.map((row) => ({
      id: newId(),
      organization_id: organization.id,
      subject: row.subject,
      event: row.event,
      refused: row.refused ?? null,
      created_at: now,
    })),
  );
}

/**
 * Removes the early events of a subject from the database and from the batch, and returns them in the order in which
 * they are to be applied: an invoice's amendments by revision, then everything else.
 */
export async function removeEarlyEvents(batch: Batch, subject: string): Promise<LedgerEvent[]> {
  const { tx, early } = batch;
  const stored = batch.awaitedSubjects.has(subject)
    ? await tx.$queryRaw<{ event: unknown }[]>`
        DELETE FROM early_event WHERE subject = ${subject} AND refused IS NULL RETURNING event`
    : [];
  const events = stored.flatMap((row) => {
    const read = readEventValue(row.event);
    return read.ok && isLedgerEvent(read.event) ? [read.event] : [];
  });
  for (let index = early.length - 1; index >= 0; index--) {
    if (early[index]?.subject === subject && !early[index]?.refused)
      events.push(...early.splice(index, 1).map((row) => row.event));
  }
  return events.sort((a, b) => revisionOf(a) - revisionOf(b));
}

function revisionOf(event: PuntualEvent): number {
  // A cancellation has no revision and is applied after all amendments.
  return event.type === 'puntual.invoice.amended.v1' ? event.data.revision : Number.MAX_SAFE_INTEGER;
}
