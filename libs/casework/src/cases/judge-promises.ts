import type { LoadedCase } from '../facts/load-case.ts';
import { applyJudgements } from '../promises/apply-judgements.ts';
import { organizationOf } from '../record/actor.ts';
import { wakeCases } from '../record/wake-cases.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Stores how the promises of the case's customer stand at the evaluation: a payment and the end of the grace both wake
 * the case. Wakes the customer's other cases whose holds changed. Returns whether the holds of this case did.
 */
export async function judgePromises(evaluation: Evaluation, loaded: LoadedCase): Promise<boolean> {
  const { tx, ref, now, notes } = evaluation;
  if (loaded.promises.length === 0) return false;
  const changed = await applyJudgements({ tx, customerId: loaded.customerId, now, notes }, loaded.promises);
  const others = changed.filter((id) => id !== ref.invoiceRowId);
  const cause = { signal: 'hold', detail: { because: 'promise' } } as const;
  await wakeCases(tx, organizationOf(ref), others, cause);
  return changed.includes(ref.invoiceRowId);
}
