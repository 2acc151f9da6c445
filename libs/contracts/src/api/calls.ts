import { z } from 'zod';
import { outcomesOf, type OutcomeOf } from '@puntual/domain/tasks/task-kinds';
import { instant, pageOf } from './common.ts';
import { completeTaskSchema } from './tasks.ts';

const directionSchema = z.enum(['out', 'in']);
const callOutcomeSchema = z.enum(outcomesOf('call') as [OutcomeOf<'call'>, ...OutcomeOf<'call'>[]]);

/** Starts a call: the person and the hour are those of the request. */
export const startCallSchema = z
  .strictObject({
    direction: directionSchema.default('out'),
    /** The call task; left out: the customer's open one, when there is one. */
    taskId: z.uuid().optional(),
    contactId: z.string().max(100).optional(),
    /** The number that is called or that calls, as people write it; left out: the contact's. */
    phone: z.string().max(40).optional(),
  })
  .meta({ id: 'StartCall' });

/** Ends a call with an outcome of a call task and what the outcome needs. */
export const endCallSchema = completeTaskSchema.extend({ outcome: callOutcomeSchema }).meta({ id: 'EndCall' });

/** Says what is right of an ended call; its entry stays, superseded. */
export const correctCallSchema = endCallSchema
  .extend({ direction: directionSchema.optional() })
  .meta({ id: 'CorrectCall' });

export const callSchema = z
  .object({
    id: z.uuid(),
    direction: directionSchema,
    taskId: z.uuid().nullable(),
    contactId: z.string().nullable(),
    phone: z.string().nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    /** Counted from start to end. */
    seconds: z.int().nullable(),
    outcome: z.string().nullable(),
    note: z.string().nullable(),
    by: z.string(),
    byId: z.string(),
    /** The entry that this one corrects. */
    supersedes: z.uuid().nullable(),
    /** Null: this entry counts. */
    supersededAt: instant.nullable(),
  })
  .meta({ id: 'Call' });
export type CallView = z.infer<typeof callSchema>;

export const callPageSchema = pageOf(callSchema, 'CallPage');
