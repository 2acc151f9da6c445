import { decide } from '@puntual/domain/decide/decide';
import type { Decision, Reason } from '@puntual/domain/decide/decision';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Database, Tx } from '@puntual/db/database';
import { evaluateCaseIn } from '../cases/evaluate-case.ts';
import { loadCase } from '../facts/load-case.ts';
import type { Actor } from '../record/actor.ts';
import { isoDate } from '../record/dates.ts';
import { affectedInvoices, completeTaskIn, type TaskResult } from './complete-task.ts';
import { recordingEffects, type Effects } from './outcomes/effects.ts';

/** The next step of a case, as its plan has it. */
interface StepAhead {
  readonly stepId: string;
  readonly do: string;
  readonly at: number;
}

/** What an outcome means for one invoice. */
export interface InvoiceConsequence {
  readonly invoiceId: string;
  readonly number: string;
  /** Why the case waits then, the first reason first; empty when it acts at once. */
  readonly reasons: readonly Reason[];
  /** The instant at which the case decides again; null: a person or an event has to move it. */
  readonly until: number | null;
  readonly decision: Decision['kind'];
  readonly next: StepAhead | null;
  readonly nextBefore: StepAhead | null;
}

/** What an outcome does: for each invoice, and what it opens, sends and holds. */
export interface Consequence {
  readonly invoices: readonly InvoiceConsequence[];
  /** How many invoices are affected besides those above. */
  readonly moreInvoices: number;
  readonly tasks: readonly {
    readonly kind: TaskKind;
    readonly dueOn: string | null;
    readonly dueAt: Date | null;
    readonly claimedBy: string | null;
  }[];
  /** What leaves at once, because the customer asked for it. */
  readonly messages: readonly { readonly what: string; readonly contactId: string; readonly channel: string }[];
  readonly holds: readonly { readonly invoiceId: string; readonly kind: string; readonly untilOn: string | null }[];
}

/** Most invoices whose consequences are shown: those that fell due first. */
const MOST_INVOICES = 50;

/** The result of a preview: what completing the task answers, and with `done` what it does. */
export type PreviewResult =
  { readonly result: 'done'; readonly consequence: Consequence } | Exclude<TaskResult, { readonly result: 'done' }>;

// Carries the preview out of the transaction that it rolls back.
class RolledBack extends Error {
  readonly preview: PreviewResult;

  constructor(preview: PreviewResult) {
    super('a preview changes nothing');
    this.preview = preview;
  }
}

/**
 * What completing a task with the input does, without doing it: runs `completeTask` and the evaluations that follow it
 * in a transaction, reads what changed, and rolls all of it back.
 */
export async function previewTask(
  database: Database,
  actor: Actor,
  { taskId, input }: { readonly taskId: string; readonly input: CompleteTask },
  now: number,
): Promise<PreviewResult> {
  try {
    return await database.inOrganization(actor.organizationId, async (tx) => {
      throw new RolledBack(await previewIn(tx, actor, { taskId, input }, now));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.preview;
    throw error;
  }
}

async function previewIn(
  tx: Tx,
  actor: Actor,
  { taskId, input }: { readonly taskId: string; readonly input: CompleteTask },
  now: number,
): Promise<PreviewResult> {
  const task = await tx.task.findUnique({ where: { id: taskId }, select: { kind: true, customerId: true } });
  if (!task) return { result: 'not-found' };
  const { customerId } = task;
  if (customerId === null) {
    const result = await completeTaskIn(tx, actor, { taskId, input }, now);
    return result.result === 'done' ? { ...result, consequence: NOTHING } : result;
  }
  const affected = await affectedInvoices(tx, { taskId, kind: task.kind as TaskKind });
  const shown = affected.slice(0, MOST_INVOICES);
  const before = await stepsAhead(tx, shown, now);
  const { done, effects } = await recordingEffects(tx, customerId, async () => {
    const result = await completeTaskIn(tx, actor, { taskId, input }, now);
    const wakes = result.result === 'done' ? await evaluateAll(tx, actor, shown, now) : new Map<string, number>();
    return { ...result, wakes };
  });
  const { wakes, ...result } = done;
  if (result.result !== 'done') return result;
  const consequence = await readConsequence(tx, { invoiceRowIds: shown, before, effects, wakes }, now);
  return { result: 'done', consequence: { ...consequence, moreInvoices: affected.length - shown.length } };
}

const NOTHING: Consequence = { invoices: [], moreInvoices: 0, tasks: [], messages: [], holds: [] };

/**
 * Evaluates the cases of these invoices, as their workflows do when the end of a task wakes them. Returns the instants
 * until which the workflows then sleep, by row id; those without one are woken by a person or an event.
 */
async function evaluateAll(
  tx: Tx,
  actor: Actor,
  invoiceRowIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const wakes = new Map<string, number>();
  for (const invoiceRowId of invoiceRowIds) {
    const ref = { organizationId: actor.organizationId, slug: actor.slug, invoiceRowId };
    const step = await evaluateCaseIn(tx, ref, { now, language: 'en' });
    if (step.kind === 'sleep' && step.until !== null) wakes.set(invoiceRowId, step.until);
  }
  return wakes;
}

async function stepsAhead(
  tx: Tx,
  invoiceRowIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, StepAhead | null>> {
  const steps = new Map<string, StepAhead | null>();
  for (const id of invoiceRowIds) {
    const loaded = await loadCase(tx, id, now, false);
    steps.set(id, loaded && stepAhead(decide(loaded.facts, now)));
  }
  return steps;
}

function stepAhead(decision: Decision): StepAhead | null {
  const next = decision.kind === 'wait' ? decision.next : null;
  return next && { stepId: next.stepId, do: next.do, at: next.at };
}

/** Reads what the effects mean, from the rows as they are in the transaction. */
async function readConsequence(
  tx: Tx,
  {
    invoiceRowIds,
    before,
    effects,
    wakes,
  }: {
    readonly wakes: ReadonlyMap<string, number>;
    readonly invoiceRowIds: readonly string[];
    readonly before: ReadonlyMap<string, StepAhead | null>;
    readonly effects: Effects;
  },
  now: number,
): Promise<Omit<Consequence, 'moreInvoices'>> {
  const invoices: InvoiceConsequence[] = [];
  for (const id of invoiceRowIds) {
    const loaded = await loadCase(tx, id, now, false);
    if (!loaded) continue;
    const decision = decide(loaded.facts, now);
    invoices.push({
      invoiceId: loaded.invoiceId,
      number: loaded.number,
      decision: decision.kind,
      reasons: decision.kind === 'wait' ? decision.reasons : [],
      until: wakes.get(id) ?? null,
      next: stepAhead(decision),
      nextBefore: before.get(id) ?? null,
    });
  }
  return { invoices, ...(await readOpened(tx, effects)) };
}

async function readOpened(tx: Tx, effects: Effects): Promise<Pick<Consequence, 'tasks' | 'messages' | 'holds'>> {
  const tasks = await tx.task.findMany({
    where: { id: { in: effects.tasksOpened } },
    orderBy: [{ kind: 'asc' }, { id: 'asc' }],
  });
  const messages = await tx.$queryRaw<{ what: string; contactId: string; channel: string }[]>`
    SELECT DISTINCT a.id, a.what, a.contact_id AS "contactId", a.channel
    FROM step s JOIN asked_message a ON a.id = s.asked_id
    WHERE s.id = ANY(${effects.stepsRequested}::uuid[])
    ORDER BY a.id`;
  const holds = await tx.$queryRaw<{ invoice_id: string; kind: string; until_on: Date | null }[]>`
    SELECT i.invoice_id, h.kind, h.until_on
    FROM hold h JOIN invoice i ON i.id = h.invoice_id
    WHERE h.id = ANY(${effects.holdsOpened}::uuid[])
    ORDER BY i.invoice_id, h.kind`;
  return {
    tasks: tasks.map(({ kind, dueOn, dueAt, claimedBy }) => ({
      kind: kind as TaskKind,
      dueOn: dueOn && isoDate(dueOn),
      dueAt,
      claimedBy,
    })),
    messages: messages.map(({ what, contactId, channel }) => ({ what, contactId, channel })),
    holds: holds.map((row) => ({
      invoiceId: row.invoice_id,
      kind: row.kind,
      untilOn: row.until_on && isoDate(row.until_on),
    })),
  };
}
