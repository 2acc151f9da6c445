import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { nameActor } from '@puntual/casework/record/actor-names';
import { saveCollector, setAbsences } from '@puntual/casework/worklist/change-collectors';
import {
  collectorPageSchema,
  collectorQuerySchema,
  collectorSchema,
  digestPageSchema,
  digestQuerySchema,
  personIdParameter,
  putAbsencesSchema,
  putCollectorSchema,
  type CollectorView,
} from '@puntual/contracts/api/collectors';
import { isDecider } from '../auth/held-rights.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { findCollector, listCollectors } from './read-collectors.ts';
import { readDigest } from './read-digest.ts';
import { personSought } from '../http/people.ts';

/** The people who work on tasks, and when they are away. */
@ApiTags('worklist')
@Controller('v1/collectors')
export class CollectorsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List the collectors with their absences that are not over' })
  @ApiOkResponse({ standardSchema: collectorPageSchema })
  list(
    @Query({ schema: collectorQuerySchema }) query: z.infer<typeof collectorQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof collectorPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listCollectors(tx, caller.organizationId, query, this.parts.clock.now()),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One collector' })
  @ApiOkResponse({ standardSchema: collectorSchema })
  show(
    @Param('id', { schema: personIdParameter }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<CollectorView> {
    return this.readMeant(caller, id);
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Add a collector, or replace what is known of one',
    description:
      'The id is that of a user (`/v1/users`) or a key (`key:<id>`), a handle, an e-mail address, or `me`. The tasks ' +
      'of a collector who is not `active` any more are given to others. The rules of assignment are asked again ' +
      'about tasks that are with nobody.',
  })
  @ApiOkResponse({ standardSchema: collectorSchema })
  async put(
    @Param('id', { schema: personIdParameter }) id: string,
    @Body({ schema: putCollectorSchema }) body: z.infer<typeof putCollectorSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CollectorView> {
    const { database, clock } = this.parts;
    const personId = await personSought(this.parts, caller, id);
    if (personId === null) throw notFound();
    const name = body.name ?? (await this.nameOf(caller, personId));
    const saved = await saveCollector(database, actorOf(caller), { ...body, personId, name }, clock.now());
    if (saved.result === 'invalid') throw invalid([saved.refusal]);
    return this.read(caller, personId);
  }

  @Put(':id/absences')
  @ApiOperation({
    summary: 'Replace the absences of a collector that are not over',
    description:
      'While the collector is away, the tasks that fall due before the return are with the substitute, and with ' +
      'everybody where there is none; afterwards they are with the collector again. Collectors may enter their own.',
  })
  @ApiOkResponse({ standardSchema: collectorSchema })
  async absences(
    @Param('id', { schema: personIdParameter }) id: string,
    @Body({ schema: putAbsencesSchema }) { absences }: z.infer<typeof putAbsencesSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CollectorView> {
    const personId = await personSought(this.parts, caller, id);
    if (!isDecider(caller.rights) && personId !== caller.actorId)
      throw new ApiProblem(403, { code: 'forbidden', values: { right: 'case.decide' } });
    if (personId === null) throw notFound();
    const { database, clock } = this.parts;
    const saved = await setAbsences(database, actorOf(caller), { personId, absences }, clock.now());
    if (saved.result === 'not-found') throw notFound();
    if (saved.result === 'invalid') throw invalid([saved.refusal]);
    return this.read(caller, personId);
  }

  @Get(':id/digest')
  @ApiOperation({
    summary: 'A brief of each account of a collector: last contact, next act, open amounts',
    description:
      'For the return from an absence, and for the substitute before one. The accounts are the customers whose ' +
      'account manager the collector is and who have open invoices, and those of the collector’s tasks, also of ' +
      'tasks that others finished in the last 90 days.',
  })
  @ApiOkResponse({ standardSchema: digestPageSchema })
  async digest(
    @Param('id', { schema: personIdParameter }) id: string,
    @Query({ schema: digestQuerySchema }) query: z.infer<typeof digestQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof digestPageSchema>> {
    const { personId } = await this.readMeant(caller, id);
    return this.parts.database.inOrganization(
      caller.organizationId,
      (tx) => readDigest(tx, caller.organizationId, { ...query, personId }, this.parts.clock.now()),
      { readOnly: true },
    );
  }

  private async nameOf(caller: Caller, personId: string): Promise<string> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => nameActor(tx, personId));
  }

  private async readMeant(caller: Caller, text: string): Promise<CollectorView> {
    const personId = await personSought(this.parts, caller, text);
    if (personId === null) throw notFound();
    return this.read(caller, personId);
  }

  private async read(caller: Caller, id: string): Promise<CollectorView> {
    const collector = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCollector(tx, caller.organizationId, id, this.parts.clock.now()),
    );
    if (!collector) throw notFound();
    return collector;
  }
}
