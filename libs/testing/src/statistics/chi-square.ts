/** Pearson's statistic of how far counts are from being all alike, and its degrees of freedom. */
export interface Spread {
  readonly statistic: number;
  readonly freedom: number;
}

/**
 * Pearson's chi-square statistic of whole numbers from 0 to `cells - 1` against an even distribution. Throws a
 * RangeError for a number outside that range.
 */
export function spreadOver(values: readonly number[], cells: number): Spread {
  const counts = new Array<number>(cells).fill(0);
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value >= cells)
      throw new RangeError(`${value} is no whole number from 0 to ${cells - 1}`);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const expected = values.length / cells;
  return { statistic: counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0), freedom: cells - 1 };
}

/**
 * The value that the statistic of an even distribution exceeds in one of a thousand samples. Use it for samples that
 * are the same in every run.
 */
export function thousandthOf(freedom: number): number {
  return quantileOf(freedom, 3.0902);
}

/** The value that the statistic exceeds in one of ten million samples. Use it for samples that differ in every run. */
export function tenMillionthOf(freedom: number): number {
  return quantileOf(freedom, 5.1993);
}

// Wilson and Hilferty's approximation; `deviations` are those of the normal distribution.
function quantileOf(freedom: number, deviations: number): number {
  const part = 2 / (9 * freedom);
  return freedom * (1 - part + deviations * Math.sqrt(part)) ** 3;
}
