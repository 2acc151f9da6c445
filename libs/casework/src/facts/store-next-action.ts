import { addDays, instantAt, localDate } from '@puntual/domain/calendar/dates';
import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import { sleepUntil } from '@puntual/domain/decide/dispute-judged';
import { nextAct, reviewReason, type NextAct } from '@puntual/domain/decide/next-act';
import type { Tx } from '@puntual/db/database';
import { readAttention } from './read-attention.ts';
import { loadCase, type LoadedCase } from './load-case.ts';

/** A decision to wait. */
export type Wait = Extract<Decision, { kind: 'wait' }>;

/** What a waiting case does next. Reads tasks and holds only when the decision names no instant. */
export async function readNextAct(tx: Tx, { facts }: LoadedCase, decision: Wait, now: number): Promise<NextAct> {
  const attention =
    decision.until === null
      ? await readAttention(tx, facts.invoice.id)
      : { tasks: [], reviewedOn: {}, heldSince: {}, placedOn: null };
  return nextAct(facts, decision, attention, now);
}

/**
 * Stores the next action of a waiting case with its invoice, where lists read it, and marks the case as running.
 * `until`: the instant at which the case acts or decides again; null: a person has to end a task first. Writes only
 * when something changed.
 */
export async function storeNextAction(tx: Tx, loaded: LoadedCase, decision: Wait, until: number | null): Promise<void> {
  const nextAction = {
    do: decision.next?.do ?? 'wait',
    stepId: decision.next?.stepId ?? null,
    stage: decision.next?.stage ?? null,
    reasons: decision.reasons,
    // Why a person is or will be asked, so that the case ends the task when it goes on by itself.
    ...(decision.until === null ? { review: reviewReason(decision.reasons) } : {}),
  };
  const at = until === null ? null : new Date(until);
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
    if (!loaded || decision?.kind !== 'wait') continue;
    const act = await readNextAct(tx, loaded, decision, now);
    const until = instantOf(act) ?? (act.kind === 'none' ? tomorrow(loaded, now) : null);
    await storeNextAction(tx, loaded, decision, sleepUntil(until, loaded.facts, now));
  }
}

/** The instant at which the case acts or decides again; null when a person has to end or to get a task first. */
export function instantOf(act: NextAct): number | null {
  return act.kind === 'step' || act.kind === 'dated-hold' ? act.at : null;
}

// A case whose last message was sent wakes by its own timer on the next day, and then asks a person.
function tomorrow({ facts }: LoadedCase, now: number): number {
  const { timeZone } = facts.window;
  return instantAt(addDays(localDate(now, timeZone), 1), 0, timeZone);
}
