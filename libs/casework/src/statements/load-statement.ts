import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { LedgerEntry, LedgerInvoice, LedgerMoney } from '@puntual/domain/statement/dated-entries';
import { statementAt, type Statement } from '@puntual/domain/statement/statement-at';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../dates.ts';

/** Whose statement it is. */
export interface StatementCustomer {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
}

/**
 * A customer's (row id) account as it stood at the end of a day; without one, today where the customer is. Null when this organization has no such customer.
 * Reads the whole ledger of the customer: what was settled long ago cancels out, but a payment of then may have been given back since.
 */
export async function loadStatement(tx: Tx, customerRowId: string, on: IsoDate | null, now: number): Promise<{ readonly customer: StatementCustomer; readonly statement: Statement } | null> {
  const [customer] = await tx.$queryRaw<{ id: string; customer_id: string; name: string; language: string; time_zone: string }[]>`SELECT id, customer_id, name, language, time_zone FROM customer WHERE id = ${customerRowId}::uuid`;
  if (!customer) return null;
  const day = on ?? localDate(now, customer.time_zone);
  const invoices = await loadInvoices(tx, customerRowId);
  const entries = await loadEntries(tx, customerRowId);
  const money = await loadMoney(tx, customerRowId, customer.time_zone);
  return { customer: { id: customer.id, customerId: customer.customer_id, name: customer.name, language: customer.language }, statement: statementAt(invoices, entries, money, day) };
}

async function loadInvoices(tx: Tx, customerRowId: string): Promise<LedgerInvoice[]> {
  const rows = await tx.$queryRaw<{
    id: string; invoice_id: string; number: string; currency: string; issue_date: Date; due_date: Date; purchase_order: string | null; document_url: string | null; payment_url: string | null;
  }[]>`SELECT id, invoice_id, number, currency, issue_date, due_date, purchase_order, document_url, payment_url FROM invoice WHERE customer_id = ${customerRowId}::uuid`;
  return rows.map((row) => ({
    id: row.id, invoiceId: row.invoice_id, number: row.number, currency: row.currency, issueDate: isoDate(row.issue_date), dueOn: isoDate(row.due_date),
    purchaseOrder: row.purchase_order, documentUrl: row.document_url, paymentUrl: row.payment_url,
  }));
}

// In the order in which they were written: ids rise with time.
async function loadEntries(tx: Tx, customerRowId: string): Promise<LedgerEntry[]> {
  const rows = await tx.$queryRaw<{ invoice_id: string; kind: string; amount_minor: bigint; entry_on: Date; payment_id: string | null }[]>`
    SELECT e.invoice_id, e.kind, e.amount_minor, e.entry_on, e.payment_id FROM invoice i JOIN entry e ON e.organization_id = i.organization_id AND e.invoice_id = i.id
    WHERE i.customer_id = ${customerRowId}::uuid ORDER BY e.id`;
  return rows.map((row) => ({ invoiceId: row.invoice_id, kind: row.kind, amountMinor: row.amount_minor, on: isoDate(row.entry_on), moneyId: row.payment_id }));
}

interface MoneyRow {
  readonly id: string; readonly kind: 'payment' | 'credit-note'; readonly payment_id: string; readonly currency: string; readonly amount_minor: bigint; readonly received_on: Date; readonly reference: string | null;
  readonly status: string; readonly reversed_on: Date | null; readonly reversed_at: Date | null;
}

// The day of a reversal stands in the entries that it wrote; where it wrote none (the money was on no invoice), the audit knows when we learned of it.
async function loadMoney(tx: Tx, customerRowId: string, timeZone: string): Promise<LedgerMoney[]> {
  const rows = await tx.$queryRaw<MoneyRow[]>`
    SELECT p.id, p.kind, p.payment_id, p.currency, p.amount_minor, p.received_on, p.reference, p.status,
      CASE WHEN p.status = 'reversed' THEN (SELECT min(e.entry_on) FROM entry e WHERE e.organization_id = p.organization_id AND e.payment_id = p.id AND e.kind = 'reversal') END AS reversed_on,
      CASE WHEN p.status = 'reversed' THEN (SELECT max(a.at) FROM audit_event a
        WHERE a.organization_id = p.organization_id AND a.customer_id = p.customer_id AND a.kind = 'payment.reversed' AND a.data->>'paymentId' = p.payment_id) END AS reversed_at
    FROM payment p WHERE p.customer_id = ${customerRowId}::uuid`;
  return rows.map((row) => ({
    id: row.id, kind: row.kind, paymentId: row.payment_id, currency: row.currency, amountMinor: row.amount_minor, receivedOn: isoDate(row.received_on), reference: row.reference,
    reversedOn: row.status === 'reversed' ? reversalDay(row, timeZone) : null,
  }));
}

function reversalDay(row: MoneyRow, timeZone: string): IsoDate {
  if (row.reversed_on) return isoDate(row.reversed_on);
  return row.reversed_at ? localDate(row.reversed_at.getTime(), timeZone) : isoDate(row.received_on);
}
