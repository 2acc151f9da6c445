import type { EndOf } from './task-kinds.ts';

/** What the end of a call means for the cases that it was about. */
interface CallEnd {
  /** Whether somebody who owes was spoken to: some laws limit conversations apart from tries. */
  readonly conversation: boolean;
  /**
   * Whether another call follows while the invoice stays open. What the customer promised or said was paid is on hold
   * first: the call follows when the money has not come.
   */
  readonly tryAgain: boolean;
}

const callEnds: Readonly<Record<EndOf<'call'>, CallEnd>> = {
  promised: { conversation: true, tryAgain: true },
  dispute: { conversation: true, tryAgain: false },
  'no-answer': { conversation: false, tryAgain: true },
  voicemail: { conversation: false, tryAgain: true },
  refuses: { conversation: true, tryAgain: false },
  'paid-already': { conversation: true, tryAgain: true },
  // The payment or the documents are on their way first: another call follows when the money has not come.
  'paying-now': { conversation: true, tryAgain: true },
  'not-received': { conversation: true, tryAgain: true },
  // The debt was not spoken about. The agreed call is a task of its own.
  'call-back': { conversation: false, tryAgain: false },
  // Held for some days: the call follows when no plan was made.
  'wants-plan': { conversation: true, tryAgain: true },
  'wrong-contact': { conversation: false, tryAgain: false },
  settled: { conversation: false, tryAgain: false },
  'taken-back': { conversation: false, tryAgain: false },
  merged: { conversation: false, tryAgain: false },
};

const known: Readonly<Record<string, CallEnd | undefined>> = callEnds;

/** Outcomes of a call in which nobody was spoken to who owes anything. */
export const NO_CONVERSATION: readonly string[] = Object.entries(callEnds)
  .filter(([, end]) => !end.conversation)
  .map(([outcome]) => outcome);

/**
 * Whether another try is worth making after a call that ended so. An open call (null) and an unknown outcome are not
 * tried again.
 */
export function isWorthAnotherCall(outcome: string | null): boolean {
  return outcome !== null && (known[outcome]?.tryAgain ?? false);
}
