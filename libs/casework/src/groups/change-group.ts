import type { EventRefusals } from '@puntual/domain/refusals/events';
import type { ReasonOf } from '@puntual/domain/refusals/refusal';
import type { Tx } from '@puntual/db/database';
import { type AuditRow, writeAudit } from '../record/audit.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { type GroupedCustomer, readGroupedCustomers, writeMembership } from './group-rows.ts';
import { moveContact } from './move-contact.ts';

/** Most customers of one group. */
export const MOST_MEMBERS = 200;

/** The group that a customer is to be in. */
export interface WantedGroup {
  /** The ERP's id. */
  readonly key: string;
  /** Left out: the name stays. */
  readonly name?: string | undefined;
  /** The customer (row id) who pays for the group and joins it. Left out: the payer stays. */
  readonly payerRowId?: string | undefined;
}

/** Which group a customer (row id) is to be in from now on (null: none), and who says so. */
export interface NewGroup {
  readonly customerRowId: string;
  readonly group: WantedGroup | null;
  readonly by: string;
}

/**
 * Puts a customer into a group, or takes it out of the one that it is in; a customer is in one group at a time. From
 * now on the group's payer is contacted for all its customers: messages that are requested and open calls move, and the
 * cases concerned are evaluated again. Invoices, stages, holds and history stay with their customers. Needs the locks
 * of the customer, of the payer and of the groups that both are in and the wanted one, which exists
 * (`lockOrCreateCustomers`). Refuses a group that is full.
 */
export async function changeGroup(
  tx: Tx,
  organization: OrganizationRef,
  { customerRowId, group, by }: NewGroup,
  at: Date,
): Promise<ReasonOf<Pick<EventRefusals, 'group-full'>> | null> {
  const wanted = group && (await tx.customerGroup.findFirstOrThrow({ where: { key: group.key } }));
  const payerRowId = group?.payerRowId;
  const moving = [customerRowId, ...(payerRowId === undefined ? [] : [payerRowId])];
  const own = await readGroupedCustomers(tx, { customerRowIds: moving, groupRowIds: [] });
  const groupRowIds = [...own.map(({ groupId }) => groupId), wanted?.id ?? null].filter((id) => id !== null);
  const before = await readGroupedCustomers(tx, { customerRowIds: moving, groupRowIds });
  const joining = before.filter(({ id, groupId }) => moving.includes(id) && groupId !== (wanted?.id ?? null));
  if (wanted && before.filter(({ groupId }) => groupId === wanted.id).length + joining.length > MOST_MEMBERS)
    return { code: 'group-full', values: { groupId: wanted.key, most: MOST_MEMBERS } };
  const change = { organizationId: organization.id, by, at };
  for (const { id } of joining)
    await writeMembership(tx, change, { customerRowId: id, groupRowId: wanted?.id ?? null });
  const newPayer = wanted && payerRowId !== undefined && wanted.payerId !== payerRowId ? payerRowId : null;
  if (wanted && (newPayer !== null || (group.name !== undefined && group.name !== wanted.name)))
    await tx.customerGroup.update({
      where: { id: wanted.id },
      data: {
        ...(newPayer === null ? {} : { payerId: newPayer }),
        ...(group.name === undefined ? {} : { name: group.name }),
      },
    });
  if (joining.length === 0 && newPayer === null) return null;
  await noteChange(tx, change, { joining, key: wanted?.key ?? null, newPayer });
  await moveContact(tx, organization, { before, locked: moving }, at);
  return null;
}

async function noteChange(
  tx: Tx,
  { organizationId, by, at }: { readonly organizationId: string; readonly by: string; readonly at: Date },
  change: {
    readonly joining: readonly GroupedCustomer[];
    readonly key: string | null;
    readonly newPayer: string | null;
  },
): Promise<void> {
  const { joining, key, newPayer } = change;
  const left = await tx.customerGroup.findMany({
    where: { id: { in: joining.flatMap(({ groupId }) => groupId ?? []) } },
    select: { id: true, key: true },
  });
  const row = { at, actor: by, invoiceRowId: null };
  const rows = joining.flatMap(({ id, groupId }): AuditRow[] => {
    const from = left.find((each) => each.id === groupId)?.key;
    return [
      ...(from === undefined
        ? []
        : [{ ...row, kind: 'customer.group-left' as const, customerRowId: id, data: { groupId: from } }]),
      ...(key === null
        ? []
        : [{ ...row, kind: 'customer.group-joined' as const, customerRowId: id, data: { groupId: key } }]),
    ];
  });
  if (newPayer !== null && key !== null)
    rows.push({ ...row, kind: 'customer.pays-for-group', customerRowId: newPayer, data: { groupId: key } });
  await writeAudit(tx, organizationId, rows);
}
