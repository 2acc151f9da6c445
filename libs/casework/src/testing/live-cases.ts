import { instantAt, localDate } from '@puntual/domain/calendar/dates';
import type { CaseWorld } from './case-world.ts';

const OPENS_AT_MINUTE = 540;
const MOST_LOOKS = 2000;

/** Something that comes from outside at an instant: its customer's cases are woken. */
export interface LiveEvent {
  readonly at: number;
  readonly customerId: string;
  readonly happens: () => Promise<unknown>;
}

/** What really happened: a line a message and a task, in the order of days, as `2026-12-02 friendly F-1+F-2` and `2027-01-04 call`. */
export type Diary = Readonly<Record<string, readonly string[]>>;

/**
 * Runs the cases of a world as the services do, with their own use cases and rows, from one instant that somebody waits for to the next: cases look, the gate
 * composes, every message is accepted at once, calls are made without an answer when the window of their day opens. `events` come at their instants.
 */
export async function liveCases(world: CaseWorld, from: number, to: number, events: readonly LiveEvent[] = []): Promise<void> {
  const waiting = [...events].sort((a, b) => a.at - b.at);
  // When each case and each customer's gate wants to look again; what is not in it looks at once.
  const wakes = new Map<string, number>();
  for (let now = from, looks = 0; now <= to; looks++) {
    if (looks > MOST_LOOKS) throw new Error('the cases never come to rest');
    const woken = new Set<string>();
    while ((waiting[0]?.at ?? Infinity) <= now) {
      const event = waiting.shift();
      await event?.happens();
      woken.add(event?.customerId ?? '');
    }
    let callAt = Infinity;
    for (const call of await world.query<OpenCall>(OPEN_CALLS)) {
      const opens = instantAt(call.due, OPENS_AT_MINUTE, call.zone);
      if (opens > now) callAt = Math.min(callAt, opens);
      else if (call.due >= localDate(now, call.zone)) {
        await world.complete(call.id, { outcome: 'no-answer' }, now);
        woken.add(call.customer);
      }
    }
    let opened = false;
    for (const { id, customer } of await world.query<{ id: string; customer: string }>(RUNNING)) {
      if (!woken.has(customer) && (wakes.get(id) ?? 0) > now) continue;
      const step = await world.look(now, id);
      opened ||= step.did.some((deed) => deed.startsWith('opened call'));
      wakes.set(id, step.kind === 'sleep' ? step.until ?? Infinity : Infinity);
    }
    const asking = await world.query<{ customer_id: string }>("SELECT DISTINCT c.customer_id FROM customer c JOIN step s ON s.customer_id = c.id WHERE s.state = 'requested'");
    for (const key of wakes.keys()) if (key.startsWith(GATE)) wakes.delete(key);
    for (const { customer_id: id } of asking) wakes.set(GATE + id, await emptyGate(world, id, now));
    if (!opened) now = Math.min(callAt, waiting[0]?.at ?? Infinity, ...wakes.values());
  }
}

const GATE = 'gate of ';
const RUNNING = "SELECT i.invoice_id AS id, c.customer_id AS customer FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.case_state = 'running' ORDER BY i.id";
const OPEN_CALLS = "SELECT t.id, t.due_on::text AS due, c.customer_id AS customer, c.time_zone AS zone FROM task t JOIN customer c ON c.id = t.customer_id WHERE t.kind = 'call' AND t.state <> 'done' AND t.overdue_noted_at IS NULL";

interface OpenCall {
  readonly id: string;
  readonly due: string;
  readonly customer: string;
  readonly zone: string;
}

async function emptyGate(world: CaseWorld, customerId: string, now: number): Promise<number> {
  for (;;) {
    const reservation = await world.gate(now, { customerId });
    if (reservation.kind === 'nothing') return Infinity;
    if (reservation.kind === 'wait') return reservation.until;
    if (reservation.kind === 'reserved') await world.settle(reservation.message.messageId, { kind: 'sent', providerId: reservation.message.messageId, by: 'answer' }, now, customerId);
  }
}

/** What the rows say that happened, by customer. */
export async function diaryOf(world: CaseWorld): Promise<Diary> {
  const rows = await world.query<{ customer: string; line: string }>(`
    SELECT c.customer_id AS customer, (x.at AT TIME ZONE c.time_zone)::date || ' ' || x.line AS line FROM (
      SELECT m.customer_id, m.composed_at AS at, m.template || ' ' || coalesce((SELECT string_agg(i.invoice_id, '+' ORDER BY i.invoice_id) FROM step s JOIN invoice i ON i.id = s.invoice_id WHERE s.message_id = m.id), '') AS line
        FROM message m WHERE m.state = 'sent'
      UNION ALL SELECT t.customer_id, t.opened_at, t.kind FROM task t WHERE t.kind IN ('call', 'approve-agency', 'fix-contact')) x
    JOIN customer c ON c.id = x.customer_id ORDER BY 1, 2`);
  const diary: Record<string, string[]> = {};
  for (const { customer, line } of rows) (diary[customer] ??= []).push(line);
  return diary;
}
