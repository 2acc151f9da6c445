import { hostname } from 'node:os';
import { createServer, type Server } from 'node:http';
import type { Tx } from '@puntual/db/database';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Checks one dependency or part of a service: throws with the reason when it does not work. */
export type Check = () => Promise<void> | void;

export interface Health {
  readonly registry: Registry;
  /** Runs every check, each with at most 3 seconds: `ok` or the fault, by name. */
  runChecks(): Promise<{ ready: boolean; checks: Record<string, string> }>;
}

const CHECK_LIMIT_MS = 3000;

/** Collects the checks and metrics of one service. `notes` appear beside the checks without affecting readiness. */
export function openHealth(
  checks: Readonly<Record<string, Check>>,
  notes: Readonly<Record<string, Check>> = {},
): Health {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    runChecks: async () => {
      const [entries, noted] = await Promise.all(
        [checks, notes].map((each) =>
          Promise.all(Object.entries(each).map(async ([name, check]) => [name, await outcome(check)] as const)),
        ),
      );
      return {
        ready: (entries ?? []).every(([, result]) => result === 'ok'),
        checks: Object.fromEntries([...(entries ?? []), ...(noted ?? [])]),
      };
    },
  };
}

async function outcome(check: Check): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      Promise.resolve().then(check),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_LIMIT_MS);
      }),
    ]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : 'not ok';
  } finally {
    clearTimeout(timer);
  }
}

/** A heartbeat older than this means that its service is gone. */
export const BEAT_STALE_MS = 10_000;
const BEAT_EVERY_MS = 2000;
/**
 * The text of a service's last heartbeat after a clean stop. It stays until another process of the service removes it,
 * so that a stopped service can be distinguished from one that never ran.
 */
export const BEAT_STOPPED = 'stopped';
/** Key in the details of the ingest service's beat: how many outbox rows were set aside; missing when there is none. */
export const OUTBOX_SET_ASIDE = 'outboxSetAside';

/** Key in the details of the ingest service's beat: how many open cases nothing moves; missing when there is none. */
export const UNATTENDED_CASES = 'unattendedCases';

/** Key in the details of the ingest service's beat: how long events of the audit wait to be sealed; missing: short. */
export const AUDIT_UNSEALED_SECONDS = 'auditUnsealedSeconds';

export interface BeatOptions {
  /** Further facts that other services read from the heartbeat. */
  readonly details?: () => Readonly<Record<string, string>>;
  /** Runs after each heartbeat was written; if it throws, it runs again after the next one. */
  readonly afterBeat?: () => Promise<void>;
}

/**
 * Writes heartbeats to the database, in real time, so that other services see that this one runs and whether it is
 * ready. `stop` writes the last heartbeat.
 */
export function startBeat(
  shared: Tx,
  service: string,
  health: Health,
  options: BeatOptions = {},
): { stop(): Promise<void> } {
  const instance = `${hostname()}:${process.pid}`;
  let stopped = false;
  let pending: Promise<void> = Promise.resolve();
  const beat = async () => {
    try {
      const { ready, checks } = await health.runChecks();
      if (stopped) return;
      const fields = { beatAt: new Date(), ready, details: { ...checks, ...options.details?.() } };
      await shared.serviceBeat.upsert({
        where: { service_instance: { service, instance } },
        create: { service, instance, ...fields },
        update: fields,
      });
      await shared.serviceBeat.deleteMany({
        where: { service, beatAt: { lt: new Date(Date.now() - 10 * BEAT_STALE_MS) } },
      });
      await options.afterBeat?.();
    } catch {
      // The database is away: the missing heartbeat shows that.
    }
  };
  pending = beat();
  const timer = setInterval(() => {
    pending = pending.then(beat);
  }, BEAT_EVERY_MS);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await pending;
      await shared.serviceBeat
        .updateMany({ where: { service, instance }, data: { ready: false, details: { [BEAT_STOPPED]: 'yes' } } })
        .catch(() => undefined);
    },
  };
}

/** Serves `/healthz`, `/readyz` and `/metrics` for a service without other HTTP routes. */
export async function serveHealth(
  health: Health,
  host: string,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/healthz')
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      if (request.url === '/readyz') {
        const { ready, checks } = await health.runChecks();
        return response
          .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
          .end(JSON.stringify({ status: ready ? 'ready' : 'not-ready', checks }));
      }
      if (request.url === '/metrics')
        return response
          .writeHead(200, { 'content-type': health.registry.contentType })
          .end(await health.registry.metrics());
      return response.writeHead(404).end();
    })().catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
