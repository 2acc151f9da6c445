import type { Tx } from '@puntual/db/database';
import { organizationOf } from '../../record/actor.ts';
import { openTask } from '../../tasks/open-task.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/**
 * The customer cannot pay yet, because something is missing: a task has people see to it. The invoices join the
 * customer's open task when there is one. What is missing stands in the note of the task that ends.
 */
export async function askForMissing(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { actor, customer, invoices, input, today, now } = ending;
  if (!input.reason?.trim()) return refuse({ code: 'missing-not-said', path: 'reason', values: {} });
  await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'complete-invoice',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: invoices.map((invoice) => invoice.id),
      dueOn: today,
    },
    new Date(now),
  );
  return null;
}
