import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { childResult } from './child-result.ts';
import type { GateOrder, GateResult } from './gate-entry.ts';
import { CUSTOMERS, fillMorning, INVOICES_EACH, MORNING } from './morning-data.ts';
import { median, type BenchReport } from './report.ts';
import type { BenchSettings } from './settings.ts';

const WARM_UP = 100;
/**
 * Resend's default limit for a team, and how far above it the gate must be so that only the provider limits the pace.
 */
const PROVIDER_PER_SECOND = 2;
const GOAL = 10;

/**
 * Part h: messages per second through the gate. 10,000 invoices of 2,000 customers fall due on one morning; one process
 * composes, renders, stores, sends (to a provider that answers at once) and settles each customer's message on real
 * Postgres. Baseline: the provider's own limit. The rounds are parts of that one morning.
 */
export async function measureGate(settings: BenchSettings): Promise<BenchReport> {
  const { log, rounds } = settings;
  const db = await withTestDatabase();
  try {
    const waiting = await fillMorning(db, 'asking');
    log(`(h) ${CUSTOMERS * INVOICES_EACH} invoices of ${CUSTOMERS} customers ask for contact`);
    const size = Math.floor((waiting.length - WARM_UP) / rounds);
    const result = await passGate(settings, db, [
      waiting.slice(0, WARM_UP),
      ...Array.from({ length: rounds }, (_, round) =>
        waiting.slice(WARM_UP + round * size, WARM_UP + (round + 1) * size),
      ),
    ]);
    const perSecond = result.ms.map((ms) => (size * 1000) / ms);
    log(`(h) ${perSecond.map((value) => value.toFixed(1)).join(', ')} messages/s`);
    const sent = await countSent(db);
    expectAllSent(sent, WARM_UP + size * rounds);
    return reportOf({ perSecond: median(perSecond), size, rounds, result, sent });
  } finally {
    await db.close();
  }
}

// Sends the messages of each round in a process of its own.
async function passGate(
  settings: BenchSettings,
  db: TestDatabase,
  rounds: readonly (readonly string[])[],
): Promise<GateResult> {
  const order: GateOrder = {
    database: db.urls.app,
    organizationId: db.organization.id,
    slug: db.organization.slug,
    now: MORNING,
    rounds,
  };
  return childResult<GateResult>(
    new URL('./gate-entry.ts', import.meta.url),
    { BENCH_GATE: JSON.stringify(order) },
    { profileTo: settings.profile ? settings.home : null, built: true },
  );
}

interface GateMeasurement {
  /** Messages per second, the median of the rounds. */
  readonly perSecond: number;
  /** Messages of each round. */
  readonly size: number;
  readonly rounds: number;
  readonly result: GateResult;
  readonly sent: Sent;
}

function reportOf({ perSecond, size, rounds, result, sent }: GateMeasurement): BenchReport {
  const ratio = perSecond / PROVIDER_PER_SECOND;
  return {
    rows: [
      {
        part: '(h)',
        what: `through the gate, ${CUSTOMERS * INVOICES_EACH} invoices of ${CUSTOMERS} customers due one morning`,
        value: `${perSecond.toFixed(1)} /s`,
        ratio: ratio.toFixed(1),
        goal: `>= ${GOAL}`,
        met: ratio >= GOAL ? 'yes' : 'no',
      },
      {
        part: '(h)',
        what: "the provider's default limit",
        value: `${PROVIDER_PER_SECOND.toFixed(1)} /s`,
        ratio: '',
        goal: '',
        met: '',
      },
    ],
    notes: [
      `(h) messages of ${INVOICES_EACH} invoices each, ${rounds} parts of one morning with ${size} customers ` +
        `after ${WARM_UP} unmeasured ones. Each is two transactions (gate and reservation; settlement) and ` +
        `${(sent.bytes / sent.messages / 1024).toFixed(1)} KiB of words, ` +
        `which were ${Math.round(100 * result.words)} % of its time; ` +
        `${(result.cpuMs / (size * rounds)).toFixed(1)} ms of the process's processor each, its thread busy ` +
        `${Math.round(100 * result.threadBusy)} % of the time. ` +
        `The morning's ${CUSTOMERS} messages take one worker ${Math.round(CUSTOMERS / perSecond)} s and ` +
        `the provider, at its limit, ${Math.round(CUSTOMERS / PROVIDER_PER_SECOND / 60)} minutes.`,
    ],
  };
}

interface Sent {
  readonly messages: number;
  /** Invoices that the messages list. */
  readonly lines: number;
  readonly bytes: number;
}

// Guards against a gate that is fast because it skips work.
function expectAllSent(sent: Sent, messages: number): void {
  if (sent.messages !== messages || sent.lines !== messages * INVOICES_EACH)
    throw new Error(
      `${sent.messages} messages about ${sent.lines} invoices were sent, not ${messages} about ` +
        `${messages * INVOICES_EACH}`,
    );
}

async function countSent(db: TestDatabase): Promise<Sent> {
  const { rows } = await withClient(db.ownerUrl, (client) =>
    client.query<Sent>(`
      SELECT count(*)::int AS messages,
        (SELECT count(*)::int FROM message_invoice) AS lines,
        sum(length(html) + length(text))::int AS bytes
      FROM message
      WHERE state = 'sent'`),
  );
  return rows[0] ?? { messages: 0, lines: 0, bytes: 0 };
}
