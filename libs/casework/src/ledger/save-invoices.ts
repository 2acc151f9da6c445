import type { EventOf } from '@puntual/contracts/events/events';
import type { Books, InvoiceBook } from '@puntual/domain/ledger/books';
import { chargesOpen } from '@puntual/domain/ledger/charge-lines';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { type Cell, type ColumnType, insertRows } from '@puntual/db/insert-rows';

/** The events that issued the new invoices, by the ERP's id of the invoice: the books do not hold all their data. */
export type IssuedInvoices = ReadonlyMap<string, EventOf<'puntual.invoice.issued.v1'>>;

const NEW_INVOICE_COLUMNS = {
  id: 'uuid',
  organization_id: 'uuid',
  invoice_id: 'text',
  number: 'text',
  customer_id: 'uuid',
  issue_date: 'date',
  due_date: 'date',
  currency: 'text',
  total_minor: 'bigint',
  tax_minor: 'bigint',
  open_minor: 'bigint',
  status: 'text',
  settled_on: 'date',
  revision: 'int',
  purchase_order: 'text',
  payment_reference: 'text',
  delivery_note: 'text',
  portal_reference: 'text',
  document_url: 'text',
  payment_url: 'text',
  lines: 'jsonb',
  terms: 'jsonb',
  already_reached: 'jsonb',
  policy_key: 'text',
  contact_id: 'text',
  stage: 'text',
  instalment_of: 'text',
  instalment_no: 'int',
  instalment_count: 'int',
  issued_as: 'jsonb',
  known_at: 'timestamptz',
  created_at: 'timestamptz',
} as const satisfies Record<string, ColumnType>;

/** Inserts the new invoices of the books. */
export async function insertInvoices(
  tx: Tx,
  organizationId: string,
  books: Books,
  { issued, now }: { readonly issued: IssuedInvoices; readonly now: Date },
): Promise<void> {
  await insertRows(
    tx,
    'invoice',
    NEW_INVOICE_COLUMNS,
    books.newInvoices.map((invoice) => ({
      ...newInvoiceRow(invoice, issued.get(invoice.invoiceId)?.data),
      issued_as: books.statedFacts.get(invoice.id) ?? null,
      organization_id: organizationId,
      known_at: now,
      created_at: now,
    })),
  );
}

type NewInvoiceRow = Readonly<
  Record<Exclude<keyof typeof NEW_INVOICE_COLUMNS, 'organization_id' | 'issued_as' | 'known_at' | 'created_at'>, Cell>
>;

function newInvoiceRow(
  invoice: InvoiceBook,
  data: EventOf<'puntual.invoice.issued.v1'>['data'] | undefined,
): NewInvoiceRow {
  return {
    id: invoice.id,
    invoice_id: invoice.invoiceId,
    number: invoice.number,
    customer_id: invoice.customer.id,
    issue_date: data?.issueDate,
    due_date: invoice.dueOn,
    currency: invoice.currency,
    total_minor: invoice.totalMinor,
    tax_minor: data?.tax === undefined ? null : parseAmount(data.tax, invoice.currency),
    open_minor: invoice.openMinor,
    status: invoice.status,
    settled_on: invoice.settledOn,
    revision: invoice.revision,
    purchase_order: invoice.purchaseOrder,
    payment_reference: invoice.paymentReference,
    delivery_note: invoice.papers?.deliveryNote ?? data?.deliveryNote,
    portal_reference: invoice.papers?.portalReference ?? data?.portalReference,
    document_url: invoice.documentUrl,
    payment_url: invoice.paymentUrl,
    lines: data?.lines,
    terms: data?.terms,
    already_reached: data?.alreadyReached,
    policy_key: data?.policy,
    contact_id: data?.contactId,
    stage: data?.alreadyReached?.stage ?? 'not-due',
    instalment_of: invoice.instalment?.of,
    instalment_no: invoice.instalment?.number,
    instalment_count: invoice.instalment?.count,
  };
}

/** Updates the invoices that changed in the books and are not new. */
export async function updateInvoices(tx: Tx, books: Books): Promise<void> {
  const fresh = new Set(books.newInvoices);
  const changed = [...books.changedInvoices].filter((invoice) => !fresh.has(invoice));
  if (changed.length === 0) return;
  await tx.$executeRaw`
    UPDATE invoice i SET
      due_date = v.due_date, total_minor = v.total_minor, open_minor = v.open_minor, status = v.status,
      settled_on = v.settled_on, revision = v.revision, document_url = v.document_url, payment_url = v.payment_url,
      payment_reference = v.payment_reference, purchase_order = v.purchase_order,
      delivery_note = coalesce(v.delivery_note, i.delivery_note),
      portal_reference = coalesce(v.portal_reference, i.portal_reference),
      case_state = v.case_state, case_run = v.case_run, charges_minor = v.charges_minor
    FROM unnest(
      ${changed.map((invoice) => invoice.id)}::uuid[],
      ${changed.map((invoice) => invoice.dueOn)}::date[],
      ${changed.map((invoice) => invoice.totalMinor.toString())}::bigint[],
      ${changed.map((invoice) => invoice.openMinor.toString())}::bigint[],
      ${changed.map((invoice) => invoice.status)}::text[],
      ${changed.map((invoice) => invoice.settledOn)}::date[],
      ${changed.map((invoice) => invoice.revision)}::int[],
      ${changed.map((invoice) => invoice.documentUrl)}::text[],
      ${changed.map((invoice) => invoice.paymentUrl)}::text[],
      ${changed.map((invoice) => invoice.paymentReference)}::text[],
      ${changed.map((invoice) => invoice.purchaseOrder)}::text[],
      ${changed.map((invoice) => invoice.papers?.deliveryNote ?? null)}::text[],
      ${changed.map((invoice) => invoice.papers?.portalReference ?? null)}::text[],
      ${changed.map((invoice) => invoice.caseState)}::text[],
      ${changed.map((invoice) => invoice.caseRun)}::int[],
      ${changed.map((invoice) => chargesOpen(invoice).toString())}::bigint[]
    ) AS v(
      id, due_date, total_minor, open_minor, status, settled_on, revision, document_url, payment_url, payment_reference,
      purchase_order, delivery_note, portal_reference, case_state, case_run, charges_minor)
    WHERE i.id = v.id`;
}
