import { z } from 'zod';
import { dayNumber } from '../calendar/civil.ts';
import { isCurrency } from '../money/currency.ts';
import { format } from '../refusals/schema-issues.ts';
import { TASK_KINDS, type TaskKind } from '../tasks/task-kinds.ts';

/** Whom a request means: the id of a user or key, a collector's handle, or a user's e-mail address. */
export const personIdSchema = z.string().trim().min(1).max(254);

const kindSchema = z.enum(TASK_KINDS);
const amountText = z.string().regex(/^\d{1,12}$/, format('amount'));
const RATE = /^(?=.*[1-9])\d{1,9}(\.\d{1,10})?$/;

/** One rule of assignment. Empty lists and missing amounts fit every task; amounts are whole units of the currency. */
export const assignmentRuleSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, format('policy-id'))
    .max(40),
  when: z
    .strictObject({
      kinds: z.array(kindSchema).max(TASK_KINDS.length).default([]),
      countries: z
        .array(z.string().regex(/^[A-Z]{2}$/, format('country')))
        .max(60)
        .default([]),
      languages: z
        .array(z.string().regex(/^[a-z]{2}$/, format('language')))
        .max(30)
        .default([]),
      /** In the organization's currency: from `atLeast` on, to less than `below`. */
      atLeast: amountText.optional(),
      below: amountText.optional(),
    })
    .default({ kinds: [], countries: [], languages: [] }),
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('account-manager') }),
    z.strictObject({ kind: z.literal('person'), personId: personIdSchema }),
    z.strictObject({ kind: z.literal('team'), team: z.string().trim().min(1).max(60) }),
    z.strictObject({ kind: z.literal('anybody') }),
  ]),
});
export type AssignmentRule = z.infer<typeof assignmentRuleSchema>;

const exchangeRateSchema = z.strictObject({
  currency: z.string().refine(isCurrency, { error: format('listed-currency') }),
  from: z.string().refine(isDay, { error: format('calendar-day') }),
  rate: z.string().regex(RATE, format('quantity')),
});

/** How an organization's tasks are assigned, how long they take, and how soon they are due. */
export const worklistSettingsSchema = z.strictObject({
  /** The first rule that fits a task and finds somebody who works that day decides; none: everybody may claim it. */
  assignment: z.array(assignmentRuleSchema).max(50).default([]),
  /** Minutes that a task of a kind takes; `DEFAULT_MINUTES` for those that are left out. */
  minutes: z.partialRecord(kindSchema, z.int().min(1).max(480)).default({}),
  /** Business days within which a task of a kind is to be done, where the policy says none. */
  businessDays: z.partialRecord(kindSchema, z.int().min(0).max(60)).default({}),
  /** Business days after the reassignment of a late task at which it goes to a manager. */
  escalateAfterBusinessDays: z.int().min(1).max(30).default(2),
  /** What a unit of a foreign currency is worth in the organization's, from a day on. */
  exchangeRates: z.array(exchangeRateSchema).max(400).default([]),
});
export type WorklistSettings = z.infer<typeof worklistSettingsSchema>;

export const defaultWorklistSettings: WorklistSettings = worklistSettingsSchema.parse({});

const DEFAULT_MINUTES: Readonly<Record<TaskKind, number>> = minutesByKind();
const DEFAULT_BUSINESS_DAYS = 3;

/** The minutes that a task of the kind takes. Total. */
export function minutesOf(kind: TaskKind, settings: WorklistSettings): number {
  return settings.minutes[kind] ?? DEFAULT_MINUTES[kind];
}

/** Within how many business days a task of the kind is to be done. Total. */
export function businessDaysOf(kind: TaskKind, settings: WorklistSettings): number {
  return settings.businessDays[kind] ?? DEFAULT_BUSINESS_DAYS;
}

// A call takes longer than work at the desk.
function minutesByKind(): Record<TaskKind, number> {
  const calls: readonly TaskKind[] = ['call', 'confirm-payment'];
  return Object.fromEntries(TASK_KINDS.map((kind) => [kind, calls.includes(kind) ? 8 : 5])) as Record<TaskKind, number>;
}

function isDay(text: string): boolean {
  try {
    return dayNumber(text) !== null;
  } catch {
    return false;
  }
}
