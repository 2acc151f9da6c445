import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { endPause, pauseCustomer, type PauseResult } from '@puntual/casework/people/customer-pauses';
import { isoDate } from '@puntual/casework/record/dates';
import {
  pauseCustomerSchema,
  pausePageSchema,
  pauseQuerySchema,
  pauseSchema,
  type PauseView,
} from '@puntual/contracts/api/pauses';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { findCustomerRowId } from './read-customers.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** Pauses of a whole customer or of one channel, each with an end. */
@ApiTags('customers')
@Controller('v1/customers')
export class PausesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get(':id/pauses')
  @ApiOperation({ summary: 'List the pauses of a customer, newest first, those that are over included' })
  @ApiOkResponse({ standardSchema: pausePageSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pauseQuerySchema }) query: z.infer<typeof pauseQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof pausePageSchema>> {
    const customerId = await this.customer(caller, id);
    const before = readCursor(query.cursor, instantPosition);
    const openedAt = before && new Date(before[0]);
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const rows = await tx.customerPause.findMany({
        where: {
          customerId,
          ...(before && openedAt ? { OR: [{ openedAt: { lt: openedAt } }, { openedAt, id: { lt: before[1] } }] } : {}),
        },
        orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
        take: query.limit + 1,
      });
      const page = pageOfRows(rows, query.limit, (row) => [row.openedAt.toISOString(), row.id]);
      return { items: await withNames<PauseView[]>(tx, page.rows.map(pauseView)), nextCursor: page.nextCursor };
    });
  }

  @Post(':id/pauses')
  @ApiOperation({
    summary: 'Pause a customer until a day',
    description:
      'All invoices of the customer are on hold until that day, also those that come later; with `channel`, only ' +
      'messages by that channel wait or take another way. A pause always ends, at most a year ahead. 409 ' +
      '`already-paused` when a pause of the same lasts at least as long.',
  })
  @ApiCreatedResponse({ standardSchema: pauseSchema })
  async pause(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: pauseCustomerSchema }) { until, reason, channel }: z.infer<typeof pauseCustomerSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PauseView> {
    const customerRowId = await this.customer(caller, id);
    const { database, clock } = this.parts;
    const pause = { customerRowId, untilOn: until, reason, channel: channel ?? null };
    return this.answer(caller, await pauseCustomer(database, actorOf(caller), pause, clock.now()));
  }

  @Delete(':id/pauses/:pauseId')
  @ApiOperation({ summary: 'End a pause before its day', description: '409 `already-ended` when it has ended before.' })
  @ApiOkResponse({ standardSchema: pauseSchema })
  async end(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('pauseId', { schema: anyIdSchema }) pauseId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PauseView> {
    const pause = { customerRowId: await this.customer(caller, id), pauseId: rowIdOf(pauseId) };
    const { database, clock } = this.parts;
    return this.answer(caller, await endPause(database, actorOf(caller), pause, clock.now()));
  }

  private async customer(caller: Caller, id: string): Promise<string> {
    const customerRowId = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCustomerRowId(tx, id),
    );
    if (!customerRowId) throw notFound();
    return customerRowId;
  }

  private async answer(caller: Caller, result: PauseResult): Promise<PauseView> {
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'already-ended') throw alreadyEnded('pause');
    if (result.result === 'already-paused')
      throw new ApiProblem(409, { code: 'already-paused', values: { until: result.untilOn, by: result.by } });
    if (result.result === 'invalid') throw invalid([result.refusal]);
    return this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      withNames<PauseView>(tx, pauseView(await tx.customerPause.findUniqueOrThrow({ where: { id: result.pauseId } }))),
    );
  }
}

interface PauseRow {
  readonly id: string;
  readonly channel: string | null;
  readonly untilOn: Date;
  readonly reason: string;
  readonly openedAt: Date;
  readonly openedBy: string;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
}

function pauseView(row: PauseRow): Unnamed<PauseView> {
  return {
    pauseId: row.id,
    channel: pauseSchema.shape.channel.catch(null).parse(row.channel),
    until: isoDate(row.untilOn),
    reason: row.reason,
    openedAt: row.openedAt.toISOString(),
    openedBy: row.openedBy,
    releasedAt: row.releasedAt?.toISOString() ?? null,
    releasedBy: row.releasedBy,
  };
}
