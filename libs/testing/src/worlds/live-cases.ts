import { instantAt, localDate } from '@puntual/domain/calendar/dates';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import type { CaseWorld } from './case-world.ts';

const OPENS_AT_MINUTE = 540;
/** The longest sleep of a case's workflow. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;
const MOST_ROUNDS = 2000;

/** An event at an instant; it wakes the cases of its customer. */
export interface LiveEvent {
  readonly at: number;
  readonly customerId: string;
  readonly happens: () => Promise<unknown>;
}

/**
 * The messages and tasks of each customer, one line each, ordered by day: `2026-12-02 friendly F-1+F-2`, `2027-01-04
 * call`.
 */
export type Diary = Readonly<Record<string, readonly string[]>>;

/**
 * Runs the cases of a world with the real use cases and rows, from one instant at which something is due to the next.
 * Cases are evaluated, the gate composes messages, every message is accepted at once, and calls end without an answer
 * when the window of their day opens. Each of `events` happens at its instant.
 */
export async function liveCases(
  world: CaseWorld,
  from: number,
  to: number,
  events: readonly LiveEvent[] = [],
): Promise<void> {
  const { id: organizationId, slug } = world.organization;
  const waiting = [...events].sort((a, b) => a.at - b.at);
  // The next instant at which each case and each customer's gate is due; a case without an entry is due at once. Rows
  // are read again only when they may have changed.
  const cases = new Map<string, number>();
  const gates = new Map<string, number>();
  let running = await world.query<RunningCase>(RUNNING);
  let calls = await world.query<OpenCall>(OPEN_CALLS);
  let firstRound = true;
  for (let now = from, rounds = 0; now <= to; rounds++) {
    if (rounds > MOST_ROUNDS) throw new Error(`the cases still act after ${MOST_ROUNDS} rounds`);
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
      const step = await evaluateCase(world.database, { organizationId, slug, invoiceRowId: id }, now);
      acted ||= step.did.length > 0;
      cases.set(id, step.kind === 'sleep' ? Math.min(step.until ?? Infinity, now + LONGEST_SLEEP_MS) : Infinity);
    }
    if (firstRound || acted || Math.min(...gates.values()) <= now) {
      gates.clear();
      for (const { customer } of await world.query<{ customer: string }>(WITH_REQUESTS))
        gates.set(customer, await emptyGate(world, customer, now));
      firstRound = false;
    }
    if (acted) calls = await world.query<OpenCall>(OPEN_CALLS);
    const opening = calls.map((call) => instantAt(call.due, OPENS_AT_MINUTE, call.zone)).filter((opens) => opens > now);
    now = Math.min(waiting[0]?.at ?? Infinity, ...opening, ...cases.values(), ...gates.values());
  }
}

const RUNNING = `
    SELECT i.id, c.customer_id AS customer
    FROM invoice i
    JOIN customer c ON c.id = i.customer_id
    WHERE i.case_state = 'running'
    ORDER BY i.id`;
const WITH_REQUESTS = `
    SELECT DISTINCT c.customer_id AS customer
    FROM customer c
    JOIN step s ON s.customer_id = c.id
    WHERE s.state = 'requested'`;
const OPEN_CALLS = `
    SELECT t.id, t.due_on::text AS due, c.customer_id AS customer, c.time_zone AS zone
    FROM task t
    JOIN customer c ON c.id = t.customer_id
    WHERE t.kind = 'call'
      AND t.state <> 'done'
      AND t.overdue_noted_at IS NULL`;

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

/** Reads the diary of each customer from the messages and tasks in the database. */
export async function diaryOf(world: CaseWorld): Promise<Diary> {
  const rows = await world.query<{ customer: string; line: string }>(`
    SELECT c.customer_id AS customer, (x.at AT TIME ZONE c.time_zone)::date || ' ' || x.line AS line
    FROM (
      SELECT m.customer_id, m.composed_at AS at,
        m.template || ' ' || coalesce(
          (
            SELECT string_agg(i.invoice_id, '+' ORDER BY i.invoice_id)
            FROM step s
            JOIN invoice i ON i.id = s.invoice_id
            WHERE s.message_id = m.id
          ), ''
        ) AS line
      FROM message m
      WHERE m.state = 'sent'
      UNION ALL
      SELECT t.customer_id, t.opened_at, t.kind
      FROM task t
      WHERE t.kind IN ('call', 'approve-agency', 'fix-contact')
    ) x
    JOIN customer c ON c.id = x.customer_id
    ORDER BY 1, 2`);
  const diary: Record<string, string[]> = {};
  for (const { customer, line } of rows) (diary[customer] ??= []).push(line);
  return diary;
}
