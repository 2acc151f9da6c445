import type { Client } from '@temporalio/client';
import { pino } from 'pino';

// Apps may not import each other. Tests of the worker need the relay of ingest, so they load it at run time by path.
const { startOutboxRelay } = (await import(new URL('../../../ingest/src/outbox-relay.ts', import.meta.url).href)) as {
  startOutboxRelay: (options: { url: string; target: 'temporal'; relayKey: unknown; log: unknown }) => Relay;
};
const { relayToTemporal } = (await import(
  new URL('../../../ingest/src/relay-to-temporal.ts', import.meta.url).href
)) as { relayToTemporal: (client: Client, gatherMs: number) => unknown };

interface Relay {
  stop(): Promise<void>;
}

/**
 * Starts the relay of ingest that carries outbox rows to Temporal. `url` is the database's address for the relay's
 * role; a customer's contact workflow starts `gatherMs` after the first request.
 */
export function startRelay(url: string, client: Client, gatherMs: number): Relay {
  return startOutboxRelay({
    url,
    target: 'temporal',
    relayKey: relayToTemporal(client, gatherMs),
    log: pino({ level: 'silent' }),
  });
}
