import type { CaseWorld } from './case-world.ts';

/** A message of a diary, as it was reserved. */
export interface DiaryMessage {
  readonly at: string;
  readonly template: string;
  readonly channel: string;
  /** The ERP's ids of the invoices that it lists, in their order. */
  readonly overdue: readonly string[];
  readonly upcoming: readonly string[];
}

export interface Diary {
  readonly invoiceIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly customerId?: string;
  /** How long requests are gathered before the gate runs. */
  readonly gatherMs?: number;
}

/** A diary with more rounds than this would never end. */
const MOST_ROUNDS = 2000;

/**
 * Runs some months of one customer through the real use cases on the real database. A case is evaluated when its timer
 * ends; the gate runs when contact is requested and at the instant that it waits for; every message is accepted.
 * Returns the messages in order.
 */
export async function runDiary(
  world: CaseWorld,
  { invoiceIds, from, to, customerId = 'C-1', gatherMs = 0 }: Diary,
): Promise<DiaryMessage[]> {
  const timers = new Map(invoiceIds.map((id) => [id, from]));
  const messages: DiaryMessage[] = [];
  // Requests from before `from` are sent first.
  let gateAt = from;
  let now = from;
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    for (const [id, ringsAt] of timers) {
      if (ringsAt > now) continue;
      const step = await world.evaluate(now, id);
      timers.set(id, step.kind === 'sleep' ? (step.until ?? Infinity) : Infinity);
      if (step.did.some((did) => did.startsWith('requested'))) gateAt = Math.min(gateAt, now + gatherMs);
    }
    if (gateAt <= now) gateAt = await sendAll(now);
    now = Math.min(gateAt, ...timers.values());
    if (now > to) return messages;
  }
  throw new Error(`the cases still act after ${MOST_ROUNDS} rounds`);

  // Returns the instant at which the gate runs again.
  async function sendAll(at: number): Promise<number> {
    for (;;) {
      const reservation = await world.gate(at, { customerId });
      switch (reservation.kind) {
        case 'nothing':
          return Infinity;
        case 'wait':
          return reservation.until;
        case 'again':
          break;
        case 'reserved': {
          const { messageId, template, channel } = reservation.message;
          await world.settle(messageId, { kind: 'sent', providerId: `re-${messageId}`, by: 'answer' }, at, customerId);
          const lines = await world.query<{ section: string; invoice_id: string }>(
            `
              SELECT mi.section, i.invoice_id
              FROM message_invoice mi
              JOIN invoice i ON i.id = mi.invoice_id
              WHERE mi.message_id = $1::uuid
              ORDER BY i.due_date, i.id`,
            messageId,
          );
          const listed = (section: string) =>
            lines.flatMap((line) => (line.section === section ? [line.invoice_id] : []));
          messages.push({
            at: new Date(at).toISOString(),
            template,
            channel,
            overdue: listed('overdue'),
            upcoming: listed('upcoming'),
          });
        }
      }
    }
  }
}
