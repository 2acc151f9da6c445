import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { Tx } from '@puntual/db/database';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import { readFallenCause } from '@puntual/domain/ledger/charge-waivers';
import type { Policy } from '@puntual/domain/policy/policy';
import type { AmendableField, CustomerBook, InvoiceBook, PaymentBook } from '@puntual/domain/ledger/book-records';
import { Books } from '@puntual/domain/ledger/books';
import { earlyPaymentOf } from '@puntual/domain/ledger/discounts';
import { newId } from '@puntual/db/ids';
import { isoDate } from '../record/dates.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { readSettings } from '../settings/settings.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { lockOrMakeCustomers, type OrganizationDefaults } from './lock-customers.ts';

/**
 * Loads what a batch of events touches, under the locks of its customers. Of a customer whose money or invoices move, all money that is not allocated comes along,
 * and all open invoices where there is or comes money that may be for them: a customer who only gets new invoices is not asked for the old ones.
 */
export async function loadBooks(
  tx: Tx,
  organization: OrganizationDefaults,
  events: readonly PuntualEvent[],
  now: Date,
): Promise<Books> {
  const books = new Books(newId);
  const customerIds = [
    ...new Set(events.flatMap((event) => ('customerId' in event.data ? [event.data.customerId] : []))),
  ].sort();
  for (const customer of await lockOrMakeCustomers(tx, organization, customerIds, now))
    books.customers.set(customer.customerId, customer);

  const invoiceIds = new Set<string>();
  const paymentIds = new Set<string>();
  const reversedIds = new Set<string>();
  const creditedCustomers = new Set<string>();
  const wholeCustomers = new Set<string>();
  for (const { type, data } of events) {
    if ('invoiceId' in data) invoiceIds.add(data.invoiceId);
    if ('allocations' in data) for (const line of data.allocations ?? []) invoiceIds.add(line.invoiceId);
    if (type === 'puntual.payment.received.v1' || type === 'puntual.payment.reversed.v1')
      paymentIds.add(data.paymentId);
    if (type === 'puntual.payment.reversed.v1') reversedIds.add(data.paymentId);
    if (type === 'puntual.credit-note.issued.v1') paymentIds.add(data.creditNoteId);
    if (
      type === 'puntual.customer.upserted.v1' ||
      type === 'puntual.feed.heartbeat.v1' ||
      type === 'puntual.agency.reported.v1' ||
      type === 'puntual.open-items.listed.v1'
    )
      continue;
    const customer = books.customers.get(data.customerId);
    if (!customer) continue;
    creditedCustomers.add(customer.id);
    if (type !== 'puntual.invoice.issued.v1') wholeCustomers.add(customer.id);
  }
  await loadPayments(tx, books, [...paymentIds], [...creditedCustomers]);
  for (const payment of books.paymentsById.values())
    if (payment.unallocatedMinor > 0n) wholeCustomers.add(payment.customer.id);
  const reversed = [...reversedIds].flatMap((id) => books.payments.get(`payment/${id}`)?.id ?? []);
  await loadInvoices(tx, organization.id, books, [...invoiceIds], [...wholeCustomers], reversed);
  await loadFieldRevisions(tx, books, events);
  await loadMatching(
    tx,
    organization.id,
    books,
    events.flatMap((event) => (mayBeMatched(event) && 'customerId' in event.data ? [event.data.customerId] : [])),
  );
  return books;
}

/**
 * Loads the books of one customer, under their lock, for what a person does there: the invoices named (the ERP's ids; of whatever customer, for the caller to
 * look at), those that the payment named (row id) is on, all that are open, and all money that is not allocated. Throws when there is no such customer.
 */
export async function loadCustomerBooks(
  tx: Tx,
  organizationId: string,
  customerRowId: string,
  invoiceIds: readonly string[],
  paymentRowId: string | null,
): Promise<Books> {
  const books = new Books(newId);
  await lockCustomer(tx, customerRowId);
  const row = await tx.customer.findUnique({
    where: { id: customerRowId },
    select: { id: true, customerId: true, timeZone: true, currency: true },
  });
  if (!row) throw new Error(`there is no customer ${customerRowId}`);
  books.customers.set(row.customerId, row);
  const paymentRowIds = paymentRowId === null ? [] : [paymentRowId];
  await loadPayments(tx, books, [], [row.id]);
  if (paymentRowId !== null && !books.paymentsById.has(paymentRowId)) {
    await addPayments(
      tx,
      books,
      await tx.$queryRaw<PaymentRow[]>`
      SELECT id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, status, awaiting, received_on, reference, method FROM payment WHERE id = ${paymentRowId}::uuid`,
    );
  }
  await loadInvoices(tx, organizationId, books, [...invoiceIds], [row.id], paymentRowIds);
  await loadMatching(tx, organizationId, books, []);
  return books;
}

/** Marks the sum of discounts among what lowers an invoice; no cause of a write-off is this word alone. */
const DISCOUNT = 'discount';

interface PaymentRow {
  id: string;
  kind: 'payment' | 'credit-note';
  payment_id: string;
  customer_id: string;
  currency: string;
  amount_minor: bigint;
  unallocated_minor: bigint;
  status: 'received' | 'reversed';
  awaiting: { invoiceId: string; minor: string }[] | null;
  received_on: Date;
  reference: string | null;
  method: string;
}

async function loadPayments(tx: Tx, books: Books, paymentIds: string[], customerRowIds: string[]): Promise<void> {
  if (paymentIds.length === 0 && customerRowIds.length === 0) return;
  // Each way in has its index; joined by OR, neither would be used. Both kinds are named because the index leads with the kind.
  const rows = await tx.$queryRaw<PaymentRow[]>`
    SELECT id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, status, awaiting, received_on, reference, method FROM payment
    WHERE id = ANY(ARRAY(
      SELECT id FROM payment WHERE kind IN ('payment', 'credit-note') AND payment_id = ANY(${paymentIds})
      UNION ALL SELECT id FROM payment WHERE customer_id = ANY(${customerRowIds}::uuid[]) AND unallocated_minor > 0)) ORDER BY id`;
  await addPayments(tx, books, rows);
}

async function addPayments(tx: Tx, books: Books, rows: PaymentRow[]): Promise<void> {
  const customers = await customersById(
    tx,
    books,
    rows.map((row) => row.customer_id),
  );
  for (const row of rows) {
    const customer = customers.get(row.customer_id);
    if (!customer || books.paymentsById.has(row.id)) continue;
    const payment: PaymentBook = {
      id: row.id,
      kind: row.kind,
      paymentId: row.payment_id,
      customer,
      currency: row.currency,
      amountMinor: row.amount_minor,
      unallocatedMinor: row.unallocated_minor,
      status: row.status,
      awaiting: row.awaiting && row.awaiting.map((line) => ({ invoiceId: line.invoiceId, minor: BigInt(line.minor) })),
      receivedOn: isoDate(row.received_on),
      reference: row.reference ?? '',
      method: row.method,
    };
    books.addPayment(payment);
    books.leftAtFirst.set(payment.id, payment.unallocatedMinor);
  }
}

async function loadInvoices(
  tx: Tx,
  organizationId: string,
  books: Books,
  invoiceIds: string[],
  customerRowIds: string[],
  reversedRowIds: string[],
): Promise<void> {
  if (invoiceIds.length === 0 && customerRowIds.length === 0 && reversedRowIds.length === 0) return;
  const rows = await tx.$queryRaw<
    {
      id: string;
      invoice_id: string;
      number: string;
      purchase_order: string | null;
      customer_id: string;
      currency: string;
      due_date: Date;
      total_minor: bigint;
      open_minor: bigint;
      status: InvoiceStatus;
      settled_on: Date | null;
      revision: number;
      document_url: string | null;
      payment_url: string | null;
      case_state: 'running' | 'closed';
      case_run: number;
      issue_date: Date;
      terms: unknown;
      runs_policy_key: string | null;
      runs_policy_version: number | null;
      charged: boolean;
    }[]
  >`
    SELECT id, invoice_id, number, purchase_order, customer_id, currency, due_date, total_minor, open_minor, status, settled_on, revision, document_url, payment_url, case_state, case_run,
      issue_date, terms, runs_policy_key, runs_policy_version, EXISTS (SELECT 1 FROM charge c WHERE c.organization_id = invoice.organization_id AND c.invoice_id = invoice.id) AS charged FROM invoice
    WHERE id = ANY(ARRAY(
      SELECT id FROM invoice WHERE invoice_id = ANY(${invoiceIds})
      UNION ALL SELECT id FROM invoice WHERE customer_id = ANY(${customerRowIds}::uuid[]) AND status = 'open'
      UNION ALL SELECT invoice_id FROM entry WHERE payment_id = ANY(${reversedRowIds}::uuid[])))`;
  if (rows.length === 0) return;
  const customers = await customersById(
    tx,
    books,
    rows.map((row) => row.customer_id),
  );
  for (const row of rows) {
    const customer = customers.get(row.customer_id);
    if (!customer) continue;
    const early = earlyPaymentOf(row.terms, isoDate(row.issue_date));
    // Only terms make the policy's word on late discounts matter.
    const policy =
      early &&
      (await policyOf(tx, organizationId, {
        runsPolicyKey: row.runs_policy_key,
        runsPolicyVersion: row.runs_policy_version,
      }));
    books.addInvoice({
      id: row.id,
      invoiceId: row.invoice_id,
      number: row.number,
      purchaseOrder: row.purchase_order,
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
      earlyPayment: early && { ...early, shortButLate: policy?.charges.earlyPayment?.shortButLate ?? 'keep-open' },
      discountGivenMinor: 0n,
      charges: [],
    });
  }
  const lowered = await tx.$queryRaw<
    { invoice_id: string; payment_id: string | null; written_off: string | null; minor: bigint }[]
  >`
    SELECT invoice_id, payment_id, CASE kind WHEN 'write-off' THEN cause WHEN 'discount' THEN ${DISCOUNT} END AS written_off, -sum(amount_minor)::bigint AS minor FROM entry
    WHERE invoice_id = ANY(${rows.map((row) => row.id)}::uuid[]) AND charge_id IS NULL AND (payment_id IS NOT NULL OR kind IN ('write-off', 'discount')) GROUP BY 1, 2, 3 ORDER BY min(id::text)`;
  for (const row of lowered) {
    const invoice = books.invoicesById.get(row.invoice_id);
    if (row.payment_id !== null) invoice?.allocated.set(row.payment_id, row.minor);
    else if (row.written_off === DISCOUNT) Object.assign(invoice ?? {}, { discountGivenMinor: row.minor });
    else if (row.written_off !== null) invoice?.writtenOff.set(row.written_off, row.minor);
  }
  const onCharges = await loadCharges(
    tx,
    books,
    rows.filter((row) => row.charged).map((row) => row.id),
  );
  const missing = [...new Set([...lowered.flatMap((row) => row.payment_id ?? []), ...onCharges])].filter(
    (id) => !books.paymentsById.has(id),
  );
  if (missing.length === 0) return;
  await addPayments(
    tx,
    books,
    await tx.$queryRaw<PaymentRow[]>`
    SELECT id, kind, payment_id, customer_id, currency, amount_minor, unallocated_minor, status, awaiting, received_on, reference, method FROM payment WHERE id = ANY(${missing}::uuid[]) ORDER BY id`,
  );
}

// Charges stand in the order in which they were made. Returns the payments that are on them.
async function loadCharges(tx: Tx, books: Books, invoiceRowIds: readonly string[]): Promise<readonly string[]> {
  if (invoiceRowIds.length === 0) return [];
  const rows = await tx.$queryRaw<
    {
      id: string;
      invoice_id: string;
      kind: ChargeKind;
      amount_minor: bigint;
      open_minor: bigint;
      when_principal_paid: Policy['charges']['whenPrincipalPaid'];
      state: 'charged' | 'waived';
      reason: string | null;
      ended_by: string | null;
      paid: { payment: string; minor: string }[] | null;
      waived: { cause: string; minor: string }[] | null;
    }[]
  >`
    SELECT c.id, c.invoice_id, c.kind, c.amount_minor, c.open_minor, c.when_principal_paid, c.state, c.reason, c.ended_by,
      (SELECT jsonb_agg(jsonb_build_object('payment', e.payment_id, 'minor', e.minor::text)) FROM (
        SELECT payment_id, -sum(amount_minor) AS minor FROM entry WHERE invoice_id = c.invoice_id AND charge_id = c.id AND payment_id IS NOT NULL GROUP BY payment_id) e) AS paid,
      (SELECT jsonb_agg(jsonb_build_object('cause', e.cause, 'minor', e.minor::text)) FROM (
        SELECT cause, -sum(amount_minor) AS minor FROM entry WHERE invoice_id = c.invoice_id AND charge_id = c.id AND kind = 'waiver' GROUP BY cause) e) AS waived
    FROM charge c WHERE c.invoice_id = ANY(${invoiceRowIds}::uuid[]) AND c.state <> 'taken-back' ORDER BY c.id`;
  for (const row of rows) {
    books.invoicesById.get(row.invoice_id)?.charges.push({
      id: row.id,
      kind: row.kind,
      amountMinor: row.amount_minor,
      openMinor: row.open_minor,
      whenPrincipalPaid: row.when_principal_paid,
      state: row.state,
      reason: row.reason,
      endedBy: row.ended_by,
      paid: new Map((row.paid ?? []).map((part) => [part.payment, BigInt(part.minor)])),
      fallen: new Map(
        (row.waived ?? []).flatMap(({ cause, minor }) =>
          [readFallenCause(cause)].flatMap((because) => (because ? [[because, BigInt(minor)] as const] : [])),
        ),
      ),
    });
  }
  return rows.flatMap((row) => (row.paid ?? []).map((part) => part.payment));
}

// An amendment that comes after a later one still holds for the fields that the later one did not name. Which those were stands in the audit; it is asked only then.
async function loadFieldRevisions(tx: Tx, books: Books, events: readonly PuntualEvent[]): Promise<void> {
  const outdated = new Map<string, InvoiceBook>();
  for (const event of events) {
    if (event.type !== 'puntual.invoice.amended.v1') continue;
    const invoice = books.invoices.get(event.data.invoiceId);
    if (invoice && event.data.revision <= invoice.revision) outdated.set(invoice.id, invoice);
  }
  if (outdated.size === 0) return;
  const rows = await tx.$queryRaw<{ invoice_id: string; field: AmendableField; revision: number }[]>`
    SELECT invoice_id, field, max((data->>'revision')::int) AS revision FROM audit_event, jsonb_array_elements_text(data->'fields') AS field
    WHERE invoice_id = ANY(${[...outdated.keys()]}::uuid[]) AND kind = 'invoice.amended' GROUP BY invoice_id, field`;
  for (const invoice of outdated.values()) invoice.fieldsKnownAt = 0;
  for (const row of rows) outdated.get(row.invoice_id)?.fieldRevisions.set(row.field, row.revision);
}

/** Most numbers of settled invoices that a reference is held against, the latest due of a customer. */
const MOST_SETTLED_NUMBERS = 200;

// Whether an event brings, or sets free, money that does not say what it is for.
function mayBeMatched({ type, data }: PuntualEvent): boolean {
  if (type === 'puntual.payment.received.v1' || type === 'puntual.credit-note.issued.v1')
    return !data.allocations?.length;
  return (
    type === 'puntual.invoice.amended.v1' ||
    type === 'puntual.invoice.cancelled.v1' ||
    type === 'puntual.payment.reversed.v1'
  );
}

// What money without remittance detail is matched by, for the customers who have or get such.
async function loadMatching(tx: Tx, organizationId: string, books: Books, paying: readonly string[]): Promise<void> {
  const untold = [...books.paymentsById.values()]
    .filter((payment) => payment.awaiting === null && payment.unallocatedMinor > 0n)
    .map((payment) => payment.customer.id);
  const customerRowIds = [...new Set([...untold, ...paying.flatMap((id) => books.customers.get(id)?.id ?? [])])];
  if (customerRowIds.length === 0) return;
  books.matching = (await readSettings(tx, organizationId)).matching;
  const rows = await tx.$queryRaw<{ id: string; numbers: string[] }[]>`
    SELECT c.id, ARRAY(SELECT i.number FROM invoice i WHERE i.customer_id = c.id AND i.status <> 'open' ORDER BY i.due_date DESC, i.id DESC LIMIT ${MOST_SETTLED_NUMBERS}) AS numbers
    FROM unnest(${customerRowIds}::uuid[]) AS c(id)`;
  for (const row of rows) books.settledNumbers.set(row.id, row.numbers);
}

async function customersById(tx: Tx, books: Books, ids: string[]): Promise<Map<string, CustomerBook>> {
  const known = new Map([...books.customers.values()].map((customer) => [customer.id, customer]));
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const rows = await tx.$queryRaw<
    { id: string; customer_id: string; time_zone: string; currency: string }[]
  >`SELECT id, customer_id, time_zone, currency FROM customer WHERE id = ANY(${missing}::uuid[])`;
  for (const row of rows)
    known.set(row.id, { id: row.id, customerId: row.customer_id, timeZone: row.time_zone, currency: row.currency });
  return known;
}
