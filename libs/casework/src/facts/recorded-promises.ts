import { localDate } from '@puntual/domain/calendar/dates';
import {
  countBrokenPromises,
  type PromisedPayment,
  type RecordedPromise,
} from '@puntual/domain/promises/broken-promises';
import { sql } from '@puntual/db/sql';

/** Rows of `RECORDED_PROMISES`: amounts are decimal strings, because JSON has no integers of that size. */
export type PromiseRows =
  | readonly (Omit<RecordedPromise, 'amountMinor' | 'payments'> & {
      readonly amountMinor: string | null;
      readonly payments: readonly (Omit<PromisedPayment, 'amountMinor'> & { readonly amountMinor: string })[] | null;
    })[]
  | null;

/**
 * Most promises of one customer that are read, the newest first. A call about several invoices records one for each.
 */
const MOST_PROMISES = 2000;

/**
 * SQL: the promises to pay of the customer `c` with the payments of their invoices, as a JSON array; null when there is
 * none. `brokenPromisesOf` counts the broken ones.
 */
export const RECORDED_PROMISES = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'invoiceId', h.invoice_id, 'currency', o.currency, 'untilOn', h.until_on,
    'openedAt', extract(epoch FROM h.opened_at) * 1000, 'releasedAt', extract(epoch FROM h.released_at) * 1000,
    'amountMinor', h.amount_minor::text,
    'payments', (
      SELECT jsonb_agg(jsonb_build_object(
        'amountMinor', (-e.amount_minor)::text, 'currency', e.currency, 'receivedOn', p.received_on,
        'bookedAt', extract(epoch FROM e.created_at) * 1000, 'status', p.status))
      FROM entry e JOIN payment p ON p.id = e.payment_id
      WHERE e.organization_id = h.organization_id AND e.invoice_id = h.invoice_id AND e.kind = 'payment'
        AND e.created_at >= h.opened_at)))
  FROM (
    SELECT * FROM hold
    WHERE organization_id = c.organization_id AND customer_id = c.id AND kind = 'promise'
    ORDER BY opened_at DESC LIMIT ${MOST_PROMISES}) h
  JOIN invoice o ON o.id = h.invoice_id)`;

/** How many promises of the customer were broken before the customer's local day at `now`. */
export function brokenPromisesOf(rows: PromiseRows, now: number, timeZone: string): number {
  return countBrokenPromises(recordedPromises(rows), localDate(now, timeZone), timeZone);
}

/** The promises of the rows, with their amounts as numbers. */
export function recordedPromises(rows: PromiseRows): readonly RecordedPromise[] {
  return (rows ?? []).map((row) => ({
    ...row,
    amountMinor: row.amountMinor === null ? null : BigInt(row.amountMinor),
    payments: (row.payments ?? []).map((payment) => ({ ...payment, amountMinor: BigInt(payment.amountMinor) })),
  }));
}
