import type { InvoiceRef, PolicyMoveRef } from './messages.ts';

/** How a case goes on. Instants are server time (epoch ms): the activity has already turned the virtual clock's into them. */
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

/** Evaluates the case in one transaction (casework `evaluateCase`). */
export interface CaseActivities {
  takeNextStep(invoice: InvoiceRef, now: number): Promise<CaseStep>;
}

export type ContactStep =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sent' | 'not-sent'; readonly messageId: string; readonly more?: true }
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly wakeAt: number; readonly reason: string };

/**
 * What touches the world outside, on the rate-limited queue. The two for a customer take nothing: who is meant stands in the workflow's id, and when they were asked in
 * the activity's own information. A history would say both once more for every message.
 */
export interface DeliveryActivities {
  /** Gate, attempt, delivery and settlement of the customer's next message (DESIGN §2). */
  sendNextMessage(): Promise<ContactStep>;
  /** The retries are used up: nobody can know whether the message left, a person decides. */
  giveUpOnMessage(): Promise<void>;
  placeWithAgency(invoice: InvoiceRef, placementId: string, now: number): Promise<void>;
  recallPlacement(invoice: InvoiceRef, placementId: string, now: number): Promise<void>;
}

/** How far a move has come; `done` also when somebody stopped it. */
export interface MoveProgress {
  readonly done: boolean;
  readonly moved: number;
  readonly total: number;
}

/** Moves the next cases to the new version of their policy, in one transaction (casework `moveNextCases`). */
export interface MoveActivities {
  moveSlice(move: PolicyMoveRef, now: number): Promise<MoveProgress>;
}
