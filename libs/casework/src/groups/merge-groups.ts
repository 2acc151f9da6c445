import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { type GroupedCustomer, readGroupedCustomers, writeMembership } from './group-rows.ts';
import { moveContact } from './move-contact.ts';

/** A merge of two customers (row ids), and who says so. */
export interface GroupMerge {
  readonly from: string;
  readonly into: string;
  readonly by: string;
}

/** The two customers and all who are in a group with one of them, as they are before the merge moves anything. */
export async function groupsBeforeMerge(
  tx: Tx,
  { from, into }: Pick<GroupMerge, 'from' | 'into'>,
): Promise<readonly GroupedCustomer[]> {
  const both = await readGroupedCustomers(tx, { customerRowIds: [from, into], groupRowIds: [] });
  const groupRowIds = both.flatMap(({ groupId }) => groupId ?? []);
  return readGroupedCustomers(tx, { customerRowIds: [from, into], groupRowIds });
}

/**
 * Takes a customer who was merged into another out of its group. The other joins that group, and pays for it if the
 * first did, unless it is in a group already. `before`: what `groupsBeforeMerge` read. Needs the locks of both
 * customers and of their groups, after the rows of the first have moved.
 */
export async function mergeGroups(
  tx: Tx,
  organization: OrganizationRef,
  { from, into, by, before }: GroupMerge & { readonly before: readonly GroupedCustomer[] },
  at: Date,
): Promise<void> {
  const first = before.find(({ id }) => id === from);
  const second = before.find(({ id }) => id === into);
  if (!first || !second || (first.groupId === null && second.groupId === null)) return;
  const change = { organizationId: organization.id, by, at };
  const { groupId } = first;
  if (groupId !== null) {
    const paysFor = first.contactedId === from;
    await writeMembership(tx, change, { customerRowId: from, groupRowId: null });
    if (second.groupId === null) await writeMembership(tx, change, { customerRowId: into, groupRowId: groupId });
    if (paysFor && (second.groupId ?? groupId) === groupId)
      await tx.customerGroup.updateMany({ where: { id: groupId, payerId: null }, data: { payerId: into } });
  }
  // The rows that moved were requested of whoever was contacted for the first customer.
  const moved = [...before.filter(({ id }) => id !== from), { ...second, contactedId: first.contactedId }];
  await moveContact(tx, organization, { before: moved, locked: [from, into] }, at);
}
