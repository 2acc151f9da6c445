import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomer, lockCustomerOfInvoice } from '../record/lock-customer.ts';

export type HoldResult =
  | { readonly result: 'done'; readonly holdId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | ({ readonly result: 'invalid' } & Refusal);

/** Pauses the chasing of one invoice, with a reason and, if wanted, to the end of a day in the debtor's zone. */
export async function openHold(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  hold: {
    readonly kind: 'manual' | 'dispute' | 'direct-debit';
    readonly reason: string;
    readonly untilOn: IsoDate | null;
  },
  now: number,
): Promise<HoldResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const known = await tx.invoice.findUnique({ where: { id: invoiceRowId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    // Taking turns with messages and payments of this customer: once this is answered, nothing is composed without it.
    await lockCustomer(tx, known.customerId);
    const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: invoiceRowId } });
    const customer = await tx.customer.findUniqueOrThrow({ where: { id: invoice.customerId } });
    if (invoice.status !== 'open') return { result: 'settled' };
    const today = localDate(now, customer.timeZone);
    if (hold.untilOn !== null && hold.untilOn < today)
      return { result: 'invalid', code: 'day-in-past', path: 'until', values: { today } };
    const holdId = newId();
    await tx.hold.create({
      data: {
        id: holdId,
        organizationId: actor.organizationId,
        invoiceId: invoice.id,
        customerId: invoice.customerId,
        kind: hold.kind,
        reason: hold.reason,
        untilOn: hold.untilOn === null ? null : dateColumn(hold.untilOn),
        openedAt: new Date(now),
        openedBy: actor.name,
      },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'hold.opened',
        actor: actor.name,
        customerRowId: invoice.customerId,
        invoiceRowId: invoice.id,
        data: { holdId, kind: hold.kind, until: hold.untilOn },
      },
    ]);
    await wakeCases(tx, organizationOf(actor), [invoice.id], { signal: 'hold', detail: { holdId } });
    return { result: 'done', holdId };
  });
}

/** Lifts a hold. Lifting one that is lifted already changes nothing. */
export async function releaseHold(
  database: Database,
  actor: Actor,
  invoiceRowId: string,
  holdId: string,
  now: number,
): Promise<HoldResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockCustomerOfInvoice(tx, invoiceRowId);
    const hold = await tx.hold.findUnique({ where: { id: holdId } });
    if (!hold || hold.invoiceId !== invoiceRowId) return { result: 'not-found' };
    if (hold.releasedAt) return { result: 'done', holdId };
    const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: hold.invoiceId } });
    await tx.hold.update({ where: { id: holdId }, data: { releasedAt: new Date(now) } });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'hold.released',
        actor: actor.name,
        customerRowId: invoice.customerId,
        invoiceRowId: invoice.id,
        data: { holdId, kind: hold.kind },
      },
    ]);
    await wakeCases(tx, organizationOf(actor), [invoice.id], {
      signal: 'hold',
      detail: { holdId, released: 'yes' },
    });
    return { result: 'done', holdId };
  });
}
