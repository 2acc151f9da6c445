import type { ClockAnchor } from '@puntual/platform/clock';
import { withClient } from './prepare-database.ts';

const KEEP_EVERY_MS = 2000;

/**
 * Sets the virtual clock that the database stores and saves its position regularly: virtual time continues from where
 * it stood when everything was last stopped, not from where it would have run to. Speed 1 without a start instant means
 * real time, and no clock is stored. Returns the anchor and a function that stops saving.
 */
export async function persistClock(
  ownerUrl: string,
  wanted: { readonly speed: number; readonly startMs: number | null },
): Promise<{ anchor: ClockAnchor | null; stop(): Promise<void> }> {
  if (wanted.speed === 1 && wanted.startMs === null) {
    await withClient(ownerUrl, (client) => client.query('DELETE FROM platform_clock'));
    return { anchor: null, stop: () => Promise.resolve() };
  }
  const anchor = await withClient(ownerUrl, async (client): Promise<ClockAnchor> => {
    const { rows } = await client.query<{ virtual_ms: string }>('SELECT virtual_ms FROM platform_clock WHERE id = 1');
    const fresh = {
      realMs: Date.now(),
      virtualMs: rows[0] ? Number(rows[0].virtual_ms) : (wanted.startMs ?? Date.now()),
      speed: wanted.speed,
    };
    await writeAnchor(client, fresh);
    return fresh;
  });
  // Moves the anchor along the same line: readers see the same clock, and after a crash little virtual time is
  // repeated.
  const keep = () =>
    withClient(ownerUrl, (client) => {
      const realMs = Date.now();
      return writeAnchor(client, {
        realMs,
        virtualMs: Math.round(anchor.virtualMs + (realMs - anchor.realMs) * anchor.speed),
        speed: anchor.speed,
      });
    }).catch(() => undefined);
  let pending: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    pending = keep();
  }, KEEP_EVERY_MS);
  return {
    anchor,
    stop: async () => {
      clearInterval(timer);
      await pending;
      await keep();
    },
  };
}

async function writeAnchor(
  client: { query(sql: string, values: unknown[]): Promise<unknown> },
  anchor: ClockAnchor,
): Promise<void> {
  await client.query(
    `
      INSERT INTO platform_clock (id, real_ms, virtual_ms, speed)
      VALUES (1, $1, $2, $3)
      ON CONFLICT (id) DO UPDATE SET real_ms = $1, virtual_ms = $2, speed = $3`,
    [anchor.realMs, anchor.virtualMs, anchor.speed],
  );
}
