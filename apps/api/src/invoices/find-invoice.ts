import type { InvoiceDetailView } from '@puntual/contracts/api/invoices';
import { readSupplyHold } from '@puntual/casework/supply/supply-holds';
import { isoDate } from '@puntual/casework/record/dates';
import type { Tx } from '@puntual/db/database';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { EntryKind } from '@puntual/domain/entries/entries';
import { decimalAmount } from '@puntual/domain/money/amount';
import { asRowId } from '../http/ids.ts';
import { SHOWN_NUMBER } from '@puntual/casework/record/shown-number';
import { invoiceView, type InvoiceRow, type Reader } from './invoice-row.ts';

/** Most entries and holds that a view shows, newest first. */
const MOST = 500;

/** The row id of an invoice by the ERP's id or its own; null when this organization has none. */
export async function invoiceRowId(
  tx: Tx,
  id: string,
): Promise<{ readonly id: string; readonly customerRowId: string } | null> {
  const [row] = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
    SELECT id, customer_id
    FROM invoice
    WHERE invoice_id = ${id} OR id = ${asRowId(id)}::uuid
    ORDER BY (invoice_id = ${id}) DESC
    LIMIT 1`;
  return row ? { id: row.id, customerRowId: row.customer_id } : null;
}

interface DetailRow extends InvoiceRow {
  readonly tax_minor: bigint | null;
  readonly purchase_order: string | null;
  readonly document_url: string | null;
  readonly payment_url: string | null;
}

/** One invoice with its ledger, its current holds and those of its customer; null when there is none. */
export async function findInvoice(tx: Tx, id: string, reader: Reader, now: number): Promise<InvoiceDetailView | null> {
  const found = await invoiceRowId(tx, id);
  if (!found) return null;
  const [row] = await tx.$queryRaw<DetailRow[]>`
    SELECT i.id, i.invoice_id, ${SHOWN_NUMBER} AS number, c.customer_id, c.name AS customer_name, i.currency,
      i.total_minor, i.open_minor, i.charges_minor, i.issue_date, i.due_date,
      (${new Date(now)}::timestamptz AT TIME ZONE c.time_zone)::date AS today,
      i.stage, i.status, i.next_action, i.next_action_at, i.tax_minor, i.purchase_order, i.document_url, i.payment_url
    FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.id = ${found.id}::uuid`;
  if (!row) return null;
  const entries = await tx.entry.findMany({ where: { invoiceId: row.id }, orderBy: { id: 'desc' }, take: MOST });
  const supplyHold = await readSupplyHold(tx, row.id);
  const assignment = await tx.invoiceAssignment.findFirst({ where: { invoiceId: row.id, returnedAt: null } });
  return {
    ...invoiceView(row, reader),
    tax: row.tax_minor === null ? null : decimalAmount(row.tax_minor, row.currency),
    purchaseOrder: row.purchase_order,
    documentUrl: row.document_url,
    paymentUrl: row.payment_url,
    entries: entries.reverse().map((entry) => ({
      id: entry.id,
      kind: entry.kind as EntryKind,
      amount: decimalAmount(entry.amountMinor, row.currency),
      on: isoDate(entry.on),
      cause: entry.cause,
      at: entry.createdAt.toISOString(),
      chargeId: entry.chargeId,
    })),
    holds: await currentHolds(tx, row, found.customerRowId),
    assigned: assignment && {
      to: assignment.assignedTo,
      since: isoDate(assignment.assignedOn),
      paymentInstructions: assignment.paymentInstructions,
    },
    supplyHold: supplyHold && { ...supplyHold, since: supplyHold.since.toISOString() },
  };
}

// What keeps the invoice silent now: its own holds, and the pauses of its customer that are not over.
async function currentHolds(tx: Tx, row: DetailRow, customerRowId: string): Promise<InvoiceDetailView['holds']> {
  const holds = await tx.hold.findMany({
    where: { invoiceId: row.id, releasedAt: null },
    orderBy: { id: 'desc' },
    take: MOST,
  });
  const pauses = await tx.customerPause.findMany({
    where: { customerId: customerRowId, channel: null, releasedAt: null, untilOn: { gte: row.today } },
    orderBy: { id: 'asc' },
    take: MOST,
  });
  return [
    ...holds.reverse().map((hold) => ({
      id: hold.id,
      kind: hold.kind as HoldKind,
      reason: hold.reason,
      until: hold.untilOn && isoDate(hold.untilOn),
      since: hold.openedAt.toISOString(),
      amount: hold.amountMinor === null ? null : decimalAmount(hold.amountMinor, row.currency),
      disputeId: hold.disputeId,
    })),
    ...pauses.map((pause) => ({
      id: pause.id,
      kind: 'manual' as const,
      reason: pause.reason,
      until: isoDate(pause.untilOn),
      since: pause.openedAt.toISOString(),
      amount: null,
      disputeId: null,
      ofCustomer: true,
    })),
  ];
}
