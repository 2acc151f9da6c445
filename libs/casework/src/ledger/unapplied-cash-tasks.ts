import { amountOf } from '@puntual/domain/ledger/announce';
import type { PaymentBook } from '@puntual/domain/ledger/book-records';
import type { Books } from '@puntual/domain/ledger/books';
import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { type EndingTask, endTasks } from '../tasks/end-task.ts';
import { type NewTask, openTasks } from '../tasks/open-task.ts';

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

  const gone = touched.flatMap((payment): EndingTask[] => {
    const taskId = open.get(payment.id);
    return taskId !== undefined && payment.unallocatedMinor === 0n
      ? [
          {
            ...aboutOf(payment),
            taskId,
            outcome: payment.status === 'reversed' ? 'reversed' : 'placed',
            announced: { paymentId: payment.paymentId },
            noted: { paymentId: payment.paymentId },
          },
        ]
      : [];
  });
  const wanted = touched
    .filter(
      (payment) =>
        !open.has(payment.id) &&
        payment.unallocatedMinor > (fresh.has(payment) ? 0n : (books.leftAtFirst.get(payment.id) ?? 0n)) &&
        hasWork(books, payment),
    )
    .map((payment): NewTask => {
      const said = { paymentId: payment.paymentId, ...amountOf(payment.unallocatedMinor, payment.currency) };
      return { ...aboutOf(payment), paymentRowId: payment.id, announced: said, noted: said };
    });
  await openTasks(tx, organization, wanted, now);
  await endTasks(tx, organization, gone, { by: 'puntual', at: now });
}

function aboutOf({ customer }: PaymentBook) {
  return {
    kind: 'unapplied-cash',
    owner: { customerRowId: customer.id, customerId: customer.customerId },
  } as const;
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
