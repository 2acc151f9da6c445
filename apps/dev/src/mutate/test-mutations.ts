import { basename, dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { checkout } from '@puntual/sandbox/checkout';
import type { CollectedTest } from './collected-tests.ts';
import type { Mutation } from './instrument-rules.ts';
import type { MutationResult } from './kept-results.ts';
import { mutatedLoader } from './load-mutated.ts';

// A thread that tests mutations one by one: it loads the instrumented rules once with all their tests, notes which test
// reaches which mutation, and for each mutation runs the tests that reach it until one fails.

/** What the thread is given. */
export interface MutationWork {
  readonly texts: Readonly<Record<string, string>>;
  /** Absolute paths. */
  readonly testFiles: readonly string[];
  readonly mutations: readonly Mutation[];
}

/**
 * What the thread answers: which mutation it begins with, then what became of it. `spoiled`: the test that noticed fails
 * without the mutation, too, since this one or an earlier one left something behind in the thread's memory.
 */
export type MutationMessage =
  { readonly began: string } | (MutationResult & { readonly id: string; readonly spoiled: boolean });

interface RuleTest extends CollectedTest {
  readonly id: string;
  readonly file: string;
  millis: number;
  noticed: number;
}

/** Mutation -> how often it was reached, while modules loaded (or between tests) and in each test. */
interface Coverage {
  readonly static: Record<string, number>;
  readonly perTest: Record<string, Record<string, number>>;
}

/** What the instrumented texts read and write. */
interface Switch {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: Coverage;
}

/** A test that takes longer tells little about one place, and would be run for thousands of mutations. */
const SLOWEST_MILLIS = 500;
const LONGEST_MILLIS = 20_000;

const globals = globalThis as unknown as { __stryker__: Switch; testUnderWay: () => unknown };
const mutantSwitch: Switch = (globals.__stryker__ = {});
const { texts, testFiles, mutations } = workerData as MutationWork;
const loader = mutatedLoader(texts);
fc.configureGlobal({ seed: 1 });

function say(message: MutationMessage): void {
  parentPort?.postMessage(message);
}

/** Runs a test; a loop that a mutation made endless ends by its time, tried again with more on a busy machine. */
function passes(test: RuleTest, timeout: number): boolean {
  globals.testUnderWay = test.run;
  try {
    runInThisContext('testUnderWay()', { timeout });
    return true;
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isSlow && timeout < LONGEST_MILLIS && passes(test, LONGEST_MILLIS);
  }
}

async function load(file: string, generation: string): Promise<RuleTest[]> {
  const tests = await loader.testsOf(file, generation);
  return tests.map((test, n) => ({ ...test, id: `${file}#${n}`, file, millis: 0, noticed: 0 }));
}

/** Runs all tests once, notes what each reaches, and returns those that are quick enough. */
function tryOut(tests: readonly RuleTest[]): RuleTest[] {
  for (const test of tests) {
    mutantSwitch.currentTestId = test.id;
    const started = performance.now();
    if (!passes(test, LONGEST_MILLIS)) throw new Error(`fails without a mutation: ${test.file}: ${test.name}`);
    test.millis = performance.now() - started;
  }
  delete mutantSwitch.currentTestId;
  return tests.filter(({ millis }) => millis <= SLOWEST_MILLIS);
}

/** Runs tests with a mutation until one fails, and returns that one. */
function firstToNotice(id: string, tests: readonly RuleTest[], hits: number): RuleTest | undefined {
  mutantSwitch.activeMutant = id;
  mutantSwitch.hitLimit = 1_000 + 100 * hits;
  const noticing = tests.find((test) => {
    mutantSwitch.hitCount = 0;
    return !passes(test, 1_000 + 10 * test.millis);
  });
  delete mutantSwitch.activeMutant;
  return noticing;
}

/** Tests beside the rule first, those named like it before the others. */
function nearFirst(file: string, tests: readonly RuleTest[]): RuleTest[] {
  const rule = join(checkout, file);
  const distance = (test: RuleTest): number => {
    if (basename(test.file).startsWith(basename(rule, '.ts'))) return 0;
    return dirname(test.file) === dirname(rule) ? 1 : 2;
  };
  return tests.toSorted((a, b) => b.noticed - a.noticed || distance(a) - distance(b) || a.millis - b.millis);
}

/** A mutation of what happens while a module loads: each test file beside the rule is loaded anew with it. */
async function noticedWhileLoading({ id, file }: Mutation): Promise<string | null> {
  const rule = join(checkout, file);
  const beside = testFiles.filter((path) => dirname(path) === dirname(rule) && loader.reaches(path, rule));
  const named = (path: string): number => (basename(path).startsWith(basename(rule, '.ts')) ? 0 : 1);
  for (const path of beside.toSorted((a, b) => named(a) - named(b))) {
    mutantSwitch.activeMutant = id;
    mutantSwitch.hitLimit = 1_000_000;
    mutantSwitch.hitCount = 0;
    try {
      const noticing = firstToNotice(id, await load(path, id), 10_000);
      if (noticing) return `${noticing.file}: ${noticing.name}`;
    } catch {
      return `${path}: does not load`;
    }
  }
  delete mutantSwitch.activeMutant;
  return null;
}

const coverage: Coverage = { static: {}, perTest: {} };
mutantSwitch.mutantCoverage = coverage;
const all: RuleTest[] = [];
for (const file of testFiles) all.push(...(await load(file, 'none')));
const reachedWhileLoading = new Set(Object.keys(coverage.static));
const tests = tryOut(all);
for (const mutation of mutations) {
  const { id, file } = mutation;
  say({ began: id });
  const reaching = tests.filter((test) => coverage.perTest[test.id]?.[id] !== undefined);
  const hits = Math.max(0, ...reaching.map((test) => coverage.perTest[test.id]?.[id] ?? 0));
  const test = firstToNotice(id, nearFirst(file, reaching), hits);
  if (test) test.noticed += 1;
  const whileLoading = reachedWhileLoading.has(id);
  const by = test ? `${test.file}: ${test.name}` : whileLoading ? await noticedWhileLoading(mutation) : null;
  const spoiled = test !== undefined && !passes(test, LONGEST_MILLIS);
  if (by !== null) say({ id, status: 'noticed', by, spoiled });
  else say({ id, status: reaching.length > 0 || whileLoading ? 'survived' : 'not reached', by, spoiled });
}
