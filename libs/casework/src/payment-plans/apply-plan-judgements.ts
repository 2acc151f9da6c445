import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays, type SendWindow } from '@puntual/domain/calendar/send-window';
import { amountOf } from '@puntual/domain/ledger/announce';
import { waiveCharge } from '@puntual/domain/ledger/waive-charge';
import type { PlanJudgement, PlanState } from '@puntual/domain/payment-plans/judge-plan';
import type { Tx } from '@puntual/db/database';
import type { JudgedPlan } from '../facts/running-plans.ts';
import { moveHolds } from '../holds/change-holds.ts';
import { loadCustomerBooks } from '../ledger/load-books.ts';
import { saveBooks } from '../ledger/save-books.ts';
import type { Notes } from '../record/notes.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { openTask } from '../tasks/open-task.ts';
import { endPlanHolds, holdForPlan } from './hold-for-plan.ts';
import { announcePlanState, auditOfPlan, invoicesOfPlan, sumOfPlan, type PlanRow } from './plan-row.ts';

/** Open days within which a person calls about a missed instalment. */
const CALL_OPEN_DAYS = 2;

/** Where judgements are written: the transaction under the customer's lock, whose customer it is, and when. */
export interface PlanJudging {
  readonly tx: Tx;
  readonly organization: OrganizationRef;
  readonly customerId: string;
  readonly window: SendWindow;
  readonly now: number;
  readonly notes: Notes;
}

/**
 * Stores how the customer's running plans stand, and lets their holds follow. A missed instalment asks a person to
 * call, once; a plan that has defaulted or is completed lets its invoices go, and a completed one waives the charges
 * that it does not include. Returns the invoices (row ids) whose holds changed. Safe to repeat.
 */
export async function applyPlanJudgements(
  judging: PlanJudging,
  plans: readonly JudgedPlan[],
): Promise<readonly string[]> {
  const rows = await judging.tx.paymentPlan.findMany({ where: { id: { in: plans.map(({ record }) => record.id) } } });
  const changed: string[] = [];
  for (const { record, judgement } of plans) {
    const plan = rows.find(({ id }) => id === record.id);
    if (!plan) continue;
    await storeJudgement(judging, plan, judgement);
    changed.push(...(await followWithHolds(judging, plan, judgement)));
    if (judgement.state === 'completed' && plan.charges === 'waived') await waiveCharges(judging, plan);
  }
  return changed;
}

async function storeJudgement(judging: PlanJudging, plan: PlanRow, judgement: PlanJudgement): Promise<void> {
  const { tx, now, notes, customerId } = judging;
  const { state, paidMinor, next } = judgement;
  if (plan.state === state && plan.paidMinor === paidMinor) return;
  const at = new Date(now);
  const over = state === 'active' || state === 'missed' ? null : at;
  await tx.paymentPlan.update({
    where: { id: plan.id },
    data: { state, paidMinor, endedAt: over, endedBy: over && 'puntual' },
  });
  if (plan.state === state) return;
  const invoiceRowIds = await invoicesOfPlan(tx, plan.id);
  const subject = { plan, customerId, invoiceRowIds };
  const data = {
    ...sumOfPlan(plan),
    from: plan.state as PlanState,
    to: state,
    paid: amountOf(paidMinor, plan.currency),
    ...(next === null ? {} : { instalment: next + 1 }),
  };
  notes.audit.push(...auditOfPlan(subject, { kind: 'plan.judged', data }, { by: 'puntual', at }));
  notes.outbox.push(announcePlanState(subject, { to: state, paidMinor }, at));
  if (state === 'missed') await askToCall(judging, plan);
}

async function askToCall({ tx, organization, customerId, window, now }: PlanJudging, plan: PlanRow): Promise<void> {
  const open = await openInvoices(tx, plan);
  if (open.length === 0) return;
  const dueOn = addOpenDays(localDate(now, window.timeZone), CALL_OPEN_DAYS, window);
  await openTask(
    tx,
    organization,
    {
      kind: 'call',
      owner: { customerRowId: plan.customerId, customerId },
      invoiceRowIds: open.map(({ id }) => id),
      script: 'missed-instalment',
      dueOn,
      announced: { planId: plan.id, dueOn },
      noted: { round: 1 },
    },
    new Date(now),
  );
}

async function followWithHolds(
  { tx, now }: PlanJudging,
  plan: PlanRow,
  { heldUntil, wakeOn, paidMinor }: PlanJudgement,
): Promise<readonly string[]> {
  const change = { by: 'puntual', at: new Date(now) };
  if (heldUntil === null) return endPlanHolds(tx, plan, change);
  const days = { untilOn: heldUntil, wakeOn };
  const moved = await moveHolds(tx, plan.organizationId, { selection: { planId: plan.id }, days }, change);
  // Money was taken back: an invoice that it had settled is open again, without the hold that ended with its case.
  if (paidMinor >= plan.paidMinor) return moved;
  const invoiceRowIds = (await openInvoices(tx, plan)).map(({ id }) => id);
  return [...moved, ...(await holdForPlan(tx, plan, { ...days, invoiceRowIds }, change))];
}

async function waiveCharges({ tx, organization, now, window }: PlanJudging, plan: PlanRow): Promise<void> {
  const open = (await openInvoices(tx, plan)).filter(({ chargesMinor }) => chargesMinor > 0n);
  if (open.length === 0) return;
  const invoiceIds = open.map(({ invoiceId }) => invoiceId);
  const books = await loadCustomerBooks(tx, organization.id, { customerRowId: plan.customerId, invoiceIds });
  books.actor = plan.approvedBy ?? plan.proposedBy;
  const on = localDate(now, window.timeZone);
  for (const invoiceId of invoiceIds) {
    const invoice = books.invoices.get(invoiceId);
    for (const charge of invoice?.charges ?? [])
      if (invoice) waiveCharge(books, invoice, charge, { reason: 'plan', on });
  }
  await saveBooks(tx, organization, books, { now: new Date(now) });
}

async function openInvoices(tx: Tx, plan: PlanRow) {
  const ids = await invoicesOfPlan(tx, plan.id);
  return tx.invoice.findMany({ where: { id: { in: [...ids] }, status: 'open' }, orderBy: { id: 'asc' } });
}
