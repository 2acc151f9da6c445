import { type EndOf, taskKinds, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { Tx } from '@puntual/db/database';
import { settleAmbiguous } from '../contact/settle-ambiguous.ts';
import { judgeCredit } from '../credit/judge-credit.ts';
import { groupsBeforeMerge, mergeGroups } from '../groups/merge-groups.ts';
import { lockOrCreateCustomers } from '../ledger/customer-books.ts';
import { placeWaitingMoney } from '../ledger/place-waiting-money.ts';
import { writeAudit } from '../record/audit.ts';
import { CustomersMerged, lockCustomers } from '../record/lock-customer.ts';
import type { Organization } from '../record/organization.ts';
import { contactWake, writeOutbox } from '../record/outbox.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { type EndingTask, endTasks } from '../tasks/end-task.ts';
import { copySubjects } from '../tasks/move-tasks.ts';
import { moveRows } from './move-customer-rows.ts';
import type { EventRefusal } from './verdict.ts';

/** Which customer (the ERP's id) is merged into which other one, and who says so. */
export interface Merge {
  readonly from: string;
  readonly into: string;
  readonly actor: string;
}

/** A customer as a merge needs it. */
interface MergingCustomer {
  readonly id: string;
  readonly customer_id: string;
  readonly merged_into: string | null;
}

/**
 * Merges one customer into another: invoices, payments, holds, steps, tasks, messages, contacts, opt-outs and
 * remembered accounts become the other's, money that waited finds its invoices, and all cases decide again. A message
 * of the first customer that is being sent is settled as ambiguous, so that it is never sent twice. A customer that is
 * not known yet gets a provisional row. Null: merged, now or before. Refuses a merge into itself, and one that
 * contradicts an earlier one. Locks both customers in the order of their row ids; throws a CustomersMerged when one of
 * them was merged meanwhile.
 */
export async function mergeCustomers(
  tx: Tx,
  organization: Organization,
  { from, into, actor }: Merge,
  now: Date,
): Promise<EventRefusal | null> {
  const known = await readOrCreate(tx, organization, [from, into].sort(), now);
  const first = known.get(from);
  const named = known.get(into);
  if (!first || !named) throw new Error('a customer to merge is always known or created');
  const second = named.merged_into === null ? named : await readCustomer(tx, named.merged_into);
  if (second.id === first.id)
    return from === into
      ? { code: 'merged-into-itself', values: { customerId: from } }
      : { code: 'merged-the-other-way', values: { from: into, into: from } };
  if (first.merged_into !== null)
    return first.merged_into === second.id
      ? null
      : {
          code: 'merged-elsewhere',
          values: { from, into: (await readCustomer(tx, first.merged_into)).customer_id },
        };
  await lockBoth(tx, first, second);
  await settleMessageOf(tx, organization, first, now);
  await joinTasks(tx, organization, { first, second, actor }, now);
  const grouped = await groupsBeforeMerge(tx, { from: first.id, into: second.id });
  await moveRows(tx, organization.id, { from: first.id, into: second.id, intoId: second.customer_id }, now);
  await mergeGroups(tx, organization, { from: first.id, into: second.id, by: actor, before: grouped }, now);
  await noteMerge(tx, organization.id, { first, second, actor }, now);
  await placeWaitingMoney(tx, organization, second.id, now);
  await judgeCredit(tx, organization, [second.id], now);
  await wakeBoth(tx, organization, first, second);
  return null;
}

async function readOrCreate(
  tx: Tx,
  organization: Organization,
  customerIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, MergingCustomer>> {
  const read = () =>
    tx.$queryRaw<MergingCustomer[]>`
      SELECT id, customer_id, merged_into FROM customer WHERE customer_id = ANY(${customerIds as string[]})`;
  let rows = await read();
  if (rows.length < new Set(customerIds).size) {
    const missing = [...new Set(customerIds)].filter((id) => !rows.some((row) => row.customer_id === id));
    await lockOrCreateCustomers(tx, organization, { ids: missing }, now);
    rows = await read();
  }
  return new Map(rows.map((row) => [row.customer_id, row]));
}

async function readCustomer(tx: Tx, id: string): Promise<MergingCustomer> {
  const [row] = await tx.$queryRaw<MergingCustomer[]>`
    SELECT id, customer_id, merged_into FROM customer WHERE id = ${id}::uuid`;
  if (!row) throw new Error(`there is no customer ${id}`);
  return row;
}

async function lockBoth(tx: Tx, first: MergingCustomer, second: MergingCustomer): Promise<void> {
  await lockCustomers(tx, [first.id, second.id]);
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM customer WHERE id IN (${first.id}::uuid, ${second.id}::uuid) AND merged_into IS NOT NULL`;
  if (rows.length > 0) throw new CustomersMerged();
}

// Its workflow may be waiting for the provider's answer, which settles the message by its id.
async function settleMessageOf(
  tx: Tx,
  organization: Organization,
  customer: MergingCustomer,
  now: Date,
): Promise<void> {
  const message = await tx.message.findFirst({ where: { customerId: customer.id, state: 'reserved' } });
  if (!message) return;
  const ref = { organizationId: organization.id, slug: organization.slug, customerRowId: customer.id };
  await settleAmbiguous(tx, ref, { messageId: message.id, reason: 'facts-changed-while-sending' }, now.getTime());
}

interface Merging {
  readonly first: MergingCustomer;
  readonly second: MergingCustomer;
  readonly actor: string;
}

/** The kinds of task that a merge can end, because the second customer's task takes over. */
type JoinedKind = { [K in TaskKind]: 'merged' extends EndOf<K> ? K : never }[TaskKind];

// Of a kind (and reason) of which a customer has one open task at most, the second customer's goes on with the invoices
// and contacts of both.
async function joinTasks(
  tx: Tx,
  organization: Organization,
  { first, second, actor }: Merging,
  now: Date,
): Promise<void> {
  const kinds = Object.entries(taskKinds).flatMap(([kind, rule]) => (rule.onePerCustomer ? [kind as TaskKind] : []));
  const open = await tx.task.findMany({
    where: { customerId: { in: [first.id, second.id] }, kind: { in: kinds }, state: { not: 'done' } },
    select: { id: true, kind: true, customerId: true, reason: true },
  });
  const owner = { customerRowId: first.id, customerId: first.customer_id };
  const ending: EndingTask[] = [];
  for (const task of open.filter((each) => each.customerId === first.id)) {
    const joined = open.find(
      (each) => each.customerId === second.id && each.kind === task.kind && each.reason === task.reason,
    );
    if (!joined) continue;
    await copySubjects(tx, { from: task.id, into: joined.id });
    ending.push({ kind: task.kind as JoinedKind, outcome: 'merged', taskId: task.id, owner });
  }
  await endTasks(tx, organization, ending, { by: actor, at: now });
}

async function noteMerge(tx: Tx, organizationId: string, { first, second, actor }: Merging, now: Date): Promise<void> {
  await writeAudit(
    tx,
    organizationId,
    [first.id, second.id].map((customerRowId) => ({
      at: now,
      kind: 'customer.merged',
      actor,
      customerRowId,
      invoiceRowId: null,
      data: { from: first.customer_id, into: second.customer_id },
    })),
  );
}

// The first customer's workflow, if it runs, finds nothing to send and ends.
async function wakeBoth(
  tx: Tx,
  organization: Organization,
  first: MergingCustomer,
  second: MergingCustomer,
): Promise<void> {
  const cases = await tx.invoice.findMany({
    where: { customerId: second.id, caseState: 'running' },
    select: { id: true },
  });
  const cause = { signal: 'amendment', detail: { customer: 'merged' } } as const;
  await wakeCases(
    tx,
    organization,
    cases.map((row) => row.id),
    cause,
  );
  const requested = await tx.step.count({ where: { customerId: second.id, do: 'send', state: 'requested' } });
  if (requested === 0) return;
  await writeOutbox(
    tx,
    organization,
    [first, second].map((row) => contactWake(organization, { id: row.id, customerId: row.customer_id })),
  );
}
