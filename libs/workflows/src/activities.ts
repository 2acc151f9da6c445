import type { InvoiceRef, PolicyMoveRef } from './messages.ts';

/**
 * What the case does next. Instants are server time (epoch ms): the activity has converted them from the virtual clock.
 */
export type CaseStep =
  | { readonly kind: 'closed'; readonly outcome: string; readonly did: readonly string[] }
  | {
      readonly kind: 'sleep';
      readonly wakeAt: number | null;
      readonly waitingFor: string;
      readonly details: string;
      readonly did: readonly string[];
    }
  | {
      readonly kind: 'place-with-agency' | 'recall-placement';
      readonly placementId: string;
      readonly did: readonly string[];
    };

/** Evaluates the case and applies the decision in one transaction (`evaluateCase` in casework). */
export interface CaseActivities {
  takeNextStep(invoice: InvoiceRef, now: number): Promise<CaseStep>;
}

export type ContactStep =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sent' | 'not-sent'; readonly messageId: string; readonly more?: true }
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly wakeAt: number; readonly reason: string };

/**
 * Activities with effects outside, on the rate-limited queue. The two for a customer take no arguments: the workflow's
 * id names the customer, and the activity's own information has the time of scheduling. Arguments would repeat both in
 * the history for every message.
 */
export interface DeliveryActivities {
  /** Gate, attempt, delivery and settlement of the customer's next message (docs/adr/0003-one-activity-sends.md). */
  sendNextMessage(): Promise<ContactStep>;
  /** All retries failed: nobody can know whether the message left, so a person decides. */
  giveUpOnMessage(): Promise<void>;
  placeWithAgency(invoice: InvoiceRef, placementId: string, now: number): Promise<void>;
  recallPlacement(invoice: InvoiceRef, placementId: string, now: number): Promise<void>;
}

/** Progress of a move; `done` also when a person stopped it. */
export interface MoveProgress {
  readonly done: boolean;
  readonly moved: number;
  readonly total: number;
}

/** Moves the next cases to the new version of their policy, in one transaction (`moveNextCases` in casework). */
export interface MoveActivities {
  moveSlice(move: PolicyMoveRef, now: number): Promise<MoveProgress>;
}
