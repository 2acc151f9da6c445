import { setTimeout as wait } from 'node:timers/promises';
import type { withClient } from '@puntual/sandbox/prepare-database';

type Client = Parameters<Parameters<typeof withClient>[1]>[0];

/** Time limit for a whole suite on a busy machine; it only ends what hangs. */
const HANGS_AFTER_MS = 600_000;

/**
 * Counts the work that remains at the clock's instant `nowMs`, by name; empty when there is none. `more` adds further
 * counts. One statement, so that all counts are of one moment.
 */
export async function unrest(
  owner: Client,
  nowMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Record<string, number>> {
  const others = Object.entries(more)
    .map(([name, rows]) => `UNION ALL SELECT '${name}', count(*)::int FROM ${rows}`)
    .join('\n        ');
  const { rows } = await owner.query<{ name: string; count: number }>(
    `
      SELECT * FROM (
        SELECT 'outbox rows' AS name, count(*)::int AS count FROM outbox
        UNION ALL
        SELECT 'cases due for evaluation', count(*)::int
        FROM invoice
        WHERE case_state = 'running'
          AND (next_action IS NULL OR next_action_at <= $1)
        UNION ALL
        SELECT 'settled invoices whose case goes on', count(*)::int
        FROM invoice
        WHERE case_state = 'running'
          AND status <> 'open'
        UNION ALL
        SELECT 'cases and messages that wait for payments to be taken', count(*)::int
        FROM gate_wait
        WHERE code = 'backlog'
        UNION ALL SELECT 'messages on their way', count(*)::int FROM message WHERE state = 'reserved'
        ${others}
      ) u WHERE count > 0`,
    [new Date(nowMs)],
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.count]));
}

/** Waits until no work remains at the clock's instant. Throws with the remaining work after `limitMs` of real time. */
export async function untilQuiet(
  owner: Client,
  now: () => number | Promise<number>,
  limitMs = HANGS_AFTER_MS,
): Promise<void> {
  const until = Date.now() + limitMs;
  for (;;) {
    const left = await unrest(owner, await now());
    if (Object.keys(left).length === 0) return;
    if (Date.now() > until) throw new Error(`not quiet after ${limitMs / 1000} s: ${JSON.stringify(left)}`);
    await wait(25);
  }
}
