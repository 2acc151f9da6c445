import { amountOf, recordAudit } from '@puntual/domain/ledger/announce';
import type { PaymentBook } from '@puntual/domain/ledger/book-records';
import type { Books } from '@puntual/domain/ledger/books';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { writeOutbox } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';

/**
 * Keeps the tasks of money that nothing could place: one opens for each payment that came, or got money back, and has a rest that a person could place; it closes
 * when all of it is placed or the payment is taken back. A rest beyond all that is open is the customer's credit, and what a remittance line keeps for an invoice
 * that is still to come is spoken for: neither is anybody's work. Credit notes are the ERP's own to place. A task that a person ended stays ended.
 */
export async function tendUnappliedCash(tx: Tx, organization: OrganizationRef, books: Books, now: Date): Promise<void> {
  const fresh = new Set(books.newPayments);
  const touched = [...new Set([...books.newPayments, ...books.changedPayments])].filter(
    (payment) => payment.kind === 'payment',
  );
  const known = touched.filter((payment) => !fresh.has(payment)).map((payment) => payment.id);
  const rows =
    known.length === 0
      ? []
      : await tx.$queryRaw<{ id: string; payment_id: string }[]>`
    SELECT id, payment_id FROM task WHERE kind = 'unapplied-cash' AND state <> 'done' AND payment_id = ANY(${known}::uuid[])`;
  const open = new Map(rows.map((row) => [row.payment_id, row.id]));

  const gone = touched.flatMap((payment) => {
    const taskId = open.get(payment.id);
    return taskId !== undefined && payment.unallocatedMinor === 0n
      ? [{ payment, taskId, outcome: payment.status === 'reversed' ? 'reversed' : 'placed' }]
      : [];
  });
  const wanted = touched
    .filter(
      (payment) =>
        !open.has(payment.id) &&
        payment.unallocatedMinor > (fresh.has(payment) ? 0n : (books.leftAtFirst.get(payment.id) ?? 0n)) &&
        hasWork(books, payment),
    )
    .map((payment) => ({ payment, taskId: newId() }));

  await close(tx, gone, now);
  await insertRows(
    tx,
    'task',
    {
      id: 'uuid',
      organization_id: 'uuid',
      kind: 'text',
      customer_id: 'uuid',
      payment_id: 'uuid',
      opened_at: 'timestamptz',
    },
    wanted.map(({ payment, taskId }) => ({
      id: taskId,
      organization_id: organization.id,
      kind: 'unapplied-cash',
      customer_id: payment.customer.id,
      payment_id: payment.id,
      opened_at: now,
    })),
  );
  books.actor = 'puntual';
  for (const { payment, taskId } of wanted)
    recordAudit(books, 'task.opened', payment.customer, {
      taskId,
      kind: 'unapplied-cash',
      paymentId: payment.paymentId,
      ...amountOf(payment.unallocatedMinor, payment.currency),
    });
  for (const { payment, taskId, outcome } of gone)
    recordAudit(books, 'task.completed', payment.customer, {
      taskId,
      kind: 'unapplied-cash',
      outcome,
      paymentId: payment.paymentId,
    });
  const told = (
    type: string,
    { payment, taskId }: { readonly payment: PaymentBook; readonly taskId: string },
    more: object = {},
  ) => ({
    target: 'kafka' as const,
    kind: 'collections-event' as const,
    type,
    customerId: payment.customer.customerId,
    at: now,
    data: {
      taskId,
      kind: 'unapplied-cash',
      customerId: payment.customer.customerId,
      paymentId: payment.paymentId,
      ...more,
    },
  });
  await writeOutbox(tx, organization, [
    ...wanted.map((task) =>
      told('puntual.task.opened.v1', task, amountOf(task.payment.unallocatedMinor, task.payment.currency)),
    ),
    ...gone.map((task) => told('puntual.task.completed.v1', task, { outcome: task.outcome })),
  ]);
}

// Whether a person could do something about what is left of a payment.
function hasWork(books: Books, payment: PaymentBook): boolean {
  const spokenFor = (payment.awaiting ?? []).reduce(
    (sum, line) => (books.invoices.has(line.invoiceId) ? sum : sum + line.minor),
    0n,
  );
  if (payment.status === 'reversed' || payment.unallocatedMinor <= spokenFor) return false;
  return (
    payment.unallocatedMinor === payment.amountMinor ||
    books.openInvoicesOf(payment.customer, payment.currency).length > 0
  );
}

async function close(
  tx: Tx,
  gone: readonly { readonly taskId: string; readonly outcome: string }[],
  now: Date,
): Promise<void> {
  for (const outcome of new Set(gone.map((task) => task.outcome))) {
    const ids = gone.filter((task) => task.outcome === outcome).map((task) => task.taskId);
    await tx.task.updateMany({ where: { id: { in: ids } }, data: { state: 'done', completedAt: now, outcome } });
  }
}
