import {
  CancellationScope,
  condition,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  type SignalDefinition,
} from '@temporalio/workflow';
import type { SignalDetail } from './messages.ts';

export interface WakeUps {
  /** Whether something was noted since the last `look`. */
  pending(): boolean;
  /** Marks everything noted so far as seen: what comes after it is a reason to look again. */
  look(): void;
  /** Sleeps until server time `wakeAt` (null: as long as it takes) or until something is noted. `summary` stands on the timer. */
  orUntil(wakeAt: number | null, summary: string): Promise<void>;
}

/** Longest sleep in one go: a lost signal could delay a case by so much, never for ever. */
const LONGEST_SLEEP_MS = 30 * 24 * 3600 * 1000;

/**
 * Receives signals: synchronous handlers that only note that something changed. Unknown names count too, so that a newer sender is never
 * silently ignored.
 */
export function receiveWakeUps(signals: readonly SignalDefinition<[SignalDetail?]>[]): WakeUps {
  let noted = 0;
  let seen = 0;
  const note = () => {
    noted += 1;
  };
  for (const signal of signals) setHandler(signal, note);
  setDefaultSignalHandler(note);
  let timer: Timer | null = null;
  return {
    pending: () => noted > seen,
    look: () => {
      seen = noted;
    },
    orUntil: async (wakeAt, summary) => {
      const left = wakeAt === null ? LONGEST_SLEEP_MS : Math.min(wakeAt - Date.now(), LONGEST_SLEEP_MS);
      if (left <= 0 || noted > seen) return;
      // What does not move the next instant leaves the timer running: arming one is an Action and two events.
      if (!timer || timer.fired || timer.wakeAt !== wakeAt || timer.summary !== summary) {
        timer?.scope.cancel();
        timer = startTimer(wakeAt, left, summary);
      }
      const current = timer;
      await condition(() => noted > seen || current.fired);
    },
  };
}

interface Timer {
  readonly wakeAt: number | null;
  readonly summary: string;
  readonly scope: CancellationScope;
  fired: boolean;
}

function startTimer(wakeAt: number | null, ms: number, summary: string): Timer {
  const timer: Timer = { wakeAt, summary, scope: new CancellationScope(), fired: false };
  const fire = () => {
    timer.fired = true;
  };
  timer.scope.run(() => sleep(ms, { summary })).then(fire, fire);
  return timer;
}
