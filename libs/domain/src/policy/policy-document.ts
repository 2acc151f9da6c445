import { z } from 'zod';
import { chargeCapSchema } from './charge-cap.ts';
import { rateTableSchema } from '../money/rate-table.ts';
import { conditionSchema, limitSchema } from './conditions.ts';
import {
  channelSchema,
  contactRoleSchema,
  minuteOfDay,
  SEVERITIES,
  stageRank,
  STAGES,
  stageSchema,
  TEMPLATES,
  THANK_YOU_STEP,
} from './policy.ts';

const id = z.string().regex(/^[a-z0-9-]{1,40}$/, 'up to 40 small letters, digits and hyphens');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "09:00"');
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 currency such as EUR');
const percent = z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, 'a percentage such as "8" or "2.5"');

/** What can be attached to a message. */
export const ATTACHMENTS = ['statement'] as const;

const stepBase = {
  id,
  /** Calendar days after the due date in the debtor's time zone; negative: before it. */
  day: z.int().min(-365).max(1825),
  stage: stageSchema,
  when: conditionSchema.default({}),
};
const messageParts = {
  /** In order: the next one is taken where the one before reaches nobody. Left out: the policy's own. */
  channels: z.array(channelSchema).min(1).max(3).optional(),
  to: z.array(contactRoleSchema).min(1).max(5).default(['accounts-payable']),
  attachments: z.array(z.enum(ATTACHMENTS)).max(2).default([]),
};

/** One step as it is written. */
export const stepSchema = z.discriminatedUnion('do', [
  z.strictObject({
    ...stepBase,
    ...messageParts,
    do: z.literal('send'),
    template: z.enum(TEMPLATES).exclude(['thank-you', 'supply-hold-notice']),
    severity: z.enum(SEVERITIES).default('mild'),
    /** The message names a day to pay by, so many days after it is sent; the next step waits for it to pass. */
    deadlineDays: z.int().min(1).max(120).optional(),
    /** Sent again every so many days, as long as that is not after day `untilDay`. */
    repeat: z.strictObject({ everyDays: z.int().min(1).max(90), untilDay: z.int().min(1).max(1825) }).optional(),
  }),
  /** Says that supply stops, so many days after this message, unless it is paid. */
  z.strictObject({
    ...stepBase,
    ...messageParts,
    do: z.literal('announce-supply-hold'),
    severity: z.enum(SEVERITIES).default('firm'),
    effectiveInDays: z.int().min(1).max(60),
  }),
  /** Asks the ERP to stop supply. Never without the announcement before it. */
  z.strictObject({ ...stepBase, do: z.literal('supply-hold') }),
  z.strictObject({
    ...stepBase,
    do: z.literal('task'),
    kind: z.literal('call'),
    script: z.string().min(1).max(40),
    slaBusinessDays: z.int().min(1).max(60).default(2),
    retries: z.int().min(0).max(10).default(3),
  }),
  z.strictObject({ ...stepBase, do: z.literal('agency'), approval: z.boolean().default(true) }),
]);
export type StepDocument = z.infer<typeof stepSchema>;

/** The stages whose messages bring interest when a policy does not say: the demand is the first that speaks of it. */
const interestStages = z.array(stageSchema).min(1).max(STAGES.length).default(['demand']);

/** Fees, interest and discounts of a policy (DOMAIN §3). */
export const chargesSchema = z
  .strictObject({
    /** Once per invoice and stage, only with a message that was sent. */
    lateFee: z
      .strictObject({ amount: limitSchema, stages: z.array(stageSchema).min(1).max(STAGES.length) })
      .nullable()
      .default(null),
    interest: z
      .discriminatedUnion('regime', [
        z.strictObject({
          regime: z.literal('statutory'),
          /** The law's sum for the costs of collecting, once per late invoice, with the first message that brings interest. */
          lumpSum: z.boolean().default(true),
          stages: interestStages,
          /** The organization's own rows of the law's reference rates: for half-years that are not known here. */
          rates: rateTableSchema.default([]),
        }),
        z.strictObject({
          regime: z.literal('contractual'),
          percentPerYear: percent,
          graceDays: z.int().min(0).max(90).default(0),
          stages: interestStages,
          /** The highest lawful rates, where a law sets them (Chile's interés máximo convencional). Left out: none are looked at. */
          maximum: rateTableSchema.default([]),
        }),
      ])
      .nullable()
      .default(null),
    /** Most that may be charged on an invoice beside its principal, each with where it comes from. What the law allows at most counts besides. */
    caps: z.array(chargeCapSchema).max(10).default([]),
    /** What becomes of open charges when the invoice itself is paid: they fall away with it, or are chased until they are paid too. */
    whenPrincipalPaid: z.enum(['waive', 'demand']).default('waive'),
    /** What happens when a payment is short by exactly the early-payment discount, but came late. Null: the rest stays open (`keep-open`). */
    earlyPayment: z
      .strictObject({ shortButLate: z.enum(['accept', 'keep-open']) })
      .nullable()
      .default(null),
  })
  .default({ lateFee: null, interest: null, caps: [], whenPrincipalPaid: 'waive', earlyPayment: null });

/** A policy as a credit controller writes it. Whatever it does not know is refused, so that a slip of the pen is noticed. */
export const policyDocumentSchema = z
  .strictObject({
    key: id,
    name: z.strictObject({ en: z.string().min(1).max(80), es: z.string().min(1).max(80) }),
    description: z.strictObject({ en: z.string().max(1000), es: z.string().max(1000) }).optional(),
    /** Currency of the plain amounts in this policy. */
    currency: currencyCode.default('EUR'),
    /** The customers that get this policy by themselves. Left out: only those to whom it is given. The highest priority wins. */
    appliesTo: z.strictObject({ priority: z.int().min(0).max(1000), when: conditionSchema }).optional(),
    calendar: z.strictObject({
      holidays: z.enum(['debtor-country', 'organization-country', 'none']).default('debtor-country'),
      /** Whether the organization's own closing days count. */
      closingDays: z.boolean().default(true),
      roll: z.enum(['next-business-day', 'previous-business-day', 'none']).default('next-business-day'),
      /** When customers may be contacted, by the clock where they are. */
      window: z.tuple([timeOfDay, timeOfDay]),
      /** 1 for Monday to 7 for Sunday. */
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5]),
    }),
    contact: z.strictObject({
      /** Calendar days between two reminders to one customer, whichever invoices they are about. */
      minDaysBetween: z.int().min(1).max(90),
      callsPer7Days: z.int().min(1).max(50).default(3),
      /** Messages and calls together, of all kinds but thank-yous. */
      contactsPer7Days: z.int().min(1).max(50).nullable().default(null),
      contactsPerDay: z.int().min(1).max(20).nullable().default(null),
      channels: z.array(channelSchema).min(1).max(3),
    }),
    /** Days of silence after a promised date before the promise counts as broken. */
    promiseGraceDays: z.int().min(0).max(30).default(2),
    /** Nothing reaches the customer while the payments that the ERP vouches for are older than this. Null: only a feed that is known to lag stops it. */
    feed: z.strictObject({ maxAgeHours: z.int().min(1).max(720).nullable() }).default({ maxAgeHours: null }),
    steps: z.array(stepSchema).min(1).max(50),
    charges: chargesSchema,
    /** What is so little that it is not worth chasing is written off. */
    writeOffBelow: limitSchema.nullable().default(null),
  })
  .superRefine((policy, context) => {
    const [from, to] = policy.calendar.window;
    if (minuteOfDay(from) >= minuteOfDay(to))
      context.addIssue({
        code: 'custom',
        path: ['calendar', 'window'],
        message: `the window must open before it closes: ${from} is not before ${to}`,
      });
    for (const [index, step] of policy.steps.entries()) {
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['steps', index, field], message });
      if (step.id === THANK_YOU_STEP)
        refuse('id', `"${THANK_YOU_STEP}" is the note after a payment; give the step another id`);
      if (policy.steps.findIndex((other) => other.id === step.id) < index)
        refuse('id', `the id "${step.id}" is taken by an earlier step`);
      const before = policy.steps[index - 1];
      if (before && step.day < before.day)
        refuse('day', `steps stand in the order of their days: day ${step.day} comes after day ${before.day}`);
      if (before && stageRank(step.stage) < stageRank(before.stage))
        refuse('stage', `a case never goes back a stage: "${step.stage}" comes after "${before.stage}"`);
      if (before?.do === 'send' && before.repeat && before.repeat.untilDay >= step.day)
        refuse(
          'day',
          `step "${before.id}" repeats until day ${before.repeat.untilDay}: the next step comes after that`,
        );
      if (step.do === 'send' && step.repeat && step.day <= 0) refuse('repeat', 'only steps after the due date repeat');
      if (step.do === 'send' && step.repeat && step.repeat.untilDay < step.day)
        refuse('repeat', `it repeats until day ${step.repeat.untilDay}, which is before its own day ${step.day}`);
      if (step.do !== 'send' && step.day <= 0)
        refuse('day', 'before the due date and on it there are only messages of courtesy');
    }
  });
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;
