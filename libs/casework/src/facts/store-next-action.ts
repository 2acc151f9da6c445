import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import type { Tx } from '@puntual/db/database';
import { loadCase, type LoadedCase } from './load-case.ts';

/**
 * Stores the next action of a waiting case with its invoice, where lists read it, and marks the case as running. Writes
 * only when something changed.
 */
export async function storeNextAction(
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
  const json = JSON.stringify(nextAction);
  await tx.$executeRaw`
    UPDATE invoice SET next_action = ${json}::jsonb, next_action_at = ${at}, case_state = 'running'
    WHERE id = ${loaded.facts.invoice.id}::uuid
      AND (case_state <> 'running'
        OR next_action IS DISTINCT FROM ${json}::jsonb
        OR next_action_at IS DISTINCT FROM ${at})`;
}

/**
 * Decides the next action of these invoices' (row ids) open cases again and stores it, after a change for which no case
 * has to wake, such as a sent message.
 */
export async function refreshNextActions(tx: Tx, invoiceRowIds: readonly string[], now: number): Promise<void> {
  for (const id of invoiceRowIds) {
    const loaded = await loadCase(tx, id, now, false);
    const decision =
      loaded && loaded.caseState === 'running' && loaded.facts.invoice.status === 'open'
        ? decide(loaded.facts, now)
        : null;
    if (loaded && decision?.kind === 'wait') await storeNextAction(tx, loaded, decision);
  }
}
