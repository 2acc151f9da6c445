import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database } from '@puntual/db/database';
import { mergeCustomers } from '../intake/merge-customers.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { CustomersMerged } from '../record/lock-customer.ts';
import { findOrganization } from '../record/organization.ts';

export type MergeResult = { readonly result: 'done' | 'not-found' } | ({ readonly result: 'invalid' } & Refusal);

/** How often a merge is begun again because one of the customers was merged meanwhile. */
const MOST_ATTEMPTS = 5;

/**
 * Merges one customer into another (the ERP's ids), as the ERP's event does. Refuses a customer who is not known, and
 * what `mergeCustomers` refuses.
 */
export async function mergeByPerson(
  database: Database,
  actor: Actor,
  merge: { readonly from: string; readonly into: string },
  now: number,
): Promise<MergeResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await mergeOnce(database, actor, merge, now);
    } catch (error) {
      if (!(error instanceof CustomersMerged) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

async function mergeOnce(
  database: Database,
  actor: Actor,
  { from, into }: { readonly from: string; readonly into: string },
  now: number,
): Promise<MergeResult> {
  const organization = await findOrganization(database, actor.slug);
  if (!organization) return { result: 'not-found' };
  return database.inOrganization(organization.id, async (tx): Promise<MergeResult> => {
    const rows = await tx.customer.findMany({
      where: { customerId: { in: [from, into] } },
      select: { customerId: true },
    });
    const known = new Set(rows.map((row) => row.customerId));
    if (!known.has(from)) return { result: 'not-found' };
    if (!known.has(into))
      return { result: 'invalid', code: 'no-such-customer', path: 'into', values: { customerId: into } };
    const refusal = await mergeCustomers(tx, organization, { from, into, actor: storedActor(actor) }, new Date(now));
    return refusal ? { result: 'invalid', path: 'into', ...refusal } : { result: 'done' };
  });
}
