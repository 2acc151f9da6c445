import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';

export interface StepCount {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a program with its output shown; resolves with its exit code. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program with the processor time that nobody else wants, and shows its output when it has ended; resolves with its exit code. */
function runBeside(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env });
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    } catch {
      // It has ended already, or this system knows no priorities: then it takes what it gets.
    }
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void output.push(chunk));
    child.once('error', reject).once('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/**
 * One Nx target over all packages, counted as one check. The cache is not asked: another checkout's answer is not this one's. What the packages depend on is built and generated
 * before, and not once more: tests may run from it meanwhile. It leaves the processors to whatever else runs.
 */
export async function nxTarget(target: string, env: NodeJS.ProcessEnv): Promise<StepCount> {
  const code = await runBeside(
    [
      join(checkout, 'node_modules/nx/dist/bin/nx.js'),
      'run-many',
      '-t',
      target,
      '--outputStyle=static',
      '--skip-nx-cache',
      '--excludeTaskDependencies',
      '--parallel=1',
    ],
    env,
  );
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Jest with a configuration; every test counts. A run that ends without a report counts as one failure. */
export async function jest(
  config: string,
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<StepCount> {
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
    const result = JSON.parse(await readFile(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    await rm(report, { force: true });
  }
}
