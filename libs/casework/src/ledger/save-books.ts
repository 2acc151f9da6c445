import type { EventOf } from '@puntual/contracts/events/events';
import type { NewEntry, NewOutbox } from '@puntual/domain/ledger/book-changes';
import type { CustomerBook, InvoiceBook, PaymentBook } from '@puntual/domain/ledger/book-records';
import type { Books } from '@puntual/domain/ledger/books';
import { chargesOpen } from '@puntual/domain/ledger/charge-lines';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox, type CaseSubject, type OutboxRow } from '../record/outbox.ts';
import { tendUnappliedCash } from './unapplied-cash-tasks.ts';
import { tendOpenItems, type OpenItemsList } from './listed-open-items.ts';
import type { OrganizationRef } from '../record/refs.ts';

/** What the events of a batch say beyond what the books hold: of new invoices, and the lists of open items, to be held against the ledger when all of the batch is in it. */
export interface ReceivedWithBooks {
  readonly now: Date;
  /** By the ERP's id of the invoice. */
  readonly issued?: ReadonlyMap<string, EventOf<'puntual.invoice.issued.v1'>>;
  readonly listed?: ReadonlyMap<CustomerBook, OpenItemsList>;
}

/** Writes everything that changed in the books, in a fixed number of multi-row statements however many events there were. */
export async function saveBooks(
  tx: Tx,
  organization: OrganizationRef,
  books: Books,
  { now, issued = new Map(), listed = new Map() }: ReceivedWithBooks,
): Promise<void> {
  await insertInvoices(tx, organization.id, books.newInvoices, { now, issued });
  await updateInvoices(tx, books);
  await insertPayments(tx, organization.id, books.newPayments, now);
  const newPayments = new Set(books.newPayments);
  await updatePayments(
    tx,
    [...books.changedPayments].filter((payment) => !newPayments.has(payment)),
  );
  await insertEntries(tx, organization.id, books.entries, now);
  await releaseFailedDebits(tx, books, now);
  await updateCharges(tx, books, now);
  await tendUnappliedCash(tx, organization, books, now);
  await tendOpenItems(tx, organization, { books, lists: listed, now });
  await writeAudit(
    tx,
    organization.id,
    books.audit.map((event) => ({ ...event, at: now })),
  );
  await writeOutbox(
    tx,
    organization,
    books.outbox.map((row) => outboxRow(row, organization, now)),
  );
}

function outboxRow(row: NewOutbox, organization: OrganizationRef, now: Date): OutboxRow {
  switch (row.kind) {
    case 'collections-event':
      return { ...row, at: now };
    case 'start-case':
      return { target: 'temporal', kind: 'start-case', subject: subjectOf(row.invoice, organization) };
    case 'wake-case': {
      const { invoice, signal, detail } = row;
      return { target: 'temporal', kind: 'wake-case', subject: subjectOf(invoice, organization), signal, detail };
    }
  }
}

function subjectOf(invoice: InvoiceBook, organization: OrganizationRef): CaseSubject {
  return {
    organizationId: organization.id,
    slug: organization.slug,
    id: invoice.id,
    invoiceId: invoice.invoiceId,
    customerId: invoice.customer.customerId,
    dueOn: invoice.dueOn,
    run: invoice.caseRun,
  };
}

async function insertInvoices(
  tx: Tx,
  organization_id: string,
  invoices: readonly InvoiceBook[],
  { now, issued }: Required<Pick<ReceivedWithBooks, 'now' | 'issued'>>,
): Promise<void> {
  await insertRows(
    tx,
    'invoice',
    {
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
      document_url: 'text',
      payment_url: 'text',
      lines: 'jsonb',
      terms: 'jsonb',
      already_reached: 'jsonb',
      policy_key: 'text',
      contact_id: 'text',
      stage: 'text',
      known_at: 'timestamptz',
      created_at: 'timestamptz',
    },
    invoices.map((invoice) => {
      const data = issued.get(invoice.invoiceId)?.data;
      return {
        id: invoice.id,
        organization_id,
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
        purchase_order: data?.purchaseOrder,
        document_url: invoice.documentUrl,
        payment_url: invoice.paymentUrl,
        lines: data?.lines,
        terms: data?.terms,
        already_reached: data?.alreadyReached,
        policy_key: data?.policy,
        contact_id: data?.contactId,
        stage: data?.alreadyReached?.stage ?? 'not-due',
        known_at: now,
        created_at: now,
      };
    }),
  );
}

async function insertPayments(
  tx: Tx,
  organization_id: string,
  payments: readonly PaymentBook[],
  now: Date,
): Promise<void> {
  await insertRows(
    tx,
    'payment',
    {
      id: 'uuid',
      organization_id: 'uuid',
      kind: 'text',
      payment_id: 'text',
      customer_id: 'uuid',
      amount_minor: 'bigint',
      unallocated_minor: 'bigint',
      currency: 'text',
      received_on: 'date',
      method: 'text',
      reference: 'text',
      status: 'text',
      awaiting: 'jsonb',
      created_at: 'timestamptz',
    },
    payments.map((payment) => ({
      id: payment.id,
      organization_id,
      kind: payment.kind,
      payment_id: payment.paymentId,
      customer_id: payment.customer.id,
      amount_minor: payment.amountMinor,
      unallocated_minor: payment.unallocatedMinor,
      currency: payment.currency,
      received_on: payment.receivedOn,
      method: payment.method,
      reference: payment.reference || null,
      status: payment.status,
      awaiting: awaitingJson(payment.awaiting),
      created_at: now,
    })),
  );
}

async function insertEntries(tx: Tx, organization_id: string, entries: readonly NewEntry[], now: Date): Promise<void> {
  await insertRows(
    tx,
    'entry',
    {
      id: 'uuid',
      organization_id: 'uuid',
      invoice_id: 'uuid',
      kind: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      entry_on: 'date',
      cause: 'text',
      payment_id: 'uuid',
      charge_id: 'uuid',
      created_at: 'timestamptz',
    },
    entries.map((entry) => ({
      id: entry.id,
      organization_id,
      invoice_id: entry.invoice.id,
      kind: entry.kind,
      amount_minor: entry.amountMinor,
      currency: entry.invoice.currency,
      entry_on: entry.on,
      cause: entry.cause,
      payment_id: entry.paymentRowId,
      charge_id: entry.chargeRowId,
      created_at: now,
    })),
  );
}

// What waited for a direct debit that came back waits no more.
async function releaseFailedDebits(tx: Tx, books: Books, now: Date): Promise<void> {
  if (books.failedDebits.size === 0) return;
  await tx.hold.updateMany({
    where: {
      invoiceId: { in: [...books.failedDebits].map((invoice) => invoice.id) },
      kind: 'direct-debit',
      releasedAt: null,
    },
    data: { releasedAt: now },
  });
}

async function updateInvoices(tx: Tx, books: Books): Promise<void> {
  const fresh = new Set(books.newInvoices);
  const changed = [...books.changedInvoices].filter((invoice) => !fresh.has(invoice));
  if (changed.length === 0) return;
  await tx.$executeRawUnsafe(
    `UPDATE invoice i SET due_date = v.due_date, total_minor = v.total_minor, open_minor = v.open_minor, status = v.status, settled_on = v.settled_on, revision = v.revision,
       document_url = v.document_url, payment_url = v.payment_url, case_state = v.case_state, case_run = v.case_run, charges_minor = v.charges_minor
     FROM unnest($1::uuid[], $2::date[], $3::bigint[], $4::bigint[], $5::text[], $6::date[], $7::int[], $8::text[], $9::text[], $10::text[], $11::int[], $12::bigint[])
       AS v(id, due_date, total_minor, open_minor, status, settled_on, revision, document_url, payment_url, case_state, case_run, charges_minor) WHERE i.id = v.id`,
    changed.map((i) => i.id),
    changed.map((i) => i.dueOn),
    changed.map((i) => i.totalMinor.toString()),
    changed.map((i) => i.openMinor.toString()),
    changed.map((i) => i.status),
    changed.map((i) => i.settledOn),
    changed.map((i) => i.revision),
    changed.map((i) => i.documentUrl),
    changed.map((i) => i.paymentUrl),
    changed.map((i) => i.caseState),
    changed.map((i) => i.caseRun),
    changed.map((i) => chargesOpen(i).toString()),
  );
}

async function updateCharges(tx: Tx, books: Books, now: Date): Promise<void> {
  const changed = [...books.changedCharges];
  if (changed.length === 0) return;
  await tx.$executeRawUnsafe(
    `UPDATE charge c
     SET open_minor = v.open_minor,
         state = v.state,
         reason = v.reason,
         ended_at = CASE WHEN v.state <> 'charged' THEN $6::timestamptz END,
         ended_by = v.ended_by
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])
       AS v(id, open_minor, state, reason, ended_by)
     WHERE c.id = v.id`,
    changed.map((c) => c.id),
    changed.map((c) => c.openMinor.toString()),
    changed.map((c) => c.state),
    changed.map((c) => c.reason),
    changed.map((c) => c.endedBy),
    now,
  );
}

async function updatePayments(tx: Tx, changed: readonly PaymentBook[]): Promise<void> {
  if (changed.length === 0) return;
  await tx.$executeRawUnsafe(
    `UPDATE payment p SET unallocated_minor = v.unallocated_minor, status = v.status, awaiting = v.awaiting
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]::jsonb[]) AS v(id, unallocated_minor, status, awaiting) WHERE p.id = v.id`,
    changed.map((p) => p.id),
    changed.map((p) => p.unallocatedMinor.toString()),
    changed.map((p) => p.status),
    changed.map((p) => (p.awaiting === null ? null : JSON.stringify(awaitingJson(p.awaiting)))),
  );
}

// An empty list says that there was remittance detail and that nothing of it waits.
function awaitingJson(awaiting: PaymentBook['awaiting']): object | null {
  return awaiting && awaiting.map((line) => ({ invoiceId: line.invoiceId, minor: line.minor.toString() }));
}

/** Keeps events that came before what they are about. */
export async function keepEarlyEvents(
  tx: Tx,
  organizationId: string,
  early: readonly { subject: string; event: object }[],
  now: Date,
): Promise<void> {
  await insertRows(
    tx,
    'early_event',
    { id: 'uuid', organization_id: 'uuid', subject: 'text', event: 'jsonb', created_at: 'timestamptz' },
    early.map((row) => ({
      id: newId(),
      organization_id: organizationId,
      subject: row.subject,
      event: row.event,
      created_at: now,
    })),
  );
}
