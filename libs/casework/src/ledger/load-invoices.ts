import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { Books, CustomerBook, EarlyPayment, InvoiceBook } from '@puntual/domain/ledger/books';
import { earlyPaymentOf } from '@puntual/domain/ledger/discounts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { isoDate } from '../record/dates.ts';
import { customersById } from './customer-books.ts';
import { loadCharges } from './load-charges.ts';
import { loadMissingPayments } from './load-payments.ts';

/** The invoices to load: those that any of the lists selects. */
export interface InvoiceSelection {
  /** The ERP's ids of invoices, of any customer. */
  readonly invoiceIds: readonly string[];
  /** Customers (row ids): all open invoices of theirs. */
  readonly customerRowIds: readonly string[];
  /** Payments and credit notes (row ids): the invoices that they were allocated to. */
  readonly paymentRowIds: readonly string[];
}

/**
 * Loads invoices into the books, with their charges, what lowered their balance, and the payments and credit notes that
 * are allocated to them.
 */
export async function loadInvoices(
  tx: Tx,
  organizationId: string,
  books: Books,
  selection: InvoiceSelection,
): Promise<void> {
  const rows = await readInvoiceRows(tx, selection);
  if (rows.length === 0) return;
  const customers = await customersById(
    tx,
    books,
    rows.map((row) => row.customer_id),
  );
  for (const row of rows) {
    const customer = customers.get(row.customer_id);
    if (customer) books.addInvoice(invoiceBook(row, customer, await earlyPaymentBook(tx, organizationId, row)));
  }
  const onPrincipal = await loadReductions(
    tx,
    books,
    rows.map((row) => row.id),
  );
  const onCharges = await loadCharges(
    tx,
    books,
    rows.filter((row) => row.charged).map((row) => row.id),
  );
  await loadMissingPayments(tx, books, [...onPrincipal, ...onCharges]);
}

interface InvoiceRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly purchase_order: string | null;
  readonly payment_reference: string | null;
  readonly delivery_note: string | null;
  readonly portal_reference: string | null;
  readonly customer_id: string;
  readonly currency: string;
  readonly due_date: Date;
  readonly total_minor: bigint;
  readonly open_minor: bigint;
  readonly status: InvoiceStatus;
  readonly settled_on: Date | null;
  readonly revision: number;
  readonly document_url: string | null;
  readonly payment_url: string | null;
  readonly case_state: 'running' | 'closed';
  readonly case_run: number;
  readonly issue_date: Date;
  readonly terms: unknown;
  readonly runs_policy_key: string | null;
  readonly runs_policy_version: number | null;
  readonly charged: boolean;
  readonly instalment_of: string | null;
  readonly instalment_no: number | null;
  readonly instalment_count: number | null;
}

const INVOICE_COLUMNS = sql`
  id, invoice_id, number, purchase_order, payment_reference, customer_id, currency, due_date, total_minor, open_minor,
  status, settled_on, revision, document_url, payment_url, case_state, case_run, issue_date, terms,
  runs_policy_key, runs_policy_version, delivery_note, portal_reference,
  instalment_of, instalment_no, instalment_count`;

async function readInvoiceRows(
  tx: Tx,
  { invoiceIds, customerRowIds, paymentRowIds }: InvoiceSelection,
): Promise<readonly InvoiceRow[]> {
  if (invoiceIds.length === 0 && customerRowIds.length === 0 && paymentRowIds.length === 0) return [];
  return tx.$queryRaw<InvoiceRow[]>`
    SELECT ${INVOICE_COLUMNS},
      EXISTS (
        SELECT 1 FROM charge c WHERE c.organization_id = invoice.organization_id AND c.invoice_id = invoice.id
      ) AS charged
    FROM invoice
    WHERE id = ANY(ARRAY(
      SELECT id FROM invoice WHERE invoice_id = ANY(${invoiceIds})
      UNION ALL
      SELECT id FROM invoice WHERE instalment_of = ANY(${invoiceIds})
      UNION ALL
      SELECT id FROM invoice WHERE customer_id = ANY(${customerRowIds}::uuid[]) AND status = 'open'
      UNION ALL
      SELECT invoice_id FROM entry WHERE payment_id = ANY(${paymentRowIds}::uuid[])))`;
}

// The policy is loaded only for an invoice with an early-payment discount: nothing else here depends on the policy.
async function earlyPaymentBook(tx: Tx, organizationId: string, row: InvoiceRow): Promise<EarlyPayment | null> {
  const early = earlyPaymentOf(row.terms, isoDate(row.issue_date));
  if (!early) return null;
  const policy = await policyOf(tx, organizationId, {
    runsPolicyKey: row.runs_policy_key,
    runsPolicyVersion: row.runs_policy_version,
  });
  return { ...early, shortButLate: policy.charges.earlyPayment?.shortButLate ?? 'keep-open' };
}

function invoiceBook(row: InvoiceRow, customer: CustomerBook, earlyPayment: EarlyPayment | null): InvoiceBook {
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    number: row.number,
    purchaseOrder: row.purchase_order,
    paymentReference: row.payment_reference,
    papers: {
      ...(row.delivery_note === null ? {} : { deliveryNote: row.delivery_note }),
      ...(row.portal_reference === null ? {} : { portalReference: row.portal_reference }),
    },
    customer,
    currency: row.currency,
    dueOn: isoDate(row.due_date),
    totalMinor: row.total_minor,
    openMinor: row.open_minor,
    status: row.status,
    settledOn: row.settled_on && isoDate(row.settled_on),
    revision: row.revision,
    fieldRevisions: new Map(),
    fieldsKnownAt: row.revision,
    documentUrl: row.document_url,
    paymentUrl: row.payment_url,
    caseState: row.case_state,
    caseRun: row.case_run,
    allocated: new Map(),
    writtenOff: new Map(),
    earlyPayment,
    discountGivenMinor: 0n,
    ...(row.instalment_of === null
      ? {}
      : { instalment: { of: row.instalment_of, number: row.instalment_no ?? 1, count: row.instalment_count } }),
    charges: [],
  };
}

/** Stands for all discounts in the place of a write-off's cause; no write-off has this cause. */
const DISCOUNT = 'discount';

// Loads what payments, credit notes, write-offs and discounts took off the principal of these invoices (row ids).
// Returns the payments and credit notes (row ids).
async function loadReductions(tx: Tx, books: Books, invoiceRowIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<
    { invoice_id: string; payment_id: string | null; written_off: string | null; minor: bigint }[]
  >`
    SELECT invoice_id, payment_id,
      CASE kind WHEN 'write-off' THEN cause WHEN 'discount' THEN ${DISCOUNT} END AS written_off,
      -sum(amount_minor)::bigint AS minor
    FROM entry
    WHERE invoice_id = ANY(${invoiceRowIds}::uuid[]) AND charge_id IS NULL
      AND (payment_id IS NOT NULL OR kind IN ('write-off', 'discount'))
    GROUP BY 1, 2, 3
    ORDER BY min(id::text)`;
  for (const row of rows) {
    const invoice = books.invoicesById.get(row.invoice_id);
    if (!invoice) continue;
    if (row.payment_id !== null) invoice.allocated.set(row.payment_id, row.minor);
    else if (row.written_off === DISCOUNT) invoice.discountGivenMinor = row.minor;
    else if (row.written_off !== null) invoice.writtenOff.set(row.written_off, row.minor);
  }
  return rows.flatMap((row) => row.payment_id ?? []);
}
