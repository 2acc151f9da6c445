import { addedSteps } from '@puntual/domain/decide/apply-decision';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { stableId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';

const COLUMNS = {
  id: 'uuid',
  organization_id: 'uuid',
  invoice_id: 'uuid',
  customer_id: 'uuid',
  step_id: 'text',
  occurrence: 'int',
  case_run: 'int',
  do: 'text',
  stage: 'text',
  day: 'int',
  state: 'text',
  requested_at: 'timestamptz',
  changed_on: 'date',
} as const;

/**
 * Writes the steps that a decision added to the facts of a case. Safe to repeat: the key of a step is its invoice, its
 * id and its occurrence. Returns how many steps were new.
 */
export async function recordSteps({ tx, ref, now }: Evaluation, loaded: LoadedCase, after: CaseFacts): Promise<number> {
  const invoiceId = loaded.facts.invoice.id;
  const rows = addedSteps(loaded.facts, after).map((step) => ({
    id: stableId(`step:${invoiceId}:${step.stepId}:${step.occurrence}`),
    organization_id: ref.organizationId,
    invoice_id: invoiceId,
    // Whose message it becomes. A change of the group moves what is requested.
    customer_id: loaded.contacted.id,
    step_id: step.stepId,
    occurrence: step.occurrence,
    case_run: loaded.caseRun,
    do: step.do,
    stage: step.stage,
    day: step.day,
    state: step.state,
    requested_at: new Date(now),
    changed_on: step.on,
  }));
  return rows.length === 0 ? 0 : insertRows(tx, { table: 'step', conflict: 'ON CONFLICT DO NOTHING' }, COLUMNS, rows);
}
