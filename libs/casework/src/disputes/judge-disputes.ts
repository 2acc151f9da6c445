import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import { dateColumn } from '../record/dates.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { offerOverdueTask } from '../tasks/offer-overdue-task.ts';
import {
  auditDispute,
  awaitsCredit,
  isUnsettled,
  lockDispute,
  readDispute,
  type DisputeLine,
  type DisputeRecord,
} from './dispute-record.ts';
import { endDisputeTasks, openDisputeTask, openDisputeTasks } from './dispute-tasks.ts';
import { deriveHolds } from './hold-disputed.ts';
import { readOrganizationDays } from './organization-days.ts';
import { endDispute } from './resolve-dispute.ts';

/** Open days within which a manager should decide on an overdue dispute, or a person on a missing credit note. */
const DECIDE_OPEN_DAYS = 2;

/** Where and when disputes are judged. */
export interface Judging {
  readonly tx: Tx;
  readonly organization: OrganizationRef;
  readonly now: number;
}

/**
 * Judges disputes (row ids) of one customer, whose lock the caller holds, when a case of their invoices is evaluated:
 * a credit note that has come ends the silence; a credit note that is late opens a task; a dispute that is past its
 * deadline goes to a manager, again after each deadline that the manager lets pass; and an unsettled dispute of an open
 * invoice always has a task. Returns what it did, in words for the log; empty when the facts stayed as they were.
 */
export async function judgeDisputes(judging: Judging, disputeIds: readonly string[]): Promise<readonly string[]> {
  const did: string[] = [];
  for (const id of disputeIds) {
    const dispute = await lockDispute(judging.tx, id);
    const done = dispute && (await judgeDispute(judging, dispute));
    if (done) did.push(done);
  }
  return did;
}

async function judgeDispute(judging: Judging, dispute: DisputeRecord): Promise<string | null> {
  if (awaitsCredit(dispute) && dispute.lines.every(isCredited)) return noteCreditArrived(judging, dispute);
  if (isUnsettled(dispute) && dispute.lines.length > 0 && dispute.lines.every(isWhollyCredited))
    return resolveCredited(judging, dispute);
  const isOpen = dispute.lines.some((line) => line.isOpen);
  const today = localDate(judging.now, dispute.customer.time_zone);
  if (isOpen && dispute.judgeOn !== null && dispute.judgeOn <= today) return judgeLate(judging, dispute);
  if (isOpen && (isUnsettled(dispute) || dispute.creditState === 'missing')) return ensureTask(judging, dispute);
  return null;
}

/**
 * Judges a dispute whose invoices are settled, so that no case evaluates it: did the credit note that the customer was
 * promised come in time? Ends the wait (`arrived`), or opens a task for a person. Null: there is nothing to do today.
 */
export async function judgeSettledDispute(
  judging: Judging,
  dispute: DisputeRecord,
  arrived: boolean,
): Promise<string | null> {
  if (!awaitsCredit(dispute) || dispute.lines.some((line) => line.isOpen)) return null;
  if (arrived || dispute.lines.every(isCredited)) return noteCreditArrived(judging, dispute);
  const today = localDate(judging.now, dispute.customer.time_zone);
  const isLate = dispute.creditState === 'expected' && dispute.judgeOn !== null && dispute.judgeOn <= today;
  return isLate ? judgeLate(judging, dispute) : null;
}

// Whether what the outcome promised of the line has been credited.
function isCredited({ creditedMinor, creditsSinceMinor }: DisputeLine): boolean {
  return creditsSinceMinor >= (creditedMinor ?? 0n);
}

// Whether a credit note has taken all that is disputed of the line, although nobody has ended the dispute yet.
function isWhollyCredited({ amountMinor, creditsSinceMinor, openMinor }: DisputeLine): boolean {
  return creditsSinceMinor > 0n && (amountMinor === null ? openMinor === 0n : creditsSinceMinor >= amountMinor);
}

async function noteCreditArrived({ tx, organization, now }: Judging, dispute: DisputeRecord): Promise<string> {
  const at = new Date(now);
  const after = await update(tx, dispute, { creditState: 'arrived', judgeOn: null });
  await deriveHolds(tx, organization.id, after, { by: 'puntual', at });
  await endDisputeTasks(tx, organization, after, { outcome: 'credit-arrived', by: 'puntual', at });
  await auditDispute(tx, organization.id, after, { kind: 'dispute.credit-arrived', more: {}, by: 'puntual', at });
  return `the credit note of dispute ${dispute.number} arrived`;
}

async function resolveCredited({ tx, organization, now }: Judging, dispute: DisputeRecord): Promise<string> {
  await endDispute(tx, organization, dispute, { outcome: 'for-customer', note: null, by: 'puntual', now });
  return `dispute ${dispute.number} was credited`;
}

// Its deadline, its credit note or the manager's decision is late.
async function judgeLate(judging: Judging, dispute: DisputeRecord): Promise<string> {
  const days = await readOrganizationDays(judging.tx, judging.organization.id, judging.now);
  const decideBy = days.after(DECIDE_OPEN_DAYS);
  return dispute.creditState === 'expected'
    ? noteCreditMissing(judging, dispute, decideBy)
    : escalate(judging, dispute, decideBy);
}

// What was to be credited stays silent, now without an end: a person decides.
async function noteCreditMissing(
  { tx, organization, now }: Judging,
  dispute: DisputeRecord,
  decideBy: IsoDate,
): Promise<string> {
  const at = new Date(now);
  const after = await update(tx, dispute, { creditState: 'missing', judgeOn: dayAfter(decideBy) });
  await deriveHolds(tx, organization.id, after, { by: 'puntual', at });
  await openDisputeTask(tx, organization, after, { kind: 'dispute', dueOn: decideBy, claimedBy: after.owner, at });
  const more = { dueOn: dispute.creditDueOn ?? '' };
  await auditDispute(tx, organization.id, after, { kind: 'dispute.credit-missing', more, by: 'puntual', at });
  await wakeOthers({ tx, organization }, after);
  return `the credit note of dispute ${dispute.number} is missing`;
}

// Whoever had the task loses the claim, and a manager decides. The dispute is judged again when the manager does not.
async function escalate(
  { tx, organization, now }: Judging,
  dispute: DisputeRecord,
  decideBy: IsoDate,
): Promise<string> {
  const at = new Date(now);
  const open = await openDisputeTasks(tx, dispute);
  for (const { id } of open) await offerOverdueTask(tx, organization.id, id, at);
  const after = await update(tx, dispute, { escalatedAt: at, judgeOn: dayAfter(decideBy) });
  if (!open.some(({ kind }) => kind === 'dispute-overdue'))
    await openDisputeTask(tx, organization, after, { kind: 'dispute-overdue', dueOn: decideBy, at });
  const more = { deadlineOn: dispute.deadlineOn };
  await auditDispute(tx, organization.id, after, { kind: 'dispute.escalated', more, by: 'puntual', at });
  await wakeOthers({ tx, organization }, after);
  return `dispute ${dispute.number} went to a manager`;
}

// The task ended when the invoice was settled, or a person ended it without an outcome of the dispute.
async function ensureTask({ tx, organization, now }: Judging, dispute: DisputeRecord): Promise<string | null> {
  const open = await openDisputeTasks(tx, dispute);
  if (open.length > 0 || (await isReviewed(tx, dispute))) return null;
  const days = await readOrganizationDays(tx, organization.id, now);
  const soon = days.after(DECIDE_OPEN_DAYS);
  const dueOn = dispute.deadlineOn > soon ? dispute.deadlineOn : soon;
  const at = new Date(now);
  const after = await update(tx, dispute, { judgeOn: dayAfter(dueOn) });
  await openDisputeTask(tx, organization, after, { kind: 'dispute', dueOn, claimedBy: dispute.owner, at });
  return `asked a person about dispute ${dispute.number}`;
}

// Whether a review that an older version opened for the dispute is still to be done.
async function isReviewed(tx: Tx, { lines }: DisputeRecord): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1
    FROM task t JOIN task_invoice ti ON ti.task_id = t.id
    WHERE ti.invoice_id = ANY(${lines.map((line) => line.invoiceRowId)}::uuid[])
      AND t.kind = 'review-case' AND t.reason = 'dispute' AND t.state <> 'done'
    LIMIT 1`;
  return rows.length > 0;
}

async function update(
  tx: Tx,
  dispute: DisputeRecord,
  data: {
    readonly creditState?: 'arrived' | 'missing';
    readonly judgeOn: Date | null;
    readonly escalatedAt?: Date;
  },
): Promise<DisputeRecord> {
  await tx.dispute.update({ where: { id: dispute.id }, data: { ...data, revision: { increment: 1 } } });
  return readDispute(tx, dispute.id, dispute.customer);
}

// The cases of the other invoices of the dispute sleep until the day that was judged now.
function wakeOthers({ tx, organization }: Pick<Judging, 'tx' | 'organization'>, dispute: DisputeRecord): Promise<void> {
  return wakeCases(
    tx,
    organization,
    dispute.lines.map((line) => line.invoiceRowId),
    { signal: 'hold', detail: { disputeId: dispute.id } },
  );
}

function dayAfter(on: IsoDate): Date {
  return dateColumn(addDays(on, 1));
}
