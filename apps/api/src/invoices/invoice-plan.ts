import { loadCase } from '@puntual/casework/cases/load-case';
import type { PlanView } from '@puntual/contracts/api/schemas';
import type { Tx } from '@puntual/db/database';
import { decide } from '@puntual/domain/decide/decide';
import type { ReaderLanguage } from '@puntual/domain/decide/explain';
import type { PlannedStep } from '@puntual/domain/decide/facts';
import { planSteps } from '@puntual/domain/decide/plan-steps';
import { alwaysChanges, blocks, reasonInWords, wouldChange } from './reasons.ts';

type StepView = PlanView['steps'][number];

/**
 * What is still to come for an invoice, by the very function that will decide it, at this instant and without a lock: reading changes nothing.
 * Null when there is no such invoice.
 */
export async function invoicePlan(tx: Tx, invoiceRowId: string, language: ReaderLanguage, now: number): Promise<PlanView | null> {
  const loaded = await loadCase(tx, invoiceRowId, now, false);
  if (!loaded) return null;
  const { facts } = loaded;
  const decision = decide(facts, now);
  const steps = facts.invoice.status === 'open' ? planSteps(facts, now) : [];
  const waiting = decision.kind === 'wait' ? decision : null;
  const blockers = waiting?.reasons.filter(blocks) ?? [];
  return {
    now: new Date(now).toISOString(),
    decision: decision.kind,
    next: steps[0] ? stepView(steps[0], language) : null,
    blockers: blockers.map((reason) => reasonInWords(reason, language)),
    changes: facts.invoice.status === 'open' ? [...blockers.flatMap((reason) => wouldChange(reason, language) ?? []), alwaysChanges(language)] : [],
    steps: steps.map((step) => stepView(step, language)),
    policy: { key: facts.policy.key, version: facts.policy.version },
  };
}

function stepView(step: PlannedStep, language: ReaderLanguage): StepView {
  return { stepId: step.stepId, do: step.do, stage: step.stage, on: step.on, at: new Date(step.at).toISOString(), reasons: step.reasons.map((reason) => reasonInWords(reason, language)) };
}
