import { z } from 'zod';
import type { Tx } from '@puntual/db/database';

const stepSchema = z.object({ state: z.string(), reason: z.string().nullable(), messageId: z.string().nullable() });

/** What the outcome of a task changed, by row ids: what taking it back undoes. */
export const effectsSchema = z.object({
  holdsOpened: z.array(z.string()),
  holdsReleased: z.array(z.string()),
  tasksOpened: z.array(z.string()),
  /** Tasks that were open before, to which invoices or contacts were added. */
  tasksJoined: z.array(z.string()),
  /** What was added to them; older versions did not note it. */
  joined: z
    .array(z.object({ taskId: z.string(), invoiceRowIds: z.array(z.string()), contactIds: z.array(z.string()) }))
    .default([]),
  stepsRequested: z.array(z.string()),
  stepsChanged: z.array(z.object({ id: z.string(), before: stepSchema, after: stepSchema })),
  placements: z.array(z.object({ id: z.string(), before: z.string(), after: z.string() })),
  /** Addresses that count as usable again. */
  addressesRevived: z.array(
    z.object({
      channel: z.string(),
      address: z.string(),
      why: z.string(),
      times: z.number(),
      since: z.string(),
      lastOn: z.string(),
    }),
  ),
  /** Whether a message was settled: that cannot be taken back. */
  settledMessage: z.boolean(),
});
export type Effects = z.infer<typeof effectsSchema>;

type StepState = z.infer<typeof stepSchema>;

/** The invoices (row ids) and the contacts (the ERP's ids) that a task is about. */
interface TaskSubjects {
  readonly invoices: ReadonlySet<string>;
  readonly contacts: ReadonlySet<string>;
}

/** The rows of a customer that outcomes change, as they are at one moment. */
interface Snapshot {
  readonly holds: ReadonlySet<string>;
  readonly tasks: ReadonlyMap<string, TaskSubjects>;
  readonly steps: ReadonlyMap<string, StepState>;
  readonly placements: ReadonlyMap<string, string>;
  readonly addresses: ReadonlyMap<string, Effects['addressesRevived'][number]>;
  readonly ambiguous: number;
}

/**
 * Runs `work`, which ends a task of the customer (row id) under the customer's lock, and returns what it changed,
 * with its result.
 */
export async function recordingEffects<T>(
  tx: Tx,
  customerRowId: string,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly effects: Effects }> {
  const before = await snapshot(tx, customerRowId);
  const done = await work();
  const after = await snapshot(tx, customerRowId);
  const stepsNow = await readSteps(tx, [...before.steps.keys()]);
  const placementsNow = await readPlacements(tx, [...before.placements.keys()]);
  const missing = (a: Iterable<string>, b: { has(id: string): boolean }) => [...a].filter((id) => !b.has(id));
  const joined = [...after.tasks].flatMap(([taskId, { invoices, contacts }]) => {
    const known = before.tasks.get(taskId);
    if (!known) return [];
    const added = {
      taskId,
      invoiceRowIds: missing(invoices, known.invoices),
      contactIds: missing(contacts, known.contacts),
    };
    return added.invoiceRowIds.length + added.contactIds.length > 0 ? [added] : [];
  });
  return {
    done,
    effects: {
      holdsOpened: missing(after.holds, before.holds),
      holdsReleased: missing(before.holds, after.holds),
      tasksOpened: missing(after.tasks.keys(), before.tasks),
      tasksJoined: joined.map(({ taskId }) => taskId),
      joined,
      stepsRequested: missing(after.steps.keys(), before.steps),
      stepsChanged: [...before.steps].flatMap(([id, was]) => {
        const is = stepsNow.get(id);
        return is && JSON.stringify(is) !== JSON.stringify(was) ? [{ id, before: was, after: is }] : [];
      }),
      placements: [...before.placements].flatMap(([id, was]) => {
        const is = placementsNow.get(id);
        return is !== undefined && is !== was ? [{ id, before: was, after: is }] : [];
      }),
      addressesRevived: [...before.addresses].flatMap(([key, mark]) => (after.addresses.has(key) ? [] : [mark])),
      settledMessage: after.ambiguous !== before.ambiguous,
    },
  };
}

async function snapshot(tx: Tx, customerRowId: string): Promise<Snapshot> {
  const [row] = await tx.$queryRaw<
    {
      holds: string[] | null;
      tasks: { id: string; invoices: string[]; contacts: string[] }[] | null;
      steps: ({ id: string } & StepState)[] | null;
      placements: { id: string; state: string }[] | null;
      addresses: Effects['addressesRevived'] | null;
      ambiguous: bigint;
    }[]
  >`
    SELECT
      (SELECT jsonb_agg(h.id) FROM hold h
        WHERE h.organization_id = c.organization_id AND h.customer_id = c.id AND h.released_at IS NULL) AS holds,
      (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'contacts', t.contact_ids, 'invoices', ARRAY(
          SELECT ti.invoice_id FROM task_invoice ti WHERE ti.task_id = t.id)))
        FROM task t
        WHERE t.organization_id = c.organization_id AND t.customer_id = c.id AND t.state <> 'done') AS tasks,
      (SELECT jsonb_agg(jsonb_build_object(
          'id', s.id, 'state', s.state, 'reason', s.reason, 'messageId', s.message_id))
        FROM step s
        WHERE s.organization_id = c.organization_id AND s.customer_id = c.id
          AND s.state IN ('requested', 'failed')) AS steps,
      (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'state', p.state))
        FROM placement p
        WHERE p.organization_id = c.organization_id AND p.customer_id = c.id
          AND p.state IN ('proposed', 'approved')) AS placements,
      (SELECT jsonb_agg(jsonb_build_object('channel', u.channel, 'address', u.address, 'why', u.why,
          'times', u.times, 'since', u.since, 'lastOn', u.last_on))
        FROM unreached_address u
        WHERE u.organization_id = c.organization_id AND u.customer_id = c.id) AS addresses,
      (SELECT count(*) FROM message m
        WHERE m.organization_id = c.organization_id AND m.customer_id = c.id AND m.state = 'ambiguous') AS ambiguous
    FROM customer c
    WHERE c.id = ${customerRowId}::uuid`;
  return {
    holds: new Set(row?.holds ?? []),
    tasks: new Map(
      (row?.tasks ?? []).map(({ id, invoices, contacts }) => [
        id,
        { invoices: new Set(invoices), contacts: new Set(contacts) },
      ]),
    ),
    steps: new Map((row?.steps ?? []).map(({ id, state, reason, messageId }) => [id, { state, reason, messageId }])),
    placements: new Map((row?.placements ?? []).map(({ id, state }) => [id, state])),
    addresses: new Map((row?.addresses ?? []).map((mark) => [`${mark.channel}/${mark.address}`, mark])),
    ambiguous: Number(row?.ambiguous ?? 0n),
  };
}

async function readSteps(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, StepState>> {
  const rows = await tx.step.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, state: true, reason: true, messageId: true },
  });
  return new Map(rows.map(({ id, state, reason, messageId }) => [id, { state, reason, messageId }]));
}

async function readPlacements(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.placement.findMany({ where: { id: { in: [...ids] } }, select: { id: true, state: true } });
  return new Map(rows.map(({ id, state }) => [id, state]));
}
