import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';
import { eventSchema } from '../events/events.ts';
import { eventVerdictSchema } from './schemas.ts';

/** Most events of one request. */
export const MAX_EVENTS = 500;

/** One event as a sender writes it, for the documents. */
export const eventInputSchema = eventSchema.meta({ id: 'Event' });

/** What `POST /v1/events` takes. The events are read one by one, so that a bad one does not keep the others out: only the frame is checked here. */
export const eventsBodySchema = z.union(
  [z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1).max(MAX_EVENTS)],
  { error: format('events') },
);

export const eventVerdictsSchema = z.array(eventVerdictSchema).meta({ id: 'EventVerdicts' });
