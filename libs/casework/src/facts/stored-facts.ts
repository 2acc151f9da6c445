import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { SendWindow, Weekday } from '@puntual/domain/calendar/send-window';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import { toJson, type Json } from '@puntual/db/json';

/** A value as JSON holds it: amounts in minor units as decimal text. */
type Stored<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

/**
 * The facts of a case as they are stored beside a decision: the policy by its key and version, and of the days that are
 * closed those that the decision asked about.
 */
export type StoredFacts = Stored<Omit<CaseFacts, 'window' | 'policy'>> & {
  readonly policy: { readonly key: string; readonly version: number };
  readonly window: Stored<Omit<SendWindow, 'closedDays' | 'openWeekdays'>> & {
    readonly closedDays: readonly IsoDate[];
    readonly openWeekdays?: readonly Weekday[];
  };
};

/** The facts, with a note of each closed day that somebody asks about: the calendar itself has no end. */
export function watchClosedDays(facts: CaseFacts): {
  readonly watched: CaseFacts;
  readonly closedDays: ReadonlySet<IsoDate>;
} {
  const asked = new Set<IsoDate>();
  const has = (date: IsoDate): boolean => {
    const closed = facts.window.closedDays.has(date);
    if (closed) asked.add(date);
    return closed;
  };
  return { watched: { ...facts, window: { ...facts.window, closedDays: { has } } }, closedDays: asked };
}

/** Facts as JSON. `closedDays`: the closed days that count (`watchClosedDays`). */
export function storeFacts({ window, policy, ...facts }: CaseFacts, closedDays: ReadonlySet<IsoDate>): Json {
  const { openWeekdays, ...hours } = window;
  return toJson({
    ...facts,
    policy: { key: policy.key, version: policy.version },
    window: {
      ...hours,
      closedDays: [...closedDays].sort(),
      ...(openWeekdays ? { openWeekdays: [...openWeekdays].sort() } : {}),
    },
  });
}

/** The facts that `storeFacts` stored, with their policy. */
export function restoreFacts(stored: StoredFacts, policy: Policy): CaseFacts {
  const { window, ...facts } = restoreAmounts(stored) as Omit<CaseFacts, 'window'> & Pick<StoredFacts, 'window'>;
  const { openWeekdays, closedDays, ...hours } = window;
  return {
    ...facts,
    policy,
    window: {
      ...hours,
      closedDays: new Set(closedDays),
      ...(openWeekdays ? { openWeekdays: new Set(openWeekdays) } : {}),
    },
  };
}

// By the rule for names, exactly the amounts in minor units end in `Minor`.
function restoreAmounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreAmounts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      /minor$/i.test(name) && typeof field === 'string' ? BigInt(field) : restoreAmounts(field),
    ]),
  );
}
