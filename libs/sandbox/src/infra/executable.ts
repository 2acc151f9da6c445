import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { spawnWithWatcher } from './spawn-with-watcher.ts';

/** The full path of the first of these commands on PATH, or undefined. */
export function onPath(...commands: readonly string[]): string | undefined {
  for (const command of commands) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      if (folder && isExecutable(join(folder, command))) return join(folder, command);
    }
  }
  return undefined;
}

/** Whether `path` is a file that this user may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The output (both streams) of a short command, or undefined when it fails or exceeds `limitMs`. */
export function outputOf(command: string, args: readonly string[], limitMs = 15_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { timeout: limitMs, killSignal: 'SIGKILL', encoding: 'utf8' },
      (error, stdout, stderr) => resolve(error ? undefined : stdout + stderr),
    );
  });
}

export type LongCommand = {
  what: string;
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  limitMs: number;
  log: Log;
};

const progressEveryMs = 20_000;

/**
 * Runs a long preparation step with occasional progress lines. Throws with the end of its output when it fails or
 * exceeds its time limit.
 */
export async function runLong({ what, command, args, cwd, env, limitMs, log }: LongCommand): Promise<void> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  log(`${what} ...`);
  const ticker = setInterval(() => log(`${what} ... ${seconds()} s`), progressEveryMs);
  let tail = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawnWithWatcher(command, args, { cwd, env: env ?? process.env, output: 'pipe', timeout: limitMs });
      const keep = (chunk: Buffer) => {
        tail = (tail + chunk.toString()).slice(-2000);
      };
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      child.once('error', reject);
      child.once('close', (code, signal) => {
        if (code === 0) return resolve();
        reject(
          new Error(
            `${what}: ${signal ? `stopped after ${seconds()} s` : `exit ${String(code)}`}: ` +
              `${tail.trim().split('\n').slice(-6).join(' | ')}`,
          ),
        );
      });
    });
  } finally {
    clearInterval(ticker);
  }
  log(`${what} ... done after ${seconds()} s`);
}
