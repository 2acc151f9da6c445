import { readEventValue } from '@puntual/contracts/events/read-event';
import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import { applyCommand } from '@puntual/domain/ledger/apply-command';
import type { CustomerBook } from '@puntual/domain/ledger/book-records';
import type { Applied } from '@puntual/domain/ledger/ledger-command';
import type { Database, Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { wakeBatch, wakeRemaining, type WakeCursor } from '../gate/closed-gate.ts';
import { findOrganization, type Organization } from '../record/organization.ts';
import { noteOpenItems, type OpenItemsList } from '../ledger/open-items-lists.ts';
import { loadBooks } from '../ledger/load-books.ts';
import { keepEarlyEvents, saveBooks } from '../ledger/save-books.ts';
import { isLedgerEvent, toLedgerCommand, type LedgerEvent } from './ledger-command.ts';
import { takeAgencyReport } from './take-agency-report.ts';
import { takeCustomer } from './take-customer.ts';
import type { Verdict } from './verdict.ts';

/** Most events of one transaction. */
export const MAX_BATCH = 500;
/**
 * A heartbeat that is this much later than the one before may end a feed's staleness, because policies limit it in hours.
 * Heartbeats at their usual interval wake nobody.
 */
const LEAP_MS = 3_600_000;

/**
 * Processes a batch of events of one organization in one transaction: writes facts, audit, outbox and inbox. The verdicts
 * are in the order of the events. When it throws (no database, a bug), nothing was written and the batch can be sent
 * again. `alongside` writes in the same transaction; when it throws, nothing of the batch is written. Throws a RangeError
 * for more than `MAX_BATCH` events.
 */
export async function takeEvents(
  database: Database,
  slug: string,
  events: readonly PuntualEvent[],
  now: Date,
  alongside?: (tx: Tx, verdicts: readonly Verdict[]) => Promise<void>,
): Promise<Verdict[]> {
  if (events.length > MAX_BATCH)
    throw new RangeError(`at most ${MAX_BATCH} events are taken at once, not ${events.length}`);
  const found = await findOrganization(database, slug);
  if (!found)
    return events.map(() => ({
      verdict: 'rejected',
      code: 'unknown-organization',
      refusal: { code: 'unknown-organization', values: { slug } },
    }));

  const organization = found;
  const { verdicts, waking } = await database.inOrganization(organization.id, async (tx) => {
    const books = await loadBooks(tx, organization, events, now);
    const { taken, waitingFor } = await alreadyHere(tx, events);
    const verdicts: Verdict[] = [];
    const inbox: PuntualEvent[] = [];
    const early: { subject: string; event: LedgerEvent }[] = [];
    const listed = new Map<CustomerBook, OpenItemsList>();
    const heartbeats = new Map<string, Date>();
    const issued = new Map<string, EventOf<'puntual.invoice.issued.v1'>>();

    for (const event of events) {
      const key = keyOf(event);
      if (taken.has(key)) {
        verdicts.push({ verdict: 'duplicate' });
        continue;
      }
      const verdict = await take(event);
      verdicts.push(verdict);
      if (verdict.verdict === 'accepted') {
        taken.add(key);
        inbox.push(event);
      }
    }
    await saveInbox(tx, organization.id, inbox, now);
    const waking = await saveHeartbeats(tx, organization, heartbeats);
    await saveBooks(tx, organization, books, { now, issued, listed });
    await keepEarlyEvents(tx, organization.id, early, now);
    await alongside?.(tx, verdicts);
    return { verdicts, waking };

    async function take(event: PuntualEvent): Promise<Verdict> {
      switch (event.type) {
        case 'puntual.customer.upserted.v1': {
          const book = books.customers.get(event.data.customerId);
          if ((await takeCustomer(tx, organization, event, now)) && book)
            Object.assign(book, { timeZone: event.data.timeZone, currency: event.data.currency });
          return { verdict: 'accepted' };
        }
        case 'puntual.feed.heartbeat.v1': {
          const until = new Date(event.data.completeUntil);
          if (until > (heartbeats.get(event.data.feed) ?? new Date(0))) heartbeats.set(event.data.feed, until);
          return { verdict: 'accepted' };
        }
        case 'puntual.agency.reported.v1':
          return takeAgencyReport(tx, organization, event, now);
        case 'puntual.open-items.listed.v1':
          noteOpenItems(listed, books.customer(event.data.customerId), event.data);
          return { verdict: 'accepted' };
        case 'puntual.invoice.issued.v1':
        case 'puntual.invoice.amended.v1':
        case 'puntual.invoice.cancelled.v1':
        case 'puntual.payment.received.v1':
        case 'puntual.payment.reversed.v1':
        case 'puntual.credit-note.issued.v1':
          return takeIntoLedger(event);
      }
    }

    async function takeIntoLedger(event: LedgerEvent): Promise<Verdict> {
      const result = apply(event);
      if ('refused' in result) return { verdict: 'rejected', code: 'invalid', refusal: result.refused };
      if (result.applied === 'early') early.push({ subject: result.subject, event });
      if (result.applied === 'changed') {
        if (event.type === 'puntual.invoice.issued.v1') {
          issued.set(event.data.invoiceId, event);
          await applyEarlyEvents(`invoice/${event.data.invoiceId}`);
        }
        if (event.type === 'puntual.payment.received.v1') await applyEarlyEvents(`payment/${event.data.paymentId}`);
      }
      return { verdict: 'accepted' };
    }

    function apply(event: LedgerEvent): Applied {
      const currencyOf = (invoiceId: string) => books.invoices.get(invoiceId)?.currency ?? null;
      return applyCommand(books, toLedgerCommand(event, { at: now.getTime(), currencyOf }));
    }

    async function applyEarlyEvents(subject: string): Promise<void> {
      const kept = waitingFor.has(subject)
        ? await tx.$queryRaw<{ event: unknown }[]>`DELETE FROM early_event WHERE subject = ${subject} RETURNING event`
        : [];
      const waiting = kept.flatMap((row) => {
        const read = readEventValue(row.event);
        return read.ok && isLedgerEvent(read.event) ? [read.event] : [];
      });
      for (let index = early.length - 1; index >= 0; index--) {
        if (early[index]?.subject === subject) waiting.push(...early.splice(index, 1).map((row) => row.event));
      }
      waiting.sort((a, b) => revisionOf(a) - revisionOf(b));
      for (const event of waiting) apply(event);
    }
  });
  await wakeRemaining(database, organization, 'feed-stale', waking);
  return verdicts;
}

// The events of a customer are processed under the customer's lock, so a second process sees the rows of the first one.
// Heartbeats have no customer, so a row of another process is no conflict. The rows are written in the order of their
// keys, so that two processes cannot deadlock.
async function saveInbox(tx: Tx, organizationId: string, taken: readonly PuntualEvent[], now: Date): Promise<void> {
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
    taken.filter((event) => event.type !== 'puntual.feed.heartbeat.v1'),
    '',
  );
  await write(
    taken.filter((event) => event.type === 'puntual.feed.heartbeat.v1'),
    'ON CONFLICT DO NOTHING',
  );
}

// A feed whose heartbeat is an hour later than the one before may have been stale: the cases and contacts that waited for
// it are woken. Returns the cursor of those that are still to be woken; null when there are none.
async function saveHeartbeats(
  tx: Tx,
  organization: Organization,
  heartbeats: ReadonlyMap<string, Date>,
): Promise<WakeCursor | null> {
  if (heartbeats.size === 0) return null;
  const former = await tx.$queryRaw<{ feed: string; complete_until: Date }[]>`
    SELECT feed, complete_until
    FROM feed_state
    WHERE organization_id = ${organization.id}::uuid AND feed = ANY(${[...heartbeats.keys()]})`;
  await insertRows(
    tx,
    {
      table: 'feed_state',
      conflict: `
        ON CONFLICT (organization_id, feed) DO UPDATE SET
          complete_until = greatest(feed_state.complete_until, excluded.complete_until)`,
    },
    { organization_id: 'uuid', feed: 'text', complete_until: 'timestamptz' },
    [...heartbeats]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([feed, until]) => ({ organization_id: organization.id, feed, complete_until: until })),
  );
  const leapt = former.some(
    (row) => (heartbeats.get(row.feed)?.getTime() ?? 0) - row.complete_until.getTime() >= LEAP_MS,
  );
  return leapt ? wakeBatch(tx, organization, 'feed-stale') : null;
}

function keyOf(event: PuntualEvent): string {
  return `${event.source}\n${event.id}`;
}

function revisionOf(event: PuntualEvent): number {
  // A cancellation comes last, whatever its place.
  return event.type === 'puntual.invoice.amended.v1' ? event.data.revision : Number.MAX_SAFE_INTEGER;
}

// Reads in one query which events of the batch were processed before, and for which of its subjects early events are
// stored (nearly always none).
async function alreadyHere(
  tx: Tx,
  events: readonly PuntualEvent[],
): Promise<{ taken: Set<string>; waitingFor: Set<string> }> {
  const subjects = events.flatMap((event) =>
    event.type === 'puntual.invoice.issued.v1'
      ? [`invoice/${event.data.invoiceId}`]
      : event.type === 'puntual.payment.received.v1'
        ? [`payment/${event.data.paymentId}`]
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
  const taken = rows.flatMap((row) => (row.source === null ? [] : [`${row.source}\n${row.name}`]));
  return { taken: new Set(taken), waitingFor: new Set(rows.flatMap((row) => (row.source === null ? [row.name] : []))) };
}
