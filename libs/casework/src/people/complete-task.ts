import { localDate } from '@puntual/domain/calendar/dates';
import { outcomesOf, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Database, Tx } from '@puntual/db/database';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { type EndingTask, endTask } from '../tasks/end-task.ts';
import { handleUntiedReturn } from '../receipts/handle-untied-return.ts';
import { applyOutcome } from './outcomes/apply-outcome.ts';
import { type Ending, refuse, type OutcomeRefusal } from './outcomes/ending.ts';

type TaskRow = NonNullable<Awaited<ReturnType<Tx['task']['findUnique']>>>;

export type TaskResult =
  { readonly result: 'done' } | { readonly result: 'not-found' } | { readonly result: 'already-done' } | OutcomeRefusal;

/** A task that a person ends. */
export interface TaskCompletion {
  readonly taskId: string;
  readonly input: CompleteTask;
  /** Whether the person may go beyond what a collector may grant; left out: no. */
  readonly mayExceed?: boolean;
}

/**
 * Ends a task with its outcome, and does what the outcome means for the cases: a promise or a claimed payment pauses
 * them for some days, a dispute pauses them until it is resolved, an approval hands the debt to the agency, and
 * corrected contact data retry the failed steps.
 */
export async function completeTask(
  database: Database,
  actor: Actor,
  { taskId, input, mayExceed = false }: TaskCompletion,
  now: number,
): Promise<TaskResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<TaskResult> => {
    const known = await tx.task.findUnique({ where: { id: taskId } });
    if (!known) return { result: 'not-found' };
    const { customerId } = known;
    if (customerId === null) return completeWithoutCustomer(tx, actor, { known, input }, now);
    const customerRowId = await lockCustomerRow(tx, customerId);
    const task = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
    if (task.state === 'done') return { result: 'already-done' };
    const end = endOf(task.kind as TaskKind, input);
    if ('result' in end) return end;

    const ending = await loadEnding(tx, { actor, input, now, task, customerRowId, mayExceed });
    const refusal = await applyOutcome(tx, ending);
    if (refusal) return refusal;
    await endAndWake(tx, ending, end);
    return { result: 'done' };
  });
}

// A task about a movement of the bank. That of a receipt ends with what becomes of the receipt.
async function completeWithoutCustomer(
  tx: Tx,
  actor: Actor,
  { known, input }: { readonly known: Pick<TaskRow, 'kind' | 'state' | 'receiptId'>; readonly input: CompleteTask },
  now: number,
): Promise<TaskResult> {
  if (known.state === 'done') return { result: 'already-done' };
  const kind = known.kind as TaskKind;
  if (outcomesOf(kind).length === 0 || known.receiptId === null)
    return refuse({ code: 'ends-with-its-receipt', path: 'outcome', values: {} });
  const end = endOf(kind, input);
  if ('result' in end) return end;
  const handled = await handleUntiedReturn(tx, actor, { rowId: known.receiptId, note: input.note ?? null }, now);
  return handled ? { result: 'done' } : { result: 'already-done' };
}

// Holds the outcome against those of the kind.
function endOf(kind: TaskKind, { outcome }: CompleteTask): Pick<EndingTask, 'kind' | 'outcome'> | OutcomeRefusal {
  const allowed = outcomesOf(kind);
  return allowed.includes(outcome)
    ? { kind, outcome }
    : refuse({ code: 'not-an-outcome', path: 'outcome', values: { kind, outcomes: allowed } });
}

async function loadEnding(
  tx: Tx,
  {
    customerRowId,
    ...of
  }: Pick<Ending, 'actor' | 'input' | 'now' | 'task' | 'mayExceed'> & { readonly customerRowId: string },
): Promise<Ending> {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
  const about = await tx.taskInvoice.findMany({ where: { taskId: of.task.id } });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: about.map((row) => row.invoiceId) }, status: 'open' },
  });
  return { ...of, customer, invoices, today: localDate(of.now, customer.timeZone) };
}

async function endAndWake(
  tx: Tx,
  { actor, input, task, customer, invoices, today, now }: Ending,
  end: Pick<EndingTask, 'kind' | 'outcome'>,
): Promise<void> {
  const organization = organizationOf(actor);
  const ended = {
    ...end,
    taskId: task.id,
    owner: { customerRowId: customer.id, customerId: customer.customerId },
    invoiceRowIds: invoices.map((invoice) => invoice.id),
    completedOn: today,
    claimedBy: actor.name,
    note: noteOf(input),
    ...promisedOn(input),
  } as EndingTask;
  await endTask(tx, organization, ended, { by: actor.name, at: new Date(now) });
  const affected =
    end.kind === 'fix-contact'
      ? await tx.invoice.findMany({ where: { customerId: customer.id, status: 'open' }, select: { id: true } })
      : invoices;
  await wakeCases(
    tx,
    organization,
    affected.map((invoice) => invoice.id),
    { signal: 'task', detail: { taskId: task.id, outcome: end.outcome } },
  );
}

// The last promised day.
function promisedOn({ promise }: CompleteTask): Pick<EndingTask, 'notedOfInvoices'> {
  const on = promise?.parts?.at(-1)?.date ?? promise?.date;
  return on === undefined ? {} : { notedOfInvoices: { promisedOn: on } };
}

// What is missing is kept as the note: the words of whoever asked the customer.
function noteOf({ outcome, note, reason }: CompleteTask): string | null {
  return outcome === 'missing' ? [reason, note].filter(Boolean).join(' · ') : (note ?? null);
}
