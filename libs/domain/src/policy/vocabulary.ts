import { z } from 'zod';

/** How far a case has come, gentlest first. */
export const STAGES = ['not-due', 'courtesy', 'friendly', 'follow-up', 'demand', 'call', 'agency'] as const;
export const stageSchema = z.enum(STAGES);
export type Stage = (typeof STAGES)[number];

/**
 * The messages that confirm what was agreed, recall it, or say what became of a claim (service messages). They are no
 * reminders of a policy. A new kind starts here (docs/how-to/add-a-kind-of-message.md).
 */
export const SERVICE_TEMPLATES = [
  'promise-confirmed',
  'promise-reminder',
  'plan-confirmed',
  'instalment-due',
  'instalment-missed',
  'receipt',
  'monthly-statement',
  'dispute-received',
  'dispute-decided',
  'assignment',
  'last-letter',
  'agency-notice',
] as const;
export type ServiceTemplate = (typeof SERVICE_TEMPLATES)[number];

/** The notices a debtor can receive. */
export const TEMPLATES = [
  'courtesy',
  'due-today',
  'friendly',
  'follow-up',
  'demand',
  'supply-hold-notice',
  'thank-you',
  'terms',
  'statement',
  ...SERVICE_TEMPLATES,
] as const;
export const templateSchema = z.enum(TEMPLATES);
export type Template = (typeof TEMPLATES)[number];

/** Whether a notice is a service message. */
export function isServiceTemplate(template: Template): template is ServiceTemplate {
  return SERVICE_TEMPLATES.some((each) => each === template);
}

/** The channels of messages. */
export const CHANNELS = ['email', 'sms', 'letter'] as const;
export const channelSchema = z.enum(CHANNELS);
export type Channel = (typeof CHANNELS)[number];

/** Every way to contact a customer: the channels of messages, and calls, which people make. */
export const CONTACT_CHANNELS = [...CHANNELS, 'call'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

export const CONTACT_ROLES = ['accounts-payable', 'finance-director', 'owner', 'legal', 'other'] as const;
export const contactRoleSchema = z.enum(CONTACT_ROLES);
export type ContactRole = (typeof CONTACT_ROLES)[number];

export const CUSTOMER_KINDS = ['business', 'consumer', 'public-body'] as const;
export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

/** How likely a customer is to pay late, computed from its payments or given by the ERP. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** The tone of a message. */
export const SEVERITIES = ['mild', 'firm', 'final'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The step id of the thank-you for a settled invoice. No step of a policy may have it. */
export const THANK_YOU_STEP = 'thank-you';

/**
 * The pseudo-step under which a new customer is told the terms with the first invoice. No policy can name a step so:
 * the ids of its steps have no colon.
 */
export const TERMS_STEP = 'start:terms';
/** The pseudo-steps under which people get a task once: an invoice lacks something, a large one falls due. */
export const INCOMPLETE_STEP = 'start:incomplete';
export const CONFIRM_STEP = 'due:confirm';

/** What a customer can ask for, to be sent at once: a statement of the account, copies of invoices, or how to pay. */
export const ASKED_FOR = ['statement', 'invoices', 'payment-link'] as const;
/** `answer`: a person's answer to a mail, which leaves by the same way. */
export type AskedFor = (typeof ASKED_FOR)[number] | 'answer';

/** The pseudo-step under which an invoice stands in a message that the customer asked for. */
export function askedStep(what: AskedFor): `asked:${AskedFor}` {
  return `asked:${what}`;
}

/** The pseudo-step under which an invoice stands in a service message. */
export function serviceStep(template: ServiceTemplate): `service:${ServiceTemplate}` {
  return `service:${template}`;
}

/** Whether a recorded step is none that a policy can write: such steps say nothing about how far a case has come. */
export function isOutsidePolicies(stepId: string): boolean {
  return stepId === THANK_YOU_STEP || stepId.includes(':');
}

/** Position of a stage on the ladder: `stageRank('courtesy') < stageRank('demand')`. */
export function stageRank(stage: Stage): number {
  return STAGES.indexOf(stage);
}

/** Minutes since midnight of "HH:MM". */
export function minuteOfDay(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
