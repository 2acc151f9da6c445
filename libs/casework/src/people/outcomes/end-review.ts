import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { ReviewReason } from '@puntual/domain/tasks/review-reasons';
import type { Tx } from '@puntual/db/database';
import { lockDispute } from '../../disputes/dispute-record.ts';
import { endDispute } from '../../disputes/resolve-dispute.ts';
import { loadWindow } from '../../facts/load-window.ts';
import { endHolds } from '../../holds/end-holds.ts';
import { policyOf } from '../../policy-versions/load-policy.ts';
import { tellAgenciesAgain } from '../../agencies/tell-again.ts';
import { organizationOf, storedActor } from '../../record/actor.ts';
import { openTask } from '../../tasks/open-task.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/** Open days within which a call that a person asked for is due. */
const CALL_OPEN_DAYS = 2;

/** Whether a review with the reason can end with going on: whatever kept the case silent is then over. */
const CAN_CHASE: Readonly<Record<ReviewReason, boolean>> = {
  dispute: true,
  paused: true,
  'direct-debit-hold': true,
  'direct-debit': true,
  'nothing-left': false,
  'agency-silent': false,
  'covered-by-credit': false,
  'below-minimum': false,
  // Only the ERP says that a factor gave an invoice back.
  assigned: false,
  'agency-not-reached': true,
  'no-last-letter': false,
};

/**
 * A person decided that the invoices are chased again: releases their holds without an end, and ends their disputes
 * when the review was about disputes. An answer to the reason `direct-debit` counts as a failed debit from then on
 * (`REVERSED_PAYMENTS`). Refuses when no hold keeps the case silent.
 */
export async function goOnChasing(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { actor, task, invoices, now } = ending;
  const reason = task.reason as ReviewReason | null;
  if (reason === null || !CAN_CHASE[reason])
    return refuse({ code: 'nothing-to-chase-with', path: 'outcome', values: {} });
  if (reason === 'agency-not-reached') {
    const placed = { organizationId: actor.organizationId, invoiceRowIds: invoices.map(({ id }) => id) };
    await tellAgenciesAgain(tx, placed, now);
    return null;
  }
  await endHolds(
    tx,
    actor.organizationId,
    { invoiceRowIds: invoices.map(({ id }) => id), withoutEnd: true, ofNoDispute: true },
    { by: storedActor(actor), at: new Date(now) },
  );
  if (reason === 'dispute') await endDisputes(tx, ending);
  return null;
}

// The claim stands.
async function endDisputes(tx: Tx, { actor, invoices, input, now }: Ending): Promise<void> {
  const holds = await tx.hold.findMany({
    where: { invoiceId: { in: invoices.map(({ id }) => id) }, releasedAt: null, disputeId: { not: null } },
    select: { disputeId: true },
  });
  for (const id of new Set(holds.flatMap(({ disputeId }) => disputeId ?? []))) {
    const dispute = await lockDispute(tx, id);
    const end = { outcome: 'for-us', note: input.note ?? null, by: storedActor(actor), now } as const;
    if (dispute) await endDispute(tx, organizationOf(actor), dispute, end);
  }
}

/** A person asked for another call about the invoices: the next try of their last call, or the first one. */
export async function callAgain(tx: Tx, { actor, customer, invoices, today, now }: Ending): Promise<null> {
  const last = await tx.task.findFirst({
    where: { customerId: customer.id, kind: 'call', OR: [{ outcome: null }, { outcome: { not: 'taken-back' } }] },
    orderBy: { openedAt: 'desc' },
    select: { round: true, stepId: true, script: true },
  });
  const policy = await policyOf(
    tx,
    actor.organizationId,
    invoices[0] ?? { runsPolicyKey: null, runsPolicyVersion: null },
  );
  const dueOn = addOpenDays(today, CALL_OPEN_DAYS, await loadWindow(tx, customer.id, policy, now));
  const round = (last?.round ?? 0) + 1;
  await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'call',
      owner: { customerRowId: customer.id, customerId: customer.customerId },
      invoiceRowIds: invoices.map((invoice) => invoice.id),
      ...(last?.stepId == null ? {} : { stepId: last.stepId }),
      script: last?.script ?? null,
      round,
      dueOn,
      announced: { dueOn },
      noted: { round },
    },
    new Date(now),
  );
  return null;
}
