import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import { plant } from './copy-with-bug.ts';
import { PLANTS, type Plant } from './planted-bugs.ts';

interface JestReport {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/**
 * Runs the test that must detect the bug on code that contains it. Returns null when the test fails as expected, else
 * what is wrong.
 */
export async function checkPlant(bug: Plant): Promise<string | null> {
  const { root, remove } = await plant(bug);
  const reportFile = join(root, 'report.json');
  try {
    const [at, suite] = bug.suite === undefined ? [checkout, 'apps/e2e'] : [root, bug.suite];
    const output = await runJest(at, suite, [bug.test, '-t', bug.only, '--json', `--outputFile=${reportFile}`], {
      ...process.env,
      ...bug.env,
      PUNTUAL_PLANTED_ROOT: root,
      JEST_WORKER_ID: undefined,
    });
    const report = await readFile(reportFile, 'utf8').then(
      (text) => JSON.parse(text) as JestReport,
      () => null,
    );
    if (!report) return `${bug.name}: the test gave no report: ${output.slice(-500)}`;
    const failures = report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed').flatMap(({ failureMessages }) => failureMessages),
    );
    if (failures.length === 0)
      return (
        `${bug.name}: ${bug.test} passes with the bug in place ` +
        `(${report.testResults.map(({ message }) => message.slice(0, 500)).join(' ')})`
      );
    if (!failures.some((message) => bug.says.test(message)))
      return (
        `${bug.name}: ${bug.test} fails, but not as expected (${String(bug.says)}): ` +
        `${failures.join('\n').slice(0, 1500)}`
      );
    return null;
  } finally {
    await rm(reportFile, { force: true });
    await remove();
  }
}

function runJest(root: string, suite: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        join(checkout, 'node_modules/jest/bin/jest.js'),
        '-c',
        join(root, suite, 'jest.config.mjs'),
        '--runInBand',
        ...args,
      ],
      { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const take = (part: Buffer) => {
      output = (output + part.toString()).slice(-20_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject).once('close', () => resolve(output));
  });
}

// `node --conditions=@puntual/source --no-warnings apps/e2e/src/planted/check-planted-bug.ts [part of a name]` checks
// every bug, or those whose name contains the words.
if (import.meta.main) {
  const words = process.argv.slice(2).join(' ').toLowerCase();
  let wrong = 0;
  for (const bug of PLANTS.filter(({ name }) => name.toLowerCase().includes(words))) {
    const began = Date.now();
    const fault = await checkPlant(bug);
    if (fault !== null) wrong += 1;
    process.stdout.write(
      `${fault === null ? 'caught' : 'NOT CAUGHT'} in ${Math.round((Date.now() - began) / 1000)} s  ` +
        `${fault ?? bug.name}\n`,
    );
  }
  process.exit(wrong === 0 ? 0 : 1);
}
