import type { Child } from './child-process.ts';

/** A service that Puntual depends on (Postgres, Kafka or Temporal), started here or provided by the environment. */
export type RunningPart = {
  name: string;
  /** The server process; absent for services that the environment provides, and in containers. */
  pid?: number;
  /** True: the environment provides the service, so it is never started, stopped or killed here. */
  provided: boolean;
  logFile: string;
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /** Starts the service again (stopping it first) with the same data on the same port, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP to the server: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
};

/** A service that can neither be found nor started. The message names the service and every way to provide it. */
export class MissingPart extends Error {
  readonly part: string;
  readonly ways: readonly string[];
  readonly tried: readonly string[];

  constructor(part: string, ways: readonly string[], tried: readonly string[] = []) {
    const list = ways.length < 2 ? ways.join('') : `${ways.slice(0, -1).join(', ')}, or ${ways.at(-1) ?? ''}`;
    super(`${part} is missing: ${list}${tried.length > 0 ? ` (tried: ${tried.join('; ')})` : ''}.`);
    this.name = 'MissingPart';
    this.part = part;
    this.ways = ways;
    this.tried = tried;
  }
}

/**
 * How one kind of service starts, and what differs from a plain process (a container is stopped through its engine).
 */
export type PartRecipe = {
  name: string;
  logFile: string;
  /** Starts the server and waits until a client's call succeeds. Must leave nothing running when it throws. */
  start(): Promise<Child>;
  stopSignal?: NodeJS.Signals;
  /** Commands of a container engine that replace the signals. */
  container?: { stop(): Promise<void>; kill9(): Promise<void>; freeze(): Promise<void>; thaw(): Promise<void> };
};

/** Starts a service and returns its handle. Throws what the recipe's `start` throws. */
export async function runPart(recipe: PartRecipe): Promise<RunningPart> {
  let child = await recipe.start();
  const { container } = recipe;
  const stop = async () => {
    if (container && child.alive()) await container.stop();
    await child.stop(recipe.stopSignal);
  };
  return {
    name: recipe.name,
    get pid() {
      return container ? undefined : child.pid;
    },
    provided: false,
    logFile: recipe.logFile,
    stop,
    async kill9() {
      if (container) await container.kill9();
      await child.kill9();
    },
    async restart() {
      await stop();
      child = await recipe.start();
    },
    freeze: () => (container ?? child).freeze(),
    thaw: () => (container ?? child).thaw(),
  };
}

/** The handle of a service that the environment provides: it cannot be stopped, killed or restarted. */
export function providedPart(name: string, setting: string): RunningPart {
  const refuse = () =>
    Promise.reject(new Error(`${name} was given by ${setting}, so it is not ours to stop or restart`));
  return {
    name,
    provided: true,
    logFile: '',
    stop: () => Promise.resolve(),
    kill9: refuse,
    restart: refuse,
    freeze: refuse,
    thaw: refuse,
  };
}
