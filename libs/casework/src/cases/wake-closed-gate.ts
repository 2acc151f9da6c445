import type { Database, Tx } from '@puntual/db/database';
import { writeOutbox } from '../outbox.ts';
import { wakeCases } from './wake-cases.ts';

/** What closes an organization's gate for all its cases. */
export type GateCode = 'all-stopped' | 'feed-stale';

/** How far the waking has come: all invoices and customers up to these row ids are told. */
export interface WakeCursor {
  readonly invoiceAfter: string | null;
  readonly customerAfter: string | null;
}

/** Most cases, and most customers, that one transaction tells. */
const SLICE = 5000;
const START = '00000000-0000-0000-0000-000000000000';
const FROM_THE_START: WakeCursor = { invoiceAfter: START, customerAfter: START };

/**
 * Tells a slice of the cases that wait for the gate, and of the customers with messages that wait for it, that it is open again. Returns where the next
 * slice begins, or null when nobody is left.
 */
export async function wakeSlice(tx: Tx, organization: { readonly id: string; readonly slug: string }, code: GateCode, { invoiceAfter, customerAfter }: WakeCursor = FROM_THE_START): Promise<WakeCursor | null> {
  // The first condition is the partial index's own; without it the planner does not use it.
  const cases = invoiceAfter === null ? [] : await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invoice WHERE organization_id = ${organization.id}::uuid AND id > ${invoiceAfter}::uuid AND case_state = 'running'
      AND next_action->'reasons'->0->>'code' IN ('feed-stale','all-stopped') AND next_action->'reasons'->0->>'code' = ${code} ORDER BY id LIMIT ${SLICE}`;
  await wakeCases(tx, organization, cases.map((row) => row.id), 'hold', { gate: code, released: 'yes' });
  const customers = customerAfter === null ? [] : await pokeCustomers(tx, organization, customerAfter);
  const next = { invoiceAfter: lastOf(cases), customerAfter: lastOf(customers) };
  return next.invoiceAfter === null && next.customerAfter === null ? null : next;
}

/** Tells the rest, slice by slice in transactions of their own. Whoever is not told, because the process ends, looks by themselves on the next open day. */
export async function wakeRest(database: Database, organization: { readonly id: string; readonly slug: string }, code: GateCode, from: WakeCursor | null): Promise<void> {
  let cursor = from;
  while (cursor) {
    const at: WakeCursor = cursor;
    cursor = await database.inOrganization(organization.id, (tx) => wakeSlice(tx, organization, code, at));
  }
}

/** Payments of all organizations waited to be taken, and now none do: whoever waited for them is told. Where a feed is too old besides, cases look and wait on. */
export async function wakeAfterBacklog(database: Database): Promise<void> {
  const organizations = await database.shared.organization.findMany({ select: { id: true, slug: true }, orderBy: { id: 'asc' } });
  for (const organization of organizations) await wakeRest(database, organization, 'feed-stale', FROM_THE_START);
}

/** Makes the gate look again at every customer for whom something is to be sent: at most a slice, in the order of their row ids. Returns those told. */
export async function pokeCustomers(tx: Tx, organization: { readonly id: string; readonly slug: string }, after = START): Promise<readonly { readonly id: string }[]> {
  const customers = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT c.id, c.customer_id FROM customer c WHERE c.organization_id = ${organization.id}::uuid AND c.id > ${after}::uuid
      AND EXISTS (SELECT 1 FROM step s WHERE s.customer_id = c.id AND s."do" = 'send' AND s.state = 'requested') ORDER BY c.id LIMIT ${SLICE}`;
  await writeOutbox(tx, organization, customers.map((row) => ({ target: 'temporal', kind: 'poke-contact', subject: { organizationId: organization.id, slug: organization.slug, id: row.id, customerId: row.customer_id } })));
  return customers;
}

function lastOf(rows: readonly { readonly id: string }[]): string | null {
  return rows.length < SLICE ? null : rows.at(-1)?.id ?? null;
}
