import type { Tx } from '@puntual/db/database';

/** A real and a virtual instant that are the same moment, and the speed of virtual time from there. */
export interface ClockAnchor {
  readonly realMs: number;
  readonly virtualMs: number;
  /** Virtual seconds per real second; 1 in production. */
  readonly speed: number;
}

/** The one clock of a service: real time in production, faster in a demonstration. Instants are epoch milliseconds. */
export interface Clock {
  readonly anchor: ClockAnchor | null;
  /** The virtual instant now. */
  now(): number;
  /** Converts a real (server) instant to the virtual instant; `toReal` is the reverse. */
  fromReal(realMs: number): number;
  toReal(virtualMs: number): number;
  /** How late or early a timer may be in virtual milliseconds; 0 at speed 1 (docs/architecture.md, "Time"). */
  readonly toleranceMs: number;
}

/** Real milliseconds by which server timers and queues may be off. */
const REAL_TOLERANCE_MS = 2500;

/** Creates a clock from an anchor; null means real time. Tests whose server skips time pass their own `realNow`. */
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

/**
 * Reads the clock that the database stores, so that all services agree on the time. Throws in production, which allows
 * real time only.
 */
export async function readClock(
  shared: Tx,
  environment: 'production' | 'development' | 'test' = 'development',
): Promise<Clock> {
  const row = await shared.platformClock.findUnique({ where: { id: 1 } });
  if (row && environment === 'production')
    throw new Error(
      'the database holds a demonstration clock (table platform_clock), which production does not run on: remove ' +
        'the row, or use another database',
    );
  return clockOf(row && { realMs: Number(row.realMs), virtualMs: Number(row.virtualMs), speed: row.speed });
}
