import { readEventValue } from '@puntual/contracts/events/read-event';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { isoDate } from '../record/dates.ts';
import { EventRejected, refuseRejected } from '../intake/event-rejected.ts';
import { takeEventsWith } from '../intake/take-events.ts';
import { bankLineSchema, BANK_SOURCE } from '../receipts/bank-line.ts';
import { forgetAccount, rememberAccount } from '../receipts/payer-accounts.ts';
import { type Actor, storedActor } from '../record/actor.ts';

/** A payment (row id), the customer (the ERP's id) whom it belongs to in truth, and why. */
export interface Reassignment {
  readonly paymentRowId: string;
  readonly customerId: string;
  readonly reason: string;
}

export type ReassignResult =
  | { readonly result: 'done'; readonly paymentId: string }
  | { readonly result: 'not-found' | 'reversed' | 'not-from-bank' }
  | ({ readonly result: 'invalid' } & Refusal);

class AlreadyReversed extends Error {}

/**
 * Gives a payment of a bank's file to another customer: reverses it for the first customer, and books what was left of
 * it for the other under a new payment id, where it is matched like any payment. Both have the date on which the money
 * was received, so that no day counts it twice. Invoices that it had paid open again at the stage that they had. The
 * payer's account is no longer remembered as the first customer's. Refuses a payment that the ERP published (the ERP
 * reverses it and publishes it again), and one of which a part was paid back to the first customer.
 */
export async function reassignPayment(
  database: Database,
  actor: Actor,
  wanted: Reassignment,
  now: number,
): Promise<ReassignResult> {
  const { paymentRowId, customerId } = wanted;
  const found = await database.inOrganization(actor.organizationId, (tx) => findPayment(tx, paymentRowId, customerId));
  if (!found) return { result: 'not-found' };
  const { payment, wantedRowId } = found;
  if (!payment.fromBank) return { result: 'not-from-bank' };
  if (payment.isGone) return { result: 'reversed' };
  if (wantedRowId === null)
    return { result: 'invalid', code: 'no-such-customer', path: 'customerId', values: { customerId } };
  if (wantedRowId === payment.customerRowId)
    return { result: 'invalid', code: 'payment-of-this-customer', path: 'customerId', values: { customerId } };
  const { movement, paymentId } = nextName(payment.paymentId);
  const at = new Date(now);
  const events = [reversalOf(payment, actor, at), receiptOf(payment, { paymentId, customerId }, actor, at)];
  try {
    await takeEventsWith(database, { slug: actor.slug, events, now: at }, async (tx, verdicts) => {
      refuseRejected(verdicts);
      if (!(await reversedHere(tx, payment))) throw new AlreadyReversed();
      await moveReceipt(tx, movement, {
        organizationId: actor.organizationId,
        from: payment.customerRowId,
        to: wantedRowId,
        at,
      });
      await noteReassignment(tx, actor, { payment, wantedRowId, wanted }, at);
    });
    return { result: 'done', paymentId };
  } catch (error) {
    if (error instanceof AlreadyReversed) return { result: 'reversed' };
    if (error instanceof EventRejected) return { result: 'invalid', path: 'customerId', ...error.refusal };
    throw error;
  }
}

function reversalOf(payment: BankPayment, actor: Actor, at: Date): PuntualEvent {
  return eventOf({
    ...envelopeOf(actor, at),
    id: `${payment.paymentId}/reassigned`,
    type: 'puntual.payment.reversed.v1',
    data: {
      paymentId: payment.paymentId,
      customerId: payment.customerId,
      reversedOn: payment.receivedOn,
      // The ledger refuses to reverse more than is left by then.
      ...(payment.isRefunded ? {} : { amount: payment.money.amount, reversalId: `${payment.paymentId}.reassigned` }),
    },
  });
}

// The same money as a payment of the customer whom it belongs to.
function receiptOf(
  payment: BankPayment,
  next: { readonly paymentId: string; readonly customerId: string },
  actor: Actor,
  at: Date,
): PuntualEvent {
  return eventOf({
    ...envelopeOf(actor, at),
    id: next.paymentId,
    type: 'puntual.payment.received.v1',
    data: {
      ...payment.money,
      ...next,
      receivedOn: payment.receivedOn,
      method: payment.method,
      ...(payment.reference === null ? {} : { reference: payment.reference }),
    },
  });
}

function envelopeOf(actor: Actor, at: Date): object {
  return { specversion: '1.0', source: BANK_SOURCE, org: actor.slug, time: at.toISOString() };
}

// One audit event for each of the two customers.
async function noteReassignment(
  tx: Tx,
  actor: Actor,
  of: { readonly payment: BankPayment; readonly wantedRowId: string; readonly wanted: Reassignment },
  at: Date,
): Promise<void> {
  const { payment, wantedRowId, wanted } = of;
  await writeAudit(
    tx,
    actor.organizationId,
    [payment.customerRowId, wantedRowId].map((customerRowId) => ({
      at,
      kind: 'payment.reassigned',
      actor: storedActor(actor),
      customerRowId,
      invoiceRowId: null,
      data: {
        ...payment.money,
        paymentId: payment.paymentId,
        from: payment.customerId,
        to: wanted.customerId,
        reason: wanted.reason,
      },
    })),
  );
}

/** The movement's own name, and the payment's under its next customer: `bank-1f`, then `bank-1f.2`, `bank-1f.3`. */
function nextName(paymentId: string): { readonly movement: string; readonly paymentId: string } {
  const [movement = paymentId, nth = '1'] = paymentId.split('.');
  return { movement, paymentId: `${movement}.${Number(nth) + 1}` };
}

interface BankPayment {
  readonly paymentId: string;
  readonly customerRowId: string;
  readonly customerId: string;
  /** What is neither reversed nor paid back. */
  readonly money: { readonly amount: string; readonly currency: string };
  readonly receivedOn: IsoDate;
  readonly method: string;
  readonly reference: string | null;
  /** Nothing is left of it. */
  readonly isGone: boolean;
  readonly isRefunded: boolean;
  readonly fromBank: boolean;
}

interface PaymentRow {
  readonly payment_id: string;
  readonly customer_row_id: string;
  readonly customer_id: string;
  readonly left_minor: bigint;
  readonly currency: string;
  readonly received_on: Date;
  readonly method: string;
  readonly reference: string | null;
  readonly is_gone: boolean;
  readonly is_refunded: boolean;
  readonly from_bank: boolean;
  readonly wanted: string | null;
}

// The payment, and the row id of the customer whom it is to be given to (null: there is no such customer).
async function findPayment(
  tx: Tx,
  paymentRowId: string,
  customerId: string,
): Promise<{ readonly payment: BankPayment; readonly wantedRowId: string | null } | null> {
  const [row] = await tx.$queryRaw<PaymentRow[]>`
    SELECT p.payment_id,
           c.id AS customer_row_id,
           c.customer_id,
           p.amount_minor - p.reversed_minor - p.refunded_minor AS left_minor,
           p.currency,
           p.received_on,
           p.method,
           p.reference,
           p.status = 'reversed' OR p.amount_minor = p.reversed_minor + p.refunded_minor AS is_gone,
           p.refunded_minor > 0 AS is_refunded,
           p.kind = 'payment' AND EXISTS (
             SELECT 1
             FROM inbox b
             WHERE b.organization_id = p.organization_id
               AND b.source = ${BANK_SOURCE}
               AND b.event_id = p.payment_id
           ) AS from_bank,
           (
             SELECT coalesce(w.merged_into, w.id)
             FROM customer w
             WHERE w.organization_id = p.organization_id AND w.customer_id = ${customerId}
           ) AS wanted
    FROM payment p JOIN customer c ON c.id = p.customer_id
    WHERE p.id = ${paymentRowId}::uuid`;
  return row
    ? {
        wantedRowId: row.wanted,
        payment: {
          paymentId: row.payment_id,
          customerRowId: row.customer_row_id,
          customerId: row.customer_id,
          money: { amount: decimalAmount(row.left_minor, row.currency), currency: row.currency },
          receivedOn: isoDate(row.received_on),
          method: row.method,
          reference: row.reference,
          isGone: row.is_gone,
          isRefunded: row.is_refunded,
          fromBank: row.from_bank,
        },
      }
    : null;
}

// Whether this transaction reversed the payment. When the bank or another person reversed it before, there is no money
// to give to the other customer.
async function reversedHere(tx: Tx, payment: BankPayment): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1
    FROM audit_event
    WHERE customer_id = ${payment.customerRowId}::uuid
      AND kind = 'payment.reversed'
      AND data->>'paymentId' = ${payment.paymentId}
      AND xmin = pg_current_xact_id()::xid`;
  return rows.length > 0;
}

/**
 * Throws when a payment that these events of a bank's file reverse was given to another customer after the file's lines
 * were matched: the events then name the wrong customer. Needs the customers' locks. Uploading the file again finds the
 * payment at its new customer.
 */
export async function refuseReassigned(tx: Tx, events: readonly PuntualEvent[]): Promise<void> {
  const names = events.flatMap((event) =>
    event.type === 'puntual.payment.reversed.v1' && event.source === BANK_SOURCE
      ? [nextName(event.data.paymentId).paymentId]
      : [],
  );
  if (names.length === 0) return;
  const [moved] = await tx.$queryRaw<
    { payment_id: string }[]
  >`SELECT payment_id FROM payment WHERE kind = 'payment' AND payment_id = ANY(${names}) LIMIT 1`;
  if (moved) throw new Error(`the payment stands as ${moved.payment_id} now`);
}

// A receipt that a person had assigned is the other customer's, too, and so is what is remembered of the payer's
// account.
async function moveReceipt(
  tx: Tx,
  receiptId: string,
  { organizationId, from, to, at }: Readonly<Record<'organizationId' | 'from' | 'to', string>> & { readonly at: Date },
): Promise<void> {
  const receipt = await tx.unidentifiedReceipt.findFirst({ where: { receiptId, state: 'assigned' } });
  if (!receipt) return;
  await tx.unidentifiedReceipt.update({ where: { id: receipt.id }, data: { customerId: to } });
  const { payerAccount } = bankLineSchema.parse(receipt.movement);
  if (
    payerAccount !== null &&
    (await forgetAccount(tx, organizationId, { account: payerAccount, customerRowId: from }))
  )
    await rememberAccount(tx, organizationId, { account: payerAccount, customerRowId: to }, at);
}

function eventOf(input: unknown): PuntualEvent {
  const read = readEventValue(input);
  if (!read.ok) throw new Error(`a payment cannot be given to another customer: ${read.reason}`);
  return read.event;
}
