import type { EventType, PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { type AmendableField, Books, type InvoiceBook } from '@puntual/domain/ledger/books';
import { newId } from '@puntual/db/ids';
import { lockCustomer, lockCustomers } from '../record/lock-customer.ts';
import { customerBook, lockOrCreateCustomers, type OrganizationDefaults } from './customer-books.ts';
import { idsOfIssued } from './instalment-claims.ts';
import { loadInvoices } from './load-invoices.ts';
import { loadMatching, mayNeedMatching } from './load-matching.ts';
import { loadOutflows, outflowsOfPayments } from './load-outflows.ts';
import { customersOfSharedMoney, loadPayers, withRelatives, type MoneyOfOthers } from './load-payers.ts';
import { loadMissingPayments, loadPayments } from './load-payments.ts';
import { loadSameMoney } from './load-same-money.ts';
import { loadStatedFacts } from './load-stated-facts.ts';

/**
 * Loads what a batch of events touches, under the locks of its customers, and creates customers that are not known yet.
 * Loads all unallocated money of every customer whose money or invoices change, and all open invoices of those who have
 * or get money that may pay them. For a customer who only gets new invoices the old ones are not loaded.
 */
export async function loadBooks(
  tx: Tx,
  organization: OrganizationDefaults,
  events: readonly PuntualEvent[],
  now: Date,
): Promise<Books> {
  const books = new Books(newId);
  const shared = await customersOfSharedMoney(tx, sharedMoneyOf(events));
  const ids = [...new Set([...events.flatMap(customerIdsOf), ...events.flatMap(payerIdsOf), ...shared])].sort();
  const groupKeys = [...new Set(events.flatMap(groupKeysOf))].sort();
  for (const customer of await lockOrCreateCustomers(tx, organization, { ids, groupKeys }, now))
    books.customers.set(customer.customerId, customer);

  await loadPayers(tx, books);

  const touched = touchedBy(events, books);
  for (const id of shared) {
    touched.customersWithChanges.add(books.customer(id).id);
    touched.customersWithMoney.add(books.customer(id).id);
  }
  await loadPayments(tx, books, [...touched.paymentIds], withRelatives(books, touched.customersWithChanges));
  const withUnallocatedMoney = [...books.paymentsById.values()]
    .filter((payment) => payment.unallocatedMinor > 0n)
    .map((payment) => payment.customer.id);
  await loadInvoices(tx, organization.id, books, {
    invoiceIds: [...touched.invoiceIds],
    customerRowIds: withRelatives(books, [...touched.customersWithMoney, ...withUnallocatedMoney]),
    paymentRowIds: [...touched.reversedIds].flatMap((id) => books.payments.get(`payment/${id}`)?.id ?? []),
  });
  await loadFieldRevisions(tx, books, events);
  await loadStatedFacts(tx, books, events);
  await loadOutflows(tx, books, events);
  await loadMatching(tx, organization.id, books, events.filter(mayNeedMatching).flatMap(customerIdsOf));
  await loadSameMoney(tx, books, events);
  return books;
}

/**
 * Which of the customer's books an event of each type may change: `money` may also pay or open again old invoices, so
 * that those are loaded.
 */
const CHANGES: Readonly<Record<EventType, 'nothing' | 'invoices' | 'money'>> = {
  'puntual.customer.upserted.v1': 'nothing',
  // Taken in a transaction of its own (`mergeCustomers`).
  'puntual.customer.merged.v1': 'nothing',
  'puntual.feed.heartbeat.v1': 'nothing',
  'puntual.agency.reported.v1': 'nothing',
  'puntual.invoice.assigned.v1': 'nothing',
  'puntual.supply-hold.confirmed.v1': 'nothing',
  'puntual.open-items.listed.v1': 'nothing',
  'puntual.invoice.issued.v1': 'invoices',
  'puntual.invoice.amended.v1': 'money',
  'puntual.invoice.cancelled.v1': 'money',
  'puntual.payment.received.v1': 'money',
  'puntual.payment.reversed.v1': 'money',
  'puntual.credit-note.issued.v1': 'money',
  'puntual.credit.refunded.v1': 'money',
};

// What the events that may take money off invoices are about.
function sharedMoneyOf(events: readonly PuntualEvent[]): MoneyOfOthers {
  const changing = events.filter(({ type }) => CHANGES[type] === 'money');
  return {
    customerIds: [...new Set(changing.flatMap(customerIdsOf))],
    invoiceIds: changing.flatMap(({ data }) => ('invoiceId' in data ? [data.invoiceId] : [])),
    paymentIds: changing.flatMap(({ data }) => ('paymentId' in data && data.paymentId ? [data.paymentId] : [])),
  };
}

function customerIdsOf({ data }: PuntualEvent): readonly string[] {
  return 'customerId' in data ? [data.customerId] : [];
}

// Who pays for the group that an event puts its customer into: locked with the customer.
function payerIdsOf({ data }: PuntualEvent): readonly string[] {
  return 'group' in data && data.group?.payer != null ? [data.group.payer] : [];
}

function groupKeysOf({ data }: PuntualEvent): readonly string[] {
  return 'group' in data && data.group ? [data.group.groupId] : [];
}

/** What a batch of events names, before anything but its customers is loaded. */
interface Touched {
  /** The ERP's ids. */
  readonly invoiceIds: Set<string>;
  readonly paymentIds: Set<string>;
  readonly reversedIds: Set<string>;
  /** Row ids of the customers whose money or invoices change. */
  readonly customersWithChanges: Set<string>;
  /** Row ids of the customers to whom an event may bring or free money. */
  readonly customersWithMoney: Set<string>;
}

function touchedBy(events: readonly PuntualEvent[], books: Books): Touched {
  const touched: Touched = {
    invoiceIds: new Set(),
    paymentIds: new Set(),
    reversedIds: new Set(),
    customersWithChanges: new Set(),
    customersWithMoney: new Set(),
  };
  for (const event of events) {
    const { type, data } = event;
    if (event.type === 'puntual.invoice.issued.v1') for (const id of idsOfIssued(event)) touched.invoiceIds.add(id);
    if ('invoiceId' in data) touched.invoiceIds.add(data.invoiceId);
    if ('allocations' in data) for (const line of data.allocations ?? []) touched.invoiceIds.add(line.invoiceId);
    if (type === 'puntual.payment.received.v1' || type === 'puntual.payment.reversed.v1')
      touched.paymentIds.add(data.paymentId);
    if (type === 'puntual.payment.reversed.v1') touched.reversedIds.add(data.paymentId);
    if (type === 'puntual.credit-note.issued.v1') touched.paymentIds.add(data.creditNoteId);
    if (type === 'puntual.credit.refunded.v1')
      for (const id of [data.paymentId, data.creditNoteId]) if (id !== undefined) touched.paymentIds.add(id);
    const changes = CHANGES[type];
    const customer = 'customerId' in data ? books.customers.get(data.customerId) : undefined;
    if (changes === 'nothing' || !customer) continue;
    touched.customersWithChanges.add(customer.id);
    if (changes === 'money') touched.customersWithMoney.add(customer.id);
  }
  return touched;
}

/** What a person's act touches in the books of one customer. */
export interface CustomerSelection {
  readonly customerRowId: string;
  /** The ERP's ids of the invoices that the act names. They may belong to another customer: the caller checks that. */
  readonly invoiceIds: readonly string[];
  /** Row id of a payment or credit note: it is loaded with the invoices that it was allocated to. */
  readonly paymentRowId?: string;
}

/**
 * Loads what a person's act touches, under the customer's lock, and besides it all open invoices and all unallocated
 * money of the customer, and of the group that the customer pays for. Locks also the customers whose invoices hold the
 * payment, and those whose money the invoices hold, when they are in the group no longer. Throws when there is no such
 * customer.
 */
export async function loadCustomerBooks(
  tx: Tx,
  organizationId: string,
  { invoiceIds, paymentRowId, ...selection }: CustomerSelection,
): Promise<Books> {
  const books = new Books(newId);
  const paymentRowIds = paymentRowId === undefined ? [] : [paymentRowId];
  const shared = await lockSharedMoney(tx, selection.customerRowId, { invoiceIds, paymentRowIds });
  const customer = await lockCustomer(tx, selection.customerRowId);
  if (!customer) throw new Error(`there is no customer ${selection.customerRowId}`);
  books.customers.set(customer.customer_id, customerBook(customer));
  await loadPayers(tx, books);
  await loadPayments(tx, books, [], withRelatives(books, [customer.id, ...shared]));
  await loadMissingPayments(tx, books, paymentRowIds);
  const withUnallocatedMoney = [...books.paymentsById.values()]
    .filter((payment) => payment.unallocatedMinor > 0n)
    .map((payment) => payment.customer.id);
  const customerRowIds = withRelatives(books, [customer.id, ...shared, ...withUnallocatedMoney]);
  await loadInvoices(tx, organizationId, books, { invoiceIds, customerRowIds, paymentRowIds });
  await outflowsOfPayments(tx, books, paymentRowIds);
  await loadMatching(tx, organizationId, books, []);
  await loadSameMoney(tx, books, []);
  return books;
}

// Locks the customer together with those whose rows the act may touch because of a payer's payment: row ids of these.
async function lockSharedMoney(
  tx: Tx,
  customerRowId: string,
  { invoiceIds, paymentRowIds }: { readonly invoiceIds: readonly string[]; readonly paymentRowIds: readonly string[] },
): Promise<readonly string[]> {
  const payments = await tx.payment.findMany({
    where: { id: { in: [...paymentRowIds] } },
    select: { paymentId: true },
  });
  const named = await tx.customer.findMany({ where: { id: customerRowId }, select: { customerId: true } });
  const ids = await customersOfSharedMoney(tx, {
    customerIds: named.map(({ customerId }) => customerId),
    invoiceIds,
    paymentIds: payments.map(({ paymentId }) => paymentId),
  });
  if (ids.length === 0) return [];
  const rows = await tx.customer.findMany({ where: { customerId: { in: ids } }, select: { id: true } });
  await lockCustomers(tx, [customerRowId, ...rows.map(({ id }) => id)]);
  return rows.map(({ id }) => id);
}

// An amendment that arrives after a later one still holds for the fields that the later one did not change. The audit
// events say which revision changed which field; they are read only when such an amendment arrives.
async function loadFieldRevisions(tx: Tx, books: Books, events: readonly PuntualEvent[]): Promise<void> {
  const amendedOutOfOrder = new Map<string, InvoiceBook>();
  for (const event of events) {
    if (event.type !== 'puntual.invoice.amended.v1') continue;
    const invoice = books.invoices.get(event.data.invoiceId);
    if (invoice && event.data.revision <= invoice.revision) amendedOutOfOrder.set(invoice.id, invoice);
  }
  if (amendedOutOfOrder.size === 0) return;
  const rows = await tx.$queryRaw<{ invoice_id: string; field: AmendableField; revision: number }[]>`
    SELECT invoice_id, field, max((data->>'revision')::int) AS revision
    FROM audit_event, jsonb_array_elements_text(data->'fields') AS field
    WHERE invoice_id = ANY(${[...amendedOutOfOrder.keys()]}::uuid[]) AND kind = 'invoice.amended'
    GROUP BY invoice_id, field`;
  for (const invoice of amendedOutOfOrder.values()) invoice.fieldsKnownAt = 0;
  for (const row of rows) amendedOutOfOrder.get(row.invoice_id)?.fieldRevisions.set(row.field, row.revision);
}
