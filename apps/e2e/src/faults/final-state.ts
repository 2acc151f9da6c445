import { Client as TemporalClient, Connection } from '@temporalio/client';
import type { Client } from 'pg';
import { withClient } from '@puntual/sandbox/prepare-database';
import { breachesInDatabase, breachesInOutbox } from '../support/invariants.ts';
import { outboxItems } from '../support/outbox-items.ts';
import { unrest } from '@puntual/testing/database/until-idle';
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

/** Compares the final state with the loads and returns the differences as sentences; empty when all is well. */
export async function wrongAtTheEnd(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  return [
    ...(await brokenRules(world)),
    ...(await wrongInvoices(world, loads)),
    ...(await wrongCredit(world, loads)),
    ...(await wrongCounts(world, loads)),
    ...(await wrongMessages(world, loads)),
    ...(await wrongInTemporal(world)),
  ];
}

async function brokenRules(world: FaultWorld): Promise<string[]> {
  const items = await outboxItems(world.stack.outboxUrl);
  return [
    ...(await breachesInDatabase(world.ownerUrl, 0)),
    ...(await breachesInOutbox(world.ownerUrl, () => Promise.resolve(items))),
    ...acceptedTwice(items).map((subject) => ({ rule: 'each message is accepted once', subject })),
  ].map(({ rule, subject }) => `${rule}: ${subject}`);
}

async function wrongInvoices(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  const rows = await world.ask<{ id: string; open: string; status: string }>(
    `SELECT invoice_id AS id, to_char(open_minor / 100.0, 'FM999999990.00') AS open, status FROM invoice`,
  );
  const invoices = new Map(rows.map((row) => [row.id, row]));
  return loads
    .flatMap((load) => [...load.expected.invoices])
    .flatMap(([id, wanted]) => {
      const found = invoices.get(id);
      if (found?.open === wanted.open && found.status === wanted.status) return [];
      const state = found ? `${found.open} ${found.status}` : 'missing';
      return [`invoice ${id}: ${state} instead of ${wanted.open} ${wanted.status}`];
    });
}

async function wrongCredit(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  const rows = await world.ask<{ id: string; minor: string }>(
    `
      SELECT c.customer_id AS id, sum(p.unallocated_minor)::text AS minor
      FROM payment p
      JOIN customer c ON c.id = p.customer_id
      WHERE p.status = 'received'
      GROUP BY c.customer_id
      HAVING sum(p.unallocated_minor) > 0`,
  );
  const credit = new Map(rows.map((row) => [row.id, Number(row.minor)]));
  const wanted = new Map(loads.flatMap((load) => [...load.expected.creditMinor]));
  return [...new Set([...credit.keys(), ...wanted.keys()])]
    .filter((id) => credit.get(id) !== wanted.get(id))
    .map((id) => `credit of ${id}: ${credit.get(id) ?? 0} instead of ${wanted.get(id) ?? 0}`);
}

// Compares the numbers of accepted events and of dead letters.
async function wrongCounts(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  const accepted = await world.count('SELECT count(*) FROM inbox');
  const events = sum(loads.map((load) => load.expected.events));
  const dead = await distinctDeadLetters(world);
  const wanted = sum(loads.map((load) => load.expected.deadLetters));
  return [
    ...(accepted === events ? [] : [`${accepted} events taken instead of ${events}`]),
    ...(dead === wanted ? [] : [`${dead} dead letters instead of ${wanted}`]),
  ];
}

// Exactly one message was sent about each invoice of a customer who never pays.
async function wrongMessages(world: FaultWorld, loads: readonly Load[]): Promise<string[]> {
  const rows = await world.ask<{ id: string; count: string }>(
    `
      SELECT i.invoice_id AS id, count(*) AS count
      FROM step s
      JOIN invoice i ON i.id = s.invoice_id
      WHERE s.state = 'sent'
        AND s.step_id = 'due-today'
      GROUP BY i.invoice_id`,
  );
  const sent = new Map(rows.map((row) => [row.id, Number(row.count)]));
  const wrong: string[] = [];
  for (const id of loads.flatMap((load) => load.expected.chased))
    if (sent.get(id) !== 1)
      wrong.push(`${sent.get(id) ?? 0} messages for ${id} instead of 1: ${await storyOf(world, id)}`);
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
