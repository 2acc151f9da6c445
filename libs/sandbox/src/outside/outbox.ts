import { createHash } from 'node:crypto';
import type { Delivery, RequestRecord } from './delivery-record.ts';
import { IdempotencyKeys, type KeyClaim } from './idempotency-keys.ts';
import type { Draft } from './request-fields.ts';
import { openJournal, type Journal, type Place } from './journal.ts';
import type { PlannedEvent } from './webhook-events.ts';

/** A message in memory. Request counts are stored separately, because they grow after acceptance. */
export type StoredDelivery = Omit<Delivery, 'requestCount'>;

/** Limits of the outbox; beyond them new messages are refused with a text that says so. */
const outboxLimits = { deliveries: 200_000, requests: 400_000, dataBytes: 8 * 1024 ** 3 };

type AcceptedMessage = {
  delivery: StoredDelivery;
  claim: KeyClaim | null;
  events: PlannedEvent[];
  files: Draft['files'];
};

/** One line of the data file. */
type Entry =
  | ({ kind: 'delivery' } & AcceptedMessage)
  | { kind: 'request'; request: RequestRecord; scope: string }
  | { kind: 'webhook-settled'; eventId: string };

/** Planned events that their receiver has not received yet. */
type OpenEvents = { delivery: StoredDelivery; events: PlannedEvent[] };

/**
 * Opens the outbox: reads the accepted messages and requests from its file, and writes new ones to disk before anyone
 * sees them. @throws when the file cannot be read.
 */
export async function openOutbox(dataFile: string): Promise<Outbox> {
  const keys = new IdempotencyKeys();
  const contents = new OutboxContents(keys);
  const journal = await openJournal(dataFile, (line, place) => {
    const entry = line as Entry;
    contents.apply(entry, place);
    // While the outbox runs, the request is counted when it arrives, before its line is written.
    if (entry.kind === 'request' && entry.request.idempotencyKey !== null)
      keys.countRequest(entry.scope, entry.request.idempotencyKey);
  });
  return new Outbox(journal, keys, contents);
}

/** What the lines of the data file add up to. */
class OutboxContents {
  deliveries: StoredDelivery[] = [];
  requests: RequestRecord[] = [];
  readonly byId = new Map<string, { index: number; place: Place }>();
  readonly openEvents = new Map<string, OpenEvents>();
  readonly #keys: IdempotencyKeys;

  constructor(keys: IdempotencyKeys) {
    this.#keys = keys;
  }

  apply(entry: Entry, place: Place): void {
    switch (entry.kind) {
      case 'delivery':
        return this.#addDelivery(entry, place);
      case 'request':
        if (this.requests.push(entry.request) > outboxLimits.requests)
          this.requests = this.requests.slice(outboxLimits.requests / 2);
        return;
      case 'webhook-settled':
        this.openEvents.delete(entry.eventId);
        return;
    }
  }

  #addDelivery({ delivery, claim, events }: AcceptedMessage, place: Place): void {
    this.byId.set(delivery.id, { index: this.deliveries.push(delivery) - 1, place });
    if (claim !== null) this.#keys.accept(claim, { id: delivery.id, acceptedMs: Date.parse(delivery.receivedAt) });
    for (const event of events) this.openEvents.set(event.eventId, { delivery, events: [event] });
    const recalled = delivery.placementId === null ? undefined : this.byId.get(delivery.placementId);
    if (recalled) this.deliveries[recalled.index]!.recalledAt ??= delivery.receivedAt;
  }

  clear(): void {
    this.deliveries = [];
    this.requests = [];
    for (const map of [this.byId, this.openEvents]) map.clear();
    this.#keys.clear();
  }
}

/** The accepted messages and the requests for them; every change is on disk before it is seen. */
export class Outbox {
  readonly keys: IdempotencyKeys;
  readonly #journal: Journal;
  readonly #contents: OutboxContents;

  constructor(journal: Journal, keys: IdempotencyKeys, contents: OutboxContents) {
    this.keys = keys;
    this.#journal = journal;
    this.#contents = contents;
  }

  /** Why the outbox cannot accept more, or null. */
  fullBecause(): string | null {
    const { deliveries, dataBytes } = outboxLimits;
    if (this.#contents.deliveries.length < deliveries && this.#journal.size() < dataBytes) return null;
    return 'The local outbox is full: stop it and move its data file away, or empty it with DELETE /outbox/items.';
  }

  /** Stores a message, and the request that brought it, in one write. */
  accept(message: AcceptedMessage, request: RequestRecord, scope: string): Promise<void> {
    return this.#append([
      { kind: 'delivery', ...message },
      { kind: 'request', request, scope },
    ]);
  }

  noteRequest(request: RequestRecord, scope: string): Promise<void> {
    return this.#append([{ kind: 'request', request, scope }]);
  }

  /** Notes that a webhook was received or given up, so that it is not sent again after a restart. */
  settleEvent(eventId: string): Promise<void> {
    return this.#append([{ kind: 'webhook-settled', eventId }]);
  }

  async #append(entries: Entry[]): Promise<void> {
    const places = await this.#journal.append(entries);
    for (const [i, entry] of entries.entries()) this.#contents.apply(entry, places[i]!);
  }

  /** Open events by message, in the order of acceptance. */
  openEvents(): OpenEvents[] {
    const byDelivery = new Map<string, OpenEvents>();
    for (const { delivery, events } of this.#contents.openEvents.values()) {
      const known = byDelivery.get(delivery.id);
      if (known) known.events.push(...events);
      else byDelivery.set(delivery.id, { delivery, events: [...events] });
    }
    return [...byDelivery.values()];
  }

  find(id: string): Delivery | null {
    const known = this.#contents.byId.get(id);
    return known ? this.at(known.index) : null;
  }

  /** The bytes of the attachment with this index, or null. */
  async file(id: string, index: number): Promise<Buffer | null> {
    const known = this.#contents.byId.get(id);
    if (!known) return null;
    const { files } = (await this.#journal.read(known.place)) as Extract<Entry, { kind: 'delivery' }>;
    const base64 = files[index];
    return base64 === undefined ? null : Buffer.from(base64, 'base64');
  }

  count(): number {
    return this.#contents.deliveries.length;
  }

  /** The message at this place in the order of acceptance, counted from 0. */
  at(index: number): Delivery {
    return this.#withCount(this.#contents.deliveries[index]!);
  }

  deliveries(): Delivery[] {
    return this.#contents.deliveries.map((delivery) => this.#withCount(delivery));
  }

  requests(): RequestRecord[] {
    return [...this.#contents.requests];
  }

  async clear(): Promise<void> {
    await this.#journal.clear();
    this.#contents.clear();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  #withCount(stored: StoredDelivery): Delivery {
    const key = stored.idempotencyKey;
    return { ...stored, requestCount: key === null ? 1 : this.keys.requestCount(scopeOf(stored), key) || 1 };
  }
}

/** Equal for bodies with the same content, whatever the order of their fields. */
export function fingerprintOf(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');
}

/** The endpoint within which a message's idempotency key is unique. */
export function scopeOf(d: Pick<StoredDelivery, 'kind' | 'placementId'>): string {
  return d.placementId === null ? d.kind : `${d.kind}/${d.placementId}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}
