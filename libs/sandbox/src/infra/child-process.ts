import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnWithWatcher } from './spawn-with-watcher.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export type ChildExit = { code: number | null; signal: NodeJS.Signals | null };

/**
 * The program to run. `onDeath` is an extra command (no shell syntax) that runs when this process dies without having
 * stopped the child.
 */
export type ChildSpec = {
  name: string;
  command: string;
  args: readonly string[];
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  user?: { uid: number; gid: number };
  onDeath?: readonly string[];
};

/** A running child; `pid` is that of the program, not of a wrapper. */
export type Child = {
  name: string;
  pid: number;
  logFile: string;
  /** Resolves when the process has ended for any reason. */
  exited: Promise<ChildExit>;
  alive(): boolean;
  /**
   * Sends SIGTERM (or `signal`), and SIGKILL to it and all descendants after `limitMs` (default 15 s). Does nothing
   * when the process has ended.
   */
  stop(signal?: NodeJS.Signals, limitMs?: number): Promise<void>;
  /** SIGKILL to the process and all descendants, like a power cut. */
  kill9(): Promise<void>;
  /** SIGSTOP to the process and all descendants: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  /** SIGCONT after `freeze`. */
  thaw(): Promise<void>;
  /**
   * Resolves with the first line of this run's log that matches `pattern`. Throws when the child ends before, or after
   * `limitMs`.
   */
  waitForLine(pattern: RegExp, limitMs: number): Promise<string>;
  /** The last `lines` lines of this run's log. */
  logTail(lines?: number): string;
};

const maxKeptLogBytes = 20_000_000;
const pollMs = 50;

/**
 * Starts a program that writes its output straight into its log file (so this process cannot block it) and cannot
 * outlive this process. Throws when the program cannot be started; a program that ends at once shows in `exited`.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const logStart = rotated(spec.logFile);
  const log = openSync(spec.logFile, 'a', 0o600);
  const child = spawnWithWatcher(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...(spec.env ?? process.env), ...(spec.onDeath ? { PUNTUAL_ON_DEATH: spec.onDeath.join(' ') } : {}) },
    output: log,
    ...(spec.user ?? {}),
  });
  closeSync(log);
  const exited = new Promise<ChildExit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`${spec.name} could not be started: ${error.message}`)));
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${spec.name} could not be started`);
  const alive = () => child.exitCode === null && child.signalCode === null;
  const readLog = () => textFrom(spec.logFile, logStart);

  const kill9 = async () => {
    if (!alive()) return;
    signalAll([pid, ...(await descendants(pid))], 'SIGKILL');
    await exited;
  };
  return {
    name: spec.name,
    pid,
    logFile: spec.logFile,
    exited,
    alive,
    kill9,
    async stop(signal = 'SIGTERM', limitMs = 15_000) {
      if (!alive()) return;
      signalAll([...(await descendants(pid)), pid], 'SIGCONT'); // a frozen process would never see the request
      signalAll([pid], signal);
      const ended = await Promise.race([exited.then(() => true), wait(limitMs, false, { ref: false })]);
      if (!ended) await kill9();
    },
    async freeze() {
      signalAll([pid], 'SIGSTOP'); // freeze it first, so that it starts no further descendants
      signalAll(await descendants(pid), 'SIGSTOP');
    },
    async thaw() {
      signalAll([...(await descendants(pid)), pid], 'SIGCONT');
    },
    async waitForLine(pattern, limitMs) {
      const until = performance.now() + limitMs;
      for (;;) {
        const ended = !alive();
        const line = readLog()
          .split('\n')
          .find((each) => pattern.test(each));
        if (line !== undefined) return line;
        if (ended) throw new Error(`${spec.name} ended before it said ${String(pattern)}; see ${spec.logFile}`);
        if (performance.now() > until)
          throw new Error(
            `${spec.name} did not say ${String(pattern)} within ${limitMs / 1000} s; see ${spec.logFile}`,
          );
        await wait(pollMs);
      }
    },
    logTail: (lines = 15) => readLog().trimEnd().split('\n').slice(-lines).join('\n'),
  };
}

/**
 * Calls `answers` until it returns a value. Throws with the end of the log when the child ends before, or after
 * `limitMs`.
 */
export async function untilReady<T>(child: Child, limitMs: number, answers: () => Promise<T>): Promise<T> {
  const until = performance.now() + limitMs;
  for (;;) {
    let reason: string;
    if (!child.alive())
      throw new Error(`${child.name} ended while starting; the end of ${child.logFile}:\n${child.logTail()}`);
    try {
      return await answers();
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > until)
      throw new Error(
        `${child.name} did not answer within ${limitMs / 1000} s (${reason}); the end of ` +
          `${child.logFile}:\n${child.logTail()}`,
      );
    await wait(pollMs * 2);
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // the process ended in the meantime
    }
  }
}

/** The pids of all descendants of a process. */
async function descendants(pid: number): Promise<number[]> {
  const pairs = await processParents();
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0; found.push(...parents)) {
    parents = pairs.flatMap(([child, parent]) => (parents.includes(parent) ? [child] : []));
  }
  return found;
}

/** Every process with its parent; from /proc where it exists, because slim images have no `ps`. */
async function processParents(): Promise<[pid: number, parent: number][]> {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): [number, number][] => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
          // the name in brackets may contain any character
          return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
        } catch {
          return []; // the process ended in the meantime
        }
      });
  }
  const table = await new Promise<string>((resolve) =>
    execFile('ps', ['-A', '-o', 'pid=,ppid='], (error, stdout) => resolve(error ? '' : stdout)),
  );
  return table
    .trim()
    .split('\n')
    .map((line): [number, number] => {
      const [child, parent] = line.trim().split(/\s+/);
      return [Number(child), Number(parent)];
    });
}

/** Moves a large log file aside (keeping one previous file); returns the offset at which this run's lines begin. */
function rotated(logFile: string): number {
  const size = sizeOf(logFile);
  if (size <= maxKeptLogBytes) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const maxReadBytes = 256_000;

function textFrom(file: string, start: number): string {
  const end = sizeOf(file);
  const from = Math.max(start, end - maxReadBytes);
  if (end <= from) return '';
  const buffer = Buffer.alloc(end - from);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}
