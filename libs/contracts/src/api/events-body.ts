import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';
import { eventSchema } from '../events/events.ts';
import { instant, pageQuerySchema } from './common.ts';

/** Most events in one request. */
export const MAX_EVENTS = 500;

/** One event in its sender's form, for the API documentation. */
export const eventInputSchema = eventSchema.meta({ id: 'Event' });

/**
 * The body of `POST /v1/events`. The schema checks only the frame; each event is validated on its own, so that an
 * invalid event does not reject the others.
 */
export const eventsBodySchema = z.union(
  [z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1).max(MAX_EVENTS)],
  { error: format('events') },
);

export const eventVerdictSchema = z
  .object({
    id: z.string().nullable(),
    verdict: z.enum(['accepted', 'duplicate', 'rejected']),
    code: z.string().optional(),
    /** Of an event whose data are well formed but do not fit what is known: the stable code of the reason. */
    refusal: z.string().optional(),
    reason: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'EventVerdict' });

export const eventVerdictsSchema = z.array(eventVerdictSchema).meta({ id: 'EventVerdicts' });

/** An accepted event that has changed nothing yet: what it is about is not known, or it was refused when that came. */
export const waitingEventSchema = z
  .object({
    id: z.uuid(),
    /** The `id` and `source` of the event. */
    eventId: z.string(),
    source: z.string(),
    type: z.string(),
    waitsFor: z.object({ kind: z.enum(['invoice', 'payment', 'credit-note']), id: z.string() }),
    customerId: z.string(),
    since: instant,
    /** What to do, in the reader’s language. */
    text: z.string(),
    /** Why it was refused: the stable code; null while it waits. */
    refusal: z.string().nullable(),
  })
  .meta({ id: 'WaitingEvent' });
export type WaitingEventView = z.infer<typeof waitingEventSchema>;

/** `all=true`: also those that have waited for less than a day. */
export const waitingEventQuerySchema = pageQuerySchema.extend({ all: z.enum(['true', 'false']).optional() });

export const waitingEventPageSchema = z
  .object({
    items: z.array(waitingEventSchema),
    nextCursor: z.string().nullable(),
    /** How many there are on all pages; counted up to 10,000. */
    total: z.int(),
  })
  .meta({ id: 'WaitingEventPage' });
