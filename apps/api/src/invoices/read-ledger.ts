import type { z } from 'zod';
import type { ChargeView, entriesQuerySchema, EntryPageView } from '@puntual/contracts/api/charges';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import { isoDate } from '@puntual/casework/record/dates';
import type { Tx } from '@puntual/db/database';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { EntryKind } from '@puntual/domain/entries/entries';
import { decimalAmount } from '@puntual/domain/money/amount';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import type { Stage } from '@puntual/domain/policy/vocabulary';
import { withNames } from '../http/with-names.ts';

type ChargeRow = NonNullable<Awaited<ReturnType<Tx['charge']['findFirst']>>>;

/** The charges that an invoice (row id) has or had, in the order in which they were made. */
export async function listCharges(
  tx: Tx,
  invoiceRowId: string,
  query: z.infer<typeof pageQuerySchema>,
): Promise<{ items: ChargeView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, idPosition);
  const rows = await tx.charge.findMany({
    where: { invoiceId: invoiceRowId, ...(after ? { id: { gt: after[0] } } : {}) },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: await showCharges(tx, page.rows), nextCursor: page.nextCursor };
}

/** Charges as the contract shows them. */
export async function showCharges(tx: Tx, rows: readonly ChargeRow[]): Promise<ChargeView[]> {
  const enders = await withNames<Pick<ChargeView, 'endedBy' | 'endedById'>[]>(
    tx,
    rows.map(({ endedBy }) => ({ endedBy })),
  );
  return rows.map((row, index) => ({ endedBy: null, endedById: null, ...chargeView(row), ...enders[index] }));
}

function chargeView(row: ChargeRow): Omit<ChargeView, 'endedBy' | 'endedById'> {
  return {
    id: row.id,
    kind: row.kind as ChargeKind,
    currency: row.currency,
    amount: decimalAmount(row.amountMinor, row.currency),
    open: decimalAmount(row.openMinor, row.currency),
    on: isoDate(row.chargedOn),
    stage: row.stage as Stage,
    messageId: row.messageId,
    state: row.state as ChargeView['state'],
    whenPrincipalPaid: row.whenPrincipalPaid as ChargeView['whenPrincipalPaid'],
    how: row.how as Record<string, unknown>,
    endedAt: row.endedAt?.toISOString() ?? null,
    reason: row.reason,
  };
}

/**
 * The ledger of an invoice (row id), and its balance at the end of a day or, without a day, now. The balance covers all
 * lines, not only those of the page.
 */
export async function listEntries(
  tx: Tx,
  invoiceRowId: string,
  query: z.infer<typeof entriesQuerySchema>,
): Promise<EntryPageView> {
  const after = readCursor(query.cursor, idPosition);
  const on = query.on ?? null;
  const rows = await tx.$queryRaw<
    {
      id: string;
      kind: EntryKind;
      amount_minor: bigint;
      currency: string;
      on: Date;
      cause: string;
      at: Date;
      charge_id: string | null;
      payment_id: string | null;
    }[]
  >`
    SELECT e.id, e.kind, e.amount_minor, e.currency, e.entry_on AS on, e.cause, e.created_at AS at, e.charge_id,
      p.payment_id
    FROM entry e
    LEFT JOIN payment p ON p.id = e.payment_id
    WHERE e.invoice_id = ${invoiceRowId}::uuid
      AND (${on}::date IS NULL OR e.entry_on <= ${on}::date)
      AND (${after?.[0] ?? null}::uuid IS NULL OR e.id > ${after?.[0] ?? null}::uuid)
    ORDER BY e.id
    LIMIT ${query.limit + 1}`;
  const [sums] = await tx.$queryRaw<{ currency: string; open: bigint; charges: bigint }[]>`
    SELECT i.currency, coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NULL), 0)::bigint AS open,
      coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NOT NULL), 0)::bigint AS charges
    FROM invoice i
    LEFT JOIN entry e ON e.invoice_id = i.id AND (${on}::date IS NULL OR e.entry_on <= ${on}::date)
    WHERE i.id = ${invoiceRowId}::uuid
    GROUP BY i.id`;
  if (!sums) throw new Error(`there is no invoice ${invoiceRowId}`);
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  const text = (minor: bigint) => decimalAmount(minor, sums.currency);
  return {
    items: page.rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      amount: text(row.amount_minor),
      on: isoDate(row.on),
      cause: row.cause,
      at: row.at.toISOString(),
      chargeId: row.charge_id,
      paymentId: row.payment_id,
    })),
    nextCursor: page.nextCursor,
    balance: {
      on,
      currency: sums.currency,
      open: text(sums.open),
      charges: text(sums.charges),
      toPay: text(sums.open + sums.charges),
    },
  };
}
