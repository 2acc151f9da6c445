import type { Database } from '@puntual/db/database';
import { readLimit } from '../credit/store-limit.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import { askForCreditHold, readCreditHold } from '../supply/credit-holds.ts';

export type CreditHoldResult =
  | { readonly result: 'done'; readonly invoiceId: string }
  /** `held`: it was asked for before. `not-exceeded`: the customer is within the limit. */
  | { readonly result: 'not-found' | 'held' | 'not-exceeded' | 'nothing-to-hold' };

/**
 * A person asks the ERP to stop supply, because a customer (row id) is over the limit of credit. The hold stands on the
 * oldest open invoice, goes on with the next one when that is settled, and is lifted when the customer is back under
 * the limit, or by a person. `nothing-to-hold`: every open invoice has a supply hold already, or none is open.
 */
export async function holdSupplyForCredit(
  database: Database,
  actor: Actor,
  { customerRowId, reason }: { readonly customerRowId: string; readonly reason: string },
  now: number,
): Promise<CreditHoldResult> {
  const { organizationId } = actor;
  return database.inOrganization(organizationId, async (tx): Promise<CreditHoldResult> => {
    const customer = await lockCustomer(tx, customerRowId);
    if (!customer) return { result: 'not-found' };
    if (!(await readLimit(tx, customer.id))?.exceededAt) return { result: 'not-exceeded' };
    if (await readCreditHold(tx, customer.id)) return { result: 'held' };
    const asking = { organizationId, customerRowId: customer.id, by: storedActor(actor), reason };
    const hold = await askForCreditHold(tx, asking, new Date(now));
    if (!hold) return { result: 'nothing-to-hold' };
    await writeAudit(tx, organizationId, [hold.audit]);
    await writeOutbox(tx, organizationOf(actor), [hold.outbox]);
    return { result: 'done', invoiceId: hold.invoice.invoiceId };
  });
}
