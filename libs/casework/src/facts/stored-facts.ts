import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import { toJson, type Json } from '@puntual/db/json';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { restoreAmounts } from './stored-amounts.ts';
import { restoreWindow, storeWindow, type StoredWindow } from './stored-window.ts';

/** A value as JSON holds it: amounts in minor units as decimal text. */
export type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

/** The facts of a case as they are stored beside a decision: the policy by its key and version. */
export type StoredFacts = Stored<Omit<CaseFacts, 'window' | 'policy'>> & {
  readonly policy: PolicyPin;
  readonly window: StoredWindow;
};

/** Facts as JSON. `closedDays`: the closed days that count (`watchClosedDays`). */
export function storeFacts({ window, policy, ...facts }: CaseFacts, closedDays: ReadonlySet<IsoDate>): Json {
  const { key, version } = policy;
  return toJson({ ...facts, policy: { key, version }, window: storeWindow(window, closedDays) });
}

/** The facts that `storeFacts` stored, with their policy. */
export function restoreFacts(stored: StoredFacts, policy: Policy): CaseFacts {
  const { window, ...facts } = restoreAmounts(stored) as Omit<CaseFacts, 'window'> & Pick<StoredFacts, 'window'>;
  return {
    ...facts,
    policy,
    window: restoreWindow(window),
  };
}
