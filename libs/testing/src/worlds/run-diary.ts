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
  /** How long requests are gathered before the gate looks. */
  readonly gatherMs?: number;
}

/** No diary needs more looks; one that does goes round in circles. */
const MOST_LOOKS = 2000;

/**
 * Lives some months of one customer through the real use cases, on the real database: cases look when their timers ring, the gate looks when something is
 * asked for or the instant comes that it waited for, and every message is accepted. Returns the messages in their order.
 */
export async function runDiary(
  world: CaseWorld,
  { invoiceIds, from, to, customerId = 'C-1', gatherMs = 0 }: Diary,
): Promise<DiaryMessage[]> {
  const timers = new Map(invoiceIds.map((id) => [id, from]));
  const messages: DiaryMessage[] = [];
  // What is asked for already is looked at first.
  let gateAt = from;
  let now = from;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    for (const [id, ringsAt] of timers) {
      if (ringsAt > now) continue;
      const step = await world.look(now, id);
      timers.set(id, step.kind === 'sleep' ? (step.until ?? Infinity) : Infinity);
      if (step.did.some((did) => did.startsWith('requested'))) gateAt = Math.min(gateAt, now + gatherMs);
    }
    if (gateAt <= now) gateAt = await sendAll(now);
    now = Math.min(gateAt, ...timers.values());
    if (now > to) return messages;
  }
  throw new Error(`no rest after ${MOST_LOOKS} looks`);

  // Returns when the gate is to look again.
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
            'SELECT mi.section, i.invoice_id FROM message_invoice mi JOIN invoice i ON i.id = mi.invoice_id WHERE mi.message_id = $1::uuid ORDER BY i.due_date, i.id',
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
