import { z } from 'zod';
import { RISKS } from '@puntual/domain/policy/vocabulary';
import { REVIEW_REASONS } from '@puntual/domain/tasks/review-reasons';
import { personIdSchema, worklistSettingsSchema } from '@puntual/domain/worklist/worklist-settings';
import { amount, date, instant, pageQuerySchema } from './common.ts';
import { taskKindSchema } from './tasks.ts';

const amounts = z.array(z.object({ currency: z.string(), amount }));

const part = <Code extends string, Values extends z.ZodRawShape>(code: Code, values: Values) =>
  z.object({ code: z.literal(code), points: z.int(), values: z.object(values) });

/** One reason for the place of a task. The points of all parts add up to the task's. */
export const priorityPartSchema = z
  .discriminatedUnion('code', [
    /**
     * What is at stake, in the organization's currency. `rated`: the currencies converted by an entered exchange rate;
     * `estimated`: those of which only the rough size of a unit is known.
     */
    part('amount', { amount, currency: z.string(), rated: z.array(z.string()), estimated: z.array(z.string()) }),
    part('days-late', { days: z.int() }),
    part('risk', { risk: z.enum(RISKS) }),
    part('broken-promises', { count: z.int() }),
    part('age', { days: z.int() }),
    part('overdue', { dueOn: date, businessDays: z.int() }),
    part('just-in', { what: z.enum(['payment', 'reply']), at: instant }),
    part('pinned', { by: z.string(), byId: z.string(), until: instant }),
  ])
  .meta({ id: 'PriorityPart' });

export const worklistRowSchema = z
  .object({
    taskId: z.uuid(),
    kind: taskKindSchema,
    customerId: z.string().nullable(),
    customerName: z.string().nullable(),
    reason: z.enum(REVIEW_REASONS).nullable(),
    round: z.int(),
    /** What it is about, by currency, and how many open invoices that is. */
    amounts,
    invoices: z.int(),
    daysLate: z.int(),
    minutes: z.int(),
    openedAt: instant,
    /** By when it is to be done, in business days of the organization where the policy names no day. */
    dueOn: date,
    deadline: z.enum(['in-time', 'due-today', 'overdue', 'reassigned', 'escalated']),
    claimedBy: z.string().nullable(),
    claimedById: z.string().nullable(),
    assignedTo: z.string().nullable(),
    assignedToId: z.string().nullable(),
    /** The rule of assignment that chose; null: a person did, or nobody is chosen. */
    assignedRule: z.string().nullable(),
    /** Who is to do it today: the substitute of whoever is away; null: everybody may claim it. */
    onDuty: z.string().nullable(),
    onDutyId: z.string().nullable(),
    insteadOf: z.string().nullable(),
    insteadOfId: z.string().nullable(),
    snoozed: z.object({ until: instant, reason: z.string().nullable() }).nullable(),
    pinned: z.object({ by: z.string(), byId: z.string(), until: instant, reason: z.string().nullable() }).nullable(),
    points: z.int(),
    parts: z.array(priorityPartSchema),
  })
  .meta({ id: 'WorklistRow' });
export type WorklistRowView = z.infer<typeof worklistRowSchema>;

export const worklistQuerySchema = pageQuerySchema.extend({
  /**
   * `mine`: the caller's tasks and those of nobody; `me`: the caller's alone. Any other text is the id, the handle or
   * the e-mail address of a collector.
   */
  person: z.union([z.enum(['mine', 'all', 'nobody']), personIdSchema]).default('mine'),
  /** `today`: as far as the day's minutes reach. `later`: what they do not reach. `snoozed`: what was put off. */
  part: z.enum(['today', 'later', 'snoozed']).default('today'),
  kind: taskKindSchema.optional(),
});
export type WorklistQuery = z.infer<typeof worklistQuerySchema>;

export const worklistPageSchema = z
  .object({
    items: z.array(worklistRowSchema),
    nextCursor: z.string().nullable(),
    /** The instant at which the order was made: the pages of one list have the same. */
    asOf: instant,
    /** Minutes of the collector's day, and of these what today's finished tasks left; null: there is no limit. */
    minutesPerDay: z.int().nullable(),
    minutesLeft: z.int().nullable(),
    tasksToday: z.int(),
    notReachedToday: z.object({ tasks: z.int(), amounts }),
    snoozed: z.int(),
  })
  .meta({ id: 'WorklistPage' });
export type WorklistPageView = z.infer<typeof worklistPageSchema>;

const reason = z.string().trim().min(1).max(500);
/** An instant, or a day, which means the first moment of that day in the organization's time zone. */
const until = z.union([instant, date]);

export const assignTaskSchema = z
  .strictObject({
    /** The collector who is to do it; null: it is given back, and everybody may claim it. */
    to: personIdSchema.nullable(),
    /** With whom the caller believes it to be: 409 when it is with somebody else. */
    from: personIdSchema.nullable().optional(),
    reason,
  })
  .meta({ id: 'AssignTask' });

export const taskUntilSchema = z.strictObject({ until, reason }).meta({ id: 'TaskUntil' });

/** Who does a task, and when. */
export const taskWorkSchema = z
  .object({
    taskId: z.uuid(),
    claimedBy: z.string().nullable(),
    claimedById: z.string().nullable(),
    assignedTo: z.string().nullable(),
    assignedToId: z.string().nullable(),
    assignedRule: z.string().nullable(),
    snoozed: z.object({ by: z.string(), byId: z.string(), until: instant, reason: z.string().nullable() }).nullable(),
    pinned: z.object({ by: z.string(), byId: z.string(), until: instant, reason: z.string().nullable() }).nullable(),
    reassignedAt: instant.nullable(),
    escalatedAt: instant.nullable(),
  })
  .meta({ id: 'TaskWork' });
export type TaskWorkView = z.infer<typeof taskWorkSchema>;

export const worklistSettingsViewSchema = worklistSettingsSchema.meta({ id: 'WorklistSettings' });
