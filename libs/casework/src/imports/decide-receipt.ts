import { readEventValue } from '@puntual/contracts/events/read-event';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { Database, Tx } from '@puntual/db/database';
import { EventRejected, refuseRejected } from '../intake/event-rejected.ts';
import { takeEventsWith } from '../intake/take-events.ts';
import { isoDate } from '../record/dates.ts';
import { bankLineSchema } from '../receipts/bank-line.ts';
import { findEvidence } from '../receipts/find-payers.ts';
import { mapPayment } from './bank/map-bank-lines.ts';
import { closeReceipts, type ClosedReceipt } from '../receipts/close-receipts.ts';
import { rememberAccount } from '../receipts/payer-accounts.ts';
import { type Actor, organizationOf } from '../record/actor.ts';

export type ReceiptResult =
  { readonly result: 'done' | 'not-found' | 'not-open' } | ({ readonly result: 'invalid' } & Refusal);

class NotOpen extends Error {}

/**
 * Gives a receipt (row id) to a customer: it is their payment from then on, as if the bank's file had named them, and is matched like any other. With `rememberAccount` the payer's
 * account tells the next time by itself.
 */
export async function assignReceipt(
  database: Database,
  actor: Actor,
  receiptRowId: string,
  wanted: { readonly customerId: string; readonly rememberAccount: boolean },
  now: number,
): Promise<ReceiptResult> {
  const { customerId } = wanted;
  const found = await database.inOrganization(actor.organizationId, async (tx) => {
    const row = await tx.unidentifiedReceipt.findUnique({ where: { id: receiptRowId } });
    const customer = await tx.customer.findFirst({ where: { customerId }, select: { id: true } });
    if (!row) return null;
    const line = bankLineSchema.parse(row.movement);
    const [evidence] = await findEvidence(tx, actor.organizationId, [line]);
    return {
      row,
      line,
      customer,
      invoices: evidence?.named.filter((invoice) => invoice.customerId === customerId) ?? [],
    };
  });
  if (!found) return { result: 'not-found' };
  if (found.row.state !== 'open') return { result: 'not-open' };
  if (!found.customer)
    return { result: 'invalid', code: 'no-such-customer', path: 'customerId', values: { customerId } };
  const { row, line, customer } = found;
  const event = paymentOf(
    mapPayment(
      line,
      row.receiptId,
      { customerId, invoices: found.invoices },
      { slug: actor.slug, givenAt: new Date(now) },
    ).events[0],
  );
  try {
    await takeEventsWith(database, { slug: actor.slug, events: [event], now: new Date(now) }, async (tx, verdicts) => {
      refuseRejected(verdicts);
      const receipt = await lockOpen(tx, row.id);
      await closeReceipts(
        tx,
        organizationOf(actor),
        [{ ...receipt, state: 'assigned', customerId }],
        actor.name,
        new Date(now),
      );
      if (wanted.rememberAccount && line.payerAccount !== null)
        await rememberAccount(tx, actor.organizationId, line.payerAccount, customer.id, new Date(now));
    });
    return { result: 'done' };
  } catch (error) {
    if (error instanceof NotOpen) return { result: 'not-open' };
    if (error instanceof EventRejected) return { result: 'invalid', path: 'customerId', ...error.refusal };
    throw error;
  }
}

/** Marks a receipt (row id) as sent back to its payer on a day, with the reason: it never becomes a payment. The transfer itself is the bank's. */
export async function returnReceipt(
  database: Database,
  actor: Actor,
  receiptRowId: string,
  wanted: { readonly on: IsoDate; readonly reason: string },
  now: number,
): Promise<ReceiptResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<ReceiptResult> => {
    const row = await tx.unidentifiedReceipt.findUnique({ where: { id: receiptRowId } });
    if (!row) return { result: 'not-found' };
    const receivedOn = isoDate(row.receivedOn);
    const organization = await tx.organization.findUniqueOrThrow({
      where: { id: actor.organizationId },
      select: { timeZone: true },
    });
    if (wanted.on < receivedOn)
      return { result: 'invalid', code: 'before-receipt', path: 'on', values: { receivedOn } };
    if (wanted.on > localDate(now, organization.timeZone))
      return { result: 'invalid', code: 'return-in-future', path: 'on', values: {} };
    try {
      const receipt = await lockOpen(tx, row.id);
      await closeReceipts(
        tx,
        organizationOf(actor),
        [{ ...receipt, state: 'returned', on: wanted.on, reason: wanted.reason }],
        actor.name,
        new Date(now),
      );
      return { result: 'done' };
    } catch (error) {
      if (error instanceof NotOpen) return { result: 'not-open' };
      throw error;
    }
  });
}

async function lockOpen(tx: Tx, rowId: string): Promise<Omit<ClosedReceipt, 'state' | 'customerId' | 'on' | 'reason'>> {
  const [row] = await tx.$queryRaw<
    { receipt_id: string; amount_minor: bigint; currency: string }[]
  >`SELECT receipt_id, amount_minor, currency FROM unidentified_receipt WHERE id = ${rowId}::uuid AND state = 'open' FOR UPDATE`;
  if (!row) throw new NotOpen();
  return { rowId, receiptId: row.receipt_id, amountMinor: row.amount_minor, currency: row.currency };
}

function paymentOf(input: unknown): PuntualEvent {
  const read = readEventValue(input);
  if (!read.ok)
    throw new Error(
      `a kept movement is no payment: ${read.faults.map((fault) => `${fault.path} ${sayRefusal(fault, 'en')}`).join('; ')}`,
    );
  return read.event;
}
