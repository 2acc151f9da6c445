import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  worklistPageSchema,
  worklistQuerySchema,
  type WorklistPageView,
  type WorklistQuery,
} from '@puntual/contracts/api/worklist';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { showWorklist } from './show-worklist.ts';
import { WorklistStreams } from './worklist-streams.ts';
import { personSought } from '../http/people.ts';

/** The open tasks in the order in which they are to be done. */
@ApiTags('worklist')
@Controller('v1/worklist')
export class WorklistController {
  private readonly parts: ApiParts;
  private readonly streams: WorklistStreams;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(WorklistStreams) streams: WorklistStreams) {
    this.parts = parts;
    this.streams = streams;
  }

  @Get()
  @ApiOperation({
    summary: 'The open tasks, the most urgent first',
    description:
      'The `points` of a task are the sum of its `parts`; of equal points the larger amount comes first, then the ' +
      'older task. `person` is `mine` (the caller’s tasks and those of nobody), `me`, `all`, `nobody`, or the id, ' +
      'the handle or the e-mail address of a collector. The list of a collector with `minutesPerDay` ends where the ' +
      'day’s minutes end: `notReachedToday` sums up the rest, each invoice once, and `part=later` lists it. ' +
      '`part=snoozed` lists what was put off. The pages of one list are made for the same instant (`asOf`).',
  })
  @ApiOkResponse({ standardSchema: worklistPageSchema })
  async list(
    @Query({ schema: worklistQuerySchema }) query: WorklistQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<WorklistPageView> {
    const person = await this.personOf(caller, query.person);
    return this.parts.database.inOrganization(
      caller.organizationId,
      (tx) =>
        showWorklist(tx, caller.organizationId, {
          query: { ...query, person },
          personId: caller.actorId,
          now: this.parts.clock.now(),
        }),
      { readOnly: true },
    );
  }

  private async personOf(caller: Caller, person: WorklistQuery['person']): Promise<WorklistQuery['person']> {
    if (person === 'mine' || person === 'all' || person === 'nobody') return person;
    return (await personSought(this.parts, caller, person)) ?? person;
  }

  @Get('stream')
  @ApiOperation({
    summary: 'A stream of server-sent events: one `changed` whenever the worklist may have changed',
    description:
      'An event names no task and no customer: load the list again. Payments, broken promises, tasks, holds and ' +
      'absences cause one within two seconds. With `Last-Event-ID` the first event is `changed`, because one may ' +
      'have been missed. The stream ends within a minute after its credential was revoked.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  async stream(
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.streams.open(caller, response, lastEventId !== undefined);
  }
}
