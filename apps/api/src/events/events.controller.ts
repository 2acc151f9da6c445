import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { eventsBodySchema, eventVerdictsSchema } from '@puntual/contracts/api/events-body';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { postEvents, type EventVerdict } from './post-events.ts';

/** The ERP's events over HTTP: the same schemas and the same use case as from Kafka. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send one event, or up to 500 in an array',
    description:
      'Answers a verdict for each event, in the order sent: `accepted`, `duplicate` (an event with this source ' +
      'and id was accepted before; nothing changed) or `rejected` with the reasons. A rejected event does not ' +
      'stop the others. Sending events again is always safe.',
  })
  @ApiAcceptedResponse({ standardSchema: eventVerdictsSchema })
  take(@Body({ schema: eventsBodySchema }) body: unknown, @CurrentCaller() caller: Caller): Promise<EventVerdict[]> {
    const { database, clock, log } = this.parts;
    const target = { database, slug: caller.slug, now: () => new Date(clock.now()), log };
    return postEvents(target, Array.isArray(body) ? body : [body]);
  }
}
