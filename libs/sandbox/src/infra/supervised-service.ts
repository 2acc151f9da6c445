import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from './cache-folder.ts';
import { type Child, startChild } from './child-process.ts';

export type ServiceSpec = {
  name: string;
  /** The file that Node runs. */
  entry: string;
  /** The complete environment of the service. */
  env: NodeJS.ProcessEnv;
  logFile: string;
  log: Log;
  /** Answers 200 once the service works, such as `http://127.0.0.1:8080/readyz`. */
  readyUrl: string;
  /** Extra arguments for Node. */
  nodeArgs?: readonly string[];
  cwd?: string;
  /** Whether the service is restarted when it ends by itself (default true), at most ten times per minute. */
  restartOnExit?: boolean;
  /** Wait before a restart in milliseconds, doubled for each one within a minute (default 200 ms, at most 5 s). */
  backoffMs?: { first: number; most: number };
  /** Called when the service ended too often and is not restarted any more. */
  onGivenUp?: (reason: string) => void;
};

const maxRestartsAMinute = 10;
const usualBackoffMs = { first: 200, most: 5000 }; // ten restarts in a row take about half a minute
const pollMs = 100;

/** Starts a Node program as a supervised service. Throws when it cannot be started at all. */
export async function startService(spec: ServiceSpec): Promise<Service> {
  return new Service(spec, await startProgram(spec));
}

/** One of Puntual's own processes, supervised. */
export class Service {
  readonly name: string;
  readonly logFile: string;
  readonly #spec: ServiceSpec;
  /** False from `stop` to `restart`: an ended process is then not started again. */
  #wanted = true;
  #restarts = 0;
  /** When the process ended by itself within the last minute, in milliseconds of `performance.now()`. */
  #recentExits: number[] = [];
  #child: Child;
  #givenUp: string | undefined;

  constructor(spec: ServiceSpec, child: Child) {
    this.name = spec.name;
    this.logFile = spec.logFile;
    this.#spec = spec;
    this.#child = child;
    void this.#restartOnExit(child);
  }

  pid(): number {
    return this.#child.pid;
  }

  alive(): boolean {
    return this.#child.alive();
  }

  /** How often the service was restarted because it had ended by itself. */
  restarts(): number {
    return this.#restarts;
  }

  /**
   * Resolves when `readyUrl` answers 200. Throws with the end of the log when the service ends for good, or after
   * `limitMs` (default 60 s).
   */
  async ready(limitMs = 60_000): Promise<void> {
    const until = performance.now() + limitMs;
    while (!(await answersReady(this.#spec.readyUrl))) {
      const ended = this.#givenUp ?? (this.#wanted ? undefined : `${this.name} was stopped`);
      if (ended !== undefined) throw this.#errorWithLog(ended);
      if (performance.now() > until)
        throw this.#errorWithLog(`${this.name} was not ready at ${this.#spec.readyUrl} within ${limitMs / 1000} s`);
      await wait(pollMs);
    }
  }

  #errorWithLog(reason: string): Error {
    return new Error(`${reason}; its last lines:\n${this.#child.logTail()}`);
  }

  /** SIGTERM, then SIGKILL after `limitMs` (default 15 s). The service stays stopped. */
  async stop(limitMs?: number): Promise<void> {
    this.#wanted = false;
    await this.#child.stop('SIGTERM', limitMs);
  }

  /** SIGKILL; the supervisor restarts the service if `restartOnExit` says so. */
  kill9(): Promise<void> {
    return this.#child.kill9();
  }

  /** Stops the service if it runs and starts it again, without waiting until it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    this.#wanted = true;
    this.#givenUp = undefined;
    await this.#startAgain();
  }

  freeze(): Promise<void> {
    return this.#child.freeze();
  }

  thaw(): Promise<void> {
    return this.#child.thaw();
  }

  async #startAgain(): Promise<void> {
    this.#child = await startProgram(this.#spec);
    void this.#restartOnExit(this.#child);
  }

  /** Waits until this process ends, and starts the next one unless the service was stopped or ends too often. */
  async #restartOnExit(watched: Child): Promise<void> {
    const { code, signal } = await watched.exited;
    const replaced = () => !this.#wanted || this.#child !== watched;
    if (replaced()) return;
    const how = signal ?? `exit ${String(code)}`;
    const { restartOnExit, logFile, log, backoffMs = usualBackoffMs } = this.#spec;
    if (restartOnExit === false) return this.#giveUp(`${this.name} ended (${how}); see ${logFile}`);
    const now = performance.now();
    this.#recentExits = [...this.#recentExits.filter((at) => at > now - 60_000), now];
    const exits = this.#recentExits.length;
    if (exits > maxRestartsAMinute)
      return this.#giveUp(
        `${this.name} ended ${exits} times within a minute (${how}) and is not started again; see ${logFile}`,
      );
    const waitMs = Math.min(backoffMs.first * 2 ** (exits - 1), backoffMs.most);
    log(`${this.name} ended (${how}); starting it again in ${waitMs / 1000} s`);
    await wait(waitMs, undefined, { ref: false });
    if (replaced()) return;
    this.#restarts += 1;
    await this.#startAgain();
  }

  #giveUp(reason: string): void {
    this.#givenUp = reason;
    this.#spec.log(reason);
    this.#spec.onGivenUp?.(reason);
  }
}

function startProgram(spec: ServiceSpec): Promise<Child> {
  return startChild({
    name: spec.name,
    command: process.execPath,
    args: ['--enable-source-maps', ...(spec.nodeArgs ?? []), spec.entry],
    env: spec.env,
    cwd: spec.cwd,
    logFile: spec.logFile,
  });
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
