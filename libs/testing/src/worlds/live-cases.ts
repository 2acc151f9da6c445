import { instantAt, localDate } from '@puntual/domain/calendar/dates';
import { takeNextStep } from '@puntual/casework/cases/take-next-step';
import type { CaseWorld } from './case-world.ts';

const OPENS_AT_MINUTE = 540;
/** As the workflow of a case sleeps. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;
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
export async function liveCases(
  world: CaseWorld,
  from: number,
  to: number,
  events: readonly LiveEvent[] = [],
): Promise<void> {
  const { id: organizationId, slug } = world.organization;
  const waiting = [...events].sort((a, b) => a.at - b.at);
  // When each case and each customer's gate wants to look again; what is not in it looks at once. Rows are read anew only when they may have changed.
  const cases = new Map<string, number>();
  const gates = new Map<string, number>();
  let running = await world.query<RunningCase>(RUNNING);
  let calls = await world.query<OpenCall>(OPEN_CALLS);
  let asked = true;
  for (let now = from, looks = 0; now <= to; looks++) {
    if (looks > MOST_LOOKS) throw new Error('the cases never come to rest');
    const woken = new Set<string>();
    while ((waiting[0]?.at ?? Infinity) <= now) {
      const event = waiting.shift();
      await event?.happens();
      woken.add(event?.customerId ?? '');
    }
    if (woken.size > 0) running = await world.query<RunningCase>(RUNNING);
    for (const call of calls) {
      if (instantAt(call.due, OPENS_AT_MINUTE, call.zone) > now || call.due < localDate(now, call.zone)) continue;
      await world.complete(call.id, { outcome: 'no-answer' }, now);
      woken.add(call.customer);
    }
    let acted = woken.size > 0;
    for (const { id, customer } of running) {
      if (!woken.has(customer) && (cases.get(id) ?? 0) > now) continue;
      const step = await takeNextStep(world.database, { organizationId, slug, invoiceRowId: id }, now);
      acted ||= step.did.length > 0;
      cases.set(id, step.kind === 'sleep' ? Math.min(step.until ?? Infinity, now + LONGEST_SLEEP_MS) : Infinity);
    }
    if (asked || acted || Math.min(...gates.values()) <= now) {
      gates.clear();
      for (const { customer } of await world.query<{ customer: string }>(ASKING))
        gates.set(customer, await emptyGate(world, customer, now));
      asked = false;
    }
    if (acted) calls = await world.query<OpenCall>(OPEN_CALLS);
    const opening = calls.map((call) => instantAt(call.due, OPENS_AT_MINUTE, call.zone)).filter((opens) => opens > now);
    now = Math.min(waiting[0]?.at ?? Infinity, ...opening, ...cases.values(), ...gates.values());
  }
}

const RUNNING =
  "SELECT i.id, c.customer_id AS customer FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.case_state = 'running' ORDER BY i.id";
const ASKING =
  "SELECT DISTINCT c.customer_id AS customer FROM customer c JOIN step s ON s.customer_id = c.id WHERE s.state = 'requested'";
const OPEN_CALLS =
  "SELECT t.id, t.due_on::text AS due, c.customer_id AS customer, c.time_zone AS zone FROM task t JOIN customer c ON c.id = t.customer_id WHERE t.kind = 'call' AND t.state <> 'done' AND t.overdue_noted_at IS NULL";

interface RunningCase {
  readonly id: string;
  readonly customer: string;
}

interface OpenCall extends RunningCase {
  readonly due: string;
  readonly zone: string;
}

async function emptyGate(world: CaseWorld, customerId: string, now: number): Promise<number> {
  for (;;) {
    const reservation = await world.gate(now, { customerId });
    if (reservation.kind === 'nothing') return Infinity;
    if (reservation.kind === 'wait') return reservation.until;
    if (reservation.kind === 'reserved')
      await world.settle(
        reservation.message.messageId,
        { kind: 'sent', providerId: reservation.message.messageId, by: 'answer' },
        now,
        customerId,
      );
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
