import type { Reason } from '@puntual/domain/decide/reason';
import type { Database, Tx } from '@puntual/db/database';
import { writeOutbox } from '../record/outbox.ts';
import { paymentsLag } from '../facts/payments-backlog.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** What an organization's cases wait for: that contact is allowed again, that a feed vouches again, that the payments which wait are taken. */
export type GateCode = 'all-stopped' | 'feed-stale' | 'backlog';

/** How far the waking has come: all invoices and customers up to these row ids are told. */
export interface WakeCursor {
  readonly invoiceAfter: string | null;
  readonly customerAfter: string | null;
}

/** Most cases, and most customers, that one transaction tells. */
const SLICE = 5000;
const START = '00000000-0000-0000-0000-000000000000';
const FROM_THE_START: WakeCursor = { invoiceAfter: START, customerAfter: START };

/** The gate that a case or a message waits for by this reason; null when it waits for something else. */
export function gateOf(reason: Reason | null | undefined): GateCode | null {
  switch (reason?.code) {
    case 'all-stopped':
      return 'all-stopped';
    case 'feed-stale':
      return reason.completeUntil === null ? 'backlog' : 'feed-stale';
    default:
      return null;
  }
}

/**
 * Says that somebody waits for the gate, to the end of the transaction beside whoever opens it: an opening that is under way is waited for, one that comes meanwhile
 * waits and finds whoever waits. So a case that is about to wait says it first, looks once more, and is never forgotten.
 */
export async function waitForGate(tx: Tx, organizationId: string, code: GateCode): Promise<void> {
  await tx.$executeRaw`INSERT INTO gate_wait (organization_id, code) VALUES (${organizationId}::uuid, ${code}) ON CONFLICT (organization_id, code) DO UPDATE SET code = excluded.code`;
}

/**
 * Tells a slice of the cases that wait for the gate, and of the customers with messages that wait for it, that it is open again. Returns where the next
 * slice begins, or null when nobody is left.
 */
export async function wakeSlice(
  tx: Tx,
  organization: OrganizationRef,
  code: GateCode,
  { invoiceAfter, customerAfter }: WakeCursor = FROM_THE_START,
): Promise<WakeCursor | null> {
  await tx.$executeRaw`DELETE FROM gate_wait WHERE organization_id = ${organization.id}::uuid AND code = ${code}`;
  const reason = code === 'all-stopped' ? 'all-stopped' : 'feed-stale';
  // The first condition is the partial index's own; without it the planner does not use it.
  const cases =
    invoiceAfter === null
      ? []
      : await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invoice WHERE organization_id = ${organization.id}::uuid AND id > ${invoiceAfter}::uuid AND case_state = 'running'
      AND next_action->'reasons'->0->>'code' IN ('feed-stale','all-stopped') AND next_action->'reasons'->0->>'code' = ${reason} ORDER BY id LIMIT ${SLICE}`;
  await wakeCases(
    tx,
    organization,
    cases.map((row) => row.id),
    'hold',
    { gate: reason, released: 'yes' },
  );
  const customers = customerAfter === null ? [] : await pokeCustomers(tx, organization, customerAfter);
  const next = { invoiceAfter: lastOf(cases), customerAfter: lastOf(customers) };
  if (next.invoiceAfter === null && next.customerAfter === null) return null;
  // The rest waits still, also when this process does not come to tell it.
  await waitForGate(tx, organization.id, code);
  return next;
}

/** Tells the rest, slice by slice in transactions of their own. Whoever is not told, because the process ends, looks by themselves on the next open day; a backlog's are told by the next watch. */
export async function wakeRest(
  database: Database,
  organization: OrganizationRef,
  code: GateCode,
  from: WakeCursor | null,
): Promise<void> {
  let cursor = from;
  while (cursor) {
    const at: WakeCursor = cursor;
    cursor = await database.inOrganization(organization.id, (tx) => wakeSlice(tx, organization, code, at));
  }
}

/**
 * Tells whoever waits for payments to be taken, of all organizations, once none wait any more; while some do, nobody. Goes by what the database says alone, so that it does not
 * matter which process saw the gate close, or whether it lives. Where a feed is too old besides, cases look and wait on.
 */
export async function wakeAfterBacklog(database: Database): Promise<void> {
  const waiting = await database.shared.$queryRaw<
    { id: string; slug: string }[]
  >`SELECT o.id, o.slug FROM gate_wait w JOIN organization o ON o.id = w.organization_id WHERE w.code = 'backlog' ORDER BY o.id`;
  if (waiting.length === 0 || (await paymentsLag(database))) return;
  for (const organization of waiting) await wakeRest(database, organization, 'backlog', FROM_THE_START);
}

/** Makes the gate look again at every customer for whom something is to be sent: at most a slice, in the order of their row ids. Returns those told. */
export async function pokeCustomers(
  tx: Tx,
  organization: OrganizationRef,
  after = START,
): Promise<readonly { readonly id: string }[]> {
  const customers = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT c.id, c.customer_id FROM customer c WHERE c.organization_id = ${organization.id}::uuid AND c.id > ${after}::uuid
      AND EXISTS (SELECT 1 FROM step s WHERE s.customer_id = c.id AND s."do" = 'send' AND s.state = 'requested') ORDER BY c.id LIMIT ${SLICE}`;
  await writeOutbox(
    tx,
    organization,
    customers.map((row) => ({
      target: 'temporal',
      kind: 'poke-contact',
      subject: { organizationId: organization.id, slug: organization.slug, id: row.id, customerId: row.customer_id },
    })),
  );
  return customers;
}

function lastOf(rows: readonly { readonly id: string }[]): string | null {
  return rows.length < SLICE ? null : (rows.at(-1)?.id ?? null);
}
