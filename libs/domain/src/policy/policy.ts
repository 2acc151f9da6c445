import { z } from 'zod';
import type { PolicyDocument, StepDocument } from './policy-document.ts';

/** How far a case has come, gentlest first. */
export const STAGES = ['not-due', 'courtesy', 'friendly', 'follow-up', 'demand', 'call', 'agency'] as const;
export const stageSchema = z.enum(STAGES);
export type Stage = (typeof STAGES)[number];

/** The notices a debtor can receive. */
export const TEMPLATES = [
  'courtesy',
  'due-today',
  'friendly',
  'follow-up',
  'demand',
  'supply-hold-notice',
  'thank-you',
] as const;
export const templateSchema = z.enum(TEMPLATES);
export type Template = (typeof TEMPLATES)[number];

export const CHANNELS = ['email', 'sms', 'letter'] as const;
export const channelSchema = z.enum(CHANNELS);
export type Channel = (typeof CHANNELS)[number];

export const CONTACT_ROLES = ['accounts-payable', 'finance-director', 'owner', 'legal', 'other'] as const;
export const contactRoleSchema = z.enum(CONTACT_ROLES);
export type ContactRole = (typeof CONTACT_ROLES)[number];

export const CUSTOMER_KINDS = ['business', 'consumer', 'public-body'] as const;
export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

/** How likely a customer is to pay late, judged from its own history or said by the ERP. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** How a message speaks. */
export const SEVERITIES = ['mild', 'firm', 'final'] as const;
export type Severity = (typeof SEVERITIES)[number];

type Written<Kind extends StepDocument['do']> = Extract<StepDocument, { do: Kind }>;
type Carried = 'channels' | 'to' | 'severity' | 'attachments';

/** A step that sends a message about the debt. `deadlineDays`: it names a day to pay by, so many days after it is sent; what follows waits for that day to pass. */
export type SendStep = Omit<Written<'send'>, 'repeat' | Carried> & Required<Pick<Written<'send'>, Carried>>;
/** A step that announces a supply hold: a message too, whose deadline is the last day before the hold. */
export type AnnounceStep = Omit<Written<'announce-supply-hold'>, Carried | 'effectiveInDays'> &
  Required<Pick<Written<'announce-supply-hold'>, Carried>> & {
    readonly template: 'supply-hold-notice';
    readonly deadlineDays: number;
  };
export type MessageStep = SendStep | AnnounceStep;
export type TaskStep = Written<'task'>;
export type SupplyHoldStep = Written<'supply-hold'>;
export type AgencyStep = Written<'agency'>;
export type PolicyStep = MessageStep | TaskStep | SupplyHoldStep | AgencyStep;

/**
 * A collection strategy as cases run on it: a version of a policy document whose repeating steps stand one by one and whose steps have the
 * channels that they left to the policy (DOMAIN §2). A published version never changes.
 */
export type Policy = Omit<PolicyDocument, 'steps'> & {
  readonly version: number;
  readonly steps: readonly PolicyStep[];
};

/** The pseudo-step under which a settled invoice's thank-you is asked for; no policy may name a step so. */
export const THANK_YOU_STEP = 'thank-you';

/** Position of a stage on the ladder: `stageRank('courtesy') < stageRank('demand')`. */
export function stageRank(stage: Stage): number {
  return STAGES.indexOf(stage);
}

/** Minutes since midnight of "HH:MM". */
export function minuteOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** Whether a step chases a late invoice, rather than being a courtesy on or before the due date. Only reminders count for spacing. */
export function isReminder(step: { stage: Stage }): boolean {
  return stageRank(step.stage) >= stageRank('friendly');
}

/** Whether a step leaves as a message to the customer. */
export function isMessage(step: PolicyStep): step is MessageStep {
  return step.do === 'send' || step.do === 'announce-supply-hold';
}

/** The step of a policy with this id, or null. */
export function stepOf(policy: Policy, stepId: string): PolicyStep | null {
  return policy.steps.find((step) => step.id === stepId) ?? null;
}
