/** One line of the printed table. */
export interface BenchRow {
  readonly part: string;
  readonly what: string;
  readonly value: string;
  /** Ratio to the baseline, such as `0.72`; empty for the baseline itself. */
  readonly ratio: string;
  readonly goal: string;
  readonly met: 'yes' | 'no' | '';
}

/** The result of one part of the bench: its rows, and what limits it, from counters of the same run. */
export interface BenchReport {
  readonly rows: readonly BenchRow[];
  readonly notes: readonly string[];
}

/** The median; of an even number of values the mean of the two middle ones. Throws when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new RangeError('no value has no median');
  return (low + high) / 2;
}

/**
 * Ratio of two contenders that took turns: the median of the ratios of each round, because the machine's speed varies
 * between rounds.
 */
export function ratioOfRounds(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}

/** Formats reports as a text table with the notes below it. */
export function printReports(reports: readonly BenchReport[]): string {
  const head: BenchRow = { part: '', what: 'what', value: 'measured', ratio: 'ratio', goal: 'goal', met: '' };
  const rows = [head, ...reports.flatMap((report) => report.rows)];
  const cells = rows.map((row) => [row.part, row.what, row.value, row.ratio, row.goal, row === head ? 'met' : row.met]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 2 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)));
  return [...lines, '', ...reports.flatMap((report) => report.notes)].join('\n');
}
