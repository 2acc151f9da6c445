import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';
import { eventSchema } from '../events/events.ts';

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
    reason: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'EventVerdict' });

export const eventVerdictsSchema = z.array(eventVerdictSchema).meta({ id: 'EventVerdicts' });
