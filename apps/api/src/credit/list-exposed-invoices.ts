import type { z } from 'zod';
import type { exposedInvoicePageSchema, exposedInvoiceQuerySchema } from '@puntual/contracts/api/credit';
import type { Tx } from '@puntual/db/database';
import { openOf } from '@puntual/domain/credit/exposure';
import { decimalAmount } from '@puntual/domain/money/amount';
import { dayPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { readExposedInvoices } from './exposed-invoices.ts';
import { sayParts } from './read-credit.ts';

/** The invoices that make up the exposure of a customer (row id), in the order of their due days. */
export async function listExposedInvoices(
  tx: Tx,
  customerRowId: string,
  { query, now }: { readonly query: z.infer<typeof exposedInvoiceQuerySchema>; readonly now: number },
): Promise<z.infer<typeof exposedInvoicePageSchema>> {
  const after = readCursor(query.cursor, dayPosition);
  // What a promise promises of an invoice depends on the invoices before it, so all are read.
  const { invoices } = await readExposedInvoices(tx, customerRowId, now);
  const start = after
    ? invoices.findIndex(({ dueOn, id }) => dueOn > after[0] || (dueOn === after[0] && id > after[1]))
    : 0;
  const rows = start < 0 ? [] : invoices.slice(start, start + query.limit + 1);
  const page = pageOfRows(rows, query.limit, ({ dueOn, id }) => [dueOn, id]);
  return {
    items: page.rows.map(({ invoiceId, number, dueOn, currency, parts }) => ({
      invoiceId,
      number,
      dueDate: dueOn,
      currency,
      ...sayParts(parts, currency),
      open: decimalAmount(openOf(parts), currency),
    })),
    nextCursor: page.nextCursor,
  };
}
