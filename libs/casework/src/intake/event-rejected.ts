import type { EventRefusal, Verdict } from './verdict.ts';

/** Rolls a whole batch back because one of its events was rejected; `refusal` says why. */
export class EventRejected extends Error {
  readonly refusal: EventRefusal;

  constructor(refusal: EventRefusal) {
    super(refusal.code);
    this.name = 'EventRejected';
    this.refusal = refusal;
  }
}

/** For a batch that is accepted as a whole or not at all. Throws an EventRejected for its first rejected event. */
export function refuseRejected(verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts) if (verdict.verdict === 'rejected') throw new EventRejected(verdict.refusal);
}
