import { createHash } from 'node:crypto';
import type { Delivery, RequestRecord } from './delivery-record.ts';
import type { Draft } from './request-fields.ts';
import { openJournal, type Place } from './journal.ts';
import type { PlannedEvent } from './webhook-events.ts';

/** A message in memory. Request counts are stored separately, because they grow after acceptance. */
export type StoredDelivery = Omit<Delivery, 'requestCount'>;

/** Idempotency keys live as long as Resend's: https://resend.com/docs/dashboard/emails/idempotency-keys */
export const keyLifeMs = 24 * 60 * 60 * 1000;

/** Limits of the outbox; beyond them new messages are refused with a text that says so. */
export const outboxLimits = { deliveries: 200_000, requests: 400_000, dataBytes: 8 * 1024 ** 3 };

/** The claim of an idempotency key. A key belongs to one endpoint; two providers do not share keys. */
export type KeyClaim = { scope: string; key: string; fingerprint: string };

type AcceptedMessage = {
  delivery: StoredDelivery;
  claim: KeyClaim | null;
  events: PlannedEvent[];
  files: Draft['files'];
};

type Entry =
  | ({ kind: 'delivery' } & AcceptedMessage)
  | { kind: 'request'; request: RequestRecord; scope: string }
  | { kind: 'webhook-settled'; eventId: string };

type KeyState = { fingerprint: string; acceptedMs: number; id: string } | { fingerprint: string; inProgress: true };

/** Planned events that their receiver has not received yet. */
export type OpenEvents = { delivery: StoredDelivery; events: PlannedEvent[] };

export type Outbox = Awaited<ReturnType<typeof openOutbox>>;

/**
 * Opens the outbox: reads the accepted messages and requests from its file, and writes new ones to disk before anyone
 * sees them.
 */
export async function openOutbox(dataFile: string) {
  let deliveries: StoredDelivery[] = [];
  let requests: RequestRecord[] = [];
  const byId = new Map<string, { index: number; place: Place }>();
  const keys = new Map<string, KeyState>();
  const counts = new Map<string, number>();
  const openEvents = new Map<string, OpenEvents>();

  function apply(entry: Entry, place: Place): void {
    switch (entry.kind) {
      case 'delivery': {
        const { delivery, claim, events } = entry;
        byId.set(delivery.id, { index: deliveries.push(delivery) - 1, place });
        if (claim !== null)
          keys.set(keyOf(claim), {
            fingerprint: claim.fingerprint,
            acceptedMs: Date.parse(delivery.receivedAt),
            id: delivery.id,
          });
        for (const event of events) openEvents.set(event.eventId, { delivery, events: [event] });
        const recalled = delivery.placementId === null ? undefined : byId.get(delivery.placementId);
        if (recalled) deliveries[recalled.index]!.recalledAt ??= delivery.receivedAt;
        return;
      }
      case 'request':
        if (requests.push(entry.request) > outboxLimits.requests) requests = requests.slice(outboxLimits.requests / 2);
        return;
      case 'webhook-settled':
        openEvents.delete(entry.eventId);
        return;
    }
  }

  const journal = await openJournal(dataFile, (line, place) => {
    const entry = line as Entry;
    apply(entry, place);
    if (entry.kind === 'request' && entry.request.idempotencyKey !== null)
      countRequest(entry.scope, entry.request.idempotencyKey);
  });

  async function append(entries: Entry[]): Promise<void> {
    const places = await journal.append(entries);
    for (const [i, entry] of entries.entries()) apply(entry, places[i]!);
  }

  function countRequest(scope: string, key: string): number {
    const count = (counts.get(keyOf({ scope, key })) ?? 0) + 1;
    counts.set(keyOf({ scope, key }), count);
    return count;
  }

  function withCount(d: StoredDelivery): Delivery {
    const scope = scopeOf(d);
    return {
      ...d,
      requestCount: d.idempotencyKey === null ? 1 : (counts.get(keyOf({ scope, key: d.idempotencyKey })) ?? 1),
    };
  }

  return {
    countRequest,
    /** Claims a key for the duration of a request. A caller that gets `fresh` must accept or release it. */
    claim(
      claim: KeyClaim,
      nowMs: number,
    ): { kind: 'fresh' } | { kind: 'repeat'; id: string } | { kind: 'other-body' } | { kind: 'in-progress' } {
      const state = keys.get(keyOf(claim));
      if (state === undefined || ('id' in state && nowMs - state.acceptedMs >= keyLifeMs)) {
        keys.set(keyOf(claim), { fingerprint: claim.fingerprint, inProgress: true });
        return { kind: 'fresh' };
      }
      if (state.fingerprint !== claim.fingerprint) return { kind: 'other-body' };
      return 'id' in state ? { kind: 'repeat', id: state.id } : { kind: 'in-progress' };
    },
    release(claim: KeyClaim): void {
      const state = keys.get(keyOf(claim));
      if (state !== undefined && 'inProgress' in state) keys.delete(keyOf(claim));
    },
    /** Why the outbox cannot accept more, or null. */
    fullBecause(): string | null {
      if (deliveries.length < outboxLimits.deliveries && journal.size() < outboxLimits.dataBytes) return null;
      return 'The local outbox is full: stop it and move its data file away, or empty it with DELETE /outbox/items.';
    },
    /** Stores a message, and the request that brought it, in one write. */
    accept: (message: AcceptedMessage, request: RequestRecord, scope: string) =>
      append([
        { kind: 'delivery', ...message },
        { kind: 'request', request, scope },
      ]),
    noteRequest: (request: RequestRecord, scope: string) => append([{ kind: 'request', request, scope }]),
    settleEvent: (eventId: string) => append([{ kind: 'webhook-settled', eventId }]),
    /** Open events by message, in the order of acceptance. */
    openEvents(): OpenEvents[] {
      const byDelivery = new Map<string, OpenEvents>();
      for (const { delivery, events } of openEvents.values()) {
        const known = byDelivery.get(delivery.id);
        if (known) known.events.push(...events);
        else byDelivery.set(delivery.id, { delivery, events: [...events] });
      }
      return [...byDelivery.values()];
    },
    find(id: string): Delivery | null {
      const known = byId.get(id);
      return known ? withCount(deliveries[known.index]!) : null;
    },
    /** The bytes of the attachment with this index, or null. */
    async file(id: string, index: number): Promise<Buffer | null> {
      const known = byId.get(id);
      if (!known) return null;
      const base64 = ((await journal.read(known.place)) as Extract<Entry, { kind: 'delivery' }>).files[index];
      return base64 === undefined ? null : Buffer.from(base64, 'base64');
    },
    count: () => deliveries.length,
    at: (index: number): Delivery => withCount(deliveries[index]!),
    deliveries: (): Delivery[] => deliveries.map(withCount),
    requests: (): RequestRecord[] => [...requests],
    async clear(): Promise<void> {
      await journal.clear();
      deliveries = [];
      requests = [];
      for (const map of [byId, keys, counts, openEvents]) map.clear();
    },
    close: () => journal.close(),
  };
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

function keyOf({ scope, key }: { scope: string; key: string }): string {
  return `${scope}\n${key}`;
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
