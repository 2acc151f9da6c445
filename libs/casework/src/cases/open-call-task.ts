import type { AuditAmount } from '@puntual/domain/audit/audit-data';
import type { CallState, CaseFacts } from '@puntual/domain/decide/case-facts';
import { amountOf } from '@puntual/domain/ledger/announce';
import { stepOf } from '@puntual/domain/policy/policy';
import { stageRank } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { isoDate } from '../record/dates.ts';
import { openTask } from '../tasks/open-task.ts';
import type { Evaluation } from './evaluation.ts';

/** A call task that is not done. */
export interface OpenCall {
  readonly id: string;
  readonly stepId: string | null;
  readonly round: number;
  readonly dueOn: Date | null;
  readonly overdueNotedAt: Date | null;
}

/**
 * The open call of a customer (row id), or of a group by its payer; null: none. There is at most one: an invoice that
 * reaches the step while a call is open joins that call.
 */
export async function findOpenCall(tx: Tx, customerRowId: string): Promise<OpenCall | null> {
  return tx.task.findFirst({
    where: { customerId: customerRowId, kind: 'call', state: { not: 'done' } },
    select: { id: true, stepId: true, round: true, dueOn: true, overdueNotedAt: true },
  });
}

/** What the rules know of an open call; null for one without a day. */
export function callStateOf({ id, stepId, round, dueOn, overdueNotedAt }: OpenCall): CallState | null {
  if (!dueOn) return null;
  return {
    taskId: id,
    stepId,
    round,
    state: 'open',
    outcome: null,
    dueOn: isoDate(dueOn),
    overdueNoted: overdueNotedAt !== null,
    completedOn: null,
  };
}

/**
 * Puts the invoice into the customer's call `joins` (row id), or opens a call when it is null, and moves the case to
 * the stage of the call. Returns what it did, in words. Throws an Error for facts without a call.
 */
export async function openCallTask(
  { tx, ref, now }: Evaluation,
  loaded: LoadedCase,
  { call }: CaseFacts,
  joins: string | null,
): Promise<string> {
  const { facts } = loaded;
  if (!call) throw new Error(`the open call of invoice ${ref.invoiceRowId} is missing`);
  const { taskId, round, dueOn } = call;
  const step = stepOf(facts.policy, call.stepId ?? '');
  const { joined } = await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'call',
      taskId,
      joins,
      owner: { customerRowId: loaded.contacted.id, customerId: loaded.contacted.customerId },
      invoiceRowIds: [facts.invoice.id],
      ...(call.stepId == null ? {} : { stepId: call.stepId }),
      script: step?.do === 'task' ? step.script : null,
      round,
      dueOn,
      announced: { invoiceId: loaded.invoiceId, dueOn },
      noted: { round, open: openOf(loaded) },
    },
    new Date(now),
  );
  if (stageRank(loaded.stage) < stageRank('call'))
    await tx.invoice.update({ where: { id: facts.invoice.id }, data: { stage: 'call' } });
  return joined ? 'joined the open call' : `opened call ${round}`;
}

/** What is open of the case's invoice. */
export const openOf = ({ facts: { invoice } }: LoadedCase): AuditAmount =>
  amountOf(invoice.openMinor, invoice.currency);
