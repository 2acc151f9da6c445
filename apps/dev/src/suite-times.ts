import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How long one test file took, from its start to its end. */
export interface SuiteTime {
  /** Path of the file, relative to the checkout. */
  readonly file: string;
  readonly seconds: number;
}

/**
 * The part of Jest's JSON report (`--json`) that says how long each test file took, and what failed in it. Instants are
 * epoch milliseconds.
 */
export interface SuiteReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status?: string;
    readonly message?: string;
  }[];
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

/** Each test file that failed, with Jest's words on it without their colours, at most `most` lines a file. */
export function failedSuites({ testResults }: SuiteReport, root: string, most: number): string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message = '' }) =>
      [relative(root, name), ...stripVTControlCharacters(message).trim().split('\n').slice(0, most)].join('\n'),
    );
}
