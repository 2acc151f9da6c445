import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import type { Tx } from '@puntual/db/database';
import { loadCase, type LoadedCase } from './load-case.ts';

/** Keeps the head of a case's plan with its invoice, for lists: written only when it changed. */
export async function rememberPlan(
  tx: Tx,
  loaded: LoadedCase,
  decision: Extract<Decision, { kind: 'wait' }>,
): Promise<void> {
  const nextAction = {
    do: decision.next?.do ?? 'wait',
    stepId: decision.next?.stepId ?? null,
    stage: decision.next?.stage ?? null,
    reasons: decision.reasons,
  };
  const at = decision.until === null ? null : new Date(decision.until);
  await tx.$executeRaw`UPDATE invoice SET next_action = ${JSON.stringify(nextAction)}::jsonb, next_action_at = ${at}, case_state = 'running'
    WHERE id = ${loaded.facts.invoice.id}::uuid AND (case_state <> 'running' OR next_action IS DISTINCT FROM ${JSON.stringify(nextAction)}::jsonb OR next_action_at IS DISTINCT FROM ${at})`;
}

/** Brings the kept plans of invoices (row ids) up to date after something that need not wake their cases, such as a message that has left. */
export async function refreshPlans(tx: Tx, invoiceRowIds: readonly string[], now: number): Promise<void> {
  for (const id of invoiceRowIds) {
    const loaded = await loadCase(tx, id, now, false);
    const decision =
      loaded && loaded.caseState === 'running' && loaded.facts.invoice.status === 'open'
        ? decide(loaded.facts, now)
        : null;
    if (loaded && decision?.kind === 'wait') await rememberPlan(tx, loaded, decision);
  }
}
