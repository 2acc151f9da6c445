/** Choices that look random and are the same on every run: they follow from the seed alone. */
export interface Seeded {
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number;
  /** One of the items. Throws a RangeError when there is none. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** True in `percent` of a hundred cases. */
  readonly chance: (percent: number) => boolean;
  /** The items in another order. */
  readonly shuffled: <T>(items: readonly T[]) => T[];
}

/**
 * A generator whose every value follows from `seed`. Give each subject a key of its own (`<seed>:<invoice>`), so that adding one
 * subject changes no other. FNV-1a for a key, mulberry32 for the sequence; not for secrets.
 */
export function seeded(seed: string | number): Seeded {
  let state = typeof seed === 'string' ? hash(seed) : seed | 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));
  return {
    between,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError('there is nothing to pick from');
      return items[between(0, items.length - 1)] as T;
    },
    chance: (percent) => between(0, 99) < percent,
    shuffled: <T>(items: readonly T[]): T[] => {
      const mixed = [...items];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = between(0, last);
        [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
      }
      return mixed;
    },
  };
}

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  return value | 0;
}
