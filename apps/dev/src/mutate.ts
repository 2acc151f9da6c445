import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';

// `npm run mutate` changes the rules (libs/domain), one small mutation at a time, and says which mutations no test
// notices. Without arguments it mutates the files that differ from the branch `main`; `npm run mutate -- ledger caps`
// mutates those folders, `npm run mutate -- libs/domain/src/ledger/books.ts` a file. Results are kept, so that a second
// run tests only what has changed. docs/mutation.md names the mutations that change no behaviour.

const RULES = 'libs/domain/src/';
const STRYKER = join(checkout, 'node_modules/@stryker-mutator/core/bin/stryker.js');

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

const given = process.argv.slice(2);
const files = (given.length > 0 ? given.flatMap(filesOf) : changedFiles()).filter(
  (path) => path.startsWith(RULES) && /\.ts$/.test(path) && !/\.test\.ts$/.test(path),
);
if (files.length === 0) {
  process.stdout.write('no rule has changed: name folders of libs/domain/src, such as `npm run mutate -- ledger`\n');
  process.exit(0);
}
mkdirSync(join(checkout, '.puntual/mutate'), { recursive: true });
const { status } = spawnSync(process.execPath, [STRYKER, 'run', 'stryker.config.mjs', '--mutate', files.join(',')], {
  cwd: checkout,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}
const report = JSON.parse(readFileSync(join(checkout, '.puntual/mutate/report.json'), 'utf8')) as Report;
for (const [file, { mutants }] of Object.entries(report.files)) {
  const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  const tested = mutants.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError').length;
  process.stdout.write(`${file}: ${tested - missed} of ${tested} noticed\n`);
}
