import type { PuntualEvent } from '@puntual/contracts/events/events';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';

interface LineOfEvents {
  readonly events: readonly PuntualEvent[];
}

interface KnownPart {
  readonly payment_id: string;
  readonly amount_minor: bigint;
  readonly status: string;
}

/**
 * Lists that are imported one after the other state how much of an invoice was paid in all, each time more. The part
 * that was paid since the last list becomes a payment of its own, named after the first one: `paid-before-1f`,
 * `paid-before-1f.2`. A line that states less than before, and one whose payment was reversed, stays as it is, and its
 * payment is refused.
 */
export async function withFurtherPaidParts<Line extends LineOfEvents>(tx: Tx, lines: readonly Line[]): Promise<Line[]> {
  const stated = lines.flatMap(({ events }) => events.filter(isPaidPart));
  if (stated.length === 0) return [...lines];
  const [{ source }] = stated as [PuntualEvent];
  const inbox = await tx.$queryRaw<{ event_id: string }[]>`
    SELECT event_id FROM inbox
    WHERE source = ${source} AND event_id = ANY(${stated.map(({ id }) => id)}::text[])`;
  const taken = new Set(inbox.map((row) => row.event_id));
  const ids = stated.map(({ data }) => data.paymentId);
  const parts = await tx.$queryRaw<KnownPart[]>`
    SELECT payment_id, amount_minor, status FROM payment
    WHERE kind = 'payment' AND payment_id = ANY(${ids.flatMap((id) => partIds(id))}::text[])`;
  const byId = new Map(parts.map((part) => [part.payment_id, part]));
  return lines.map((line) => ({
    ...line,
    events: line.events.map((event) => (isPaidPart(event) && !taken.has(event.id) ? furtherPart(event, byId) : event)),
  }));
}

type PaidPart = Extract<PuntualEvent, { readonly type: 'puntual.payment.received.v1' }>;

/** Most lists that state another sum of one invoice. */
const MOST_PARTS = 100;

function partIds(firstId: string): string[] {
  return [firstId, ...Array.from({ length: MOST_PARTS - 1 }, (_, index) => `${firstId}.${index + 2}`)];
}

function isPaidPart(event: PuntualEvent): event is PaidPart {
  return event.type === 'puntual.payment.received.v1';
}

function furtherPart(event: PaidPart, known: ReadonlyMap<string, KnownPart>): PaidPart {
  const { paymentId, amount, currency, allocations = [] } = event.data;
  const ids = partIds(paymentId);
  const parts = ids.flatMap((id) => known.get(id) ?? []);
  const nextId = ids[parts.length];
  const furtherMinor = parseAmount(amount, currency) - parts.reduce((sum, part) => sum + part.amount_minor, 0n);
  const [allocation] = allocations;
  if (parts.length === 0 || nextId === undefined || furtherMinor <= 0n || !allocation) return event;
  if (parts.some((part) => part.status !== 'received')) return event;
  const further = decimalAmount(furtherMinor, currency);
  const { invoiceId } = allocation;
  return {
    ...event,
    data: { ...event.data, paymentId: nextId, amount: further, allocations: [{ invoiceId, amount: further }] },
  };
}
