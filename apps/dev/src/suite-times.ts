import { relative } from 'node:path';

/** How long one test file took, from its start to its end. */
export interface SuiteTime {
  /** Path of the file, relative to the checkout. */
  readonly file: string;
  readonly seconds: number;
}

/**
 * The part of Jest's JSON report (`--json`) that says how long each test file took. Instants are epoch milliseconds.
 */
export interface SuiteReport {
  readonly testResults: readonly { readonly name: string; readonly startTime: number; readonly endTime: number }[];
}

/** The times of the test files of a report, in its order. `root`: the folder that their paths are given relative to. */
export function suiteTimes({ testResults }: SuiteReport, root: string): SuiteTime[] {
  return testResults.map(({ name, startTime, endTime }) => ({
    file: relative(root, name),
    seconds: Math.max(0, endTime - startTime) / 1000,
  }));
}

/** A line for each test file, slowest first: `  12.3 s  libs/db/src/database.test.ts`. */
export function slowestFirst(times: readonly SuiteTime[]): string[] {
  return [...times]
    .sort((a, b) => b.seconds - a.seconds || a.file.localeCompare(b.file))
    .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}
