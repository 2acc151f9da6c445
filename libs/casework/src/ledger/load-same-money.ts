import type { PuntualEvent } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import type { Books } from '@puntual/domain/ledger/books';
import { noteReported, SAME_MONEY_DAYS } from '@puntual/domain/ledger/same-money';
import { isoDate } from '../record/dates.ts';
import { withRelatives } from './load-payers.ts';

/** Most payments of one amount and time that are compared; more are not told apart by a person either. */
const MOST_OF_ONE_AMOUNT = 50;

interface ReportedRow {
  readonly id: string;
  readonly payment_id: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly from_on: Date;
  readonly to_on: Date;
  readonly reported_by: string;
  readonly paid: readonly string[];
}

/**
 * Loads into the books what is known of payments that may be the same money as the payments of the events, or as
 * unallocated payments in the books: the customer's payments with the same amount near the same day, and those of the
 * payer of its group, or of the customers whom it pays for.
 */
export async function loadSameMoney(tx: Tx, books: Books, events: readonly PuntualEvent[]): Promise<void> {
  const own = [...moneyOfEvents(books, events), ...waitingMoney(books)];
  if (own.length === 0) return;
  const money = own.flatMap((each) =>
    withRelatives(books, [each.customerRowId]).map((customerRowId) => ({ ...each, customerRowId })),
  );
  const rows = await tx.$queryRaw<ReportedRow[]>`
    SELECT DISTINCT p.id, p.payment_id, p.customer_id, p.currency::text AS currency, p.amount_minor,
      p.received_on AS from_on, p.to_on, p.reported_by,
      ARRAY(
        SELECT e.invoice_id::text
        FROM entry e
        WHERE e.payment_id = p.id
        GROUP BY e.invoice_id
        HAVING sum(e.amount_minor) <> 0
      ) AS paid
    FROM unnest(
      ${money.map((each) => each.customerRowId)}::uuid[],
      ${money.map((each) => each.currency)}::text[],
      ${money.map((each) => each.amountMinor.toString())}::bigint[],
      ${money.map((each) => each.on)}::date[]
    ) AS m(customer_id, currency, amount_minor, on_day)
    CROSS JOIN LATERAL (
      SELECT *
      FROM (
        -- What was paid of an imported invoice came on an unknown day before the import.
        SELECT *,
          CASE WHEN payment_id LIKE 'paid-before-%' THEN created_at::date ELSE received_on END AS to_on
        FROM payment
      ) p
      WHERE p.customer_id = m.customer_id
        AND p.currency = m.currency
        AND p.amount_minor = m.amount_minor
        AND p.kind = 'payment'
        AND p.status = 'received'
        AND p.reported_by IS NOT NULL
        AND p.received_on <= m.on_day + ${SAME_MONEY_DAYS}::int
        AND p.to_on >= m.on_day - ${SAME_MONEY_DAYS}::int
      LIMIT ${MOST_OF_ONE_AMOUNT}
    ) p`;
  for (const row of rows)
    noteReported(books, {
      paymentRowId: row.id,
      paymentId: row.payment_id,
      customerRowId: row.customer_id,
      currency: row.currency,
      amountMinor: row.amount_minor,
      from: isoDate(row.from_on),
      to: isoDate(row.to_on),
      by: row.reported_by,
      paid: new Set(row.paid),
    });
}

interface Money {
  readonly customerRowId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly on: string;
}

function moneyOfEvents(books: Books, events: readonly PuntualEvent[]): Money[] {
  return events.flatMap((event): Money[] => {
    if (event.type !== 'puntual.payment.received.v1') return [];
    const { customerId, currency, amount, receivedOn } = event.data;
    const customer = books.customers.get(customerId);
    return customer
      ? [{ customerRowId: customer.id, currency, amountMinor: parseAmount(amount, currency), on: receivedOn }]
      : [];
  });
}

// A payment of which nothing is allocated may be allocated to an invoice that arrives or opens again.
function waitingMoney(books: Books): Money[] {
  return [...books.paymentsById.values()]
    .filter((payment) => payment.kind === 'payment' && payment.unallocatedMinor === payment.amountMinor)
    .map(({ customer, currency, amountMinor, receivedOn }) => ({
      customerRowId: customer.id,
      currency,
      amountMinor,
      on: receivedOn,
    }));
}
