import { z } from 'zod';

/** How far a case has come, gentlest first. */
export const STAGES = ['not-due', 'courtesy', 'friendly', 'follow-up', 'demand', 'call', 'agency'] as const;
export const stageSchema = z.enum(STAGES);
export type Stage = z.infer<typeof stageSchema>;

/** The notices a debtor can receive. */
export const TEMPLATES = ['courtesy', 'due-today', 'friendly', 'follow-up', 'demand', 'thank-you'] as const;
export const templateSchema = z.enum(TEMPLATES);
export type Template = z.infer<typeof templateSchema>;

export const channelSchema = z.enum(['email', 'sms', 'letter']);
export type Channel = z.infer<typeof channelSchema>;
export const contactRoleSchema = z.enum(['accounts-payable', 'finance-director', 'owner', 'legal', 'other']);
export type ContactRole = z.infer<typeof contactRoleSchema>;

const stepBase = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Calendar days after the due date in the debtor's time zone; negative: before it. */
  day: z.int().min(-365).max(1825),
  stage: stageSchema,
});

export const stepSchema = z.discriminatedUnion('do', [
  stepBase.extend({
    do: z.literal('send'),
    template: templateSchema,
    severity: z.enum(['mild', 'firm', 'final']).default('mild'),
    channels: z.array(channelSchema).min(1).default(['email']),
    to: z.array(contactRoleSchema).min(1).default(['accounts-payable']),
    /** The message names a day to pay by, so many days after it is sent; the next step waits for it to pass. */
    deadlineDays: z.int().min(1).max(120).optional(),
    /** Only when at least this much is open, in the invoice's currency (decimal string). */
    when: z.object({ openAtLeast: z.string().regex(/^\d{1,16}(\.\d{1,4})?$/, 'an amount: a decimal number such as "1000.00", without sign or grouping').optional() }).default({}),
  }),
  stepBase.extend({
    do: z.literal('task'),
    kind: z.literal('call'),
    script: z.string().max(40),
    slaBusinessDays: z.int().min(1).max(60).default(2),
    retries: z.int().min(0).max(10).default(3),
  }),
  stepBase.extend({ do: z.literal('agency'), approval: z.boolean().default(true) }),
]);
export type PolicyStep = z.infer<typeof stepSchema>;
export type SendStep = Extract<PolicyStep, { do: 'send' }>;
export type TaskStep = Extract<PolicyStep, { do: 'task' }>;

/** The pseudo-step under which a settled invoice's thank-you is asked for; no policy may name a step so. */
export const THANK_YOU_STEP = 'thank-you';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const policySchema = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  version: z.int().min(1),
  name: z.object({ en: z.string().min(1), es: z.string().min(1) }),
  calendar: z.object({ holidays: z.enum(['debtor-country', 'none']), window: z.tuple([timeOfDay, timeOfDay]) }),
  contact: z.object({
    /** Calendar days between two reminders to one customer, whichever invoices they are about. */
    minDaysBetween: z.int().min(1).max(90),
    channels: z.array(channelSchema).min(1),
  }),
  /** Days of silence after a promised date before the promise counts as broken. */
  promiseGraceDays: z.int().min(0).max(30),
  steps: z.array(stepSchema).min(1).max(50),
}).superRefine((policy, context) => {
  const [from, to] = policy.calendar.window;
  if (minuteOfDay(from) >= minuteOfDay(to)) context.addIssue({ code: 'custom', path: ['calendar', 'window'], message: `the window must open before it closes: ${from} is not before ${to}` });
  for (const [index, step] of policy.steps.entries()) {
    const refuse = (field: 'id' | 'day' | 'stage', message: string) => context.addIssue({ code: 'custom', path: ['steps', index, field], message });
    if (step.id === THANK_YOU_STEP) refuse('id', `"${THANK_YOU_STEP}" is the note after a payment; give the step another id`);
    if (policy.steps.findIndex((other) => other.id === step.id) < index) refuse('id', `the id "${step.id}" is taken by an earlier step`);
    const before = policy.steps[index - 1];
    if (before && step.day < before.day) refuse('day', `steps stand in the order of their days: day ${step.day} comes after day ${before.day}`);
    if (before && stageRank(step.stage) < stageRank(before.stage)) refuse('stage', `a case never goes back a stage: "${step.stage}" comes after "${before.stage}"`);
  }
});
/** A collection strategy: the versioned steps and rules that a case runs on (DOMAIN §2). A published version never changes. */
export type Policy = z.infer<typeof policySchema>;

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
