import { localDate, localMinute, daysBetween } from '@puntual/domain/calendar/dates';
import { builtInPolicy } from '@puntual/domain/policy/built-in';
import type { Policy } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { withClient } from '@puntual/sandbox/prepare-database';
import type { OutboxItemSummary } from '@puntual/sandbox/outside/outbox-routes';
import { type Stage, minuteOfDay, stageRank } from '@puntual/domain/policy/vocabulary';

export interface Breach {
  readonly rule: string;
  readonly subject: string;
}

/** Most breaches of one rule to list. */
const LISTED = 5;

// Each statement selects the rows that break its rule.
const RULES: Readonly<Record<string, string>> = {
  'an invoice is open by the sum of its entries': `
    SELECT i.invoice_id AS subject
    FROM invoice i
    JOIN entry e ON e.invoice_id = i.id
    GROUP BY i.id
    HAVING i.open_minor <> coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NULL), 0)
      OR i.charges_minor <> coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NOT NULL), 0)`,
  'a charge is open by the sum of its entries': `
    SELECT c.key AS subject
    FROM charge c
    LEFT JOIN entry e ON e.charge_id = c.id
    GROUP BY c.id
    HAVING c.open_minor <> coalesce(sum(e.amount_minor), 0)`,
  'money received is allocated or credit, to the cent': `
    SELECT p.payment_id AS subject
    FROM payment p
    LEFT JOIN entry e ON e.payment_id = p.id
    WHERE p.status = 'received'
    GROUP BY p.id
    HAVING p.amount_minor - p.reversed_minor - p.refunded_minor
      <> p.unallocated_minor - coalesce(sum(e.amount_minor), 0)`,
  'a reversed payment is on no invoice': `
    SELECT p.payment_id AS subject
    FROM payment p
    JOIN entry e ON e.payment_id = p.id
    WHERE p.status = 'reversed'
    GROUP BY p.id
    HAVING sum(e.amount_minor) <> 0`,
  'each step of an invoice is sent at most once': `
    SELECT invoice_id || ' ' || step_id AS subject
    FROM step
    WHERE state = 'sent'
      AND step_id <> 'thank-you'
    GROUP BY invoice_id, step_id
    HAVING count(*) > 1`,
  'each run sends at most one thank-you': `
    SELECT invoice_id || '' AS subject
    FROM step
    WHERE state = 'sent'
      AND step_id = 'thank-you'
    GROUP BY invoice_id, case_run
    HAVING count(*) > 1`,
  // The customer's lock covers both composing a message and posting a payment, so their ids are in the order of the
  // facts. Instants are read before the lock and may cross under load.
  'a message names the amounts that were open when it was composed': `
    SELECT m.id || ' ' || i.invoice_id AS subject
    FROM message m
    JOIN message_invoice mi ON mi.message_id = m.id
    JOIN invoice i ON i.id = mi.invoice_id
    WHERE mi.section <> 'settled'
      AND (mi.open_minor <= 0 OR mi.open_minor <> (SELECT coalesce(sum(e.amount_minor), 0) FROM entry e
        WHERE e.invoice_id = i.id AND e.id < m.id))`,
  'the end of a case is announced once per run': `
    SELECT invoice_id || '' AS subject
    FROM audit_event
    WHERE kind = 'case.closed'
    GROUP BY invoice_id, data->>'run'
    HAVING count(*) > 1`,
  'every event was accepted once': `
    SELECT invoice_id || '' AS subject
    FROM audit_event
    WHERE kind = 'invoice.issued'
    GROUP BY invoice_id
    HAVING count(*) > 1`,
};

/**
 * Rules that hold in a database whenever no transaction is open, checked from the tables alone. Returns the breaches;
 * empty when all rules hold. `toleranceMs` is the clock's, for the send windows.
 */
export async function breachesInDatabase(ownerUrl: string, toleranceMs: number): Promise<Breach[]> {
  return withClient(ownerUrl, async (client) => {
    const breaches: Breach[] = [];
    for (const [rule, sql] of Object.entries(RULES)) {
      const { rows } = await client.query<{ subject: string }>(`${sql} LIMIT ${LISTED}`);
      breaches.push(...rows.map(({ subject }) => ({ rule, subject })));
    }
    return [...breaches, ...(await breachesOfTime(client, toleranceMs))];
  });
}

interface SentRow {
  message: string;
  row_id: string;
  invoice_id: string;
  step_id: string;
  step_stage: Stage | null;
  day: number | null;
  policy: string | null;
  due: string;
  on: string;
  composed_at: Date;
  time_zone: string;
}

interface Queryable {
  query<R extends object>(sql: string): Promise<{ rows: R[] }>;
}

// Rules about days before or after the due date, windows, the order of stages, and the distance between reminders.
async function breachesOfTime(client: Queryable, toleranceMs: number): Promise<Breach[]> {
  const sent = await sentSteps(client);
  const amended = await amendedInvoices(client);
  return [
    ...(toleranceMs < 6 * 3_600_000 ? sent.flatMap((row) => breachesOfWindow(row, toleranceMs)) : []),
    ...sent.flatMap((row, index) => (amended.has(row.row_id) ? [] : breachesOfOrder(row, sent[index - 1] ?? null))),
    ...(await breachesOfDistance(client)),
  ];
}

async function sentSteps(client: Queryable): Promise<SentRow[]> {
  const { rows } = await client.query<SentRow>(`
    SELECT m.id::text AS message, i.id::text AS row_id, i.invoice_id, s.step_id, s.stage AS step_stage, s.day,
      i.runs_policy_key AS policy, i.due_date::text AS due, s.changed_on::text AS on, m.composed_at, c.time_zone
    FROM step s
    JOIN message m ON m.id = s.message_id
    JOIN invoice i ON i.id = s.invoice_id
    JOIN customer c ON c.id = i.customer_id
    WHERE s.state = 'sent'
    ORDER BY i.id, m.composed_at`);
  return rows;
}

// An amended invoice may have another due date than the one that its steps were planned from.
async function amendedInvoices(client: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ row_id: string }>(
    `SELECT DISTINCT invoice_id::text AS row_id FROM audit_event WHERE kind = 'invoice.amended'`,
  );
  return new Set(rows.map((row) => row.row_id));
}

function breachesOfWindow(row: SentRow, toleranceMs: number): Breach[] {
  const [from, to] = policyOf(row.policy).calendar.window.map(minuteOfDay) as [number, number];
  const minute = localMinute(row.composed_at.getTime(), row.time_zone);
  const slack = Math.ceil(toleranceMs / 60_000);
  return minute < from - slack || minute >= to + slack
    ? [{ rule: 'messages leave in the window', subject: `${row.message} at minute ${minute}` }]
    : [];
}

// `previous`: the row before, which may belong to another invoice.
function breachesOfOrder(row: SentRow, previous: SentRow | null): Breach[] {
  if (row.step_stage === null || row.day === null) return [];
  const breaches: Breach[] = [];
  if (daysBetween(row.due, localDate(row.composed_at.getTime(), row.time_zone)) < row.day)
    breaches.push({ rule: 'no step before its day', subject: `${row.invoice_id} ${row.step_id} on ${row.on}` });
  if (
    previous?.row_id === row.row_id &&
    previous.step_id !== 'thank-you' &&
    previous.step_stage !== null &&
    stageRank(previous.step_stage) > stageRank(row.step_stage)
  )
    breaches.push({ rule: 'stages in order', subject: `${row.invoice_id} ${previous.step_id} then ${row.step_id}` });
  return breaches;
}

async function breachesOfDistance(client: Queryable): Promise<Breach[]> {
  const { rows } = await client.query<{
    customer_id: string;
    on: string;
    before: string | null;
    policies: (string | null)[] | null;
  }>(`
    SELECT c.customer_id,
      (
        SELECT array_agg(DISTINCT i.runs_policy_key)
        FROM step s
        JOIN invoice i ON i.id = s.invoice_id
        WHERE s.message_id = m.id
      ) AS policies,
      (m.composed_at AT TIME ZONE c.time_zone)::date::text AS on,
      lag((m.composed_at AT TIME ZONE c.time_zone)::date::text)
        OVER (PARTITION BY c.id ORDER BY m.composed_at) AS before
    FROM message m
    JOIN customer c ON c.id = m.customer_id
    WHERE m.state = 'sent'
      AND m.reminder
      AND coalesce(m.delivery_state, '') NOT IN ('bounced', 'failed', 'suppressed')`);
  return rows.flatMap(({ customer_id: customer, on, before, policies }) => {
    const distance = Math.max(...(policies ?? []).map((key) => policyOf(key).contact.minDaysBetween));
    return before && daysBetween(before, on) < distance
      ? [{ rule: 'distance between two reminders to a customer', subject: `${customer}: ${before}, ${on}` }]
      : [];
  });
}

function policyOf(key: string | null): Policy {
  return (key === null ? null : builtInPolicy(key)) ?? standardPolicy;
}

/**
 * Compares the delivered messages with those that the database calls sent: each is delivered once, and none is unknown.
 * Messages may be sent meanwhile: a message that is `sent` before `readItems` was delivered by then, and a delivered
 * message is known to the database afterwards.
 */
export async function breachesInOutbox(
  ownerUrl: string,
  readItems: () => Promise<readonly Pick<OutboxItemSummary, 'id' | 'channel' | 'idempotencyKey'>[]>,
): Promise<Breach[]> {
  const sent = await withClient(
    ownerUrl,
    async (client) =>
      (await client.query<{ id: string }>(`SELECT id::text AS id FROM message WHERE state = 'sent'`)).rows,
  );
  const items = await readItems();
  const byKey = new Map<string, number>();
  for (const item of items) {
    if (item.channel !== 'agency')
      byKey.set(
        item.idempotencyKey ?? `no key: ${item.id}`,
        (byKey.get(item.idempotencyKey ?? `no key: ${item.id}`) ?? 0) + 1,
      );
  }
  const breaches: Breach[] = [...byKey]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => ({ rule: 'each message is delivered once', subject: `${key}: ${count}` }));
  // message/<id>, and for text messages message/<id>/<contact>
  const left = new Set([...byKey.keys()].map((key) => key.split('/')[1] ?? key));
  for (const { id } of sent)
    if (!left.has(id)) breaches.push({ rule: 'every message in state sent has left', subject: id });
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ id: string; state: string }>('SELECT id::text AS id, state FROM message');
    for (const row of rows) {
      if (row.state === 'failed' && left.has(row.id))
        breaches.push({ rule: 'no message in state failed has left', subject: row.id });
    }
    const known = new Set(rows.map((row) => row.id));
    for (const id of left)
      if (!known.has(id)) breaches.push({ rule: 'every message that left is known to the database', subject: id });
    return breaches;
  });
}
