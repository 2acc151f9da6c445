import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const host = '127.0.0.1';
/** The oldest of this many ports was released long ago. */
const MOST_GIVEN = 1000;

/** Ports that this process handed out; their users may start to listen only later. */
const given = new Set<number>();

/**
 * A TCP port of the loopback on which nothing listens and which this process has not handed out before. Returns
 * `preferred` when it is free.
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && preferred > 0 && (await bind(preferred))) return preferred;
  for (;;) {
    const port = await bind(0);
    if (!port) throw new Error('no free TCP port on 127.0.0.1');
    if (given.size < MOST_GIVEN && given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/**
 * A port that stays the same across starts while it is free, stored under `name` in the JSON file `file`, so that
 * bookmarks and scripts keep working.
 */
export async function keptPort(file: string, name: string): Promise<number> {
  const port = await freePort(readPorts(file)[name]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readPorts(file), [name]: port }, undefined, 2)}\n`);
  return port;
}

function readPorts(file: string): Record<string, number> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
    );
  } catch {
    return {};
  }
}

/** Whether something accepts TCP connections at `host:port` within `limitMs`. */
export function answersAt(address: { host: string; port: number }, limitMs = 5000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Waits until a port of the loopback is free again after its server was killed; gives up silently after `limitMs`. */
export async function untilFree(port: number, limitMs = 10_000): Promise<void> {
  const until = performance.now() + limitMs;
  while (performance.now() < until && !(await bind(port))) await wait(50);
}
