import { Controller, Delete, Get, HttpCode, Inject, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  countWaitingEvents,
  dismissWaitingEvent,
  listWaitingEvents,
  WAIT_MS,
  type WaitingEvent,
} from '@puntual/casework/intake/waiting-events';
import {
  waitingEventPageSchema,
  waitingEventQuerySchema,
  type WaitingEventView,
} from '@puntual/contracts/api/events-body';
import type { Language } from '@puntual/domain/language/languages';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { waitingWords } from './waiting-words.ts';

type Kind = WaitingEventView['waitsFor']['kind'];

/** Accepted events that have changed nothing yet. */
@ApiTags('events')
@Controller('v1/events/waiting')
export class WaitingEventsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List accepted events that still wait, the oldest first',
    description:
      'An event about an invoice, payment or credit note that is not known yet is accepted and waits for it. Those ' +
      'that have waited for a day are listed, and those that were refused when what they waited for came; ' +
      '`all=true` lists the others, too. The ERP is told of each once, with `puntual.event.waiting.v1` on ' +
      '`ar.collections`. `text` is in the language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: waitingEventPageSchema })
  list(
    @Query({ schema: waitingEventQuerySchema }) query: z.infer<typeof waitingEventQuerySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<z.infer<typeof waitingEventPageSchema>> {
    const after = readCursor(query.cursor, instantPosition);
    const now = this.parts.clock.now();
    const until = new Date(query.all === 'true' ? now + WAIT_MS : now - WAIT_MS);
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await listWaitingEvents(tx, { limit: query.limit + 1, after, until });
      const page = pageOfRows(found, query.limit, (event) => [event.since.toISOString(), event.id]);
      return {
        items: page.rows.map((event) => waitingEventView(event, language)),
        nextCursor: page.nextCursor,
        total: await countWaitingEvents(tx, until),
      };
    });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a waiting event aside',
    description:
      'For an event that is a mistake, such as one with a mistyped id. It never changes anything afterwards.',
  })
  @ApiNoContentResponse()
  async dismiss(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const { database, clock } = this.parts;
    if (!(await dismissWaitingEvent(database, actorOf(caller), rowIdOf(id), clock.now()))) throw notFound();
  }
}

function waitingEventView(event: WaitingEvent, language: Language): WaitingEventView {
  const { id, eventId, source, type, subject, customerId, since, refused } = event;
  const at = subject.indexOf('/');
  const waitsFor = { kind: subject.slice(0, at) as Kind, id: subject.slice(at + 1) };
  return {
    id,
    eventId,
    source,
    type,
    waitsFor,
    customerId,
    since: since.toISOString(),
    text: reasonOf(refused, language) ?? waitingWords[waitsFor.kind][language](waitsFor.id),
    refusal: refused?.code ?? null,
  };
}

// Null also for a refusal of another version, whose code or values this one does not know.
function reasonOf(refused: WaitingEvent['refused'], language: Language): string | null {
  try {
    return refused && sayRefusal(refused, language);
  } catch {
    return null;
  }
}
