import { Controller, Delete, Get, HttpCode, Inject, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { retireFeed } from '@puntual/casework/people/retire-feed';
import { feedListSchema, feedNameSchema, type FeedListView } from '@puntual/contracts/api/feeds';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';

/** The payment feeds, whose heartbeats say up to when payments are known. */
@ApiTags('settings')
@Controller('v1/feeds')
export class FeedsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List the payment feeds by name, each with the instant up to which its payments are known',
    description: 'The oldest one decides whether messages leave. An organization has at most 50 feeds.',
  })
  @ApiOkResponse({ standardSchema: feedListSchema })
  async list(@CurrentCaller() caller: Caller): Promise<FeedListView> {
    const rows = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.feedState.findMany({ orderBy: { feed: 'asc' } }),
    );
    return { items: rows.map(({ feed, completeUntil }) => ({ feed, completeUntil: completeUntil.toISOString() })) };
  }

  @Delete(':feed')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Retire a payment feed: it keeps no message back any more',
    description:
      'For a feed that sends no heartbeats any more, or was named by mistake. Cases that waited for it continue at ' +
      'once. The feed counts again with its next heartbeat.',
  })
  @ApiNoContentResponse()
  async retire(
    @Param('feed', { schema: feedNameSchema }) feed: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    if (!(await retireFeed(this.parts.database, actorOf(caller), feed, this.parts.clock.now()))) throw notFound();
  }
}
