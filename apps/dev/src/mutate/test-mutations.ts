import { basename, dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
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

/** What the thread answers: which mutation it begins with, then what became of it. */
export type MutationMessage = { readonly began: string } | (MutationResult & { readonly id: string });

interface RuleTest extends CollectedTest {
  readonly id: string;
  readonly file: string;
}

/** What is known about a test, by its id. */
interface TestRecord {
  readonly millis: number;
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
const SLOWEST_MILLIS = 100;
const LONGEST_MILLIS = 60_000;
/** Modules that are loaded anew stay in memory: after so many test files the thread ends, and another one goes on. */
const MOST_LOADED = 3_000;

const globals = globalThis as unknown as { __stryker__: Switch; testUnderWay: () => unknown };
const mutantSwitch: Switch = (globals.__stryker__ = {});
const records = new Map<string, TestRecord>();
const { texts, testFiles, mutations } = workerData as MutationWork;
const loader = mutatedLoader(texts);
let loaded = 0;

function say(message: MutationMessage): void {
  parentPort?.postMessage(message);
}

/**
 * Runs a test; a loop that a mutation made endless ends by its time. The time is the thread's own: on a busy machine a
 * test that has not had it yet is tried again.
 */
function passes(test: RuleTest, ownMillis: number, timeout = ownMillis): boolean {
  globals.testUnderWay = test.run;
  const before = process.threadCpuUsage();
  try {
    runInThisContext('testUnderWay()', { timeout: Math.ceil(timeout) });
    return true;
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isSlow && millisSince(before) < ownMillis && passes(test, ownMillis, 5 * timeout);
  }
}

function millisSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

async function load(file: string, generation: string): Promise<RuleTest[]> {
  loaded += 1;
  const tests = await loader.testsOf(file, generation);
  return tests.map((test, n) => ({ ...test, id: `${file}#${n}`, file }));
}

async function loadAll(generation: string): Promise<RuleTest[]> {
  const tests: RuleTest[] = [];
  for (const file of testFiles) tests.push(...(await load(file, generation)));
  return tests;
}

/** Runs all tests once, and notes what each reaches and how long it takes. */
function tryOut(tests: readonly RuleTest[]): void {
  for (const test of tests) {
    mutantSwitch.currentTestId = test.id;
    const before = process.threadCpuUsage();
    if (!passes(test, LONGEST_MILLIS)) throw new Error(`fails without a mutation: ${test.file}: ${test.name}`);
    records.set(test.id, { millis: millisSince(before), noticed: 0 });
  }
  delete mutantSwitch.currentTestId;
}

function recordOf({ id }: RuleTest): TestRecord {
  return records.get(id) ?? { millis: 0, noticed: 0 };
}

function isQuick(test: RuleTest): boolean {
  return recordOf(test).millis <= SLOWEST_MILLIS;
}

/** Runs tests with a mutation until one fails, and returns that one. */
function firstToNotice(id: string, tests: readonly RuleTest[], hits: number): RuleTest | undefined {
  mutantSwitch.activeMutant = id;
  mutantSwitch.hitLimit = 1_000 + 100 * hits;
  const noticing = tests.find((test) => {
    mutantSwitch.hitCount = 0;
    return !passes(test, 500 + 10 * recordOf(test).millis);
  });
  delete mutantSwitch.activeMutant;
  return noticing;
}

/** How far a test file is from a rule: named like it, imports it, stands beside it, or none of these. */
function distance(testFile: string, rule: string): number {
  const key = `${testFile} ${rule}`;
  const known = distances.get(key) ?? measure(testFile, rule);
  distances.set(key, known);
  return known;
}

const distances = new Map<string, number>();

function measure(testFile: string, rule: string): 0 | 1 | 2 | 3 {
  if (basename(testFile).startsWith(basename(rule, '.ts'))) return 0;
  if (loader.imports(testFile, rule)) return 1;
  return dirname(testFile) === dirname(rule) && loader.reaches(testFile, rule) ? 2 : 3;
}

/** Tests that noticed other mutations first, then those that are near to the rule. */
function nearFirst(rule: string, tests: readonly RuleTest[]): RuleTest[] {
  return tests.toSorted(
    (a, b) =>
      recordOf(b).noticed - recordOf(a).noticed ||
      distance(a.file, rule) - distance(b.file, rule) ||
      recordOf(a).millis - recordOf(b).millis,
  );
}

/** A mutation of what happens while a module loads: each test file that is near to the rule is loaded anew with it. */
async function noticedWhileLoading(id: string, rule: string): Promise<string | null> {
  const near = testFiles.filter((path) => distance(path, rule) < 3);
  for (const path of near.toSorted((a, b) => distance(a, rule) - distance(b, rule))) {
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
let tests = await loadAll('none');
const reachedWhileLoading = new Set(Object.keys(coverage.static));
tryOut(tests);
const failing = firstToNotice('no mutation', tests.filter(isQuick), 0);
if (failing) throw new Error(`fails without a mutation: ${failing.file}: ${failing.name}`);
let reloads = 0;
// Nothing has been left behind by a mutation, in a cache say, since all modules were loaded.
let isFresh = true;

/** The test that notices a mutation, and passes without it. */
async function noticingTest(id: string, rule: string): Promise<RuleTest | undefined> {
  const reaching = tests.filter((each) => coverage.perTest[each.id]?.[id] !== undefined && isQuick(each));
  const hits = Math.max(0, ...reaching.map((each) => coverage.perTest[each.id]?.[id] ?? 0));
  const test = firstToNotice(id, nearFirst(rule, reaching), hits);
  const wasFresh = isFresh;
  isFresh = false;
  if (!test || passes(test, LONGEST_MILLIS)) return test;
  // This mutation or an earlier one left something behind: only with fresh modules is this one to blame.
  reloads += 1;
  tests = await loadAll(`reload-${reloads}`);
  isFresh = true;
  return wasFresh ? test : noticingTest(id, rule);
}

async function resultOf({ id, file }: Mutation): Promise<MutationResult> {
  const rule = join(checkout, file);
  const test = await noticingTest(id, rule);
  if (test) {
    recordOf(test).noticed += 1;
    return { status: 'noticed', by: `${test.file}: ${test.name}` };
  }
  const whileLoading = reachedWhileLoading.has(id);
  const by = whileLoading ? await noticedWhileLoading(id, rule) : null;
  if (by !== null) return { status: 'noticed', by };
  const isReached = whileLoading || Object.values(coverage.perTest).some((reached) => reached[id] !== undefined);
  return { status: isReached ? 'survived' : 'not reached', by };
}

for (const mutation of mutations) {
  say({ began: mutation.id });
  say({ id: mutation.id, ...(await resultOf(mutation)) });
  if (loaded >= MOST_LOADED) break;
}
