import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { descendants, signalAll } from './process-tree.ts';
import { rotateLargeLog, textFrom } from './run-log.ts';
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

const pollMs = 50;

/**
 * Starts a program that writes its output straight into its log file (so this process cannot block it) and cannot
 * outlive this process. Throws when the program cannot be started; a program that ends at once shows in `exited`.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const logStart = rotateLargeLog(spec.logFile);
  const log = openSync(spec.logFile, 'a', 0o600);
  const spawned = spawnWithWatcher(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...(spec.env ?? process.env), ...(spec.onDeath ? { PUNTUAL_ON_DEATH: spec.onDeath.join(' ') } : {}) },
    output: log,
    ...(spec.user ?? {}),
  });
  closeSync(log);
  const exited = new Promise<ChildExit>((resolve) => spawned.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    spawned.once('spawn', resolve);
    spawned.once('error', (error) => reject(new Error(`${spec.name} could not be started: ${error.message}`)));
  });
  const { pid } = spawned;
  if (pid === undefined) throw new Error(`${spec.name} could not be started`);
  const alive = () => spawned.exitCode === null && spawned.signalCode === null;
  return new Child({ name: spec.name, pid, logFile: spec.logFile, logStart, exited, alive });
}

/** A running child; `pid` is that of the program, not of a wrapper. */
export class Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process has ended for any reason. */
  readonly exited: Promise<ChildExit>;
  readonly alive: () => boolean;
  /** Offset in the log file at which this run's lines begin. */
  readonly #logStart: number;

  constructor(started: Pick<Child, 'name' | 'pid' | 'logFile' | 'exited' | 'alive'> & { readonly logStart: number }) {
    this.name = started.name;
    this.pid = started.pid;
    this.logFile = started.logFile;
    this.exited = started.exited;
    this.alive = started.alive;
    this.#logStart = started.logStart;
  }

  /**
   * Sends SIGTERM (or `signal`), and SIGKILL to it and all descendants after `limitMs` (default 15 s). Does nothing
   * when the process has ended.
   */
  async stop(signal: NodeJS.Signals = 'SIGTERM', limitMs = 15_000): Promise<void> {
    if (!this.alive()) return;
    await this.thaw(); // a frozen process would never see the signal
    signalAll([this.pid], signal);
    const ended = await Promise.race([this.exited.then(() => true), wait(limitMs, false, { ref: false })]);
    if (!ended) await this.kill9();
  }

  /** SIGKILL to the process and all descendants, like a power cut. */
  async kill9(): Promise<void> {
    if (!this.alive()) return;
    signalAll([this.pid, ...(await descendants(this.pid))], 'SIGKILL');
    await this.exited;
  }

  /** SIGSTOP to the process and all descendants: connections stay open and nothing answers. */
  async freeze(): Promise<void> {
    signalAll([this.pid], 'SIGSTOP'); // freeze it first, so that it starts no further descendants
    signalAll(await descendants(this.pid), 'SIGSTOP');
  }

  /** SIGCONT after `freeze`. */
  async thaw(): Promise<void> {
    signalAll([...(await descendants(this.pid)), this.pid], 'SIGCONT');
  }

  /**
   * Resolves with the first line of this run's log that matches `pattern`. Throws when the child ends before, or after
   * `limitMs`.
   */
  async waitForLine(pattern: RegExp, limitMs: number): Promise<string> {
    const until = performance.now() + limitMs;
    for (;;) {
      // Asked before the log is read: what the process wrote last must still be found.
      const ended = !this.alive();
      const line = this.#readLog()
        .split('\n')
        .find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (ended) throw new Error(`${this.name} ended before it logged ${String(pattern)}; see ${this.logFile}`);
      if (performance.now() > until)
        throw new Error(`${this.name} did not log ${String(pattern)} within ${limitMs / 1000} s; see ${this.logFile}`);
      await wait(pollMs);
    }
  }

  /** The last `lines` lines of this run's log. */
  logTail(lines = 15): string {
    return this.#readLog().trimEnd().split('\n').slice(-lines).join('\n');
  }

  #readLog(): string {
    return textFrom(this.logFile, this.#logStart);
  }
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
