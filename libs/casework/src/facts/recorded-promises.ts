import { localDate } from '@puntual/domain/calendar/dates';
import {
  countBrokenPromises,
  type PromisedPayment,
  type RecordedPromise,
} from '@puntual/domain/promises/broken-promises';
import {
  isBroken,
  judgePromise,
  type MoneyOnPromise,
  type PromiseJudgement,
  type PromisedPart,
  type PromiseRecord,
} from '@puntual/domain/promises/judge-promise';
import { keptPercentForRisk, type CountedPromise } from '@puntual/domain/promises/kept-share';
import { sql, type Sql } from '@puntual/db/sql';
import { allSettledOn, moneySince } from './money-on-invoices.ts';

/** An object whose amounts are decimal strings, because JSON has no integers of that size. */
type InJson<T extends { readonly minor: bigint }> = Omit<T, 'minor'> & { readonly minor: string };

/** Rows of `RECORDED_PROMISES`. */
export interface PromiseRows {
  readonly records:
    | readonly (Omit<PromiseRecord, 'parts' | 'payments'> & {
        readonly customerId: string;
        readonly parts: readonly InJson<PromisedPart>[];
        readonly payments: readonly InJson<MoneyOnPromise>[] | null;
      })[]
    | null;
  /** Promises that an older version recorded as holds alone. */
  readonly holds:
    | readonly (Omit<RecordedPromise, 'amountMinor' | 'payments'> & {
        readonly customerId: string;
        readonly amountMinor: string | null;
        readonly payments: readonly (Omit<PromisedPayment, 'amountMinor'> & { readonly amountMinor: string })[] | null;
      })[]
    | null;
}

/** A promise with its judgement. */
export interface JudgedPromise {
  readonly record: PromiseRecord;
  readonly judgement: PromiseJudgement;
}

/** How a customer keeps promises. */
export interface PromiseStanding {
  readonly judged: readonly JudgedPromise[];
  readonly brokenPromises: number;
  readonly keptPercent: number | null;
  readonly counted: readonly CountedPromise[];
}

/** Most promises of one customer that are read, the newest first. */
const MOST_PROMISES = 500;
/** Most holds of older promises: a call about several invoices recorded one for each. */
const MOST_HOLDS = 2000;

const INVOICES = sql`(SELECT organization_id, invoice_id FROM promise_invoice WHERE promise_id = r.id)`;

const records = (customers: Sql) => sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'id', r.id, 'customerId', r.customer_id, 'currency', r.currency, 'state', r.state, 'level', r.level,
    'openedAt', extract(epoch FROM r.opened_at) * 1000, 'graceDays', r.grace_days, 'parts', r.parts,
    'settledOn', ${allSettledOn(INVOICES, sql`r.opened_at`)},
    'payments', ${moneySince(INVOICES, sql`r.opened_at`)}))
  FROM (
    SELECT * FROM promise
    WHERE organization_id = c.organization_id AND customer_id IN (${customers})
    ORDER BY opened_at DESC, id DESC LIMIT ${MOST_PROMISES}) r)`;

const holds = (customers: Sql) => sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'invoiceId', h.invoice_id, 'customerId', h.customer_id, 'currency', o.currency, 'untilOn', h.until_on,
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
    WHERE organization_id = c.organization_id AND customer_id IN (${customers}) AND kind = 'promise'
      AND promise_id IS NULL
    ORDER BY opened_at DESC LIMIT ${MOST_HOLDS}) h
  JOIN invoice o ON o.id = h.invoice_id)`;

/**
 * SQL: the promises to pay of these customers (row ids) of the organization of `c`, with the payments of their
 * invoices, as a JSON object. `promiseStandingOf` judges them.
 */
export function recordedPromises(customers: Sql): Sql {
  return sql`jsonb_build_object('records', ${records(customers)}, 'holds', ${holds(customers)})`;
}

/** The promises of these customers (row ids) alone. */
export function promisesOf(rows: PromiseRows, customerRowIds: readonly string[]): PromiseRows {
  const isOwn = ({ customerId }: { readonly customerId: string }) => customerRowIds.includes(customerId);
  return { records: rows.records?.filter(isOwn) ?? null, holds: rows.holds?.filter(isOwn) ?? null };
}

/** How the customer keeps promises, on the customer's local day at `now`. */
export function promiseStandingOf(rows: PromiseRows, now: number, timeZone: string): PromiseStanding {
  const today = localDate(now, timeZone);
  const judged = (rows.records ?? []).map(({ customerId: _customerId, ...row }): JudgedPromise => {
    const record = {
      ...row,
      parts: row.parts.map((part) => ({ ...part, minor: BigInt(part.minor) })),
      payments: (row.payments ?? []).map((payment) => ({ ...payment, minor: BigInt(payment.minor) })),
    };
    return { record, judgement: judgePromise(record, today) };
  });
  const counted = judged.map(({ record, judgement }) => ({ ...judgement, currency: record.currency }));
  return {
    judged,
    brokenPromises: counted.filter(({ state }) => isBroken(state)).length + brokenHolds(rows, today, timeZone),
    keptPercent: keptPercentForRisk(counted),
    counted,
  };
}

function brokenHolds({ holds }: PromiseRows, today: string, timeZone: string): number {
  const promises = (holds ?? []).map((row): RecordedPromise => ({
    ...row,
    amountMinor: row.amountMinor === null ? null : BigInt(row.amountMinor),
    payments: (row.payments ?? []).map((payment) => ({ ...payment, amountMinor: BigInt(payment.amountMinor) })),
  }));
  return countBrokenPromises(promises, today, timeZone);
}
