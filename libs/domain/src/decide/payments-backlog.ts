/** The last sign of life of one process that reads payments, with ages in seconds of real time. */
export interface ReaderBeat {
  readonly secondsSinceBeat: number;
  /** For how long the oldest unread payment has been waiting; null when none waits. */
  readonly paymentsWaitSeconds: number | null;
}

/** Payments that wait for less than this are on their way; payments that wait longer are a backlog. */
export const BACKLOG_SECONDS = 60;
/** When no process has given a sign of life for this long, payments may wait without anybody noticing. */
const SILENT_SECONDS = 600;
/** A process without a sign of life for this long has lost its share of the payments to another process. */
const FRESH_SECONDS = 30;

/**
 * Whether payments wait to be read, or may wait: a live process reports a backlog, or all processes have been silent
 * for ten minutes. The last sign of life of a stopped process stays, so a stop counts as silence. Without any process
 * there is nothing to report. Pure and total.
 */
export function hasBacklog(beats: readonly ReaderBeat[]): boolean {
  if (beats.length === 0) return false;
  if (beats.every((beat) => beat.secondsSinceBeat > SILENT_SECONDS)) return true;
  return beats.some(
    ({ secondsSinceBeat, paymentsWaitSeconds }) =>
      secondsSinceBeat < FRESH_SECONDS && paymentsWaitSeconds !== null && paymentsWaitSeconds > BACKLOG_SECONDS,
  );
}
