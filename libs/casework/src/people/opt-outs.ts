import type { Database } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { retryUnreachableSteps } from '../contact/retry-unreachable-steps.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import type { OptOut } from '../facts/opted-out.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';

export type OptOutResult = { readonly result: 'done'; readonly since: Date } | { readonly result: 'not-found' };

/** A contact of a customer (row id) that wants no messages by a channel. */
interface OptOutOfCustomer extends OptOut {
  readonly customerRowId: string;
}

/**
 * Records that a contact of the customer (row id) wants no messages by a channel. From then on the gate does not use
 * that channel for the contact: it uses the contact's other channel or another contact, or opens a task that asks for
 * one. A second call changes nothing. `not-found`: no such customer or contact.
 */
export async function optOut(
  database: Database,
  actor: Actor,
  { customerRowId: named, contactId, channel }: OptOutOfCustomer,
  now: number,
): Promise<OptOutResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<OptOutResult> => {
    // Of a customer who was merged meanwhile: the other one.
    const customerRowId = await lockCustomerRow(tx, named);
    if (!(await tx.contact.findFirst({ where: { customerId: customerRowId, contactId }, select: { id: true } })))
      return { result: 'not-found' };
    const known = await tx.optOut.findFirst({ where: { customerId: customerRowId, contactId, channel } });
    if (known) return { result: 'done', since: known.optedOutAt };
    const at = new Date(now);
    await tx.optOut.create({
      data: {
        organizationId: actor.organizationId,
        customerId: customerRowId,
        contactId,
        channel,
        optedOutAt: at,
        optedOutBy: storedActor(actor),
      },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'contact.opted-out',
        actor: storedActor(actor),
        customerRowId,
        invoiceRowId: null,
        data: { contactId, channel },
      },
    ]);
    return { result: 'done', since: at };
  });
}

/**
 * Records that the contact receives messages by the channel again. Steps that failed because no channel reached the
 * customer are requested again. `already-ended`: there is no opt-out. `not-found`: no such customer or contact.
 */
export async function liftOptOut(
  database: Database,
  actor: Actor,
  { customerRowId: named, contactId, channel }: OptOutOfCustomer,
  now: number,
): Promise<{ readonly result: 'done' | 'already-ended' | 'not-found' }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    // Of a customer who was merged meanwhile: the other one.
    const customerRowId = await lockCustomerRow(tx, named);
    const at = new Date(now);
    const { count } = await tx.optOut.deleteMany({ where: { customerId: customerRowId, contactId, channel } });
    if (count === 0)
      return {
        result: (await tx.contact.findFirst({ where: { customerId: customerRowId, contactId }, select: { id: true } }))
          ? 'already-ended'
          : 'not-found',
      } as const;
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'contact.opted-in',
        actor: storedActor(actor),
        customerRowId,
        invoiceRowId: null,
        data: { contactId, channel },
      },
    ]);
    if (await retryUnreachableSteps(tx, organizationOf(actor), customerRowId, at)) {
      const cases = await tx.invoice.findMany({
        where: { customerId: customerRowId, caseState: 'running', status: 'open' },
        select: { id: true },
      });
      await wakeCases(
        tx,
        organizationOf(actor),
        cases.map((row) => row.id),
        { signal: 'contact', detail: { optedIn: channel } },
      );
    }
    return { result: 'done' } as const;
  });
}
