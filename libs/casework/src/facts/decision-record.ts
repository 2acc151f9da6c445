import { createHash } from 'node:crypto';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import { planCase } from '@puntual/domain/decide/plan-steps';
import { canonicalJson, toJson, type Json } from '@puntual/db/json';
import { storeFacts } from './stored-facts.ts';
import { watchClosedDays } from './stored-window.ts';

/** A decision as it is stored, with the facts by which it was made. */
export interface DecisionRecord {
  readonly kind: Decision['kind'];
  readonly stepId: string | null;
  readonly occurrence: number | null;
  readonly decision: Json;
  readonly facts: Json;
  readonly hash: string;
}

/**
 * Decides by these facts at `now`, and records the decision with them. Plans as well, to note the closed days that the
 * plan depends on. Pure.
 */
export function decideOnRecord(
  facts: CaseFacts,
  now: number,
): { readonly decision: Decision; readonly record: DecisionRecord } {
  const { watched: window, closedDays } = watchClosedDays(facts.window);
  const watched = { ...facts, window };
  const decision = decide(watched, now);
  if (facts.invoice.status === 'open') planCase(watched, now);
  const stored = { decision: toJson(decision), facts: storeFacts(facts, closedDays) };
  const requests = decision.kind === 'request-contact' ? decision : null;
  const record = {
    kind: decision.kind,
    stepId: requests?.stepId ?? null,
    occurrence: requests?.occurrence ?? null,
    ...stored,
    hash: decisionHash(stored),
  };
  return { decision, record };
}

/** The hash of what is stored of a decision. It is the same for what the database returns in another order of keys. */
export function decisionHash(stored: Readonly<Record<'decision' | 'facts', Json>>): string {
  const { decision, facts } = stored;
  return createHash('sha256').update(canonicalJson({ decision, facts })).digest('hex');
}
