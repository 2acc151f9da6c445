import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import { amountOf } from '@puntual/domain/ledger/announce';
import { readAmount } from '@puntual/domain/money/amount';
import { checkPlan, isBeyondLimits } from '@puntual/domain/payment-plans/check-plan';
import type { Instalment } from '@puntual/domain/payment-plans/judge-plan';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { loadWindow } from '../facts/load-window.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import type { CustomerIdentity } from '../record/lock-customer.ts';
import { readSettings } from '../settings/settings.ts';
import { openTask } from '../tasks/open-task.ts';
import { holdForPlan } from './hold-for-plan.ts';
import { auditOfPlan, storedInstalments, termsOfPlan, type PlanRow } from './plan-row.ts';
import { startPlan, toBePaid } from './start-plan.ts';

/** Open days in which a manager decides on a plan; chasing is silent meanwhile. */
const APPROVAL_OPEN_DAYS = 3;

/** An open invoice with what a plan needs of it. */
export interface PlannableInvoice {
  readonly id: string;
  readonly currency: string;
  readonly openMinor: bigint;
  readonly chargesMinor: bigint;
  readonly runsPolicyKey: string | null;
  readonly runsPolicyVersion: number | null;
}

/** A plan about open invoices of one customer. Amounts are decimal strings in their currency. */
export interface PlanProposal {
  readonly actor: Actor;
  readonly customer: CustomerIdentity;
  readonly invoices: readonly PlannableInvoice[];
  readonly instalments: readonly { readonly date: string; readonly amount: string }[];
  readonly charges: 'included' | 'waived';
  readonly source: 'call' | 'portal' | 'reply' | 'api';
  readonly note: string | null;
  /** The running plan (row id) that it is to replace. */
  readonly replaces: string | null;
  readonly now: number;
}

export type ProposedPlan =
  /** `woken`: the invoices (row ids) whose cases have to be woken. */
  | { readonly result: 'done'; readonly planId: string; readonly woken: readonly string[] }
  | { readonly result: 'plan-open'; readonly planId: string }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Proposes a plan under the customer's lock. One that a collector may grant starts at once; another one opens the task
 * `approve-plan`, and chasing is silent until its day. `plan-open`: another plan is about one of the invoices. Refuses
 * invoices of several currencies, and instalments that cannot be or do not come to what is to be paid.
 */
export async function proposePlan(tx: Tx, proposal: PlanProposal): Promise<ProposedPlan> {
  const { actor, customer, invoices, now } = proposal;
  const currency = invoices[0]?.currency ?? customer.currency;
  if (invoices.some((invoice) => invoice.currency !== currency))
    return { result: 'invalid', code: 'several-currencies', path: 'invoiceIds', values: {} };
  const instalments = readInstalments(proposal, currency);
  if ('code' in instalments) return { result: 'invalid', ...instalments };
  const open = await openPlanAbout(tx, proposal);
  if (open !== null) return { result: 'plan-open', planId: open };
  const today = localDate(now, customer.time_zone);
  const totalMinor = toBePaid(invoices, proposal.charges);
  const refusal = checkPlan(instalments, { today, totalMinor, currency });
  if (refusal) return { result: 'invalid', ...refusal };
  const { planLimits } = await readSettings(tx, actor.organizationId);
  const plan = await insertPlan(tx, proposal, { instalments, totalMinor, currency, graceDays: planLimits.graceDays });
  if (isBeyondLimits(instalments, today, planLimits)) {
    await askForApproval(tx, proposal, plan);
    return { result: 'done', planId: plan.id, woken: invoices.map(({ id }) => id) };
  }
  const identity = { customerId: customer.customer_id, timeZone: customer.time_zone };
  const started = await startPlan(tx, { actor, plan, customer: identity, approvedBy: null, now });
  return 'code' in started ? started : { result: 'done', planId: plan.id, woken: started };
}

function readInstalments({ instalments }: PlanProposal, currency: string): readonly Instalment[] | Refusal {
  const read: Instalment[] = [];
  for (const [index, { date, amount }] of instalments.entries()) {
    const minor = readAmount(amount, currency, `instalments.${index}.amount`);
    if (typeof minor !== 'bigint') return minor;
    read.push({ on: date, minor });
  }
  return read;
}

// Another plan that is proposed or runs about one of the invoices (row id); null: there is none.
async function openPlanAbout(tx: Tx, { invoices, replaces }: PlanProposal): Promise<string | null> {
  const about = await tx.paymentPlanInvoice.findMany({
    where: { invoiceId: { in: invoices.map(({ id }) => id) } },
    select: { planId: true },
  });
  const open = await tx.paymentPlan.findFirst({
    where: {
      id: { in: about.flatMap(({ planId }) => (planId === replaces ? [] : [planId])) },
      state: { in: ['proposed', 'active', 'missed'] },
    },
    select: { id: true },
  });
  return open?.id ?? null;
}

async function insertPlan(
  tx: Tx,
  { actor, customer, invoices, charges, source, note, replaces, now }: PlanProposal,
  terms: {
    readonly instalments: readonly Instalment[];
    readonly totalMinor: bigint;
    readonly currency: string;
    readonly graceDays: number;
  },
): Promise<PlanRow> {
  const { organizationId } = actor;
  const plan = await tx.paymentPlan.create({
    data: {
      ...terms,
      id: newId(),
      organizationId,
      customerId: customer.id,
      state: 'proposed',
      source,
      instalments: storedInstalments(terms.instalments),
      charges,
      note,
      replaces,
      proposedAt: new Date(now),
      proposedBy: storedActor(actor),
    },
  });
  await tx.paymentPlanInvoice.createMany({
    data: invoices.map(({ id }) => ({ planId: plan.id, invoiceId: id, organizationId })),
  });
  return plan;
}

async function askForApproval(tx: Tx, { actor, customer, invoices, now }: PlanProposal, plan: PlanRow): Promise<void> {
  const at = new Date(now);
  const { organizationId } = actor;
  const [first] = invoices;
  const policy = await policyOf(tx, organizationId, first ?? { runsPolicyKey: null, runsPolicyVersion: null });
  const window = await loadWindow(tx, customer.id, policy, now);
  const dueOn = addOpenDays(localDate(now, customer.time_zone), APPROVAL_OPEN_DAYS, window);
  const invoiceRowIds = invoices.map(({ id }) => id);
  const { taskId } = await openTask(
    tx,
    organizationOf(actor),
    {
      kind: 'approve-plan',
      owner: { customerRowId: customer.id, customerId: customer.customer_id },
      invoiceRowIds,
      dueOn,
      announced: { planId: plan.id, dueOn },
      noted: { open: amountOf(plan.totalMinor, plan.currency) },
    },
    at,
  );
  const asked = await tx.paymentPlan.update({ where: { id: plan.id }, data: { taskId } });
  await holdForPlan(tx, asked, { invoiceRowIds, untilOn: dueOn, wakeOn: null }, { by: storedActor(actor), at });
  const subject = { plan: asked, customerId: customer.customer_id, invoiceRowIds };
  const event = { kind: 'plan.proposed', data: { ...termsOfPlan(asked), taskId } } as const;
  await writeAudit(tx, organizationId, auditOfPlan(subject, event, { by: storedActor(actor), at }));
}
