import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import { underPolicy } from '../facts/facts-under-policy.ts';
import type { LoadedCase } from '../facts/load-case.ts';

/** A policy to try, and which cases get it. */
export interface Trial {
  readonly policy: Policy;
  readonly appliesTo: (loaded: LoadedCase) => boolean;
}

export interface TriedCases {
  /**
   * All cases of the customer, those of the trial with its policy; null when no case of the customer is in the trial.
   */
  readonly tried: readonly CaseFacts[] | null;
  /** How many cases are in the trial. */
  readonly appliedTo: number;
}

/**
 * Gives the policy of a trial (null: no trial) to a customer's cases. `current` are the facts of `loaded`, in any
 * order; cases that are not in the trial keep their very objects, by which the simulation recognizes them. Pure.
 */
export function tryPolicy(
  current: readonly CaseFacts[],
  loaded: readonly LoadedCase[],
  trial: Trial | null,
  now: number,
): TriedCases {
  const chosen = trial === null ? [] : loaded.filter(trial.appliesTo);
  if (trial === null || chosen.length === 0) return { tried: null, appliedTo: 0 };
  const changes = new Map(chosen.map((each) => [each.facts.invoice.id, underPolicy(each, trial.policy, now)]));
  const tried = current.map((facts) => {
    const change = changes.get(facts.invoice.id);
    return change ? { ...facts, ...change } : facts;
  });
  return { tried, appliedTo: chosen.length };
}
