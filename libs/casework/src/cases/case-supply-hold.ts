import { localDate } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Decision } from '@puntual/domain/decide/decision';
import { hasHeldSupply } from '@puntual/domain/decide/supply-steps';
import { amountOf } from '@puntual/domain/ledger/announce';
import { dateColumn } from '../record/dates.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';
import { heldInvoiceOf } from './held-invoice.ts';
import { askForCreditHold, isHeldForCredit } from '../supply/credit-holds.ts';
import {
  hasUnstoredHold,
  liftSupplyHold,
  releasedEvent,
  requestedEvent,
  storeSupplyHold,
  type LiftedBecause,
} from '../supply/supply-holds.ts';

/** The holds under which the customer is supplied again, by the reason that the lifting records. */
const SUPPLIED_UNDER: Readonly<Partial<Record<HoldKind | 'plan', LiftedBecause>>> = {
  plan: 'plan',
  assigned: 'assigned',
};

/** Asks the ERP to stop supply. `liftSupplyHold` tells it to supply again. */
export async function requestSupplyHold(evaluation: Evaluation, loaded: LoadedCase, stepId: string): Promise<void> {
  const { tx, now, notes } = evaluation;
  const { facts, caseRun } = loaded;
  const { customerRowId } = loaded;
  const at = new Date(now);
  const invoice = heldInvoiceOf(evaluation, loaded);
  await storeSupplyHold(tx, invoice, { stepId, caseRun }, at);
  const on = localDate(now, facts.window.timeZone);
  notes.outbox.push(requestedEvent(invoice, { on, announcedUntil: facts.deadlineNamedOn, at }));
  notes.audit.push({
    kind: 'supply-hold.requested',
    data: { stepId, open: amountOf(facts.invoice.openMinor, facts.invoice.currency) },
    at,
    actor: 'puntual',
    customerRowId,
    invoiceRowId: facts.invoice.id,
  });
}

/**
 * Tells the ERP to supply again when the case of a settled invoice, or a person over the limit of credit, had asked it
 * to stop. A person's hold goes on with the next open invoice, because the customer is still over the limit: the
 * payment itself lifts the hold of a customer who is not.
 */
export async function endSupplyHold(evaluation: Evaluation, loaded: LoadedCase): Promise<void> {
  const { tx, now, notes } = evaluation;
  const at = new Date(now);
  const invoice = heldInvoiceOf(evaluation, loaded);
  if (await isHeldForCredit(tx, invoice)) {
    const { organizationId, customerRowId, invoiceRowId } = invoice;
    const asking = { organizationId, customerRowId, by: 'puntual', reason: null, not: invoiceRowId };
    const next = await askForCreditHold(tx, asking, at);
    if (next) {
      notes.audit.push(next.audit);
      notes.outbox.push(next.outbox);
    }
    await lift(evaluation, loaded, 'settled');
    return;
  }
  if (!hasHeldSupply(loaded.facts) || (await lift(evaluation, loaded, 'settled'))) return;
  if (await hasUnstoredHold(tx, invoice, loaded.facts)) notes.outbox.push(releasedEvent(invoice, at));
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
