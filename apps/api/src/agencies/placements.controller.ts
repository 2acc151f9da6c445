import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  recallPlacedDebt,
  reassignPlacement,
  settleUnknownTelling,
  type PlacementActResult,
} from '@puntual/casework/people/placements';
import { placeAgain } from '@puntual/casework/people/place-again';
import { takeBackCollection } from '@puntual/casework/people/take-back-collection';
import {
  agencyReportSchema,
  placementDetailSchema,
  placementPageSchema,
  placementQuerySchema,
  reassignPlacementSchema,
  recallPlacementSchema,
  reverseCollectionSchema,
  settleTellingSchema,
  type AgencyReportInput,
  type PlacementDetailView,
} from '@puntual/contracts/api/agencies';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { sendStoredFile } from '../http/stored-file.ts';
import { listPlacements, showPlacement } from './read-placements.ts';
import { takeReport } from './take-report.ts';

/** The debts that are, were or will be with an agency. */
@ApiTags('agencies')
@Controller('v1/placements')
export class PlacementsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List placements, the newest proposal first' })
  @ApiOkResponse({ standardSchema: placementPageSchema })
  list(
    @Query({ schema: placementQuerySchema }) query: z.infer<typeof placementQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof placementPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listPlacements(tx, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'A placement with its reports, what the agency was told, and the files of its pack' })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    return this.read(caller, rowIdOf(id));
  }

  @Get(':id/files/:fileId')
  @ApiOperation({ summary: 'A file of a pack, byte for byte as the agency got it, as a download' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('fileId', { schema: anyIdSchema }) fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const where = { id: rowIdOf(fileId), placementId: rowIdOf(id) };
    const file = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.placementFile.findFirst({ where }),
    );
    if (!file) throw notFound();
    const name = file.name.replaceAll('/', '-');
    return sendStoredFile(response, { content: file.content, type: file.mediaType, name, bytes: file.size });
  }

  @Post(':id/recall')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Call a debt back from its agency',
    description:
      'The case tells the agency and goes on when the agency has confirmed. An approved hand-over of which the ' +
      'agency knows nothing is rejected instead. 409 `already-ended` when it was called back before, ' +
      '`placement-over`, `placement-told`.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async recall(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: recallPlacementSchema }) { reason }: z.infer<typeof recallPlacementSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const placementId = rowIdOf(id);
    const { database, clock } = this.parts;
    return this.answer(
      caller,
      placementId,
      await recallPlacedDebt(database, actorOf(caller), { placementId, reason }, clock.now()),
    );
  }

  @Post(':id/agency')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Choose another agency for a debt that no agency has yet',
    description: '409 `no-such-agency`, `placement-over`, `placement-told`.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async reassign(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: reassignPlacementSchema }) { agency }: z.infer<typeof reassignPlacementSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const placementId = rowIdOf(id);
    const { database, clock } = this.parts;
    return this.answer(
      caller,
      placementId,
      await reassignPlacement(database, actorOf(caller), { placementId, key: agency }, clock.now()),
    );
  }

  @Post(':id/again')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Propose to hand a debt over again whose placement ended',
    description:
      'The rules choose the agency of today and the pack is of today. A person approves it (task `approve-agency`), ' +
      'whatever the policy says of approval, and the days of the last letter count. Answers the new placement. 409 ' +
      '`placement-under-way`, `placement-of-nothing`, `placement-on-hold`.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async again(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const { database, clock } = this.parts;
    const again = await placeAgain(database, actorOf(caller), rowIdOf(id), clock.now());
    switch (again.result) {
      case 'done':
        return this.read(caller, again.placementId);
      case 'not-found':
        throw notFound();
      case 'not-over':
        throw new ApiProblem(409, { code: 'placement-under-way', values: {} });
      case 'settled':
        throw new ApiProblem(409, { code: 'placement-of-nothing', values: {} });
      case 'on-hold':
        throw new ApiProblem(409, { code: 'placement-on-hold', values: {} });
    }
  }

  @Post(':id/settle')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say whether the agency got what it was told',
    description: 'For a message in the state `unknown`. When it did not arrive, the case tells the agency again.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async settle(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: settleTellingSchema }) { arrived, reference }: z.infer<typeof settleTellingSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const placementId = rowIdOf(id);
    const { database, clock } = this.parts;
    const answer = { placementId, arrived, reference: reference ?? null };
    return this.answer(caller, placementId, await settleUnknownTelling(database, actorOf(caller), answer, clock.now()));
  }

  @Post(':id/reports')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Note what an agency reported by mail or telephone',
    description:
      'Counts like a report of the agency itself: `accepted`, `collected` (with the amount), `returned` or ' +
      '`uncollectable`. A second one with the same `reportId` changes nothing.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async report(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: agencyReportSchema }) body: AgencyReportInput,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const placementId = rowIdOf(id);
    const organization = { id: caller.organizationId, slug: caller.slug };
    await takeReport(this.parts, organization, { ...body, placementId, agencyKey: null });
    return this.read(caller, placementId);
  }

  @Post(':id/reports/:reportId/reverse')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take back money that an agency reported as collected and had not collected',
    description:
      'Reverses the payment that the report stands for, on the day on which it was booked: the invoice is open again ' +
      'at the stage it had. Takes the amount and its commission off the agency’s account, which may then owe less ' +
      'than nothing. 409 `collection-reversed`, `report-not-of-money`.',
  })
  @ApiOkResponse({ standardSchema: placementDetailSchema })
  async reverseReport(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('reportId', { schema: anyIdSchema }) reportId: string,
    @Body({ schema: reverseCollectionSchema }) { reason }: z.infer<typeof reverseCollectionSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlacementDetailView> {
    const wrong = { placementId: rowIdOf(id), reportRowId: rowIdOf(reportId), reason };
    const { database, clock } = this.parts;
    const result = await takeBackCollection(database, actorOf(caller), wrong, clock.now());
    switch (result.result) {
      case 'done':
        return this.read(caller, wrong.placementId);
      case 'not-found':
        throw notFound();
      case 'already':
        throw new ApiProblem(409, { code: 'collection-reversed', values: {} });
      case 'no-collection':
        throw new ApiProblem(409, { code: 'report-not-of-money', values: {} });
      case 'invalid':
        throw invalid([result]);
    }
  }

  private async answer(caller: Caller, id: string, result: PlacementActResult): Promise<PlacementDetailView> {
    switch (result) {
      case 'done':
        return this.read(caller, id);
      case 'not-found':
        throw notFound();
      case 'asked':
        throw alreadyEnded('recall');
      case 'over':
        throw new ApiProblem(409, { code: 'placement-over', values: {} });
      case 'told':
        throw new ApiProblem(409, { code: 'placement-told', values: {} });
      case 'no-such-agency':
        throw new ApiProblem(409, { code: 'no-such-agency', values: {} });
    }
  }

  private async read(caller: Caller, id: string): Promise<PlacementDetailView> {
    const view = await this.parts.database.inOrganization(caller.organizationId, (tx) => showPlacement(tx, id));
    if (!view) throw notFound();
    return view;
  }
}
