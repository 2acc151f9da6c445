import type { LoadedCase } from '../facts/load-case.ts';
import { applyPlanJudgements } from '../payment-plans/apply-plan-judgements.ts';
import { applyJudgements } from '../promises/apply-judgements.ts';
import { organizationOf } from '../record/actor.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Stores how the promises and the payment plans of the case's customer stand at the evaluation: a payment and the end
 * of a day that was agreed on both wake the case. Wakes the customer's other cases whose holds changed. Returns whether
 * the case has to be read again.
 */
export async function judgePromises(evaluation: Evaluation, loaded: LoadedCase): Promise<boolean> {
  const { tx, ref, now, notes } = evaluation;
  if (loaded.promises.length === 0 && loaded.plans.length === 0) return false;
  const organization = organizationOf(ref);
  const { customerId } = loaded;
  const { window } = loaded.facts;
  const changed = [...(await applyJudgements({ tx, customerId, now, notes }, loaded.promises))];
  if (loaded.plans.length > 0) {
    const judging = { tx, organization, customerId, window, now, notes };
    changed.push(...(await applyPlanJudgements(judging, loaded.plans)));
  }
  const others = changed.filter((id) => id !== ref.invoiceRowId);
  await wakeCases(tx, organization, others, { signal: 'hold', detail: { because: 'promise' } });
  return changed.includes(ref.invoiceRowId) || loaded.plans.some(({ judgement }) => judgement.state === 'completed');
}
