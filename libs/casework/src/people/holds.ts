import type { Database, Tx } from '@puntual/db/database';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { endHolds } from '../holds/end-holds.ts';
import { openHolds } from '../holds/open-holds.ts';
import { dateColumn, isoDate } from '../record/dates.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { type Actor, isProgram, organizationOf, storedActor } from '../record/actor.ts';
import { nameActor } from '../record/actor-names.ts';
import { withdrawLine } from '../disputes/withdraw-line.ts';
import { lockCustomer, lockCustomerOfInvoice } from '../record/lock-customer.ts';

/** A pause that lasts at least as long is in force. `untilOn` null: until it is released. */
export interface AlreadyPaused {
  readonly result: 'already-paused';
  readonly untilOn: IsoDate | null;
  readonly by: string;
}

export type HoldResult =
  | { readonly result: 'done'; readonly holdId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | AlreadyPaused
  | { readonly result: 'already-ended' }
  | { readonly result: 'of-erp' }
  | ({ readonly result: 'invalid' } & Refusal);

/** A hold on one invoice. `untilOn`: its last day in the debtor's time zone; null: until it is released. */
interface NewHold {
  readonly invoiceRowId: string;
  /** `dispute`: as older versions noted one, without a record of its own; `openDispute` makes the others. */
  readonly kind: 'manual' | 'dispute' | 'direct-debit';
  readonly reason: string;
  readonly untilOn: IsoDate | null;
}

/** Pauses the chasing of one invoice. Refuses a last day in the past; `settled`: the invoice is not open;
 * `already-paused`: a pause of the same kind lasts at least as long. */
export async function openHold(
  database: Database,
  actor: Actor,
  { invoiceRowId, ...hold }: NewHold,
  now: number,
): Promise<HoldResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const known = await tx.invoice.findUnique({ where: { id: invoiceRowId }, select: { customerId: true } });
    if (!known) return { result: 'not-found' };
    // The lock orders the hold and the customer's messages: whatever is composed after the answer respects the hold.
    await lockCustomer(tx, known.customerId);
    const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: invoiceRowId } });
    const customer = await tx.customer.findUniqueOrThrow({ where: { id: invoice.customerId } });
    if (invoice.status !== 'open') return { result: 'settled' };
    const today = localDate(now, customer.timeZone);
    if (hold.untilOn !== null && hold.untilOn < today)
      return { result: 'invalid', code: 'day-in-past', path: 'until', values: { today } };
    const longer = await findLongerPause(tx, invoice.id, hold);
    if (longer) return longer;
    const [holdId] = await openHolds(
      tx,
      actor.organizationId,
      [{ ...hold, invoiceRowId: invoice.id, customerRowId: invoice.customerId, openedWithKey: isProgram(actor) }],
      { by: storedActor(actor), at: new Date(now) },
    );
    if (holdId === undefined) throw new Error('a hold to open is always answered');
    await wakeCases(tx, organizationOf(actor), [invoice.id], { signal: 'hold', detail: { holdId } });
    return { result: 'done', holdId };
  });
}

async function findLongerPause(
  tx: Tx,
  invoiceId: string,
  { kind, untilOn }: Pick<NewHold, 'kind' | 'untilOn'>,
): Promise<AlreadyPaused | null> {
  if (kind === 'dispute') return null;
  const lasts = [{ untilOn: null }, ...(untilOn === null ? [] : [{ untilOn: { gte: dateColumn(untilOn) } }])];
  const longer = await tx.hold.findFirst({
    where: { invoiceId, kind, disputeId: null, releasedAt: null, OR: lasts },
    orderBy: [{ untilOn: { sort: 'desc', nulls: 'first' } }, { id: 'asc' }],
  });
  return (
    longer && {
      result: 'already-paused',
      untilOn: longer.untilOn && isoDate(longer.untilOn),
      by: await nameActor(tx, longer.openedBy),
    }
  );
}

/**
 * Releases a hold. One that follows from a dispute takes its invoice out of the dispute, and withdraws a dispute of
 * that invoice alone. `already-ended`: it was over before. `of-erp`: only the ERP ends the assignment to a factor.
 */
export async function releaseHold(
  database: Database,
  actor: Actor,
  { invoiceRowId, holdId }: { readonly invoiceRowId: string; readonly holdId: string },
  now: number,
): Promise<HoldResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockCustomerOfInvoice(tx, invoiceRowId);
    const hold = await tx.hold.findUnique({ where: { id: holdId } });
    if (!hold || hold.invoiceId !== invoiceRowId) return { result: 'not-found' };
    if (hold.releasedAt) return { result: 'already-ended' };
    if (hold.disputeId !== null) {
      await withdrawLine(
        tx,
        organizationOf(actor),
        { ...hold, disputeId: hold.disputeId, by: storedActor(actor) },
        now,
      );
      return { result: 'done', holdId };
    }
    if (hold.kind === 'assigned') return { result: 'of-erp' };
    await endHolds(tx, actor.organizationId, { holdIds: [holdId] }, { by: storedActor(actor), at: new Date(now) });
    await wakeCases(tx, organizationOf(actor), [hold.invoiceId], {
      signal: 'hold',
      detail: { holdId, released: 'yes' },
    });
    return { result: 'done', holdId };
  });
}
