import {
  AUDIT_UNSEALED_SECONDS,
  BEAT_STALE_MS,
  BEAT_STOPPED,
  OUTBOX_SET_ASIDE,
  UNATTENDED_CASES,
  openHealth,
  type Health,
} from '@puntual/platform/service-health';
import { PAYMENTS_WAIT_SINCE, paymentsLag } from '@puntual/casework/facts/payments-backlog';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { feedLimits, readFeedAges, sayFeeds, type PaymentsTaken } from './feed-ages.ts';
import type { TemporalProbe } from '../http/api-parts.ts';

/** The checks that the ingest service reports in its heartbeat; `/readyz` lists each as a dependency of its own. */
const INGEST_PARTS = ['kafka', 'temporalRelay', 'kafkaRelay'] as const;
/** How long the heartbeats that were read are reused, so that the checks of one request read them once. */
const BEATS_KEPT_MS = 500;

interface Beat {
  readonly service: string;
  readonly ready: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * The checks of every dependency by name: the database, Temporal, and the other services through their heartbeats in
 * the database.
 */
export function openReadiness(database: Database, temporal: TemporalProbe, clock: Clock): Health {
  let beats: { readonly atMs: number; readonly rows: Promise<Beat[]> } | null = null;
  const readBeats = () => {
    const atMs = Date.now();
    if (!beats || atMs - beats.atMs > BEATS_KEPT_MS) beats = { atMs, rows: freshBeats(database, atMs) };
    return beats.rows;
  };
  const limitsOf = feedLimits(database);
  return openHealth(
    {
      database: () => database.ping(),
      temporal: () => temporal.ping(),
      ingest: async () => {
        aliveAmong(await readBeats(), 'ingest');
      },
      ...Object.fromEntries(INGEST_PARTS.map((part) => [part, async () => partReady(await readBeats(), part)])),
      worker: async () => {
        const rows = aliveAmong(await readBeats(), 'worker');
        if (!rows.some((beat) => beat.ready)) throw new Error(faultsOf(rows));
      },
    },
    {
      // A stale feed must be fixed in the ERP, so it is reported without making Puntual unready.
      feeds: async () => {
        const ages = await readFeedAges(database.shared, clock.now());
        const fault = sayFeeds(
          ages,
          await limitsOf(ages.map((age) => age.slug)),
          await paymentsTaken(database, await readBeats()),
        );
        if (fault !== null) throw new Error(fault);
      },
      // What is set aside waits for a person; everything else goes on.
      outbox: async () => {
        const rows = mostOf(await readBeats(), OUTBOX_SET_ASIDE);
        if (rows > 0) throw new Error(`${rows} outbox rows are set aside: their target refuses them`);
      },
      // GET /v1/cases/unattended lists them by organization.
      cases: async () => {
        const beats = await readBeats();
        // Not reported by an ingest of the version before.
        if (beats.some((beat) => beat.service === 'ingest' && 'cases' in beat.details)) partReady(beats, 'cases');
        const cases = mostOf(beats, UNATTENDED_CASES);
        if (cases > 0)
          throw new Error(`${cases} open cases have no next act, no dated hold and no task, or nobody runs them`);
      },
      audit: async () => {
        const seconds = mostOf(await readBeats(), AUDIT_UNSEALED_SECONDS);
        if (seconds > 0) throw new Error(`audit events have waited ${seconds} s to be sealed`);
      },
    },
  );
}

async function paymentsTaken(database: Database, beats: readonly Beat[]): Promise<PaymentsTaken> {
  const ingest = beats.filter((beat) => beat.service === 'ingest');
  if (ingest.some((beat) => PAYMENTS_WAIT_SINCE in beat.details)) return 'waiting';
  return ingest.length === 0 && (await paymentsLag(database)) ? 'unread' : 'taken';
}

// The highest number that a process reports under the key.
function mostOf(beats: readonly Beat[], key: string): number {
  return Math.max(0, ...beats.map((beat) => Number(beat.details[key] ?? 0)));
}

async function freshBeats(database: Database, nowMs: number): Promise<Beat[]> {
  const rows = await database.shared.serviceBeat.findMany({
    where: { beatAt: { gt: new Date(nowMs - BEAT_STALE_MS) } },
    orderBy: { beatAt: 'desc' },
    take: 200,
  });
  return rows
    .map((row) => ({ service: row.service, ready: row.ready, details: (row.details ?? {}) as Record<string, unknown> }))
    .filter((beat) => !(BEAT_STOPPED in beat.details));
}

function aliveAmong(beats: readonly Beat[], service: string): Beat[] {
  const alive = beats.filter((beat) => beat.service === service);
  if (alive.length === 0) throw new Error('no sign of life');
  return alive;
}

// One ready process is enough; another may still be starting.
function partReady(beats: readonly Beat[], part: string): void {
  const alive = aliveAmong(beats, 'ingest');
  if (alive.some((beat) => beat.details[part] === 'ok')) return;
  const reported = alive[0]?.details[part];
  throw new Error(typeof reported === 'string' ? reported : 'not reported');
}

function faultsOf(beats: readonly Beat[]): string {
  return (
    Object.entries(beats[0]?.details ?? {})
      .filter(([, state]) => state !== 'ok')
      .map(([name, state]) => `${name}: ${String(state)}`)
      .join('; ') || 'not ready'
  );
}
