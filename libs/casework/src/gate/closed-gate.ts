import type { Reason } from '@puntual/domain/decide/decision';
import type { Database, Tx } from '@puntual/db/database';
import { contactWake, writeOutbox } from '../record/outbox.ts';
import { paymentsLag } from '../facts/payments-backlog.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Why no contact is allowed for a whole organization. `all-stopped`: a person stopped all contact; `feed-stale`: the
 * last heartbeat of a payment feed is too old; `backlog`: received payments still wait to be processed.
 */
export type GateCode = 'all-stopped' | 'feed-stale' | 'backlog';

/**
 * Where the next batch of waking begins: the cases of all invoices and the contacts of all customers up to these row
 * ids are woken. Null: all of them are.
 */
export interface WakeCursor {
  readonly invoiceAfter: string | null;
  readonly customerAfter: string | null;
}

/** Most cases, and most contacts, that one transaction wakes. */
const BATCH = 5000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
const FROM_THE_START: WakeCursor = { invoiceAfter: LOWEST_ID, customerAfter: LOWEST_ID };

/** The gate that a case or a message with this reason waits for; null when it waits for something else. */
export function gateOf(reason: Reason | null | undefined): GateCode | null {
  if (reason?.code === 'all-stopped') return 'all-stopped';
  if (reason?.code === 'feed-stale') return reason.completeUntil === null ? 'backlog' : 'feed-stale';
  return null;
}

/**
 * Records that a case or a message of the organization waits for the gate, and locks the record to the end of the
 * transaction. A case reads its facts once more after the call. The row lock orders the case and the transaction that
 * opens the gate: either the case reads that the gate is open, or that transaction finds the case waiting and wakes it.
 */
export async function waitForGate(tx: Tx, organizationId: string, code: GateCode): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO gate_wait (organization_id, code) VALUES (${organizationId}::uuid, ${code})
    ON CONFLICT (organization_id, code) DO UPDATE SET code = excluded.code`;
}

/**
 * Wakes the next batch of cases that wait for the gate, and of contacts with requested messages, in the transaction of
 * the caller, because the gate is open again. Returns where the next batch begins; null when all of them are woken.
 */
export async function wakeBatch(
  tx: Tx,
  organization: OrganizationRef,
  code: GateCode,
  { invoiceAfter, customerAfter }: WakeCursor = FROM_THE_START,
): Promise<WakeCursor | null> {
  await tx.$executeRaw`DELETE FROM gate_wait WHERE organization_id = ${organization.id}::uuid AND code = ${code}`;
  const invoices = invoiceAfter === null ? [] : await wakeWaitingCases(tx, organization, code, invoiceAfter);
  const customers = customerAfter === null ? [] : await wakeContacts(tx, organization, customerAfter);
  const next = { invoiceAfter: lastOfFullBatch(invoices), customerAfter: lastOfFullBatch(customers) };
  if (next.invoiceAfter === null && next.customerAfter === null) return null;
  // The record stays until the last batch, so that a backlog's remaining cases are woken even if this process ends now.
  await waitForGate(tx, organization.id, code);
  return next;
}

/**
 * Wakes the remaining cases and contacts from the cursor on, each batch in its own transaction. If the process ends
 * first, those not woken yet evaluate their facts on the next open day; those that wait for the backlog are woken by
 * the next call of `wakeAfterBacklog`.
 */
export async function wakeRemaining(
  database: Database,
  organization: OrganizationRef,
  code: GateCode,
  from: WakeCursor | null,
): Promise<void> {
  let cursor = from;
  while (cursor) {
    const at: WakeCursor = cursor;
    cursor = await database.inOrganization(organization.id, (tx) => wakeBatch(tx, organization, code, at));
  }
}

/**
 * Wakes the cases and contacts of all organizations that wait for the backlog, when no payment waits to be processed
 * any more; wakes none while one does. It relies on the database alone, so any ingest process can call it, whether or
 * not that process saw the backlog. A case whose feed is stale as well evaluates its facts and goes on waiting.
 */
export async function wakeAfterBacklog(database: Database): Promise<void> {
  const waiting = await database.shared.$queryRaw<{ id: string; slug: string }[]>`
    SELECT id, slug FROM waiting_for_gate('backlog')`;
  if (waiting.length === 0 || (await paymentsLag(database))) return;
  for (const organization of waiting) await wakeRemaining(database, organization, 'backlog', FROM_THE_START);
}

/**
 * Wakes the contacts of customers with requested messages, so that the gate is checked again for each: at most one
 * batch, in the order of the customers' row ids, from the one after `after` on. Returns the customers.
 */
export async function wakeContacts(
  tx: Tx,
  organization: OrganizationRef,
  after = LOWEST_ID,
): Promise<readonly { readonly id: string }[]> {
  const customers = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT c.id, c.customer_id
    FROM customer c
    WHERE c.organization_id = ${organization.id}::uuid AND c.id > ${after}::uuid
      AND EXISTS (SELECT 1 FROM step s WHERE s.customer_id = c.id AND s."do" = 'send' AND s.state = 'requested')
    ORDER BY c.id LIMIT ${BATCH}`;
  await writeOutbox(
    tx,
    organization,
    customers.map((row) => contactWake(organization, { id: row.id, customerId: row.customer_id })),
  );
  return customers;
}

// Cases store the reason `feed-stale` for a stale feed and for a backlog alike. Returns the invoices of the woken
// cases.
async function wakeWaitingCases(
  tx: Tx,
  organization: OrganizationRef,
  code: GateCode,
  after: string,
): Promise<readonly { readonly id: string }[]> {
  const reason = code === 'all-stopped' ? 'all-stopped' : 'feed-stale';
  // The IN condition repeats that of the partial index; without it the planner does not use the index.
  const invoices = await tx.$queryRaw<{ id: string }[]>`
    SELECT id
    FROM invoice
    WHERE organization_id = ${organization.id}::uuid AND id > ${after}::uuid AND case_state = 'running'
      AND next_action->'reasons'->0->>'code' IN ('feed-stale','all-stopped')
      AND next_action->'reasons'->0->>'code' = ${reason}
    ORDER BY id LIMIT ${BATCH}`;
  await wakeCases(
    tx,
    organization,
    invoices.map((row) => row.id),
    { signal: 'hold', detail: { gate: reason, released: 'yes' } },
  );
  return invoices;
}

function lastOfFullBatch(rows: readonly { readonly id: string }[]): string | null {
  return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
}
