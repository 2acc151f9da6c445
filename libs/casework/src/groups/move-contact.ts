import type { Tx } from '@puntual/db/database';
import { retryUnreachableSteps } from '../contact/retry-unreachable-steps.ts';
import { wakeContact } from '../contact/wake-contact.ts';
import { giveHoldsToDebtors } from '../holds/change-holds.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeOpenCases } from '../record/wake-cases.ts';
import { type GroupedCustomer, readGroupedCustomers } from './group-rows.ts';
import { regroupCalls } from './regroup-calls.ts';

/**
 * Moves what is under way to the customers who are contacted now, for all customers of `before` (as they were before
 * the change) whose contact changed: requested messages, open calls, and messages that reached nobody. Wakes their
 * cases and the contacts concerned. A message that is being sent stays with the customer whom it goes to: the gate
 * finds its facts changed before another try. `locked`: the customers (row ids) whose rows the transaction has locked;
 * one of them who is contacted alone again keeps the distance to the group's last reminder.
 */
export async function moveContact(
  tx: Tx,
  organization: OrganizationRef,
  { before, locked }: { readonly before: readonly GroupedCustomer[]; readonly locked: readonly string[] },
  at: Date,
): Promise<void> {
  const after = await readGroupedCustomers(tx, { customerRowIds: before.map(({ id }) => id), groupRowIds: [] });
  const moved = before.flatMap((was) => {
    const now = after.find(({ id }) => id === was.id);
    return now && was.contactedId !== now.contactedId ? [{ ...now, wasContactedId: was.contactedId }] : [];
  });
  if (moved.length === 0) return;
  const ids = [...new Set(moved.map(({ id }) => id))];
  await moveRequests(tx, ids);
  await giveHoldsToDebtors(tx, ids);
  for (const { id, wasContactedId, contactedId } of moved)
    if (contactedId === id && locked.includes(id)) await keepDistance(tx, id, wasContactedId);
  const alone = moved.filter(({ id, wasContactedId }) => wasContactedId === id);
  for (const { id } of alone) await retryUnreachableSteps(tx, organization, id, at);
  await regroupCalls(tx, organization, moved, at);
  for (const id of ids)
    await wakeOpenCases(tx, organization, id, { signal: 'amendment', detail: { customer: 'grouped' } });
  for (const id of new Set(moved.flatMap(({ wasContactedId, contactedId }) => [wasContactedId, contactedId])))
    await wakeContact(tx, organization, id);
}

// What a customer asked for itself stays with that customer.
async function moveRequests(tx: Tx, customerRowIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step s SET customer_id = coalesce(g.payer_id, c.id)
    FROM invoice i JOIN customer c ON c.id = i.customer_id LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE i.customer_id = ANY(${customerRowIds as string[]}::uuid[]) AND s.invoice_id = i.id
      AND s.organization_id = i.organization_id AND s."do" = 'send' AND s.state = 'requested' AND s.asked_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = s.message_id AND m.state = 'reserved')`;
  await tx.$executeRaw`
    UPDATE step s SET state = 'dropped', reason = 'contact-data-mended'
    FROM invoice i
    WHERE i.customer_id = ANY(${customerRowIds as string[]}::uuid[]) AND s.invoice_id = i.id
      AND s.organization_id = i.organization_id AND s.state = 'failed' AND s.reason = 'no-way-to-reach'
      AND s.asked_id IS NULL`;
}

async function keepDistance(tx: Tx, customerRowId: string, payerRowId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE customer c SET last_reminder_on = greatest(c.last_reminder_on, p.last_reminder_on)
    FROM customer p
    WHERE c.id = ${customerRowId}::uuid AND p.id = ${payerRowId}::uuid`;
}
