import type { Decision } from '@puntual/domain/decide/decision';
import { amountOf } from '@puntual/domain/ledger/announce';
import type { LoadedCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { openTask } from '../tasks/open-task.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Gives people a task about the invoice: what it lacks of what the customer's procedure asks for, or the question
 * whether all is there to pay it. Returns what it did, in words for the workflow's history.
 */
export async function openInvoiceTask(
  { tx, ref, now }: Evaluation,
  loaded: LoadedCase,
  { task, dueOn, missing }: Extract<Decision, { kind: 'open-task' }>,
): Promise<string> {
  const { invoice } = loaded.facts;
  const { joined } = await openTask(
    tx,
    organizationOf(ref),
    {
      kind: task,
      owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
      invoiceRowIds: [invoice.id],
      dueOn,
      announced: { invoiceId: loaded.invoiceId, dueOn, ...(missing.length > 0 ? { missing } : {}) },
      noted: { open: amountOf(invoice.openMinor, invoice.currency), ...(missing.length > 0 ? { missing } : {}) },
    },
    new Date(now),
  );
  return joined ? `joined the open task ${task}` : `opened the task ${task}`;
}
