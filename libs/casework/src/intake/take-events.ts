import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import type { Database, Tx } from '@puntual/db/database';
import { judgeCredit } from '../credit/judge-credit.ts';
import { takeDeductions } from '../disputes/deductions.ts';
import { wakeRemaining, type WakeCursor } from '../gate/closed-gate.ts';
import { placePayersMoney } from '../groups/place-payers-money.ts';
import { noteOpenItems } from '../ledger/open-items-lists.ts';
import { loadBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { CustomersMerged } from '../record/lock-customer.ts';
import { findOrganization, type Organization } from '../record/organization.ts';
import type { Batch } from './batch.ts';
import { saveEarlyEvents } from './early-events.ts';
import { keyOf, readInbox, saveInbox } from './inbox.ts';
import { isLedgerEvent } from './ledger-command.ts';
import { mergeCustomers } from './merge-customers.ts';
import { mergedRefusal, readMergedIds, withoutMerged, type MergedIds } from './merged-ids.ts';
import { hasRoomForFeed, MOST_FEEDS, saveHeartbeats } from './save-heartbeats.ts';
import { collectedPayments, takeAgencyReport } from './take-agency-report.ts';
import { takeAssignment } from './take-assignment.ts';
import { takeCustomer } from './take-customer.ts';
import { takeLedgerEvent } from './take-ledger-event.ts';
import { takeSupplyHoldConfirmed } from './take-supply-hold.ts';
import type { EventRefusal, Verdict } from './verdict.ts';

/** Most events of one transaction. */
export const MAX_BATCH = 500;
/** How often a batch is begun again because customers were merged meanwhile. */
const MOST_ATTEMPTS = 5;

/**
 * Processes a batch of events of one organization in one transaction: writes facts, audit, outbox and inbox. A merge of
 * customers is a transaction of its own, and so are the events before and after it. The verdicts are in the order of
 * the events. When it throws (no database, a bug), the batch can be sent again: what was written counts once. Throws a
 * RangeError for more than `MAX_BATCH` events.
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

  const slices = slicesOf(events);
  const verdicts: Verdict[] = [];
  for (const [index, slice] of slices.entries()) {
    const isLast = index === slices.length - 1;
    const writeLast = (tx: Tx, own: readonly Verdict[]) =>
      isLast ? write(tx, [...verdicts, ...own]) : Promise.resolve();
    verdicts.push(...(await takeSlice(database, { organization, events: slice, now }, writeLast)));
  }
  return verdicts;
}

/** Events of one organization for one transaction. */
interface Slice {
  readonly organization: Organization;
  readonly events: readonly PuntualEvent[];
  readonly now: Date;
}

// Each merge of customers alone, and the events between merges together; nearly always one slice. An event about money
// after a change of a group begins another one, because a payer's money may pay for who is in the group by then.
function slicesOf(events: readonly PuntualEvent[]): readonly (readonly PuntualEvent[])[] {
  const slices: PuntualEvent[][] = [];
  let before: PuntualEvent | null = null;
  let changesGroups = false;
  for (const event of events) {
    const last = slices.at(-1);
    const isCut = !before || isMerge(event) || isMerge(before) || (changesGroups && isLedgerEvent(event));
    if (last && !isCut) last.push(event);
    else {
      slices.push([event]);
      changesGroups = false;
    }
    changesGroups ||= namesGroup(event);
    before = event;
  }
  return slices.length > 0 ? slices : [[]];
}

function namesGroup(event: PuntualEvent): boolean {
  return event.type === 'puntual.customer.upserted.v1' && event.data.group !== undefined;
}

function isMerge(event: PuntualEvent): event is EventOf<'puntual.customer.merged.v1'> {
  return event.type === 'puntual.customer.merged.v1';
}

// A customer may be merged into another one at any moment: the transaction is undone then, and run with the other.
async function takeSlice(
  database: Database,
  slice: Slice,
  write: (tx: Tx, verdicts: readonly Verdict[]) => Promise<void>,
): Promise<readonly Verdict[]> {
  const { organization, events } = slice;
  let merged: MergedIds = new Map();
  for (let attempt = 1; ; attempt++) {
    try {
      return await takeTogether(database, slice, merged, write);
    } catch (error) {
      if (!(error instanceof CustomersMerged) || attempt === MOST_ATTEMPTS) throw error;
      merged = await readMergedIds(database, organization.id, events);
    }
  }
}

async function takeTogether(
  database: Database,
  { organization, events, now }: Slice,
  merged: MergedIds,
  write: (tx: Tx, verdicts: readonly Verdict[]) => Promise<void>,
): Promise<readonly Verdict[]> {
  const { verdicts, waking } = await database.inOrganization(organization.id, async (tx) => {
    const named = merged.size === 0 ? events : events.map((event) => withoutMerged(event, merged));
    const collected = await collectedPayments(tx, organization, named);
    const batch = await loadBatch(tx, { organization, events: [...named, ...collected.values()], now }, merged);
    const verdicts: Verdict[] = [];
    for (const event of named) verdicts.push(await takeBooked(batch, event, collected.get(event)));
    const waking = await saveBatch(batch);
    await write(tx, verdicts);
    return { verdicts, waking };
  });
  await wakeRemaining(database, organization, 'feed-stale', waking);
  return verdicts;
}

async function loadBatch(tx: Tx, { organization, events, now }: Slice, merged: MergedIds): Promise<Batch> {
  // The books first: they lock the customers, and only then is the inbox complete. A merge locks by itself.
  const [only] = events;
  if (only && isMerge(only)) await lockMerge(tx, organization.id, only);
  const described = merged.size === 0 ? events : events.filter((event) => mergedRefusal(event, merged) === null);
  const books = await loadBooks(tx, organization, described, now);
  return {
    tx,
    organization,
    now,
    books,
    merged,
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
  await placePayersMoney(tx, organization, describedCustomers(batch, namesGroup), now);
  await judgeCredit(tx, organization, describedCustomers(batch), now);
  await takeDeductions(tx, organization, { books, payments: books.newPayments }, now.getTime());
  await saveEarlyEvents(batch);
  return waking;
}

// The customers (row ids) of whom the ERP may have stated another limit of credit, or another group.
function describedCustomers(
  { accepted, books }: Batch,
  wanted: (event: PuntualEvent) => boolean = () => true,
): readonly string[] {
  return accepted.flatMap((event) =>
    event.type === 'puntual.customer.upserted.v1' && wanted(event)
      ? (books.customers.get(event.data.customerId)?.id ?? [])
      : [],
  );
}

// A report of collected money counts together with its payment, or not at all.
async function takeBooked(batch: Batch, event: PuntualEvent, payment: PuntualEvent | undefined): Promise<Verdict> {
  if (payment && !batch.acceptedKeys.has(keyOf(event))) {
    const verdict = await takeOnce(batch, payment);
    if (verdict.verdict === 'rejected') return verdict;
  }
  return takeOnce(batch, event);
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

// Two processes that take the same merge follow each other, so that the second one finds it in the inbox.
async function lockMerge(tx: Tx, organizationId: string, { id, source }: PuntualEvent): Promise<void> {
  await tx.$queryRaw`
    SELECT 1
    FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${organizationId} ${source} ${id}`}, 0))) AS turn`;
}

async function takeEvent(batch: Batch, event: PuntualEvent): Promise<Verdict> {
  const { tx, organization, now, books, heartbeats } = batch;
  const refused = mergedRefusal(event, batch.merged);
  if (refused) return rejected(refused);
  switch (event.type) {
    case 'puntual.customer.merged.v1': {
      const merge = { ...event.data, actor: `erp:${event.source}` };
      const refusal = await mergeCustomers(tx, organization, merge, now);
      return refusal ? rejected(refusal) : { verdict: 'accepted' };
    }
    case 'puntual.customer.upserted.v1': {
      const book = books.customers.get(event.data.customerId);
      const payer = event.data.group?.payer;
      const payerRowId = payer === undefined ? undefined : books.customer(payer).id;
      const taken = await takeCustomer(tx, organization, { event, payerRowId }, now);
      if (typeof taken === 'object') return rejected(taken);
      if (taken && book) Object.assign(book, { timeZone: event.data.timeZone, currency: event.data.currency });
      return { verdict: 'accepted' };
    }
    case 'puntual.feed.heartbeat.v1': {
      const { feed, completeUntil } = event.data;
      if (!(await hasRoomForFeed(tx, organization, feed, heartbeats)))
        return rejected({ code: 'too-many-feeds', values: { most: MOST_FEEDS } });
      const until = new Date(completeUntil);
      if (until > (heartbeats.get(feed) ?? new Date(0))) heartbeats.set(feed, until);
      return { verdict: 'accepted' };
    }
    case 'puntual.agency.reported.v1':
      return takeAgencyReport(tx, organization, event, now);
    case 'puntual.invoice.assigned.v1':
      return takeAssignment(tx, organization, event, now);
    case 'puntual.supply-hold.confirmed.v1':
      return takeSupplyHoldConfirmed(tx, organization, event, now);
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

function rejected(refusal: EventRefusal): Verdict {
  return { verdict: 'rejected', code: 'invalid', refusal };
}
