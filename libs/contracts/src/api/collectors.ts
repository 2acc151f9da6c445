import { z } from 'zod';
import { personIdSchema } from '@puntual/domain/worklist/worklist-settings';
import { format } from '@puntual/domain/refusals/schema-issues';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';
import { taskKindSchema } from './tasks.ts';

const languages = z.array(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, format('language'))).max(20);
const teams = z.array(z.string().trim().min(1).max(60)).max(20);

const absenceSchema = z.strictObject({
  fromOn: date,
  untilOn: date,
  /** Who does the work that falls due meanwhile; null: everybody may claim it. */
  substituteId: personIdSchema.nullable(),
});

export const putCollectorSchema = z
  .strictObject({
    /** Left out: the name that the user or key has. It is shown only where neither has one any more. */
    name: z.string().trim().min(1).max(200).optional(),
    /**
     * A short name, unique in the organization, for `@ana` in notes and for the ERP’s `accountManager`. Left out: it
     * stays; a new collector gets the beginning of the e-mail address, or the key’s name, where nobody has it.
     */
    handle: z
      .string()
      .trim()
      .regex(/^[\p{L}\d]([\p{L}\d._-]{0,58}[\p{L}\d])?$/u)
      .nullable()
      .optional(),
    languages: languages.default([]),
    teams: teams.default([]),
    /** Minutes of work on tasks in a day; null: no limit; 0: no rule gives the collector tasks. */
    minutesPerDay: z.int().min(0).max(1440).nullable().default(null),
    isManager: z.boolean().default(false),
    /** The manager who gets this collector's tasks that nobody does. */
    managerId: personIdSchema.nullable().default(null),
    /** False: the collector has left, and gets no tasks. */
    active: z.boolean().default(true),
  })
  .meta({ id: 'PutCollector' });

export const collectorSchema = z
  .object({
    /** `user:<id>` or `key:<id>`; a name of an older version that fits nobody. */
    personId: z.string(),
    name: z.string(),
    handle: z.string().nullable(),
    languages: z.array(z.string()),
    teams: z.array(z.string()),
    minutesPerDay: z.int().nullable(),
    isManager: z.boolean(),
    managerId: z.string().nullable(),
    active: z.boolean(),
    /** Those that are not over. */
    absences: z.array(z.object({ fromOn: date, untilOn: date, substituteId: z.string().nullable() })),
  })
  .meta({ id: 'Collector' });
export type CollectorView = z.infer<typeof collectorSchema>;

export const collectorQuerySchema = pageQuerySchema;
export const collectorPageSchema = pageOf(collectorSchema, 'CollectorPage');

export const putAbsencesSchema = z
  .strictObject({ absences: z.array(absenceSchema).max(50) })
  .meta({ id: 'PutAbsences' });

export const personIdParameter = personIdSchema;

/** What a collector has to know of a customer after an absence, or a substitute before one: three lines. */
export const accountBriefSchema = z
  .object({
    customerId: z.string(),
    customerName: z.string(),
    /** The last message that was sent or call that was made, with what came of a call. */
    lastContact: z
      .object({ at: instant, what: z.enum(['message', 'call']), outcome: z.string().nullable() })
      .nullable(),
    /** What happens next: the most urgent open task, else the earliest act that the cases plan. */
    nextAct: z
      .union([
        z.object({ what: z.literal('task'), taskId: z.uuid(), kind: taskKindSchema, dueOn: date }),
        z.object({ what: z.literal('case'), invoiceId: z.string(), at: instant }),
      ])
      .nullable(),
    open: z.array(z.object({ currency: z.string(), amount })),
  })
  .meta({ id: 'AccountBrief' });
export type AccountBriefView = z.infer<typeof accountBriefSchema>;

export const digestQuerySchema = pageQuerySchema;
export const digestPageSchema = pageOf(accountBriefSchema, 'DigestPage');
