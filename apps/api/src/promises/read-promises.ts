import type { z } from 'zod';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { PromiseView } from '@puntual/contracts/api/promises';
import { partsOf, saidParts, type PromiseRow } from '@puntual/casework/promises/promise-row';
import { isoDate } from '@puntual/casework/record/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { withNames } from '../http/with-names.ts';

/** The promises of a customer (row id), the newest first. */
export async function listPromises(
  tx: Tx,
  customerRowId: string,
  query: z.infer<typeof pageQuerySchema>,
): Promise<{ items: PromiseView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, instantPosition);
  const rows = await tx.paymentPromise.findMany({
    where: {
      customerId: customerRowId,
      ...(after === null ? {} : { OR: [{ openedAt: { lt: after[0] } }, { openedAt: after[0], id: { lt: after[1] } }] }),
    },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  });
  const page = pageOfRows(rows, query.limit, (row) => [row.openedAt.toISOString(), row.id]);
  return { items: await viewsOf(tx, page.rows), nextCursor: page.nextCursor };
}

/** One promise; null when the organization has none with the id. */
export async function findPromise(tx: Tx, promiseId: string): Promise<PromiseView | null> {
  const row = await tx.paymentPromise.findUnique({ where: { id: promiseId } });
  return (row && (await viewsOf(tx, [row]))[0]) ?? null;
}

async function viewsOf(tx: Tx, rows: readonly PromiseRow[]): Promise<PromiseView[]> {
  const about = await tx.promiseInvoice.findMany({ where: { promiseId: { in: rows.map(({ id }) => id) } } });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: [...new Set(about.map(({ invoiceId }) => invoiceId))] } },
    select: { id: true, invoiceId: true, number: true, openMinor: true, chargesMinor: true, currency: true },
    orderBy: { invoiceId: 'asc' },
  });
  const customers = await tx.customer.findMany({
    where: { id: { in: [...new Set(rows.map(({ customerId }) => customerId))] } },
    select: { id: true, customerId: true },
  });
  const views = rows.map((row) => ({
    id: row.id,
    customerId: customers.find(({ id }) => id === row.customerId)?.customerId ?? '',
    state: row.state as PromiseView['state'],
    currency: row.currency,
    promised: decimalAmount(row.promisedMinor, row.currency),
    kept: decimalAmount(row.keptMinor, row.currency),
    parts: saidParts(partsOf(row), row.currency),
    invoices: invoices
      .filter(({ id }) => about.some(({ promiseId, invoiceId }) => promiseId === row.id && invoiceId === id))
      .map(({ invoiceId, number, openMinor, chargesMinor, currency }) => ({
        invoiceId,
        number,
        open: decimalAmount(openMinor + chargesMinor, currency),
      })),
    until: isoDate(row.untilOn),
    graceDays: row.graceDays,
    level: row.level,
    renews: row.renews,
    source: row.source as PromiseView['source'],
    promisedBy: row.promisedBy,
    note: row.note,
    madeAt: row.openedAt.toISOString(),
    madeBy: row.openedBy,
    agreedBy: row.agreedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
    reason: row.reason,
  }));
  return withNames<PromiseView[]>(tx, views);
}
