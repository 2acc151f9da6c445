import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { changeGroup } from '../groups/change-group.ts';
import { placePayersMoney } from '../groups/place-payers-money.ts';
import { lockOrCreateCustomers } from '../ledger/customer-books.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { CustomersMerged } from '../record/lock-customer.ts';
import { findOrganization, type Organization } from '../record/organization.ts';

export type GroupResult =
  { readonly result: 'done' | 'already-ended' | 'not-found' } | ({ readonly result: 'invalid' } & Refusal);

/** The group that a person wants a customer to be in, by the ERP's ids. Left out: payer and name stay. */
export interface GroupChoice {
  readonly groupId: string;
  readonly name?: string | undefined;
  readonly payer?: string | undefined;
}

/** How often a change is begun again because one of the customers was merged meanwhile. */
const MOST_ATTEMPTS = 5;

/**
 * Puts a customer (row id) into a group, or takes it out of its group (`group` null), as the ERP's event does
 * (`changeGroup`). `already-ended`: it is in no group that it could leave. Refuses a payer who is not known, and what
 * `changeGroup` refuses.
 */
export async function setGroup(
  database: Database,
  actor: Actor,
  choice: { readonly customerRowId: string; readonly group: GroupChoice | null },
  now: number,
): Promise<GroupResult> {
  const organization = await findOrganization(database, actor.slug);
  if (!organization) return { result: 'not-found' };
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.inOrganization(organization.id, (tx) =>
        setOnce(tx, { organization, actor, ...choice }, new Date(now)),
      );
    } catch (error) {
      if (!(error instanceof CustomersMerged) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

async function setOnce(
  tx: Tx,
  choice: {
    readonly organization: Organization;
    readonly actor: Actor;
    readonly customerRowId: string;
    readonly group: GroupChoice | null;
  },
  now: Date,
): Promise<GroupResult> {
  const { organization, actor, group } = choice;
  const [customer] = await readUnmerged(tx, { id: choice.customerRowId });
  if (!customer) return { result: 'not-found' };
  if (group === null && customer.groupId === null) return { result: 'already-ended' };
  const [payer] = group?.payer === undefined ? [] : await readUnmerged(tx, { customerId: group.payer });
  if (group?.payer !== undefined && !payer)
    return { result: 'invalid', code: 'no-such-customer', path: 'payer', values: { customerId: group.payer } };
  const ids = [...new Set([customer.customerId, ...(payer ? [payer.customerId] : [])])].sort();
  await lockOrCreateCustomers(tx, organization, { ids, groupKeys: group ? [group.groupId] : [] }, now);
  const wanted = group && { key: group.groupId, name: group.name, payerRowId: payer?.id };
  const refusal = await changeGroup(
    tx,
    organizationOf(actor),
    { customerRowId: customer.id, group: wanted, by: actor.name },
    now,
  );
  if (refusal) return { result: 'invalid', path: 'groupId', ...refusal };
  await placePayersMoney(tx, organizationOf(actor), [customer.id], now);
  return { result: 'done' };
}

// The customer, or the one that it was merged into.
function readUnmerged(
  tx: Tx,
  named: { readonly id?: string; readonly customerId?: string },
): Promise<readonly { readonly id: string; readonly customerId: string; readonly groupId: string | null }[]> {
  return tx.$queryRaw<{ id: string; customerId: string; groupId: string | null }[]>`
    SELECT kept.id, kept.customer_id AS "customerId", kept.group_id AS "groupId"
    FROM customer named JOIN customer kept ON kept.id = coalesce(named.merged_into, named.id)
    WHERE named.id = ${named.id ?? null}::uuid OR named.customer_id = ${named.customerId ?? null}`;
}
