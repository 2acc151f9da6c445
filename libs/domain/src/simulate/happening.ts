import type { EpochMs, IsoDate } from '../calendar/dates.ts';
import type { Decision } from '../decide/decision.ts';
import type { SimulatedFee } from './simulated-fee.ts';
import type { Channel, Stage, Template } from '../policy/vocabulary.ts';

/**
 * The tasks that a simulation gives to people: make a call, approve a hand-off to an agency, mend contact data,
 * complete an invoice, ask whether all is there to pay one.
 */
export const SIMULATED_TASKS = [
  'call',
  'approve-agency',
  'fix-contact',
  'complete-invoice',
  'confirm-payment',
] as const;
export type SimulatedTask = (typeof SIMULATED_TASKS)[number];

/**
 * One thing that happened to a simulated customer: a case asked for a step, a message left, a message reached nobody, a
 * case carried out a decision, a person got a task.
 */
export type Happening =
  | {
      readonly kind: 'asked';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly stepId: string;
    }
  | {
      readonly kind: 'message';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly template: Template;
      readonly stage: Stage;
      readonly reminder: boolean;
      readonly channel: Channel;
      readonly carries: readonly { readonly invoiceId: string; readonly stepId: string }[];
      readonly overdue: readonly string[];
      /** The late fees that the message brings; left out: none. */
      readonly fees?: readonly SimulatedFee[];
    }
  | { readonly kind: 'unreachable'; readonly at: EpochMs; readonly on: IsoDate; readonly invoiceIds: readonly string[] }
  | {
      readonly kind: 'did';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly decision: Decision['kind'];
    }
  | {
      readonly kind: 'task';
      readonly at: EpochMs;
      readonly on: IsoDate;
      readonly invoiceId: string;
      readonly task: SimulatedTask;
    };
