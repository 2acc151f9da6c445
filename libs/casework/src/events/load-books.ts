import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { InvoiceStatus } from '@puntual/domain/decide/facts';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { isoDate } from '../dates.ts';
import { Books, type CustomerBook, type PaymentBook } from './books.ts';

interface OrganizationDefaults {
  readonly id: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
}

/**
 * Loads what a batch of events touches, under the locks of its customers (taken in the order of their ids, so that batches cannot
 * deadlock). A customer that nobody has told us of yet gets a provisional row with the organization's defaults.
 */
export async function loadBooks(tx: Tx, organization: OrganizationDefaults, events: readonly PuntualEvent[], now: Date): Promise<Books> {
  const books = new Books();
  const customerIds = [...new Set(events.flatMap((event) => ('customerId' in event.data ? [event.data.customerId] : [])))].sort();
  await loadCustomers(tx, books, organization, customerIds, now);

  const invoiceIds = new Set<string>();
  const paymentIds = new Set<string>();
  const wholeCustomers = new Set<string>();
  for (const { type, data } of events) {
    if ('invoiceId' in data) invoiceIds.add(data.invoiceId);
    if ('allocations' in data) for (const line of data.allocations ?? []) invoiceIds.add(line.invoiceId);
    if (type === 'puntual.payment.received.v1' || type === 'puntual.payment.reversed.v1') paymentIds.add(data.paymentId);
    if (type === 'puntual.credit-note.issued.v1') paymentIds.add(data.creditNoteId);
    if (type === 'puntual.payment.received.v1' || type === 'puntual.credit-note.issued.v1' || type === 'puntual.invoice.issued.v1') {
      const customer = books.customers.get(data.customerId);
      if (customer) wholeCustomers.add(customer.id);
    }
  }
  await loadPayments(tx, books, [...paymentIds], [...wholeCustomers]);
  await loadInvoices(tx, books, [...invoiceIds], [...wholeCustomers], [...books.paymentsById.keys()]);
  return books;
}

async function loadCustomers(tx: Tx, books: Books, organization: OrganizationDefaults, ids: string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  const find = () => tx.$queryRaw<{ id: string; customer_id: string; time_zone: string; currency: string }[]>`
    SELECT id, customer_id, time_zone, currency FROM customer WHERE customer_id = ANY(${ids}) ORDER BY id FOR NO KEY UPDATE`;
  let rows = await find();
  if (rows.length < ids.length) {
    const known = new Set(rows.map((row) => row.customer_id));
    await insertRows(tx, 'customer',
      { id: 'uuid', organization_id: 'uuid', customer_id: 'text', name: 'text', country: 'text', language: 'text', time_zone: 'text', currency: 'text', provisional: 'bool', created_at: 'timestamptz' },
      ids.filter((id) => !known.has(id)).map((id) => ({ id: newId(), organization_id: organization.id, customer_id: id, name: id, country: organization.country, language: organization.language, time_zone: organization.timeZone, currency: organization.currency, provisional: true, created_at: now })),
      'ON CONFLICT (organization_id, customer_id) DO NOTHING');
    rows = await find();
  }
  for (const row of rows) {
    const customer: CustomerBook = { id: row.id, customerId: row.customer_id, timeZone: row.time_zone, currency: row.currency };
    books.customers.set(customer.customerId, customer);
  }
}

interface PaymentRow {
  id: string; kind: 'payment' | 'credit-note'; payment_id: string; customer_id: string; currency: string; amount_minor: bigint; unallocated_minor: bigint;
  status: 'received' | 'reversed'; awaiting: { invoiceId: string; minor: string }[] | null; received_on: Date; reference: string | null; method: string;
}

async function loadPayments(tx: Tx, books: Books, paymentIds: string[], customerRowIds: string[]): Promise<void> {
  if (paymentIds.length === 0 && customerRowIds.length === 0) return;
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, status, awaiting, received_on, reference, method FROM payment
    WHERE payment_id = ANY(${paymentIds}) OR (customer_id = ANY(${customerRowIds}::uuid[]) AND unallocated_minor > 0) ORDER BY id`;
  await addPayments(tx, books, rows);
}

async function addPayments(tx: Tx, books: Books, rows: PaymentRow[]): Promise<void> {
  const strangers = await customersById(tx, books, rows.map((row) => row.customer_id));
  for (const row of rows) {
    const customer = strangers.get(row.customer_id);
    if (!customer || books.paymentsById.has(row.id)) continue;
    const payment: PaymentBook = {
      id: row.id, kind: row.kind, paymentId: row.payment_id, customer, currency: row.currency, amountMinor: row.amount_minor, unallocatedMinor: row.unallocated_minor, status: row.status,
      awaiting: (row.awaiting ?? []).map((line) => ({ invoiceId: line.invoiceId, minor: BigInt(line.minor) })), receivedOn: isoDate(row.received_on), reference: row.reference ?? '', method: row.method,
    };
    books.addPayment(payment);
  }
}

async function loadInvoices(tx: Tx, books: Books, invoiceIds: string[], customerRowIds: string[], paymentRowIds: string[]): Promise<void> {
  if (invoiceIds.length === 0 && customerRowIds.length === 0 && paymentRowIds.length === 0) return;
  const rows = await tx.$queryRaw<{
    id: string; invoice_id: string; number: string; customer_id: string; currency: string; due_date: Date; total_minor: bigint; open_minor: bigint; status: InvoiceStatus; settled_on: Date | null;
    revision: number; document_url: string | null; payment_url: string | null; case_state: 'running' | 'closed'; case_run: number;
  }[]>`
    SELECT id, invoice_id, number, customer_id, currency, due_date, total_minor, open_minor, status, settled_on, revision, document_url, payment_url, case_state, case_run FROM invoice
    WHERE invoice_id = ANY(${invoiceIds}) OR (customer_id = ANY(${customerRowIds}::uuid[]) AND status = 'open')
       OR id IN (SELECT invoice_id FROM entry WHERE payment_id = ANY(${paymentRowIds}::uuid[]))`;
  if (rows.length === 0) return;
  const customers = await customersById(tx, books, rows.map((row) => row.customer_id));
  for (const row of rows) {
    const customer = customers.get(row.customer_id);
    if (!customer) continue;
    books.addInvoice({
      id: row.id, invoiceId: row.invoice_id, number: row.number, customer, currency: row.currency, dueOn: isoDate(row.due_date), totalMinor: row.total_minor, openMinor: row.open_minor,
      status: row.status, settledOn: row.settled_on && isoDate(row.settled_on), revision: row.revision, documentUrl: row.document_url, paymentUrl: row.payment_url, caseState: row.case_state, caseRun: row.case_run, allocated: new Map(),
    });
  }
  const allocations = await tx.$queryRaw<{ invoice_id: string; payment_id: string; minor: bigint }[]>`
    SELECT invoice_id, payment_id, -sum(amount_minor)::bigint AS minor FROM entry
    WHERE invoice_id = ANY(${rows.map((row) => row.id)}::uuid[]) AND payment_id IS NOT NULL GROUP BY invoice_id, payment_id ORDER BY min(id::text)`;
  for (const row of allocations) books.invoicesById.get(row.invoice_id)?.allocated.set(row.payment_id, row.minor);
  const missing = allocations.map((row) => row.payment_id).filter((id) => !books.paymentsById.has(id));
  if (missing.length === 0) return;
  await addPayments(tx, books, await tx.$queryRaw<PaymentRow[]>`
    SELECT id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, status, awaiting, received_on, reference, method FROM payment WHERE id = ANY(${missing}::uuid[])`);
}

async function customersById(tx: Tx, books: Books, ids: string[]): Promise<Map<string, CustomerBook>> {
  const known = new Map([...books.customers.values()].map((customer) => [customer.id, customer]));
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const rows = await tx.$queryRaw<{ id: string; customer_id: string; time_zone: string; currency: string }[]>`SELECT id, customer_id, time_zone, currency FROM customer WHERE id = ANY(${missing}::uuid[])`;
  for (const row of rows) known.set(row.id, { id: row.id, customerId: row.customer_id, timeZone: row.time_zone, currency: row.currency });
  return known;
}
