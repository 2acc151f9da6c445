import { SIMULATIONS_AT_ONCE, SIMULATIONS_OF_ALL } from '../http/limits.ts';

/** Limits work that keeps a processor busy: at most so many at once per organization, and in total. */
export interface Slots {
  /** Takes a place; null when none is free. Call the returned function to give it back. */
  take(organizationId: string): (() => void) | null;
}

/** The places for simulations in this process. */
export function simulationSlots(ofOne = SIMULATIONS_AT_ONCE, ofAll = SIMULATIONS_OF_ALL): Slots {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    take: (organizationId) => {
      const own = taken.get(organizationId) ?? 0;
      if (own >= ofOne || all >= ofAll) return null;
      taken.set(organizationId, own + 1);
      all++;
      let given = false;
      return () => {
        if (given) return;
        given = true;
        all--;
        const left = (taken.get(organizationId) ?? 1) - 1;
        if (left > 0) taken.set(organizationId, left);
        else taken.delete(organizationId);
      };
    },
  };
}
