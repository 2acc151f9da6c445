/** Chance that is the same for the same seed. */
export interface Dice {
  /** A whole number, both ends included. */
  readonly between: (lowest: number, highest: number) => number;
  /** True so many times in a hundred. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly shuffled: <T>(all: readonly T[]) => T[];
}

/** Dice for generators that must come to the same each time (the mulberry32 generator, 32 bits of state). */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[next(from.length)];
    if (picked === undefined) throw new RangeError('there is nothing to pick from');
    return picked;
  };
  return {
    between: (lowest, highest) => lowest + next(highest - lowest + 1),
    chance: (percent) => next(100) < percent,
    pick,
    shuffled: (all) => {
      const mixed = [...all];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = next(last + 1);
        const [a, b] = [mixed[last], mixed[other]];
        if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a];
      }
      return mixed;
    },
  };
}
