import type { PolicyDocument, StepDocument } from './policy-document.ts';
import { stageRank, TERMS_STEP, type Stage } from './vocabulary.ts';

type Written<Kind extends StepDocument['do']> = Extract<StepDocument, { do: Kind }>;
type Carried = 'channels' | 'to' | 'severity' | 'attachments';

/**
 * A step that sends a message about the debt. `deadlineDays`: days from the message to the payment deadline that it
 * names; later steps come after the deadline.
 */
export type SendStep = Omit<Written<'send'>, 'repeat' | Carried> & Required<Pick<Written<'send'>, Carried>>;
/** A step that announces a supply hold. It is a message, too; its deadline is the last day before the hold. */
export type AnnounceStep = Omit<Written<'announce-supply-hold'>, Carried | 'effectiveInDays'> &
  Required<Pick<Written<'announce-supply-hold'>, Carried>> & {
    readonly template: 'supply-hold-notice';
    readonly deadlineDays: number;
  };
/** The message that tells a new customer the terms (`TERMS_STEP`): no policy writes it as a step. */
export type TermsStep = Omit<SendStep, 'template'> & { readonly template: 'terms' };
export type MessageStep = SendStep | AnnounceStep | TermsStep;
export type TaskStep = Written<'task'>;
export type SupplyHoldStep = Written<'supply-hold'>;
export type AgencyStep = Written<'agency'>;
export type PolicyStep = MessageStep | TaskStep | SupplyHoldStep | AgencyStep;

/**
 * A version of a policy as cases run on it, compiled from its document (`compilePolicy`). A published version never
 * changes.
 */
export type Policy = Omit<PolicyDocument, 'steps'> & {
  readonly version: number;
  readonly steps: readonly PolicyStep[];
};

/**
 * Whether a step chases a late invoice; a step that does not is a courtesy on or before the due date. Only reminders
 * count for spacing.
 */
export function isReminder(step: { stage: Stage }): boolean {
  return stageRank(step.stage) >= stageRank('friendly');
}

/** Whether a step sends a message to the customer. */
export function isMessage(step: PolicyStep): step is MessageStep {
  switch (step.do) {
    case 'send':
    case 'announce-supply-hold':
      return true;
    case 'task':
    case 'supply-hold':
    case 'agency':
      return false;
  }
}

/** The step of a policy with this id, or null. The message of terms is no step of the ladder, but sent as one. */
export function stepOf(policy: Policy, stepId: string): PolicyStep | null {
  if (stepId === TERMS_STEP) return policy.termsAtStart ? termsStep(policy) : null;
  return policy.steps.find((step) => step.id === stepId) ?? null;
}

// The gate sends it like any message. It has no place among the policy's days.
function termsStep({ contact }: Policy): TermsStep {
  return {
    id: TERMS_STEP,
    day: 0,
    stage: 'not-due',
    when: {},
    do: 'send',
    template: 'terms',
    severity: 'mild',
    channels: contact.channels,
    to: ['accounts-payable'],
    attachments: [],
  };
}
