import { z } from 'zod';
import { personIdSchema } from '@puntual/domain/worklist/worklist-settings';
import { instant, pageOf, pageQuerySchema } from './common.ts';

export const writeNoteSchema = z
  .strictObject({
    /** `@ana` in the text mentions the collector of that handle. */
    body: z.string().trim().min(1).max(4000),
    /** Collectors whom the note mentions besides those. */
    mentions: z.array(personIdSchema).max(20).default([]),
    /** Whether it takes the place of the pinned note. */
    pinned: z.boolean().default(false),
  })
  .meta({ id: 'WriteNote' });

export const noteSchema = z
  .object({
    noteId: z.uuid(),
    customerId: z.string(),
    customerName: z.string(),
    body: z.string(),
    /** The ids of the collectors whom it mentions, and their names in the same order. */
    mentions: z.array(z.string()),
    mentionNames: z.array(z.string()),
    pinned: z.boolean(),
    writtenAt: instant,
    writtenBy: z.string(),
    writtenById: z.string(),
  })
  .meta({ id: 'Note' });
/** A note as it was written; `accessAsked`: the mentioned people for whom a manager was asked for access. */
export const writtenNoteSchema = noteSchema.extend({ accessAsked: z.array(z.string()) }).meta({ id: 'WrittenNote' });

export type NoteView = z.infer<typeof noteSchema>;

export const noteQuerySchema = pageQuerySchema;
export const mentionQuerySchema = pageQuerySchema.extend({
  /** A collector: `me`, id, handle or e-mail address; left out: the caller. */
  person: personIdSchema.optional(),
});
export const notePageSchema = pageOf(noteSchema, 'NotePage');
