import type { Tx } from '@puntual/db/database';

/** Two instants that are the same moment, and how fast virtual time runs after it. */
export interface ClockAnchor {
  readonly realMs: number;
  readonly virtualMs: number;
  /** Virtual seconds per real second; 1 in production. */
  readonly speed: number;
}

/** The one clock: production's is the identity, a demonstration's runs fast. Instants in epoch milliseconds. */
export interface Clock {
  readonly anchor: ClockAnchor | null;
  /** The virtual instant now. */
  now(): number;
  /** What the virtual clock shows at a real (server) instant, and the reverse. */
  fromReal(realMs: number): number;
  toReal(virtualMs: number): number;
  /** By how much a timer may be late or early in virtual time: 0 at speed 1 (DESIGN §6). */
  readonly toleranceMs: number;
}

/** Real milliseconds by which server timers and queues may be off. */
const REAL_TOLERANCE_MS = 2500;

/** A clock that runs from an anchor; null is real time. `realNow` is replaced in tests whose server skips time. */
export function clockOf(anchor: ClockAnchor | null, realNow: () => number = Date.now): Clock {
  if (anchor === null) return { anchor, now: realNow, fromReal: (ms) => ms, toReal: (ms) => ms, toleranceMs: 0 };
  const fromReal = (realMs: number) => Math.round(anchor.virtualMs + (realMs - anchor.realMs) * anchor.speed);
  return {
    anchor,
    now: () => fromReal(realNow()),
    fromReal,
    toReal: (virtualMs) => Math.ceil(anchor.realMs + (virtualMs - anchor.virtualMs) / anchor.speed),
    toleranceMs: anchor.speed === 1 ? 0 : REAL_TOLERANCE_MS * anchor.speed,
  };
}

/** The clock that the data are kept with: every service reads the same anchor, so they agree. Throws in production, which knows real time only. */
export async function readClock(
  shared: Tx,
  environment: 'production' | 'development' | 'test' = 'development',
): Promise<Clock> {
  const row = await shared.platformClock.findUnique({ where: { id: 1 } });
  if (row && environment === 'production')
    throw new Error(
      'the database holds a demonstration clock (table platform_clock), which production does not run on: remove the row, or use another database',
    );
  return clockOf(row && { realMs: Number(row.realMs), virtualMs: Number(row.virtualMs), speed: row.speed });
}
