import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { failedSuites, suiteTimes, type SuiteReport, type SuiteTime } from './suite-times.ts';

const PRETTIER = [join(checkout, 'node_modules/prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn'];
const TSC = join(checkout, 'node_modules/typescript7/bin/tsc');

/** What one step of `npm test` or `npm run check` found. */
export interface StepResult {
  readonly passed: number;
  readonly failed: number;
  /** One for each test file that ran; empty for a step that is a single check. */
  readonly suites: readonly SuiteTime[];
  /** What failed, each a few lines: the end of a check's output, or a test file with Jest's words on it. */
  readonly failures: readonly string[];
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Lines of one failure that are repeated at the end of a run. */
const FAILURE_LINES = 40;

/** A step that is a single check, by its exit code and what it printed. */
export function oneCheck({ code, output }: Ended): StepResult {
  return code === 0
    ? { passed: 1, failed: 0, suites: [], failures: [] }
    : { passed: 0, failed: 1, suites: [], failures: [output.trimEnd().split('\n').slice(-FAILURE_LINES).join('\n')] };
}

/**
 * One line for a step that has ended: `types: 1 passed, 0 failed, 34 s`; with the number of its test files where it has
 * any.
 */
export function stepLine(name: string, { passed, failed, suites }: StepResult, seconds: number): string {
  const files = suites.length > 0 ? ` (${suites.length} files)` : '';
  return `${name}: ${passed} passed, ${failed} failed${files}, ${seconds.toFixed(0)} s`;
}

/** Runs a program with its output shown; resolves with its exit code. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
}

interface Beside {
  /** Takes only the processor time that nobody else wants. */
  readonly nice?: boolean;
  /** Shows the output only of a program that fails. */
  readonly quiet?: boolean;
}

/**
 * Runs a program and shows its output when it has ended, so that programs side by side do not mix theirs; resolves with
 * its exit code and its output.
 */
function runBeside(args: readonly string[], env: NodeJS.ProcessEnv, { nice, quiet }: Beside = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env });
    if (nice && child.pid !== undefined) yieldProcessors(child.pid);
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void output.push(chunk));
    child.once('error', reject).once('close', (code) => {
      const text = Buffer.concat(output).toString();
      if (!quiet || code !== 0) process.stdout.write(text);
      resolve({ code: code ?? 1, output: text });
    });
  });
}

function yieldProcessors(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or this system knows no priorities: then it takes what it gets.
  }
}

/**
 * Compares every file that Prettier formats with what Prettier would write, counted as one check. It leaves the
 * processors to whatever else runs.
 */
export async function formatCheck(env: NodeJS.ProcessEnv): Promise<StepResult> {
  return oneCheck(await runBeside([...PRETTIER, '.'], env, { nice: true }));
}

/** The same for the files that have changed since they were compared last. Kept in `.cache/prettier`. */
export async function formatChanged(env: NodeJS.ProcessEnv): Promise<StepResult> {
  const cache = ['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/prettier'];
  return oneCheck(await runBeside([...PRETTIER, ...cache, '.'], env));
}

/** Lints every file, counted as one check. It leaves the processors to whatever else runs. */
export async function lintAll(env: NodeJS.ProcessEnv): Promise<StepResult> {
  return lint(env, [], { nice: true });
}

/**
 * Lints the files that have changed since they were linted last, by their content, counted as one check. Kept in
 * `.cache/eslint`.
 */
export async function lintChanged(env: NodeJS.ProcessEnv): Promise<StepResult> {
  return lint(env, ['--cache', '--cache-strategy', 'content', '--cache-location', '.cache/eslint/'], {});
}

async function lint(env: NodeJS.ProcessEnv, options: readonly string[], beside: Beside): Promise<StepResult> {
  // The rule on what may import what reads Nx's list of the packages, and says nothing where there is none.
  const listed = await runBeside([join(checkout, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'], env, {
    quiet: true,
  });
  if (listed.code !== 0) return oneCheck(listed);
  return oneCheck(await runBeside([join(checkout, 'node_modules/eslint/bin/eslint.js'), ...options, '.'], env, beside));
}

/**
 * Type-checks all packages, their tests included, from what the compiler knows of the last time (`.cache`, `dist`);
 * counted as one check. What is built by then is not written again.
 */
export async function typeCheck(env: NodeJS.ProcessEnv): Promise<StepResult> {
  const web = ['-p', 'apps/web/tsconfig.json', '--incremental', '--tsBuildInfoFile', '.cache/types/web.tsbuildinfo'];
  const packages = await runBeside([TSC, '-b', 'tsconfig.json'], env);
  return oneCheck(packages.code === 0 ? await runBeside([TSC, ...web], env) : packages);
}

/**
 * Jest with a configuration; every test counts. A run that ends without a report counts as one failure. `home`: a
 * folder for the report, which is gone afterwards.
 */
export async function jest(
  config: string,
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<StepResult> {
  const report = join(home, `jest-${process.pid}-${config.replaceAll(/[^a-z0-9]/gi, '-')}.json`);
  const code = await run(
    [
      '--experimental-vm-modules',
      '--no-warnings',
      join(checkout, 'node_modules/jest/bin/jest.js'),
      '-c',
      config,
      '--json',
      `--outputFile=${report}`,
      ...args,
    ],
    env,
  );
  try {
    const result = JSON.parse(await readFile(report, 'utf8')) as SuiteReport & {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      suites: suiteTimes(result, checkout),
      failures: failedSuites(result, checkout, FAILURE_LINES),
    };
  } catch {
    return { passed: 0, failed: 1, suites: [], failures: [`jest -c ${config} ended without a report`] };
  } finally {
    await rm(report, { force: true });
  }
}
