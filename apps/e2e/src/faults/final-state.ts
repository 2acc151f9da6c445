import { Client as TemporalClient, Connection } from '@temporalio/client';
import type { Client } from 'pg';
import { withClient } from '@puntual/sandbox/prepare-database';
import { breachesInDatabase, breachesInOutbox } from '../support/invariants.ts';
import { outboxItems } from '../support/outbox-items.ts';
import { unrest } from '../support/until-idle.ts';
import { groupBy } from '@puntual/casework/record/group-by';
import type { Load } from './event-load.ts';
import { PATIENCE } from './fault-scale.ts';
import { untilReachable } from '@puntual/testing/until';
import type { FaultWorld } from './fault-world.ts';

/**
 * Counts the work that remains: events in flight, unevaluated cases, messages and thank-yous to send, reports of the
 * provider to come; empty when there is none. Reads the topics first and then the database in one statement: work that
 * moves from one to the other shows in at least one of them.
 */
export async function undone(world: FaultWorld): Promise<Record<string, number>> {
  const lag = await world.kafka.lag();
  const left = await withClient(world.ownerUrl, (client: Client) => unrest(client, world.now(), MESSAGES_TO_COME));
  return { ...(lag > 0 ? { lag } : {}), ...left };
}

const MESSAGES_TO_COME = {
  'steps to send': `step WHERE "do" = 'send' AND state = 'requested'`,
  'reports of delivery': `message WHERE state = 'sent' AND delivery_state IS DISTINCT FROM 'delivered'`,
};

/** Waits until no work remains; throws with the remaining work. */
export async function untilDone(world: FaultWorld, limitMs: number): Promise<void> {
  let left: Record<string, number> = {};
  await untilReachable(
    'everything done',
    async () => {
      left = await undone(world);
      return Object.keys(left).length === 0;
    },
    limitMs * PATIENCE,
    200,
  ).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; left: ${JSON.stringify(left)}`);
  });
}

// The customer's lock covers both composing a message and posting a payment, so their ids are in the order of the
// facts. Instants are read before the lock and may cross under load.
const RULE_BY_INSTANT = 'a message names the amounts that were open when it was composed';
const ASKED_FOR_WHAT_WAS_OPEN = `
  SELECT m.id || ' ' || i.invoice_id AS subject
  FROM message m
  JOIN message_invoice mi ON mi.message_id = m.id
  JOIN invoice i ON i.id = mi.invoice_id
  WHERE mi.section <> 'settled'
    AND (mi.open_minor <= 0 OR mi.open_minor <> (SELECT coalesce(sum(e.amount_minor), 0) FROM entry e
      WHERE e.invoice_id = i.id AND e.id < m.id))
  LIMIT 5`;

/** Compares the final state with the loads and returns the differences as sentences; empty when all is well. */
export async function wrongAtTheEnd(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  const wrong: string[] = (await breachesInDatabase(world.ownerUrl, 0))
    .filter(({ rule }) => rule !== RULE_BY_INSTANT)
    .map(({ rule, subject }) => `${rule}: ${subject}`);
  wrong.push(
    ...(await world.ask<{ subject: string }>(ASKED_FOR_WHAT_WAS_OPEN)).map(
      ({ subject }) => `${RULE_BY_INSTANT}: ${subject}`,
    ),
  );
  const items = await outboxItems(world.stack.outboxUrl);
  wrong.push(
    ...(await breachesInOutbox(world.ownerUrl, () => Promise.resolve(items))).map(
      ({ rule, subject }) => `${rule}: ${subject}`,
    ),
  );
  wrong.push(...acceptedTwice(items).map((subject) => `each message is accepted once: ${subject}`));

  const invoices = new Map(
    (
      await world.ask<{ id: string; open: string; status: string }>(
        `SELECT invoice_id AS id, to_char(open_minor / 100.0, 'FM999999990.00') AS open, status FROM invoice`,
      )
    ).map((row) => [row.id, row]),
  );
  for (const [id, wanted] of loads.flatMap((load) => [...load.expected.invoices])) {
    const found = invoices.get(id);
    if (found?.open !== wanted.open || found.status !== wanted.status)
      wrong.push(
        `invoice ${id}: ${found ? `${found.open} ${found.status}` : 'missing'} instead of ${wanted.open} ` +
          `${wanted.status}`,
      );
  }
  const credit = new Map(
    (
      await world.ask<{ id: string; minor: string }>(
        `
          SELECT c.customer_id AS id, sum(p.unallocated_minor)::text AS minor
          FROM payment p
          JOIN customer c ON c.id = p.customer_id
          WHERE p.status = 'received'
          GROUP BY c.customer_id
          HAVING sum(p.unallocated_minor) > 0`,
      )
    ).map((row) => [row.id, Number(row.minor)]),
  );
  const wantedCredit = new Map(loads.flatMap((load) => [...load.expected.creditMinor]));
  for (const id of new Set([...credit.keys(), ...wantedCredit.keys()]))
    if (credit.get(id) !== wantedCredit.get(id))
      wrong.push(`credit of ${id}: ${credit.get(id) ?? 0} instead of ${wantedCredit.get(id) ?? 0}`);

  const taken = await world.count('SELECT count(*) FROM inbox');
  const events = sum(loads.map((load) => load.expected.events));
  if (taken !== events) wrong.push(`${taken} events taken instead of ${events}`);
  const dead = await distinctDeadLetters(world);
  const poison = sum(loads.map((load) => load.expected.deadLetters));
  if (dead !== poison) wrong.push(`${dead} dead letters instead of ${poison}`);

  const tellings = new Map(
    (
      await world.ask<{ id: string; count: string }>(
        `
          SELECT i.invoice_id AS id, count(*) AS count
          FROM step s
          JOIN invoice i ON i.id = s.invoice_id
          WHERE s.state = 'sent'
            AND s.step_id = 'due-today'
          GROUP BY i.invoice_id`,
      )
    ).map((row) => [row.id, Number(row.count)]),
  );
  for (const id of loads.flatMap((load) => load.expected.chased))
    if (tellings.get(id) !== 1)
      wrong.push(`${tellings.get(id) ?? 0} messages for ${id} instead of 1: ${await storyOf(world, id)}`);
  wrong.push(...(await wrongInTemporal(world)));
  return wrong;
}

/**
 * Messages that the provider accepted more than once, with the count. Counts by the mail's own message id and not by
 * its idempotency key, because the keys themselves may be wrong.
 */
export function acceptedTwice(items: Awaited<ReturnType<typeof outboxItems>>): string[] {
  const mails = groupBy(
    items.filter(({ channel }) => channel === 'email'),
    ({ tags }) => tags.find(({ name }) => name === 'message')?.value,
  );
  return [...mails].flatMap(([message, accepted]) => (accepted.length > 1 ? [`${message}: ${accepted.length}`] : []));
}

/**
 * Number of distinct dead letters by origin. A killed ingest may publish one twice (at least once) but never lose one.
 * A bad message counts once by its key, even if its sender repeated it while the broker was away.
 */
export async function distinctDeadLetters(world: FaultWorld): Promise<number> {
  const letters = await world.kafka.readAll('ar.dead-letter');
  const placeOf = (headers: (typeof letters)[number]['headers']) =>
    ['puntual-topic', 'puntual-partition', 'puntual-offset'].map((name) => String(headers?.[name])).join('/');
  return new Set(letters.map(({ key, headers }) => (String(key).endsWith('-poison') ? String(key) : placeOf(headers))))
    .size;
}

// One line about an invoice's case: what it did and what it waits for.
async function storyOf(world: FaultWorld, invoiceId: string): Promise<string> {
  const [row] = await world.ask<{ story: string }>(
    `
    SELECT json_build_object(
      'case', json_build_array(i.case_state, i.case_run, i.next_action, i.next_action_at, i.status),
      'steps', (SELECT json_agg(json_build_array(s.step_id, s.state, s.reason, s.requested_at) ORDER BY s.id)
        FROM step s WHERE s.invoice_id = i.id),
      'audit', (SELECT json_agg(json_build_array(a.kind, a.at) ORDER BY a.id) FROM audit_event a
        WHERE a.invoice_id = i.id)) AS story
    FROM invoice i WHERE i.invoice_id = $1`,
    [invoiceId],
  );
  return JSON.stringify(row?.story);
}

// Compares the workflows with the database: none failed, one run per start, and one open run per open case.
async function wrongInTemporal(world: FaultWorld): Promise<string[]> {
  const connection = await Connection.connect({ address: world.services.temporal.address });
  try {
    const { workflow } = new TemporalClient({ connection });
    const countOf = async (query: string) => (await workflow.count(query)).count;
    const running = await world.count(`SELECT count(*) FROM invoice WHERE case_state = 'running'`);
    let seen = { failed: -1, running: -1, runs: -1 };
    const [first, most] = [
      await world.count('SELECT count(*) FROM invoice'),
      await world.count('SELECT coalesce(sum(case_run), 0) FROM invoice'),
    ];
    await untilReachable(
      'Temporal agrees',
      async () => {
        seen = {
          failed: await countOf('ExecutionStatus IN ("Failed", "Terminated", "TimedOut", "Canceled")'),
          running: await countOf('WorkflowType = "collectInvoice" AND ExecutionStatus = "Running"'),
          runs: await countOf('WorkflowType = "collectInvoice"'),
        };
        return seen.failed === 0 && seen.running === running && seen.runs >= first && seen.runs <= most;
      },
      undefined,
      500,
    ).catch(() => undefined);
    if (seen.failed === 0 && seen.running === running && seen.runs >= first && seen.runs <= most) return [];
    return [
      `Temporal has ${JSON.stringify(seen)}, the database ${running} running cases and between ${first} and ` +
        `${most} runs`,
    ];
  } finally {
    await connection.close();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
