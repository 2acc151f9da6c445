import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Database, Tx } from '@puntual/db/database';
import { wakeRemaining, type WakeCursor } from '../gate/closed-gate.ts';
import { noteOpenItems } from '../ledger/open-items-lists.ts';
import { loadBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { findOrganization, type Organization } from '../record/organization.ts';
import type { Batch } from './batch.ts';
import { saveEarlyEvents } from './early-events.ts';
import { keyOf, readInbox, saveInbox } from './inbox.ts';
import { hasRoomForFeed, MOST_FEEDS, saveHeartbeats } from './save-heartbeats.ts';
import { takeAgencyReport } from './take-agency-report.ts';
import { takeCustomer } from './take-customer.ts';
import { takeLedgerEvent } from './take-ledger-event.ts';
import type { Verdict } from './verdict.ts';

/** Most events of one transaction. */
export const MAX_BATCH = 500;

/**
 * Processes a batch of events of one organization in one transaction: writes facts, audit, outbox and inbox. The
 * verdicts are in the order of the events. When it throws (no database, a bug), nothing was written and the batch can
 * be sent again. Throws a RangeError for more than `MAX_BATCH` events.
 */
export function takeEvents(
  database: Database,
  slug: string,
  events: readonly PuntualEvent[],
  now: Date,
): Promise<Verdict[]> {
  return takeEventsWith(database, { slug, events, now }, () => Promise.resolve());
}

/**
 * As `takeEvents`, with what `write` writes in the same transaction, after the events. When `write` throws, nothing of
 * the batch is written. `write` is not called for an organization that does not exist.
 */
export async function takeEventsWith(
  database: Database,
  { slug, events, now }: { readonly slug: string; readonly events: readonly PuntualEvent[]; readonly now: Date },
  write: (tx: Tx, verdicts: readonly Verdict[]) => Promise<void>,
): Promise<Verdict[]> {
  if (events.length > MAX_BATCH)
    throw new RangeError(`at most ${MAX_BATCH} events are taken at once, not ${events.length}`);
  const organization = await findOrganization(database, slug);
  if (!organization)
    return events.map(() => ({
      verdict: 'rejected',
      code: 'unknown-organization',
      refusal: { code: 'unknown-organization', values: { slug } },
    }));

  const { verdicts, waking } = await database.inOrganization(organization.id, async (tx) => {
    const batch = await loadBatch(tx, organization, events, now);
    const verdicts: Verdict[] = [];
    for (const event of events) verdicts.push(await takeOnce(batch, event));
    const waking = await saveBatch(batch);
    await write(tx, verdicts);
    return { verdicts, waking };
  });
  await wakeRemaining(database, organization, 'feed-stale', waking);
  return verdicts;
}

async function loadBatch(
  tx: Tx,
  organization: Organization,
  events: readonly PuntualEvent[],
  now: Date,
): Promise<Batch> {
  // The books first: they lock the customers, and only then is the inbox complete.
  const books = await loadBooks(tx, organization, events, now);
  return {
    tx,
    organization,
    now,
    books,
    ...(await readInbox(tx, events)),
    accepted: [],
    early: [],
    openItems: new Map(),
    heartbeats: new Map(),
    issued: new Map(),
  };
}

// Returns the cursor of the cases and contacts that are still to be woken; null when there are none.
async function saveBatch(batch: Batch): Promise<WakeCursor | null> {
  const { tx, organization, now, books, issued, openItems } = batch;
  await saveInbox(tx, organization.id, batch.accepted, now);
  const waking = await saveHeartbeats(tx, organization, batch.heartbeats, now);
  await saveBooks(tx, organization, books, { now, issued, listed: openItems });
  await saveEarlyEvents(batch);
  return waking;
}

async function takeOnce(batch: Batch, event: PuntualEvent): Promise<Verdict> {
  const key = keyOf(event);
  if (batch.acceptedKeys.has(key)) return { verdict: 'duplicate' };
  const verdict = await takeEvent(batch, event);
  if (verdict.verdict === 'accepted') {
    batch.acceptedKeys.add(key);
    batch.accepted.push(event);
  }
  return verdict;
}

async function takeEvent(batch: Batch, event: PuntualEvent): Promise<Verdict> {
  const { tx, organization, now, books, heartbeats } = batch;
  switch (event.type) {
    case 'puntual.customer.upserted.v1': {
      const book = books.customers.get(event.data.customerId);
      if ((await takeCustomer(tx, organization, event, now)) && book)
        Object.assign(book, { timeZone: event.data.timeZone, currency: event.data.currency });
      return { verdict: 'accepted' };
    }
    case 'puntual.feed.heartbeat.v1': {
      const { feed, completeUntil } = event.data;
      if (!(await hasRoomForFeed(tx, organization, feed, heartbeats)))
        return {
          verdict: 'rejected',
          code: 'invalid',
          refusal: { code: 'too-many-feeds', values: { most: MOST_FEEDS } },
        };
      const until = new Date(completeUntil);
      if (until > (heartbeats.get(feed) ?? new Date(0))) heartbeats.set(feed, until);
      return { verdict: 'accepted' };
    }
    case 'puntual.agency.reported.v1':
      return takeAgencyReport(tx, organization, event, now);
    case 'puntual.open-items.listed.v1':
      noteOpenItems(batch.openItems, books.customer(event.data.customerId), event.data);
      return { verdict: 'accepted' };
    case 'puntual.invoice.issued.v1':
    case 'puntual.invoice.amended.v1':
    case 'puntual.invoice.cancelled.v1':
    case 'puntual.payment.received.v1':
    case 'puntual.payment.reversed.v1':
    case 'puntual.credit-note.issued.v1':
    case 'puntual.credit.refunded.v1':
      return takeLedgerEvent(batch, event);
  }
}
