import { amountOf } from '@puntual/domain/ledger/announce';
import type { Books, PaymentBook } from '@puntual/domain/ledger/books';
import type { Tx } from '@puntual/db/database';
import type { OrganizationRef } from '../record/refs.ts';
import { type EndingTask, endTasks } from '../tasks/end-task.ts';
import { type NewTask, openTasks } from '../tasks/open-task.ts';
import { payableBy } from '@puntual/domain/ledger/payers';

/**
 * Opens an `unapplied-cash` task for each payment that is new, or got money back from an invoice, and has unallocated
 * money that a person can place (`needsPlacing`). Ends the task when all of the money is allocated or the payment is
 * reversed. Credit notes get no task: the ERP places them. A task that a person ended is not opened again until the
 * payment gets more money back.
 */
export async function updateUnappliedCashTasks(
  tx: Tx,
  organization: OrganizationRef,
  books: Books,
  now: Date,
): Promise<void> {
  const fresh = new Set(books.newPayments);
  const touched = [...new Set([...books.newPayments, ...books.changedPayments])].filter(
    (payment) => payment.kind === 'payment',
  );
  const openTaskIds = await readOpenTasks(
    tx,
    touched.filter((payment) => !fresh.has(payment)),
  );
  const wantsTask = (payment: PaymentBook) => {
    const minorBefore = fresh.has(payment) ? 0n : (books.leftAtFirst.get(payment.id) ?? 0n);
    return !openTaskIds.has(payment.id) && payment.unallocatedMinor > minorBefore && needsPlacing(books, payment);
  };
  await openTasks(tx, organization, touched.filter(wantsTask).map(newTask), now);
  const ending = touched.flatMap((payment) => {
    const taskId = openTaskIds.get(payment.id);
    return taskId !== undefined && payment.unallocatedMinor === 0n ? [endingTask(books, payment, taskId)] : [];
  });
  await endTasks(tx, organization, ending, { by: 'puntual', at: now });
}

// The open tasks of these payments, by the payment's row id.
async function readOpenTasks(tx: Tx, payments: readonly PaymentBook[]): Promise<ReadonlyMap<string, string>> {
  if (payments.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ id: string; payment_id: string }[]>`
    SELECT id, payment_id
    FROM task
    WHERE kind = 'unapplied-cash' AND state <> 'done'
      AND payment_id = ANY(${payments.map((payment) => payment.id)}::uuid[])`;
  return new Map(rows.map((row) => [row.payment_id, row.id]));
}

function newTask(payment: PaymentBook): NewTask {
  const details = { paymentId: payment.paymentId, ...amountOf(payment.unallocatedMinor, payment.currency) };
  return { ...kindAndOwner(payment), paymentRowId: payment.id, announced: details, noted: details };
}

function endingTask(books: Books, payment: PaymentBook, taskId: string): EndingTask {
  const details = { paymentId: payment.paymentId };
  return {
    ...kindAndOwner(payment),
    taskId,
    outcome: payment.status === 'reversed' ? 'reversed' : hasRefund(books, payment) ? 'refunded' : 'placed',
    announced: details,
    noted: details,
  };
}

// Whether what was left of the payment is paid back now.
function hasRefund(books: Books, payment: PaymentBook): boolean {
  return books.newOutflows.some((outflow) => outflow.payment === payment && outflow.kind === 'refund');
}

function kindAndOwner({ customer }: PaymentBook) {
  return {
    kind: 'unapplied-cash',
    owner: { customerRowId: customer.id, customerId: customer.customerId },
  } as const;
}

// Whether a person can place unallocated money of the payment. A person cannot while the remittance detail keeps it
// for an invoice that is not known yet, nor when it is the rest of a payment and no invoice in its currency is open:
// then it is the customer's credit. A payment of which nothing is allocated may be a mistake, so a person has to look
// at it.
function needsPlacing(books: Books, payment: PaymentBook): boolean {
  const keptForUnknownInvoices = (payment.awaiting ?? []).reduce(
    (sum, line) => (books.invoices.has(line.invoiceId) ? sum : sum + line.minor),
    0n,
  );
  if (payment.status === 'reversed' || payment.unallocatedMinor <= keptForUnknownInvoices) return false;
  return payment.unallocatedMinor === payment.amountMinor || payableBy(books, payment, payment.currency).length > 0;
}
