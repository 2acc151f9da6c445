import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { applyCommand } from '@puntual/domain/ledger/apply-command';
import type { Books, Outflow } from '@puntual/domain/ledger/books';
import type { LedgerCommand } from '@puntual/domain/ledger/ledger-command';
import { readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { readAmount as readPart } from '../intake/ledger-command.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/** A part of a payment or credit note that left, with the ERP's id of it. Amounts are minor units. */
export type LeftPart = Pick<Outflow, 'minor'> & {
  readonly kind: 'payment' | 'credit-note';
  readonly paymentId: string;
  readonly currency: string;
};

export type MoneyActResult =
  | { readonly result: 'done'; readonly id: string; readonly parts: readonly LeftPart[] }
  | { readonly result: 'not-found' | 'reversed' }
  | ({ readonly result: 'invalid' } & Refusal);

/** A reversal that a person enters. `amount`: decimal, in the payment's currency; null: all that is left of it. */
export interface PersonsReversal {
  readonly paymentRowId: string;
  readonly amount: string | null;
  readonly on: IsoDate;
  readonly reason: string;
}

/**
 * Reverses a payment (row id) or a part of it as the ERP's event does: the invoices that it paid open again. Refuses a
 * credit note, more than is left, a day before the receipt and a day ahead.
 */
export async function reverseByPerson(
  database: Database,
  actor: Actor,
  wanted: PersonsReversal,
  now: number,
): Promise<MoneyActResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<MoneyActResult> => {
    const { paymentRowId, amount, on, reason } = wanted;
    const row = await tx.payment.findUnique({ where: { id: paymentRowId }, select: { customerId: true } });
    if (!row) return { result: 'not-found' };
    const books = await loadCustomerBooks(tx, actor.organizationId, {
      customerRowId: row.customerId,
      invoiceIds: [],
      paymentRowId,
    });
    const payment = books.paymentsById.get(paymentRowId);
    if (!payment) throw new Error('the loader did not provide the payment');
    if (payment.status === 'reversed') return { result: 'reversed' };
    const fault = dayFault(on, payment.receivedOn, localDate(now, payment.customer.timeZone));
    if (fault) return { result: 'invalid', ...fault };
    const id = newId();
    return applyForPerson(
      tx,
      actor,
      { books, now, path: 'amount', id },
      {
        type: 'reverse-payment',
        ...byOf(actor, payment.customer.customerId, id),
        paymentId: payment.paymentId,
        on,
        reason,
        reversalId: id,
        byPerson: true,
        ...(amount === null ? {} : { part: readPart(amount, payment.currency) }),
      },
    );
  });
}

/** A refund that a person enters. `amount`: decimal, in `currency`. */
export interface PersonsRefund {
  readonly customerRowId: string;
  readonly amount: string;
  readonly currency: string;
  readonly on: IsoDate;
  /** The payment or credit note whose money it was, by the ERP's id; null: the customer's oldest credit. */
  readonly from: { readonly kind: 'payment' | 'credit-note'; readonly id: string } | null;
}

/**
 * Records that credit was paid back to a customer, as the ERP's event does. Puntual does not make the transfer. Refuses
 * more than there is of credit, an unknown payment or credit note, and a day ahead.
 */
export async function refundByPerson(
  database: Database,
  actor: Actor,
  wanted: PersonsRefund,
  now: number,
): Promise<MoneyActResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<MoneyActResult> => {
    const { customerRowId, currency, on, from } = wanted;
    const named = from && (await tx.payment.findFirst({ where: { kind: from.kind, paymentId: from.id } }));
    if (from && !named) return { result: 'not-found' };
    const books = await loadCustomerBooks(tx, actor.organizationId, {
      customerRowId,
      invoiceIds: [],
      ...(named ? { paymentRowId: named.id } : {}),
    });
    const [customer] = books.customers.values();
    if (!customer) throw new Error('the loader did not provide the customer');
    const amountMinor = readAmount(wanted.amount, currency, 'amount');
    if (typeof amountMinor !== 'bigint') return { result: 'invalid', ...amountMinor };
    if (amountMinor <= 0n) return { result: 'invalid', code: 'not-positive', path: 'amount', values: {} };
    const fault = dayFault(on, null, localDate(now, customer.timeZone));
    if (fault) return { result: 'invalid', ...fault };
    const id = newId();
    return applyForPerson(
      tx,
      actor,
      { books, now, path: from === null ? 'amount' : 'paymentId', id },
      {
        type: 'refund-credit',
        byPerson: true,
        ...byOf(actor, customer.customerId, id),
        refundId: id,
        currency,
        amountMinor,
        on,
        from,
      },
    );
  });
}

function byOf(actor: Actor, customerId: string, id: string) {
  return { actor: storedActor(actor), cause: `person:${id}`, customerId };
}

function dayFault(on: IsoDate, receivedOn: IsoDate | null, today: IsoDate): Refusal | null {
  if (receivedOn !== null && on < receivedOn) return { code: 'before-receipt', path: 'on', values: { receivedOn } };
  return on > today ? { code: 'return-in-future', path: 'on', values: {} } : null;
}

/** The books that the act changes, when, the field that a refusal is about, and the act's id. */
interface Act {
  readonly books: Books;
  readonly now: number;
  readonly path: string;
  readonly id: string;
}

async function applyForPerson(
  tx: Tx,
  actor: Actor,
  { books, now, path, id }: Act,
  command: LedgerCommand,
): Promise<MoneyActResult> {
  const applied = applyCommand(books, command);
  if ('refused' in applied) return { result: 'invalid', path, ...applied.refused };
  // A person names a payment or credit note that is not known.
  if (applied.applied === 'early') return { result: 'not-found' };
  await saveBooks(tx, organizationOf(actor), books, { now: new Date(now) });
  const parts = books.newOutflows.map(({ minor, payment: { kind, paymentId, currency } }) => ({
    minor,
    kind,
    paymentId,
    currency,
  }));
  return { result: 'done', id, parts };
}
