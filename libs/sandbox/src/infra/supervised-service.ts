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

/** One of Puntual's own processes, supervised. */
export type Service = {
  name: string;
  logFile: string;
  pid(): number;
  alive(): boolean;
  /** How often the service was restarted because it had ended by itself. */
  restarts(): number;
  /**
   * Resolves when `readyUrl` answers 200. Throws with the end of the log when the service ends for good, or after
   * `limitMs` (default 60 s).
   */
  ready(limitMs?: number): Promise<void>;
  /** SIGTERM, then SIGKILL after `limitMs` (default 15 s). The service stays stopped. */
  stop(limitMs?: number): Promise<void>;
  /** SIGKILL; the supervisor restarts the service if `restartOnExit` says so. */
  kill9(): Promise<void>;
  /** Stops the service if it runs and starts it again, without waiting until it is ready. */
  restart(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
};

const maxRestartsAMinute = 10;
const usualBackoffMs = { first: 200, most: 5000 }; // ten restarts in a row take about half a minute
const pollMs = 100;

/** Starts a Node program as a supervised service. Throws when it cannot be started at all. */
export async function startService(spec: ServiceSpec): Promise<Service> {
  const start = () =>
    startChild({
      name: spec.name,
      command: process.execPath,
      args: ['--enable-source-maps', ...(spec.nodeArgs ?? []), spec.entry],
      env: spec.env,
      cwd: spec.cwd,
      logFile: spec.logFile,
    });
  let wanted = true;
  let restarts = 0;
  let recent: number[] = [];
  let child: Child = await start();
  let givenUp: string | undefined;

  const giveUp = (reason: string) => {
    givenUp = reason;
    spec.log(reason);
    spec.onGivenUp?.(reason);
  };
  const watch = async (watched: Child): Promise<void> => {
    const { code, signal } = await watched.exited;
    if (!wanted || child !== watched) return;
    const how = signal ?? `exit ${String(code)}`;
    if (spec.restartOnExit === false) return giveUp(`${spec.name} ended (${how}); see ${spec.logFile}`);
    recent = [...recent.filter((at) => at > performance.now() - 60_000), performance.now()];
    if (recent.length > maxRestartsAMinute)
      return giveUp(
        `${spec.name} ended ${recent.length} times within a minute (${how}) and is not started again; see ` +
          `${spec.logFile}`,
      );
    const { first, most } = spec.backoffMs ?? usualBackoffMs;
    const backoffMs = Math.min(first * 2 ** (recent.length - 1), most);
    spec.log(`${spec.name} ended (${how}); starting it again in ${backoffMs / 1000} s`);
    await wait(backoffMs, undefined, { ref: false });
    if (!wanted || child !== watched) return;
    restarts += 1;
    await begin();
  };
  const begin = async () => {
    child = await start();
    void watch(child);
  };
  void watch(child);

  const stop = async (limitMs?: number) => {
    wanted = false;
    await child.stop('SIGTERM', limitMs);
  };
  return {
    name: spec.name,
    logFile: spec.logFile,
    stop,
    pid: () => child.pid,
    alive: () => child.alive(),
    restarts: () => restarts,
    async ready(limitMs = 60_000) {
      const until = performance.now() + limitMs;
      while (!(await answersReady(spec.readyUrl))) {
        if (givenUp !== undefined || !wanted)
          throw new Error(`${givenUp ?? `${spec.name} was stopped`}; its last lines:\n${child.logTail()}`);
        if (performance.now() > until)
          throw new Error(
            `${spec.name} was not ready at ${spec.readyUrl} within ${limitMs / 1000} s; its last ` +
              `lines:\n${child.logTail()}`,
          );
        await wait(pollMs);
      }
    },
    kill9: () => child.kill9(),
    async restart() {
      await stop();
      wanted = true;
      givenUp = undefined;
      await begin();
    },
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
  };
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
