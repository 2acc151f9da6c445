import type { Books, CustomerBook, InvoiceBook, NewOutbox } from '@puntual/domain/ledger/books';
import { noteMoneyOfPayers } from '@puntual/domain/ledger/money-of-payers';
import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { judgeCredit } from '../credit/judge-credit.ts';
import { endHolds } from '../holds/end-holds.ts';
import { writeAudit } from '../record/audit.ts';
import { writeOutbox, type CaseSubject, type OutboxRow } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import type { OpenItemsList } from './open-items-lists.ts';
import { reconcileLists } from './reconcile-lists.ts';
import { type IssuedInvoices, insertInvoices, updateInvoices } from './save-invoices.ts';
import { insertOutflows, insertPayments, updatePayments } from './save-payments.ts';
import { updateUnappliedCashTasks } from './unapplied-cash-tasks.ts';

/** What a batch of events holds besides the changes in the books. */
export interface ReceivedWithBooks {
  readonly now: Date;
  readonly issued?: IssuedInvoices;
  /** The lists of open items, which are compared with the ledger once the whole batch is in the ledger. */
  readonly listed?: ReadonlyMap<CustomerBook, OpenItemsList>;
}

/**
 * Writes everything that changed in the books, and opens and ends the tasks that follow from the changes. The number of
 * statements does not depend on the number of events.
 */
export async function saveBooks(
  tx: Tx,
  organization: OrganizationRef,
  books: Books,
  { now, issued = new Map(), listed = new Map() }: ReceivedWithBooks,
): Promise<void> {
  noteMoneyOfPayers(books);
  await insertInvoices(tx, organization.id, books, { issued, now });
  await updateInvoices(tx, books);
  await insertPayments(tx, organization.id, books, now);
  await updatePayments(tx, books);
  await insertOutflows(tx, organization.id, books, now);
  await insertEntries(tx, organization.id, books, now);
  await endFailedDebits(tx, organization.id, books, now);
  await updateCharges(tx, books, now);
  await updateUnappliedCashTasks(tx, organization, books, now);
  await reconcileLists(tx, organization, { books, lists: listed, now });
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
  await judgeCredit(tx, organization, changedCustomers(books), now);
}

// The customers (row ids) who owe another amount than before, or may.
function changedCustomers(books: Books): readonly string[] {
  const changed = [...books.newInvoices, ...books.changedInvoices, ...books.newPayments, ...books.changedPayments];
  return [...new Set(changed.map(({ customer }) => customer.id))];
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

async function insertEntries(tx: Tx, organizationId: string, books: Books, now: Date): Promise<void> {
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
      of_payer: 'bool',
      created_at: 'timestamptz',
    },
    books.entries.map((entry) => ({
      id: entry.id,
      organization_id: organizationId,
      invoice_id: entry.invoice.id,
      kind: entry.kind,
      amount_minor: entry.amountMinor,
      currency: entry.invoice.currency,
      entry_on: entry.on,
      cause: entry.cause,
      payment_id: entry.paymentRowId,
      charge_id: entry.chargeRowId,
      of_payer: entry.ofPayer,
      created_at: now,
    })),
  );
}

// The hold that waited for a direct debit ends when the debit comes back.
async function endFailedDebits(tx: Tx, organizationId: string, books: Books, now: Date): Promise<void> {
  if (books.failedDebits.size === 0) return;
  const invoiceRowIds = [...books.failedDebits].map((invoice) => invoice.id);
  await endHolds(tx, organizationId, { invoiceRowIds, kind: 'direct-debit' }, { by: books.actor, at: now });
}

async function updateCharges(tx: Tx, books: Books, now: Date): Promise<void> {
  const changed = [...books.changedCharges];
  if (changed.length === 0) return;
  await tx.$executeRaw`
    UPDATE charge c SET
      open_minor = v.open_minor, state = v.state, reason = v.reason,
      ended_at = CASE WHEN v.state <> 'charged' THEN ${now}::timestamptz END,
      ended_by = v.ended_by
    FROM unnest(
      ${changed.map((charge) => charge.id)}::uuid[],
      ${changed.map((charge) => charge.openMinor.toString())}::bigint[],
      ${changed.map((charge) => charge.state)}::text[],
      ${changed.map((charge) => charge.reason)}::text[],
      ${changed.map((charge) => charge.endedBy)}::text[]
    ) AS v(id, open_minor, state, reason, ended_by)
    WHERE c.id = v.id`;
}
