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
  /** Whether a signal arrived since the last `markSeen`. */
  pending(): boolean;
  /** Marks every signal so far as seen; a later signal makes the case evaluate again. */
  markSeen(): void;
  /**
   * Sleeps until server time `wakeAt` (null: without a limit) or until a signal arrives. `summary` labels the timer.
   */
  orUntil(wakeAt: number | null, summary: string): Promise<void>;
}

/** Longest sleep in one go: a lost signal can delay a case by no more than this. */
const LONGEST_SLEEP_MS = 30 * 24 * 3600 * 1000;

/**
 * Receives signals with synchronous handlers that only note the arrival. Signals with unknown names count too, so that
 * a newer sender is never ignored.
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
    markSeen: () => {
      seen = noted;
    },
    orUntil: async (wakeAt, summary) => {
      const left = wakeAt === null ? LONGEST_SLEEP_MS : Math.min(wakeAt - Date.now(), LONGEST_SLEEP_MS);
      if (left <= 0 || noted > seen) return;
      // A wake-up that does not change the next instant keeps the timer: arming one costs an Action and two events.
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
