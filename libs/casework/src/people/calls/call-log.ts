import { localDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { type Actor, organizationOf, storedActor } from '../../record/actor.ts';
import { claimsOf } from '../../record/claims-of.ts';
import { writeAudit } from '../../record/audit.ts';
import { lockCustomerRow } from '../../record/lock-customer.ts';
import { openTask } from '../../tasks/open-task.ts';
import { completeTaskIn } from '../complete-task.ts';
import { phoneNumber } from '../contacts/confirm-contact.ts';
import { takeBackOutcomeIn } from '../take-back-outcome.ts';

/**
 * `ended`: the call has ended before. `superseded`: the entry was corrected before. `not-reversible`: its outcome
 * cannot be taken back any more.
 */
export type CallResult =
  | { readonly result: 'done'; readonly callId: string }
  | { readonly result: 'not-found' | 'ended' | 'superseded' | 'not-reversible' }
  | ({ readonly result: 'invalid' } & Refusal);

/** A call that a person makes or receives now. */
export interface NewCall {
  readonly customerRowId: string;
  readonly direction: 'out' | 'in';
  /** The task (row id) that asks for it; left out: the customer's open call, when there is one. */
  readonly taskId?: string | undefined;
  /** The contact (the ERP's id). */
  readonly contactId?: string | undefined;
  /** The number, as people write it; left out: the contact's. */
  readonly phone?: string | undefined;
}

type CallRow = NonNullable<Awaited<ReturnType<Tx['callLog']['findUnique']>>>;

// Rolls back what was written before a refusal, and carries the refusal out of the transaction.
class CallRefused extends Error {
  readonly refused: Exclude<CallResult, { result: 'done' }>;

  constructor(refused: Exclude<CallResult, { result: 'done' }>) {
    super(refused.result);
    this.refused = refused;
  }
}

async function orRefused(work: Promise<CallResult>): Promise<CallResult> {
  return work.catch((error: unknown) => {
    if (error instanceof CallRefused) return error.refused;
    throw error;
  });
}

/** Starts an entry of the call log: who calls, when and in which direction is not typed by anybody. */
export async function startCall(database: Database, actor: Actor, call: NewCall, now: number): Promise<CallResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<CallResult> => {
    const customerRowId = await lockCustomerRow(tx, call.customerRowId);
    const task = await taskOf(tx, customerRowId, call.taskId);
    if (call.taskId !== undefined && !task) return { result: 'not-found' };
    const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
    const contact =
      call.contactId === undefined
        ? null
        : await tx.contact.findFirst({ where: { customerId: customerRowId, contactId: call.contactId } });
    if (call.contactId !== undefined && !contact)
      return { result: 'invalid', code: 'contact-not-known', path: 'contactId', values: { contactId: call.contactId } };
    const phone = call.phone === undefined ? (contact?.phone ?? null) : phoneNumber(call.phone, customer.country);
    if (call.phone !== undefined && phone === null)
      return { result: 'invalid', code: 'address-unreadable', path: 'phone', values: { channel: 'sms' } };
    const callId = newId();
    await tx.callLog.create({
      data: {
        id: callId,
        organizationId: actor.organizationId,
        customerId: customerRowId,
        taskId: task?.id ?? null,
        contactId: call.contactId ?? null,
        phone,
        direction: call.direction,
        startedAt: new Date(now),
        madeBy: storedActor(actor),
      },
    });
    await auditCall(tx, actor, { kind: 'call.started', callId, customerRowId, direction: call.direction }, now);
    return { result: 'done', callId };
  });
}

/**
 * Ends a call with its outcome, which does what it does for a call task: for the entry's task, else for the customer's
 * open call, else for a new call about all that is late. A customer who owes nothing has no such task: then the outcome
 * stands in the log alone.
 */
export async function endCall(
  database: Database,
  actor: Actor,
  { callId, input }: { readonly callId: string; readonly input: CompleteTask },
  now: number,
): Promise<CallResult> {
  return orRefused(
    database.inOrganization(actor.organizationId, async (tx): Promise<CallResult> => {
      const call = await lockCall(tx, callId);
      if (!call) return { result: 'not-found' };
      if (call.endedAt !== null) return { result: 'ended' };
      const taskId = await taskToEnd(tx, actor, call, now);
      if (taskId === null) await endAlone(tx, actor, { call, input }, now);
      else {
        await tx.callLog.update({ where: { id: callId }, data: { taskId, note: input.note ?? null } });
        const ended = await completeTaskIn(tx, actor, { taskId, input }, now);
        if (ended.result === 'invalid') throw new CallRefused(ended);
        if (ended.result !== 'done') throw new CallRefused({ result: 'ended' });
      }
      return { result: 'done', callId };
    }),
  );
}

/**
 * Corrects an ended entry: another one supersedes it, with the same times. The outcome of its task is taken back and
 * the right one is applied, so that the plans follow.
 */
export async function correctCall(
  database: Database,
  actor: Actor,
  {
    callId,
    input,
    direction,
  }: {
    readonly callId: string;
    readonly input: CompleteTask;
    readonly direction?: 'out' | 'in' | undefined;
  },
  now: number,
): Promise<CallResult> {
  return orRefused(
    database.inOrganization(actor.organizationId, async (tx): Promise<CallResult> => {
      const call = await lockCall(tx, callId);
      if (!call || call.endedAt === null) return { result: 'not-found' };
      if (call.supersededAt !== null) return { result: 'superseded' };
      if (call.taskId !== null) await replaceOutcome(tx, actor, { taskId: call.taskId, input }, now);
      const correctedId = newId();
      await tx.callLog.update({ where: { id: callId }, data: { supersededAt: new Date(now) } });
      await tx.callLog.create({
        data: {
          ...call,
          id: correctedId,
          direction: direction ?? call.direction,
          outcome: input.outcome,
          note: input.note ?? null,
          madeBy: call.madeBy,
          supersedes: callId,
          supersededAt: null,
        },
      });
      await writeAudit(tx, actor.organizationId, [
        {
          at: new Date(now),
          kind: 'call.corrected',
          actor: storedActor(actor),
          customerRowId: call.customerId,
          invoiceRowId: null,
          data: { callId: correctedId, direction: (direction ?? call.direction) as 'out' | 'in', supersedes: callId },
        },
      ]);
      return { result: 'done', callId: correctedId };
    }),
  );
}

async function replaceOutcome(
  tx: Tx,
  actor: Actor,
  { taskId, input }: { readonly taskId: string; readonly input: CompleteTask },
  now: number,
): Promise<void> {
  const taken = await takeBackOutcomeIn(tx, actor, taskId, now);
  if (taken.result !== 'done') throw new CallRefused({ result: 'not-reversible' });
  const ended = await completeTaskIn(tx, actor, { taskId, input }, now);
  if (ended.result === 'invalid') throw new CallRefused(ended);
  if (ended.result !== 'done') throw new CallRefused({ result: 'not-reversible' });
}

async function lockCall(tx: Tx, callId: string): Promise<CallRow | null> {
  const known = await tx.callLog.findUnique({ where: { id: callId }, select: { customerId: true } });
  if (!known) return null;
  await lockCustomerRow(tx, known.customerId);
  return tx.callLog.findUnique({ where: { id: callId } });
}

function taskOf(tx: Tx, customerRowId: string, taskId: string | undefined): Promise<{ id: string } | null> {
  return tx.task.findFirst({
    where: { customerId: customerRowId, kind: 'call', state: { not: 'done' }, ...(taskId ? { id: taskId } : {}) },
    select: { id: true },
  });
}

// The task that the outcome ends; null: the customer owes nothing.
async function taskToEnd(tx: Tx, actor: Actor, call: CallRow, now: number): Promise<string | null> {
  if (call.taskId !== null) return call.taskId;
  const open = await taskOf(tx, call.customerId, undefined);
  if (open) return open.id;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: call.customerId } });
  const today = localDate(now, customer.timeZone);
  const invoices = await tx.invoice.findMany({
    where: { customerId: { in: await claimsOf(tx, customer.id) }, status: 'open' },
    orderBy: { dueDate: 'asc' },
    select: { id: true, dueDate: true },
  });
  const late = invoices.filter(({ dueDate }) => dueDate.toISOString().slice(0, 10) < today);
  const about = late.length > 0 ? late : invoices;
  if (about.length === 0) return null;
  const { taskId } = await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'call',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: about.map(({ id }) => id),
      claimedBy: storedActor(actor),
      dueOn: today,
    },
    new Date(now),
  );
  return taskId;
}

async function endAlone(
  tx: Tx,
  actor: Actor,
  { call, input }: { readonly call: CallRow; readonly input: CompleteTask },
  now: number,
): Promise<void> {
  const seconds = Math.max(0, Math.floor((now - call.startedAt.getTime()) / 1000));
  await tx.callLog.update({
    where: { id: call.id },
    data: { endedAt: new Date(now), seconds, outcome: input.outcome, note: input.note ?? null },
  });
  await writeAudit(tx, actor.organizationId, [
    {
      at: new Date(now),
      kind: 'call.ended',
      actor: storedActor(actor),
      customerRowId: call.customerId,
      invoiceRowId: null,
      data: { callId: call.id, direction: call.direction as 'out' | 'in', seconds, outcome: input.outcome },
    },
  ]);
}

async function auditCall(
  tx: Tx,
  actor: Actor,
  {
    kind,
    callId,
    customerRowId,
    direction,
  }: {
    readonly kind: 'call.started';
    readonly callId: string;
    readonly customerRowId: string;
    readonly direction: 'out' | 'in';
  },
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    {
      at: new Date(now),
      kind,
      actor: storedActor(actor),
      customerRowId,
      invoiceRowId: null,
      data: { callId, direction },
    },
  ]);
}
