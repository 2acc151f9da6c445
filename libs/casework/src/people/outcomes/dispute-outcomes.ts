import type { DisputeOutcome } from '@puntual/domain/disputes/dispute-codes';
import type { Tx } from '@puntual/db/database';
import { judgeDeduction } from '../../disputes/deductions.ts';
import { lockDispute } from '../../disputes/dispute-record.ts';
import { recordDispute } from '../../disputes/open-dispute.ts';
import { endDispute } from '../../disputes/resolve-dispute.ts';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { lockCustomer } from '../../record/lock-customer.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/**
 * The customer disputes the invoices of a call: one dispute of all of them, whole, except those that another dispute is
 * about already.
 */
export async function openDisputeOfCall(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { actor, input, invoices, now } = ending;
  const { reason } = input;
  if (!reason) return refuse({ code: 'dispute-without-reason', path: 'reason', values: {} });
  const customer = await lockCustomer(tx, ending.customer.id);
  const disputed = await readWhollyDisputed(tx, ending);
  const lines = invoices
    .filter(({ id }) => !disputed.has(id))
    .map(({ id }) => ({ invoiceRowId: id, amountMinor: null }));
  if (!customer || lines.length === 0) return null;
  const details = { reason, category: input.category ?? 'other' } as const;
  const opened = await recordDispute(
    tx,
    organizationOf(actor),
    { customer, lines, details, by: storedActor(actor) },
    now,
  );
  return opened.result === 'invalid' ? opened : null;
}

/** A person clears up the dispute of the task: it ends with the outcome. */
export async function endOwnDispute(
  tx: Tx,
  { actor, input, task, now }: Ending,
  outcome: Exclude<DisputeOutcome, 'split'>,
): Promise<OutcomeRefusal | null> {
  const dispute = task.disputeId === null ? null : await lockDispute(tx, task.disputeId);
  if (!dispute) return null;
  const ended = await endDispute(tx, organizationOf(actor), dispute, {
    outcome,
    note: input.note ?? null,
    taskId: task.id,
    by: storedActor(actor),
    now,
  });
  // One that somebody else ended meanwhile needs nothing more: its task only ends.
  return ended.result === 'invalid' ? ended : null;
}

/** A person judges the deduction of the task: `agreed` makes it a dispute. */
export async function judgeOwnDeduction(
  tx: Tx,
  { actor, task, now }: Ending,
  agreed: boolean,
): Promise<OutcomeRefusal | null> {
  if (task.disputeId !== null)
    await judgeDeduction(tx, organizationOf(actor), { disputeId: task.disputeId, agreed, by: storedActor(actor) }, now);
  return null;
}

async function readWhollyDisputed(tx: Tx, { invoices }: Ending): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ invoice_id: string }[]>`
    SELECT l.invoice_id
    FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id
    WHERE l.invoice_id = ANY(${invoices.map(({ id }) => id)}::uuid[]) AND l.amount_minor IS NULL
      AND d.state IN ('open', 'waiting')`;
  return new Set(rows.map((row) => row.invoice_id));
}
