import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '@puntual/sandbox/checkout';
import { instrumentRules, type Mutation } from './mutate/instrument-rules.ts';
import { keptResults, type MutationResult } from './mutate/kept-results.ts';
import { runMutations } from './mutate/run-mutations.ts';

// `npm run mutate` changes the rules (libs/domain), one small mutation at a time, and says which mutations no test
// notices. Without arguments it mutates the files that differ from the branch `main`; `npm run mutate -- ledger caps`
// mutates those folders, `npm run mutate -- libs/domain/src/ledger/books.ts` a file; `--every=5` before them tries
// every fifth mutation only. Results are kept, so that a second run tests only what has changed. docs/mutation.md names
// the mutations that change no behaviour.

const RULES = 'libs/domain/src/';
/** Tables of sentences: tests of the web and of the messages show them. */
const SENTENCES = /\/explain-(en|es)\.ts$/;
/** Property tests and lives of customers notice most mutations, slowly, and do not say where. */
const INDIRECT = /life-cycle|\.property\./;

function lines(...git: string[]): string[] {
  return execFileSync('git', git, { cwd: checkout, encoding: 'utf8' }).split('\n').filter(Boolean);
}

/** The rules' own files that differ from `main`, committed or not. */
function changedFiles(): string[] {
  const base = lines('merge-base', 'HEAD', 'main')[0] ?? 'HEAD';
  return [...new Set([...lines('diff', '--name-only', base), ...lines('ls-files', '--others', '--exclude-standard')])];
}

function filesOf(argument: string): string[] {
  const path = argument.includes('/') ? argument : `${RULES}${argument}`;
  return lines('ls-files', path);
}

function rulesToMutate(given: readonly string[]): string[] {
  return (given.length > 0 ? given.flatMap(filesOf) : changedFiles()).filter(
    (path) => path.startsWith(RULES) && path.endsWith('.ts') && !path.endsWith('.test.ts') && !SENTENCES.test(path),
  );
}

function printMissed({ file, line, column, kind, original, replacement }: Mutation, { status }: MutationResult): void {
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 90);
  process.stdout.write(`${file}:${line}:${column} ${status}: ${kind}: ${short(original)} => ${short(replacement)}\n`);
}

/** A row for each file, then one for all: mutations, how many were noticed, the share. */
function printShares(results: ReadonlyMap<Mutation, MutationResult>): void {
  const row = (name: string, of: readonly MutationResult[]): void => {
    const noticed = of.filter(({ status }) => status === 'noticed' || status === 'without end').length;
    const share = of.length === 0 ? 100 : Math.floor((100 * noticed) / of.length);
    process.stdout.write(`| ${name} | ${of.length} | ${noticed} | ${share} |\n`);
  };
  for (const file of new Set([...results.keys()].map((mutation) => mutation.file))) {
    const ofFile = [...results].filter(([mutation]) => mutation.file === file).map(([, result]) => result);
    row(file.slice(RULES.length), ofFile);
  }
  row('all', [...results.values()]);
}

const { values, positionals } = parseArgs({
  options: { every: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const files = rulesToMutate(positionals);
if (files.length === 0) {
  process.stdout.write('no rule has changed: name folders of libs/domain/src, such as `npm run mutate -- ledger`\n');
  process.exit(0);
}
const testFiles = [...new Set(files.map((path) => dirname(path)))]
  .flatMap((folder) => lines('ls-files', '--cached', '--others', '--exclude-standard', `${folder}/*.test.ts`))
  .filter((path) => !INDIRECT.test(path))
  .map((path) => join(checkout, path));
const { texts, mutations: all } = await instrumentRules(files);
const mutations = all.filter((_, n) => n % Number(values.every) === 0);
const kept = keptResults(testFiles);
const results = new Map<Mutation, MutationResult>();
for (const mutation of mutations) {
  const known = kept.find(mutation);
  if (known) results.set(mutation, known);
}
const untested = mutations.filter((mutation) => !results.has(mutation));
process.stdout.write(`${mutations.length} mutations, ${untested.length} to test\n`);
await runMutations({ texts, testFiles, mutations: untested }, (mutation, result) => {
  results.set(mutation, result);
  kept.keep(mutation, result);
  if (results.size % 50 === 0) {
    kept.save();
    process.stdout.write(`${results.size} of ${mutations.length}\n`);
  }
});
kept.save();
for (const mutation of mutations) {
  const result = results.get(mutation);
  if (result?.status === 'survived' || result?.status === 'not reached') printMissed(mutation, result);
}
printShares(results);
process.exit(0);
