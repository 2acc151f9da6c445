import { BACKLOG_SECONDS } from '@puntual/casework/cases/lagging-feed';

/** What the watch asks, and whom it tells. */
export interface BacklogParts {
  /** Since when payments wait here, epoch milliseconds; null when none do. */
  readonly waitingSince: () => number | null;
  /** Whether the stream has looked at all that it was given: before that, nothing waiting says nothing. */
  readonly looked: () => boolean;
  /** Whether payments are known to wait anywhere. */
  readonly lags: () => Promise<boolean>;
  /** Tells all who waited. */
  readonly wake: () => Promise<void>;
  /** Real time. */
  readonly nowMs: () => number;
}

export interface BacklogWatch {
  /** Since when payments wait, for the beat; while nobody has looked after a closed gate was found, they are taken to wait on. Null when none do. */
  since(): number | null;
  /** After each beat: once a backlog has ended, and no other process has one, whoever waited is told, once. */
  afterBeat(): Promise<void>;
}

/**
 * Watches over the end of a backlog. `closedBefore`: the gate was closed when this process began (all ingest processes were away); it opens only when the stream has looked
 * at what came meanwhile. Of several processes, the one whose backlog ends last tells.
 */
export function watchBacklog(parts: BacklogParts, closedBefore: boolean): BacklogWatch {
  const unseenSince = parts.nowMs() - 2 * BACKLOG_SECONDS * 1000;
  let unseen = closedBefore;
  let waited = closedBefore;
  let told: number | null = null;
  return {
    since: () => {
      if (unseen && parts.looked()) unseen = false;
      told = unseen ? Math.min(unseenSince, parts.waitingSince() ?? Infinity) : parts.waitingSince();
      return told;
    },
    afterBeat: async () => {
      if (told !== null) {
        waited ||= parts.nowMs() - told > BACKLOG_SECONDS * 1000;
        return;
      }
      if (!waited || !parts.looked()) return;
      // Told again at the next beat when it fails: its slices are safe to repeat.
      if (!(await parts.lags())) await parts.wake();
      waited = false;
    },
  };
}
