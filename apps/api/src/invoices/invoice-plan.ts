import { closureOf } from '@puntual/casework/facts/send-window';
import { loadCase, type LoadedCase } from '@puntual/casework/facts/load-case';
import type { PlanView } from '@puntual/contracts/api/invoices';
import type { Tx } from '@puntual/db/database';
import { closedGate, decide } from '@puntual/domain/decide/decide';
import type { PlannedStep, Reason } from '@puntual/domain/decide/decision';
import type { Language } from '@puntual/domain/language/languages';
import { planCase } from '@puntual/domain/decide/plan-steps';
import { blocks, changeInWords, reasonInWords, wouldChange, type ReasonView } from '../reasons/reasons.ts';

type StepView = PlanView['steps'][number];

/**
 * The planned steps of an invoice, computed by the same function that will decide them, from the facts of this instant.
 * Takes no lock and changes nothing. Null when there is no such invoice.
 */
export async function invoicePlan(
  tx: Tx,
  invoiceRowId: string,
  language: Language,
  now: number,
): Promise<PlanView | null> {
  const loaded = await loadCase(tx, invoiceRowId, now, false);
  if (!loaded) return null;
  const { facts } = loaded;
  const decision = decide(facts, now);
  const { steps, skipped } = facts.invoice.status === 'open' ? planCase(facts, now) : { steps: [], skipped: [] };
  const waiting = decision.kind === 'wait' ? decision : null;
  const blocking = waiting?.reasons.filter(blocks) ?? [];
  // A closed gate is listed even before the step is due, although the decision does not depend on the gate yet.
  const gate = facts.invoice.status === 'open' ? closedGate(facts) : null;
  const blockers = gate && !blocking.some((reason) => reason.code === gate.code) ? [...blocking, gate] : blocking;
  const named = (reason: Reason) => reasonInWords(withHoliday(reason, loaded), language);
  const views = steps.map((step) => stepView(step, named));
  return {
    now: new Date(now).toISOString(),
    decision: decision.kind,
    next: views[0] ?? null,
    blockers: blockers.map(named),
    changes:
      facts.invoice.status === 'open'
        ? [...blockers.flatMap((reason) => wouldChange(reason, language) ?? []), changeInWords('facts', language)]
        : [],
    steps: views,
    skipped: skipped.map(({ reason, ...step }) => ({ ...step, reason: named(reason) })),
    rule: loaded.policyRule,
    policy: { key: facts.policy.key, version: facts.policy.version },
  };
}

/** The reason with what closes the day that the step moved from: the name of a holiday, a closing day, a weekday. */
export function withHoliday(reason: Reason, loaded: LoadedCase): Reason {
  const closure =
    reason.code === 'rolled-to-open-day'
      ? closureOf(reason.from, loaded.facts.policy, loaded.facts.customer.country, loaded.calendar)
      : null;
  if (reason.code !== 'rolled-to-open-day' || closure === null) return reason;
  return closure.kind === 'holiday' ? { ...reason, holiday: closure.name } : { ...reason, closed: closure.kind };
}

function stepView(step: PlannedStep, named: (reason: Reason) => ReasonView): StepView {
  return {
    stepId: step.stepId,
    do: step.do,
    stage: step.stage,
    on: step.on,
    at: new Date(step.at).toISOString(),
    reasons: step.reasons.map(named),
  };
}
