import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import { sleepUntil } from '@puntual/domain/decide/dispute-judged';
import { reviewReason, type NextAct } from '@puntual/domain/decide/next-act';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import type { Tx } from '@puntual/db/database';
import type { LoadedCase } from '../facts/load-case.ts';
import { instantOf, readNextAct, storeNextAction, type Wait } from '../facts/store-next-action.ts';
import { organizationOf } from '../record/actor.ts';
import { endTasks } from '../tasks/end-task.ts';
import { openTask } from '../tasks/open-task.ts';
import type { Evaluation } from './evaluation.ts';
import { reportToAgency } from './report-to-agency.ts';

/** Open days within which a person should say how a case goes on. */
const REVIEW_OPEN_DAYS = 5;

/**
 * Stores what a waiting case does next, tells the agency what changed of a placed debt, and opens the task
 * `review-case` when nothing and nobody moves the case. Ends the task again when the case goes on by itself. Returns
 * the instant until which the case sleeps; null: until a signal.
 */
export async function settleWait(
  evaluation: Evaluation,
  loaded: LoadedCase,
  decision: Wait,
  did: string[],
): Promise<number | null> {
  const { tx, now } = evaluation;
  await reportToAgency(evaluation, loaded, did);
  const act = await readNextAct(tx, loaded, decision, now);
  if (wasReviewed(loaded)) await endReviews(evaluation, loaded, keptReview(act, decision));
  if (act.kind === 'none') {
    await openReview(evaluation, loaded, act.review);
    did.push(`asked a person: ${act.review}`);
  }
  const until = sleepUntil(instantOf(act), loaded.facts, now);
  await storeNextAction(tx, loaded, decision, until);
  return until;
}

// The reason of the review that the case still needs; null: none, because the case goes on by itself.
function keptReview(act: NextAct, decision: Wait): ReviewReason | null {
  switch (act.kind) {
    case 'step':
      return null;
    case 'task':
      return reviewReason(decision.reasons);
    case 'dated-hold':
    case 'none':
      return act.review;
  }
}

// Whether the case asked a person, or was about to, when it waited last.
function wasReviewed({ nextAction }: LoadedCase): boolean {
  return typeof nextAction === 'object' && nextAction !== null && 'review' in nextAction;
}

async function openReview({ tx, ref, now }: Evaluation, loaded: LoadedCase, reason: ReviewReason): Promise<void> {
  const { facts } = loaded;
  const dueOn = addOpenDays(localDate(now, facts.window.timeZone), REVIEW_OPEN_DAYS, facts.window);
  const owner = reason === 'dispute' ? await whoNotedTheDispute(tx, facts.invoice.id) : null;
  await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'review-case',
      reason,
      owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
      invoiceRowIds: [facts.invoice.id],
      dueOn,
      ...(owner === null ? {} : { claimedBy: owner }),
      announced: { invoiceId: loaded.invoiceId, reason, dueOn },
      noted: { reason },
    },
    new Date(now),
  );
}

// The person who noted a dispute answers for its end. Whoever is first takes that of a dispute that a program noted.
async function whoNotedTheDispute(tx: Tx, invoiceRowId: string): Promise<string | null> {
  const hold = await tx.hold.findFirst({
    where: { invoiceId: invoiceRowId, kind: 'dispute', releasedAt: null },
    orderBy: { openedAt: 'desc' },
    select: { openedBy: true, openedWithKey: true },
  });
  return hold && !hold.openedWithKey ? hold.openedBy : null;
}

// Ends the invoice's open reviews for other reasons than `kept`, unless another open invoice still needs the review.
async function endReviews({ tx, ref, now }: Evaluation, loaded: LoadedCase, kept: ReviewReason | null): Promise<void> {
  const id = loaded.facts.invoice.id;
  const tasks = await tx.$queryRaw<{ id: string }[]>`
    SELECT t.id
    FROM task t JOIN task_invoice ti ON ti.task_id = t.id
    WHERE ti.organization_id = ${ref.organizationId}::uuid AND ti.invoice_id = ${id}::uuid
      AND t.kind = 'review-case' AND t.state <> 'done' AND t.reason IS DISTINCT FROM ${kept}::text
      AND NOT EXISTS (
        SELECT 1
        FROM task_invoice other JOIN invoice i ON i.id = other.invoice_id
        WHERE other.task_id = t.id AND i.id <> ${id}::uuid AND i.status = 'open'
          AND i.next_action->>'review' = t.reason
      )`;
  await endTasks(
    tx,
    organizationOf(ref),
    tasks.map((task) => ({
      taskId: task.id,
      kind: 'review-case',
      outcome: 'goes-on',
      owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
      invoiceRowIds: [id],
    })),
    { by: 'puntual', at: new Date(now) },
  );
}
