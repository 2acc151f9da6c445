import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { MessageStep } from '../policy/policy.ts';
import type { ContactRequest } from './customer-facts.ts';
import type { NetSum } from './open-credit.ts';
import type { Channel, Severity, Stage, Template } from '../policy/vocabulary.ts';

/** Why the gate drops a request. */
export const DROP_REASONS = [
  'invoice-settled',
  'on-hold',
  'direct-debit',
  'covered-by-credit',
  'step-unknown',
  'no-longer-due',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export interface DroppedRequest {
  readonly requestId: string;
  readonly reason: DropReason;
}

export interface Recipient {
  readonly contactId: string | null;
  readonly channel: Channel;
  readonly address: string;
}

/** Why the gate postpones a message. */
export const WAIT_REASONS = [
  'window-closed',
  'spacing',
  'deadline-named',
  'contact-budget',
  'legal-cap',
  'daily-limit',
  'feed-stale',
  'all-stopped',
  'covered-by-credit',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why no message is sent: no contact can be reached, or several can and none is known to be responsible. */
export type UnreachableReason = 'no-way' | 'ambiguous-contact';

/** The decision of the gate: one message to the customer, a later evaluation, or nothing. */
export type Composition =
  | { readonly kind: 'nothing'; readonly dropped: readonly DroppedRequest[] }
  | {
      readonly kind: 'wait';
      readonly until: EpochMs;
      readonly reason: WaitReason;
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'unreachable';
      readonly because: UnreachableReason;
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
    }
  | {
      readonly kind: 'send';
      readonly template: Template;
      readonly stage: Stage;
      readonly severity: Severity;
      readonly deadlineOn: IsoDate | null;
      readonly attachments: MessageStep['attachments'];
      readonly carries: readonly ContactRequest[];
      readonly dropped: readonly DroppedRequest[];
      /** Ids of the invoices that the message lists, in the order it lists them. */
      readonly overdue: readonly string[];
      readonly upcoming: readonly string[];
      readonly settled: readonly string[];
      /**
       * The sums that the message asks for, by currency: the open balances of the listed invoices less the customer's
       * credit.
       */
      readonly sums: readonly NetSum[];
      /** The recipients on each channel; the channels are tried in this order until one accepts the message. */
      readonly channels: readonly (readonly Recipient[])[];
    };
