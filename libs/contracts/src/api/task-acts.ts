import { z } from 'zod';
import { HOLD_KINDS } from '@puntual/domain/decide/case-facts';
import { ASKED_FOR, channelSchema } from '@puntual/domain/policy/vocabulary';
import { date, instant, reasonSchema } from './common.ts';
import { taskKindSchema, taskSchema } from './tasks.ts';

const stepAheadSchema = z.object({ stepId: z.string(), do: z.string(), at: instant });

/** What completing a task would do: nothing of it is done. */
export const taskPreviewSchema = z
  .object({
    /** Why the outcome would be refused; then everything below is empty. */
    refused: z.object({ code: z.string(), path: z.string(), message: z.string() }).nullable(),
    /** The consequences as sentences, the most important first. */
    text: z.array(z.string()),
    /** The last day on which all of the shown invoices are on hold; null: they are not, or without an end. */
    silentUntil: date.nullable(),
    invoices: z.array(
      z.object({
        invoiceId: z.string(),
        number: z.string(),
        /** What the case then does: `wait`, or an act outside Puntual such as `place-with-agency`. */
        decision: z.string(),
        reasons: z.array(reasonSchema),
        /** When the case decides again; null: a person or an event has to move it. */
        until: instant.nullable(),
        next: stepAheadSchema.nullable(),
        /** The next step without the outcome. */
        nextBefore: stepAheadSchema.nullable(),
      }),
    ),
    moreInvoices: z.int(),
    tasks: z.array(
      z.object({
        kind: taskKindSchema,
        dueOn: date.nullable(),
        dueAt: instant.nullable(),
        claimedBy: z.string().nullable(),
        claimedById: z.string().nullable(),
      }),
    ),
    messages: z.array(
      z.object({ what: z.enum(ASKED_FOR), contactId: z.string(), channel: channelSchema.exclude(['letter']) }),
    ),
    holds: z.array(z.object({ invoiceId: z.string(), kind: z.enum(HOLD_KINDS), untilOn: date.nullable() })),
  })
  .meta({ id: 'TaskPreview' });
export type TaskPreviewView = z.infer<typeof taskPreviewSchema>;

/** A task whose outcome was taken back. */
export const takenBackSchema = z
  .object({
    task: taskSchema,
    /** What had left before: it cannot be taken back. */
    alreadySent: z.array(
      z.object({
        messageId: z.uuid(),
        contactIds: z.array(z.string()),
        channel: channelSchema,
        /** Null: it is being sent at this moment. */
        sentAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'TakenBackOutcome' });
export type TakenBackView = z.infer<typeof takenBackSchema>;
