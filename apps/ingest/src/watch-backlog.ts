import { BACKLOG_SECONDS } from '@puntual/domain/decide/payments-backlog';

/** What the watch reads, and the wake-up that it triggers. */
export interface BacklogParts {
  /**
   * The oldest time stamp, in epoch milliseconds, of payments that wait in this process's partitions; null when none
   * wait.
   */
  readonly waitingSince: () => number | null;
  /**
   * Whether the consumer has fetched all its partitions since they were assigned. Before that, `waitingSince` of null
   * proves nothing.
   */
  readonly fetchedAll: () => boolean;
  /** Wakes the cases that wait for the end of the backlog, unless some process still has one. */
  readonly wake: () => Promise<void>;
  /** Real time in epoch milliseconds. */
  readonly nowMs: () => number;
}

export interface BacklogWatch {
  /**
   * The start of the backlog that the heartbeat reports, in epoch milliseconds; null when there is none. If the gate
   * was closed when this process started, a backlog is reported until the consumer has fetched its partitions.
   */
  since(): number | null;
  /**
   * Runs after each heartbeat. If that heartbeat reported no backlog, wakes the cases that wait for one, whichever
   * process had reported it.
   */
  afterBeat(): Promise<void>;
}

/**
 * Watches for the end of a payment backlog. `closedBefore` says that the gate was closed when this process started,
 * because every ingest process had been away; the gate then opens only after the consumer has fetched what arrived
 * meanwhile.
 */
export function watchBacklog(parts: BacklogParts, closedBefore: boolean): BacklogWatch {
  const unfetchedSince = parts.nowMs() - 2 * BACKLOG_SECONDS * 1000;
  let unfetched = closedBefore;
  let reportedSince: number | null = null;
  return {
    since: () => {
      if (unfetched && parts.fetchedAll()) unfetched = false;
      reportedSince = unfetched ? Math.min(unfetchedSince, parts.waitingSince() ?? Infinity) : parts.waitingSince();
      return reportedSince;
    },
    afterBeat: async () => {
      if (reportedSince === null && parts.fetchedAll()) await parts.wake();
    },
  };
}
