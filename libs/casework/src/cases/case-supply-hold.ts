import { localDate } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Decision } from '@puntual/domain/decide/decision';
import { hasHeldSupply } from '@puntual/domain/decide/supply-steps';
import { amountOf } from '@puntual/domain/ledger/announce';
import { dateColumn } from '../record/dates.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';
import { heldInvoiceOf } from './held-invoice.ts';
import { hasUnstoredHold, liftSupplyHold, releasedEvent, storeSupplyHold, type LiftedBecause } from './supply-holds.ts';

/** The holds under which the customer is supplied again, by the reason that the lifting records. */
const SUPPLIED_UNDER: Readonly<Partial<Record<HoldKind | 'plan', LiftedBecause>>> = {
  plan: 'plan',
  assigned: 'assigned',
};

/** Asks the ERP to stop supply. `liftSupplyHold` tells it to supply again. */
export async function requestSupplyHold(evaluation: Evaluation, loaded: LoadedCase, stepId: string): Promise<void> {
  const { tx, now, notes } = evaluation;
  const { facts, caseRun } = loaded;
  const { customerRowId, customerId, invoiceId, number } = loaded;
  const at = new Date(now);
  await storeSupplyHold(tx, heldInvoiceOf(evaluation, loaded), { stepId, caseRun }, at);
  notes.outbox.push({
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.supply-hold.requested.v1',
    customerId,
    at,
    data: {
      customerId,
      invoiceId,
      number,
      on: localDate(now, facts.window.timeZone),
      announcedUntil: facts.deadlineNamedOn,
    },
  });
  notes.audit.push({
    kind: 'supply-hold.requested',
    data: { stepId, open: amountOf(facts.invoice.openMinor, facts.invoice.currency) },
    at,
    actor: 'puntual',
    customerRowId,
    invoiceRowId: facts.invoice.id,
  });
}

/** Tells the ERP to supply again when the case of a settled invoice had asked it to stop. */
export async function endSupplyHold(evaluation: Evaluation, loaded: LoadedCase): Promise<void> {
  if (!hasHeldSupply(loaded.facts) || (await lift(evaluation, loaded, 'settled'))) return;
  const invoice = heldInvoiceOf(evaluation, loaded);
  if (await hasUnstoredHold(evaluation.tx, invoice, loaded.facts))
    evaluation.notes.outbox.push(releasedEvent(invoice, new Date(evaluation.now)));
}

/**
 * Tells the ERP to supply again when a payment plan was agreed for the invoice, or a factor got it. The step that asked
 * for the hold counts as dropped, so that the case asks again when the plan is broken or the invoice comes back.
 */
export async function endSupplyHoldUnderHold(
  evaluation: Evaluation,
  loaded: LoadedCase,
  { reasons: [reason] }: Extract<Decision, { kind: 'wait' }>,
  did: string[],
): Promise<void> {
  const because = reason?.code === 'hold' ? SUPPLIED_UNDER[reason.kind] : undefined;
  if (because === undefined || !hasHeldSupply(loaded.facts)) return;
  if (!(await lift(evaluation, loaded, because))) return;
  const { tx, now } = evaluation;
  await tx.step.updateMany({
    where: { invoiceId: loaded.facts.invoice.id, caseRun: loaded.caseRun, do: 'supply-hold', state: 'done' },
    data: {
      state: 'dropped',
      reason: because,
      changedOn: dateColumn(localDate(now, loaded.facts.window.timeZone)),
    },
  });
  did.push(`supply hold lifted: ${because}`);
}

async function lift(evaluation: Evaluation, loaded: LoadedCase, because: LiftedBecause): Promise<boolean> {
  const { tx, now, notes } = evaluation;
  const lifting = { because, by: 'puntual', reason: null, at: new Date(now) };
  const lifted = await liftSupplyHold(tx, heldInvoiceOf(evaluation, loaded), lifting);
  if (!lifted) return false;
  notes.audit.push(lifted.audit);
  notes.outbox.push(lifted.outbox);
  return true;
}
