import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkout } from '@puntual/sandbox/checkout';

export interface Endpoints {
  readonly api: string;
  readonly outboxApi: string;
  readonly temporal: string;
  readonly temporalUi: string;
  readonly kafka: string;
  readonly postgres: string;
  readonly apiKeyFile: string;
}

export interface RunningStart {
  readonly endpoints: Endpoints;
  readonly apiKey: string;
  /** The one-time sign-in link that `npm start` printed. */
  readonly signInLink: string;
  readonly pid: number;
  output(): string;
  /** Sends Ctrl-C and waits for the end; returns the exit code. */
  interrupt(): Promise<number | null>;
}

/**
 * Runs `npm start` on its own services below `home`, and waits until it has printed its addresses. Throws with its
 * output when it ends before.
 */
export async function npmStart(
  home: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  limitMs = 600_000,
): Promise<RunningStart> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !['DATABASE_URL', 'KAFKA_BROKERS', 'TEMPORAL_ADDRESS', 'NODE_OPTIONS', 'NODE_ENV'].includes(name),
    ),
  );
  const child: ChildProcess = spawn(
    process.execPath,
    ['--no-warnings', '--conditions=@puntual/source', join(checkout, 'apps/dev/src/start.ts'), ...args],
    { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env: { ...clean, PUNTUAL_HOME: home, PORT: '0', ...env } },
  );
  let output = '';
  const take = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  let code: number | null | undefined;
  const ended = new Promise<number | null>((resolve) => child.once('close', (value) => resolve((code = value))));
  const until = Date.now() + limitMs;
  while (!output.includes('Ctrl-C')) {
    if (code !== undefined) throw new Error(`npm start ended with ${code}:\n${output}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`npm start was not up after ${limitMs / 1000} s:\n${output}`);
    }
    await wait(100);
  }
  const endpoints = JSON.parse(await readFile(join(home, 'endpoints.json'), 'utf8')) as Endpoints;
  return {
    endpoints,
    pid: child.pid ?? 0,
    output: () => output,
    apiKey: (await readFile(endpoints.apiKeyFile, 'utf8')).trim(),
    signInLink: /http:\/\/\S+\/sign-in\?token=\S+/.exec(output)?.[0] ?? '',
    interrupt: async () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Calls the API with the key. Throws with status and body when the answer is not ok. */
export async function callApi<T>(
  start: RunningStart,
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  const response = await fetch(`${start.endpoints.api}${path}`, {
    method: init.method ?? 'GET',
    headers: {
      authorization: `Bearer ${start.apiKey}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
