/** Pseudo-random choices that are the same on every run, because they follow from the key alone. */
export interface Seeded {
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** True for `percent` of a hundred keys. */
  readonly chance: (percent: number) => boolean;
}

/**
 * A generator whose values all follow from `key`. Give each subject its own key (`<seed>:<invoice>`), so that a new
 * subject changes no other. FNV-1a for the key, mulberry32 for the sequence; not for secrets.
 */
export function seeded(key: string): Seeded {
  let state = hash(key);
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));
  return {
    between,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    chance: (percent) => between(0, 99) < percent,
  };
}

function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  return value | 0;
}
