import type { OutboxRow } from '../record/outbox.ts';

/** What a task is about: a customer, or a receipt whose payer is unknown. Each by its row id and its public id. */
export type TaskOwner =
  | { readonly customerRowId: string; readonly customerId: string }
  | { readonly receiptRowId: string; readonly receiptId: string };

/** The row id of the customer; null for a receipt whose payer is unknown. */
export function customerRowIdOf(owner: TaskOwner): string | null {
  return 'customerRowId' in owner ? owner.customerRowId : null;
}

/** The announcement of a task's opening or end, under the name of its owner. */
export function announcementOf(
  type: 'puntual.task.opened.v1' | 'puntual.task.completed.v1',
  owner: TaskOwner,
  data: Record<string, unknown>,
  at: Date,
): OutboxRow {
  const about = { target: 'kafka', kind: 'collections-event', type, at } as const;
  return 'customerId' in owner
    ? { ...about, customerId: owner.customerId, data: { ...data, customerId: owner.customerId } }
    : { ...about, receiptId: owner.receiptId, data: { ...data, receiptId: owner.receiptId } };
}
