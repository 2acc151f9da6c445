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
import { findEvidence } from '../receipts/payer-evidence.ts';
import { mapPayment } from './bank/map-bank-lines.ts';
import { closeReceipts, type ClosedReceipt } from '../receipts/close-receipts.ts';
import { rememberAccount } from '../receipts/payer-accounts.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

export type ReceiptResult =
  { readonly result: 'done' | 'not-found' | 'not-open' } | ({ readonly result: 'invalid' } & Refusal);

/** Undoes a transaction, because the receipt is decided already. */
export class NotOpen extends Error {}

/** Which receipt (row id) is a payment of which customer (the ERP's id). */
export interface ReceiptAssignment {
  readonly receiptRowId: string;
  readonly customerId: string;
  /** Whether later payments from the payer's account are to be assigned to the customer without a person. */
  readonly rememberAccount: boolean;
}

/**
 * Assigns a receipt to a customer: posts it as the customer's payment, as if the bank's file had identified the
 * customer, and matches it like any other payment. Refuses an unknown customer, and what `takeEvents` refuses of the
 * payment.
 */
export async function assignReceipt(
  database: Database,
  actor: Actor,
  assignment: ReceiptAssignment,
  now: number,
): Promise<ReceiptResult> {
  const found = await database.inOrganization(actor.organizationId, (tx) =>
    findReceipt(tx, actor.organizationId, assignment),
  );
  if (!found) return { result: 'not-found' };
  const { row, line, customer, invoices } = found;
  if (row.state !== 'open') return { result: 'not-open' };
  if (!customer) {
    const values = { customerId: assignment.customerId };
    return { result: 'invalid', code: 'no-such-customer', path: 'customerId', values };
  }
  const { customerId } = customer;
  const payer = { customerId, invoices };
  const mapped = mapPayment(line, row.receiptId, payer, { slug: actor.slug, givenAt: new Date(now) });
  const event = readStoredEvent(mapped.events[0]);
  try {
    await takeEventsWith(database, { slug: actor.slug, events: [event], now: new Date(now) }, async (tx, verdicts) => {
      refuseRejected(verdicts);
      const receipt = await lockOpenReceipt(tx, row.id);
      await closeReceipts(tx, organizationOf(actor), [{ ...receipt, state: 'assigned', customerId }], {
        by: storedActor(actor),
        at: new Date(now),
      });
      if (assignment.rememberAccount && line.payerAccount !== null)
        await rememberAccount(
          tx,
          actor.organizationId,
          { account: line.payerAccount, customerRowId: customer.id },
          new Date(now),
        );
    });
    return { result: 'done' };
  } catch (error) {
    if (error instanceof NotOpen) return { result: 'not-open' };
    if (error instanceof EventRejected) return { result: 'invalid', path: 'customerId', ...error.refusal };
    throw error;
  }
}

// The receipt, its movement, the customer (of a merged one: the other), and those of the customer's invoices that the
// movement names. Null: no receipt.
async function findReceipt(tx: Tx, organizationId: string, { receiptRowId, customerId }: ReceiptAssignment) {
  const row = await tx.unidentifiedReceipt.findUnique({ where: { id: receiptRowId } });
  const [customer = null] = await tx.$queryRaw<{ id: string; customerId: string }[]>`
    SELECT coalesce(m.id, c.id) AS id, coalesce(m.customer_id, c.customer_id) AS "customerId"
    FROM customer c
    LEFT JOIN customer m ON m.id = c.merged_into
    WHERE c.customer_id = ${customerId}`;
  if (!row) return null;
  const line = bankLineSchema.parse(row.movement);
  const [evidence] = await findEvidence(tx, organizationId, [line]);
  const invoices = evidence?.named.filter((invoice) => invoice.customerId === customer?.customerId) ?? [];
  return { row, line, customer, invoices };
}

/** Which receipt (row id) was sent back to its payer, on which day and why. */
export interface ReceiptReturn {
  readonly receiptRowId: string;
  readonly on: IsoDate;
  readonly reason: string;
}

/**
 * Records that the money of a receipt was sent back to its payer, so that the receipt never becomes a payment. Puntual
 * does not make the transfer. Refuses a day before the receipt or in the future.
 */
export async function returnReceipt(
  database: Database,
  actor: Actor,
  { receiptRowId, on, reason }: ReceiptReturn,
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
    if (on < receivedOn) return { result: 'invalid', code: 'before-receipt', path: 'on', values: { receivedOn } };
    if (on > localDate(now, organization.timeZone))
      return { result: 'invalid', code: 'return-in-future', path: 'on', values: {} };
    try {
      const receipt = await lockOpenReceipt(tx, row.id);
      await closeReceipts(tx, organizationOf(actor), [{ ...receipt, state: 'returned', on, reason }], {
        by: storedActor(actor),
        at: new Date(now),
      });
      return { result: 'done' };
    } catch (error) {
      if (error instanceof NotOpen) return { result: 'not-open' };
      throw error;
    }
  });
}

/** Locks a receipt (row id) to the end of the transaction. Throws a NotOpen when it is decided already. */
export async function lockOpenReceipt(
  tx: Tx,
  rowId: string,
): Promise<Pick<ClosedReceipt, 'rowId' | 'receiptId' | 'amountMinor' | 'currency'>> {
  const [row] = await tx.$queryRaw<{ receipt_id: string; amount_minor: bigint; currency: string }[]>`
    SELECT receipt_id, amount_minor, currency
    FROM unidentified_receipt
    WHERE id = ${rowId}::uuid AND state = 'open'
    FOR UPDATE`;
  if (!row) throw new NotOpen();
  return { rowId, receiptId: row.receipt_id, amountMinor: row.amount_minor, currency: row.currency };
}

/** Reads the event that a stored movement became. Throws when the movement makes no valid event. */
export function readStoredEvent(input: unknown): PuntualEvent {
  const read = readEventValue(input);
  if (read.ok) return read.event;
  const faults = read.faults.map((fault) => `${fault.path} ${sayRefusal(fault, 'en')}`);
  throw new Error(`a stored movement makes no valid payment: ${faults.join('; ')}`);
}
