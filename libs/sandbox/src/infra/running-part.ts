import type { Child } from './child-process.ts';

/** A service that Puntual stands on: Postgres, Kafka or Temporal, started here or given by the environment. */
export type RunningPart = {
  name: string;
  /** The server process itself; absent for parts that the environment gave, and in containers. */
  pid?: number;
  /** True: given by the environment, never started, stopped or harmed by us. */
  provided: boolean;
  logFile: string;
  stop(): Promise<void>;
  kill9(): Promise<void>;
  /** Starts it again (stopping it first if it runs) with the same data on the same port, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP to the real server: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
};

/** Something that must be there and could not be found or made: says in one sentence what, and every way to provide it. */
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

/** How one kind of part starts, and what differs from a plain process (a container is stopped through its engine). */
export type PartRecipe = {
  name: string;
  logFile: string;
  /** Starts the server and waits until a client call answers. Must leave nothing running when it throws. */
  start(): Promise<Child>;
  stopSignal?: NodeJS.Signals;
  /** Commands of a container engine that stand in for the signals. */
  container?: { stop(): Promise<void>; kill9(): Promise<void>; freeze(): Promise<void>; thaw(): Promise<void> };
};

/** Starts a part and gives the handle on it. Throws what the recipe's `start` throws. */
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

/** The handle on a part that the environment gave: it can be used, and nothing else. */
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
