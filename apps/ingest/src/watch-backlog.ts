import { BACKLOG_SECONDS } from '@puntual/domain/decide/payments-backlog';

/** What the watch asks, and whom it tells. */
export interface BacklogParts {
  /** Since when payments wait here, epoch milliseconds; null when none do. */
  readonly waitingSince: () => number | null;
  /** Whether the stream has looked at all that it was given: before that, nothing waiting says nothing. */
  readonly looked: () => boolean;
  /** Tells all who wait for payments to be taken, unless some wait anywhere. */
  readonly wake: () => Promise<void>;
  /** Real time. */
  readonly nowMs: () => number;
}

export interface BacklogWatch {
  /** Since when payments wait, for the beat; while nobody has looked after a closed gate was found, they are taken to wait on. Null when none do. */
  since(): number | null;
  /** After each beat that told of no backlog: whoever waits for one, whichever process had it, is told once there is none. */
  afterBeat(): Promise<void>;
}

/**
 * Watches over the end of a backlog. `closedBefore`: the gate was closed when this process began (all ingest processes were away); it opens only when the stream has looked
 * at what came meanwhile.
 */
export function watchBacklog(parts: BacklogParts, closedBefore: boolean): BacklogWatch {
  const unseenSince = parts.nowMs() - 2 * BACKLOG_SECONDS * 1000;
  let unseen = closedBefore;
  let told: number | null = null;
  return {
    since: () => {
      if (unseen && parts.looked()) unseen = false;
      told = unseen ? Math.min(unseenSince, parts.waitingSince() ?? Infinity) : parts.waitingSince();
      return told;
    },
    afterBeat: async () => {
      if (told === null && parts.looked()) await parts.wake();
    },
  };
}
