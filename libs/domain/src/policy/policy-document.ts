import { z } from 'zod';
import { chargeCapSchema } from './charge-cap.ts';
import { rateTableSchema } from '../money/rate-table.ts';
import { format, refuse, type WithoutPath } from '../refusals/schema-issues.ts';
import { conditionSchema, limitSchema } from './conditions.ts';
import { lateFeeSchema } from './late-fee-schema.ts';
import {
  CHANNELS,
  channelSchema,
  CONTACT_ROLES,
  contactRoleSchema,
  SEVERITIES,
  STAGES,
  stageSchema,
  SERVICE_TEMPLATES,
  TEMPLATES,
  minuteOfDay,
  stageRank,
  THANK_YOU_STEP,
} from './vocabulary.ts';

const id = z.string().regex(/^[a-z0-9-]{1,40}$/, format('policy-id'));
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, format('time-of-day'));
const currencyCode = z.string().regex(/^[A-Z]{3}$/, format('currency-code'));
const percent = z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, format('percentage'));

/** The documents that a message can have as attachments. */
export const ATTACHMENTS = ['statement'] as const;

const stepBase = {
  id,
  /** Calendar days after the due date in the debtor's time zone; negative: before it. */
  day: z.int().min(-365).max(1825),
  stage: stageSchema,
  when: conditionSchema.default({}),
};
const messageParts = {
  /** Tried in order until one reaches somebody. Without `channels`: those of the policy. */
  channels: z.array(channelSchema).min(1).max(CHANNELS.length).optional(),
  to: z.array(contactRoleSchema).min(1).max(CONTACT_ROLES.length).default(['accounts-payable']),
  attachments: z.array(z.enum(ATTACHMENTS)).max(2).default([]),
};

/** One step as a document has it. */
export const stepSchema = z.discriminatedUnion('do', [
  z.strictObject({
    ...stepBase,
    ...messageParts,
    do: z.literal('send'),
    template: z
      .enum(TEMPLATES)
      .exclude(['thank-you', 'supply-hold-notice', 'terms', 'statement', ...SERVICE_TEMPLATES]),
    severity: z.enum(SEVERITIES).default('mild'),
    /** Days from the message to the payment deadline that it names; the next step comes after the deadline. */
    deadlineDays: z.int().min(1).max(120).optional(),
    /** The message is repeated every `everyDays` days, up to day `untilDay` after the due date. */
    repeat: z.strictObject({ everyDays: z.int().min(1).max(90), untilDay: z.int().min(1).max(1825) }).optional(),
  }),
  /** Announces that supply stops `effectiveInDays` days after the message unless the customer pays. */
  z.strictObject({
    ...stepBase,
    ...messageParts,
    do: z.literal('announce-supply-hold'),
    severity: z.enum(SEVERITIES).default('firm'),
    effectiveInDays: z.int().min(1).max(60),
  }),
  /** Requests the ERP to stop supply. An earlier step must announce it. */
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

/** The default stages whose messages charge interest: the demand is the first message that mentions interest. */
const interestStages = z.array(stageSchema).min(1).max(STAGES.length).default(['demand']);

/** Fees, interest and discounts of a policy. */
export const chargesSchema = z
  .strictObject({
    /** Only with a message that was sent: once per invoice and stage, or again for each so many days late. */
    lateFee: lateFeeSchema.nullable().default(null),
    interest: z
      .discriminatedUnion('regime', [
        z.strictObject({
          regime: z.literal('statutory'),
          /**
           * Whether to charge the law's lump sum for collection costs: once per late invoice, with the first message
           * that charges interest.
           */
          lumpSum: z.boolean().default(true),
          stages: interestStages,
          /** Reference rates that the organization enters for half-years that Puntual has no rate for. */
          rates: rateTableSchema.default([]),
        }),
        z.strictObject({
          regime: z.literal('contractual'),
          percentPerYear: percent,
          graceDays: z.int().min(0).max(90).default(0),
          stages: interestStages,
          /**
           * The highest lawful rates, when a law sets them (Chile's interés máximo convencional). Without them no such
           * limit applies.
           */
          maximum: rateTableSchema.default([]),
        }),
      ])
      .nullable()
      .default(null),
    /**
     * Limits of the charges on an invoice, each with its source. The limits of the law apply as well.
     */
    caps: z.array(chargeCapSchema).max(10).default([]),
    /**
     * What happens to open charges when the principal is paid: they are waived, or chased until they are paid, too.
     */
    whenPrincipalPaid: z.enum(['waive', 'demand']).default('waive'),
    /**
     * What happens when a late payment is short by exactly the early-payment discount. Null: the rest stays open
     * (`keep-open`).
     */
    earlyPayment: z
      .strictObject({ shortButLate: z.enum(['accept', 'keep-open']) })
      .nullable()
      .default(null),
  })
  .default({ lateFee: null, interest: null, caps: [], whenPrincipalPaid: 'waive', earlyPayment: null });

/**
 * A policy as a credit controller writes it. Unknown fields are refused, so that a misspelt field is noticed.
 */
export const policyDocumentSchema = z
  .strictObject({
    key: id,
    name: z.strictObject({ en: z.string().min(1).max(80), es: z.string().min(1).max(80) }),
    description: z.strictObject({ en: z.string().max(1000), es: z.string().max(1000) }).optional(),
    /** Currency of the plain amounts in this policy. */
    currency: currencyCode.default('EUR'),
    /**
     * The segment of customers that get this policy. When segments overlap, the highest priority wins. Without
     * `appliesTo`, only customers and invoices to which a person or the ERP gives the policy get it.
     */
    appliesTo: z.strictObject({ priority: z.int().min(0).max(1000), when: conditionSchema }).optional(),
    calendar: z.strictObject({
      holidays: z.enum(['debtor-country', 'organization-country', 'none']).default('debtor-country'),
      /** Whether no step falls on the organization's own closing days. */
      closingDays: z.boolean().default(true),
      roll: z.enum(['next-business-day', 'previous-business-day', 'none']).default('next-business-day'),
      /** When customers may be contacted, in their local time. */
      window: z.tuple([timeOfDay, timeOfDay]),
      /** 1 for Monday to 7 for Sunday. */
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5]),
    }),
    contact: z.strictObject({
      /** Calendar days between two reminders to one customer about any invoices. */
      minDaysBetween: z.int().min(1).max(90),
      callsPer7Days: z.int().min(1).max(50).default(3),
      /** Messages and calls together, without thank-yous. */
      contactsPer7Days: z.int().min(1).max(50).nullable().default(null),
      contactsPerDay: z.int().min(1).max(20).nullable().default(null),
      /**
       * An invoice that a message about others listed as coming up gets no courtesy of its own within so many days. 0:
       * it always does.
       */
      courtesyQuietDays: z.int().min(0).max(60).default(7),
      channels: z.array(channelSchema).min(1).max(CHANNELS.length),
    }),
    /** Days without contact after a promised date, before the promise counts as broken. */
    promiseGraceDays: z.int().min(0).max(30).default(2),
    /**
     * The customer is not contacted while the instant up to which the ERP says that payments are complete is older
     * than `maxAgeHours`. Null: only a feed that is known to lag stops contact.
     */
    feed: z.strictObject({ maxAgeHours: z.int().min(1).max(720).nullable() }).default({ maxAgeHours: null }),
    steps: z.array(stepSchema).min(1).max(50),
    charges: chargesSchema,
    /** A new customer is told with the first invoice, once: the terms, how to pay, and what happens when it is late. */
    termsAtStart: z.boolean().optional(),
    /**
     * Before a large invoice falls due a person asks the customer whether all is there to pay it: so many days before
     * the due date, when so much is open. Never of consumers.
     */
    confirmBeforeDue: z.strictObject({ days: z.int().min(1).max(60), openAtLeast: limitSchema }).optional(),
    /** An open amount below the limit is written off instead of chased. */
    writeOffBelow: limitSchema.nullable().default(null),
  })
  .superRefine((policy, context) => {
    const [from, to] = policy.calendar.window;
    if (minuteOfDay(from) >= minuteOfDay(to))
      refuse(context, ['calendar', 'window'], { code: 'window-closes-first', values: { from, to } });
    for (const index of policy.steps.keys())
      for (const { field, ...refusal } of stepFaults(policy.steps, index))
        refuse(context, ['steps', index, field], refusal);
  });
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;

type Step = z.infer<typeof stepSchema>;

// The faults of a step that follow from the steps before it.
function stepFaults(steps: readonly Step[], index: number): (WithoutPath & { readonly field: string })[] {
  const [step, before] = [steps[index], steps[index - 1]];
  if (!step) return [];
  const faults: (WithoutPath & { readonly field: string })[] = [];
  if (step.id === THANK_YOU_STEP) faults.push({ field: 'id', code: 'thank-you-id', values: { id: step.id } });
  if (steps.findIndex((other) => other.id === step.id) < index)
    faults.push({ field: 'id', code: 'step-id-taken', values: { id: step.id } });
  if (before && step.day < before.day)
    faults.push({ field: 'day', code: 'days-out-of-order', values: { day: step.day, before: before.day } });
  if (before && stageRank(step.stage) < stageRank(before.stage))
    faults.push({ field: 'stage', code: 'stage-goes-back', values: { stage: step.stage, before: before.stage } });
  if (before?.do === 'send' && before.repeat && before.repeat.untilDay >= step.day)
    faults.push({
      field: 'day',
      code: 'repeats-into-next-step',
      values: { stepId: before.id, untilDay: before.repeat.untilDay },
    });
  if (step.do === 'send' && step.repeat && step.day <= 0)
    faults.push({ field: 'repeat', code: 'courtesy-repeats', values: {} });
  if (step.do === 'send' && step.repeat && step.repeat.untilDay < step.day)
    faults.push({
      field: 'repeat',
      code: 'repeat-ends-first',
      values: { untilDay: step.repeat.untilDay, day: step.day },
    });
  if (step.do !== 'send' && step.day <= 0) faults.push({ field: 'day', code: 'not-a-courtesy', values: {} });
  return faults;
}
