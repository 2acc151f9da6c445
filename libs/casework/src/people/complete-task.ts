import { localDate } from '@puntual/domain/calendar/dates';
import { outcomesOf, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { endHolds } from '../holds/end-holds.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { wakeContact } from '../contact/wake-contact.ts';
import { wakeCases, wakeOpenCases } from '../record/wake-cases.ts';
import { endSilence } from '../replies/reply-pauses.ts';
import { type EndingTask, endTask } from '../tasks/end-task.ts';
import { handleUntiedReturn } from '../receipts/handle-untied-return.ts';
import { applyOutcome } from './outcomes/apply-outcome.ts';
import { endRunningCalls } from './calls/end-running-calls.ts';
import { openCallBack } from './outcomes/call-back.ts';
import { recordingEffects } from './outcomes/effects.ts';
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
  completion: TaskCompletion,
  now: number,
): Promise<TaskResult> {
  const done = await database
    .inOrganization(actor.organizationId, async (tx): Promise<TaskResult> => {
      const result = await completeTaskIn(tx, actor, completion, now);
      if (result.result === 'invalid') throw new OutcomeRefused(result);
      return result;
    })
    .catch((error: unknown) => {
      if (error instanceof OutcomeRefused) return error.refusal;
      throw error;
    });
  return done;
}

// Rolls back what an outcome changed before it was refused, such as a contact that was confirmed with it.
class OutcomeRefused extends Error {
  readonly refusal: OutcomeRefusal;

  constructor(refusal: OutcomeRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Does what `completeTask` does in a transaction of the caller, who rolls it back when the result is `invalid`. Notes
 * what the outcome changed, so that it can be taken back.
 */
export async function completeTaskIn(
  tx: Tx,
  actor: Actor,
  { taskId, input, mayExceed = false }: TaskCompletion,
  now: number,
): Promise<TaskResult> {
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
  const { done: refusal, effects } = await recordingEffects(tx, customerRowId, async () => {
    if (end.kind === 'call') {
      await endAgreedCall(tx, ending);
      await endRunningCalls(tx, actor, { taskId, outcome: end.outcome }, now);
    }
    const refused = await applyOutcome(tx, ending);
    if (refused) return refused;
    if (end.kind === 'answer-reply') await endReplies(tx, ending);
    await endAndWake(tx, ending, end);
    if (end.outcome === 'call-back') await openCallBack(tx, ending);
    return null;
  });
  if (refusal) return refusal;
  await tx.taskOutcome.create({
    data: {
      id: newId(),
      organizationId: actor.organizationId,
      taskId,
      outcome: end.outcome,
      note: noteOf(input),
      endedAt: new Date(now),
      endedBy: storedActor(actor),
      effects: toJson(effects) as object,
    },
  });
  return { result: 'done' };
}

// The call that the customer asked for was made: the invoices do not wait for it any more.
async function endAgreedCall(tx: Tx, { actor, invoices, now }: Ending): Promise<void> {
  const agreed = { invoiceRowIds: invoices.map((invoice) => invoice.id), kind: 'call-back' } as const;
  await endHolds(tx, actor.organizationId, agreed, { by: storedActor(actor), at: new Date(now) });
}

// The customer's mails are dealt with: chasing goes on, as far as the outcome does not hold it.
async function endReplies(tx: Tx, { actor, customer, input, now }: Ending): Promise<void> {
  const how = input.outcome === 'answered' ? 'answered' : 'done';
  const ended = { customerRowId: customer.id, how, by: storedActor(actor) } as const;
  await endSilence(tx, actor.organizationId, ended, now);
  await wakeContact(tx, organizationOf(actor), customer.id);
  await wakeOpenCases(tx, organizationOf(actor), customer.id, { signal: 'hold', detail: { because: 'reply' } });
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
    claimedBy: storedActor(actor),
    note: noteOf(input),
    ...promisedOn(input),
  } as EndingTask;
  await endTask(tx, organization, ended, { by: storedActor(actor), at: new Date(now) });
  await wakeCases(tx, organization, await affectedInvoices(tx, { taskId: task.id, kind: end.kind }), {
    signal: 'task',
    detail: { taskId: task.id, outcome: end.outcome },
  });
}

/**
 * The open invoices (row ids) whose cases the end of a task of a customer can change: those that it is about, by their
 * due dates; corrected contact data concern all of the customer's.
 */
export async function affectedInvoices(
  tx: Tx,
  { taskId, kind }: { readonly taskId: string; readonly kind: TaskKind },
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT i.id
    FROM invoice i
    WHERE i.status = 'open' AND CASE WHEN ${kind === 'fix-contact'}
      THEN i.customer_id = (SELECT t.customer_id FROM task t WHERE t.id = ${taskId}::uuid)
      ELSE i.id IN (SELECT ti.invoice_id FROM task_invoice ti WHERE ti.task_id = ${taskId}::uuid) END
    ORDER BY i.due_date, i.id`;
  return rows.map(({ id }) => id);
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
