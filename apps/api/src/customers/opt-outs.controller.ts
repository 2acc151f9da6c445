import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { liftOptOut, optOut } from '@puntual/casework/people/opt-outs';
import {
  createOptOutSchema,
  optOutChannelSchema,
  optOutSchema,
  type OptOutChannel,
  type OptOutView,
} from '@puntual/contracts/api/opt-outs';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { alreadyEnded, notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findCustomerRowId } from './read-customers.ts';

/** Opt-outs: contacts who want no messages by a channel. */
@ApiTags('customers')
@Controller('v1/customers')
export class OptOutsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/contacts/:contactId/opt-outs')
  @ApiOperation({
    summary: 'Note that a contact wants no messages by a channel',
    description:
      'It takes effect with the answer, whatever the ERP reports about the contact later: messages use the ' +
      'contact’s other channel or another contact; if there is none, a task asks a person for one. Noting it ' +
      'again changes nothing.',
  })
  @ApiCreatedResponse({ standardSchema: optOutSchema })
  async create(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('contactId', { schema: anyIdSchema }) contactId: string,
    @Body({ schema: createOptOutSchema }) { channel }: z.infer<typeof createOptOutSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<OptOutView> {
    const noted = await optOut(
      this.parts.database,
      actorOf(caller),
      { customerRowId: await this.rowIdOf(caller, id), contactId, channel },
      this.parts.clock.now(),
    );
    if (noted.result !== 'done') throw notFound();
    return { contactId, channel, since: noted.since.toISOString() };
  }

  @Delete(':id/contacts/:contactId/opt-outs/:channel')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Note that the contact may be written to by the channel again',
    description:
      'Steps that could not be sent because the customer had no other way to be reached are requested again. ' +
      '409 `already-ended` when the contact has not opted out.',
  })
  @ApiNoContentResponse()
  async remove(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('contactId', { schema: anyIdSchema }) contactId: string,
    @Param('channel', { schema: optOutChannelSchema }) channel: OptOutChannel,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const lifted = await liftOptOut(
      this.parts.database,
      actorOf(caller),
      { customerRowId: await this.rowIdOf(caller, id), contactId, channel },
      this.parts.clock.now(),
    );
    if (lifted.result === 'not-found') throw notFound();
    if (lifted.result === 'already-ended') throw alreadyEnded('opt-out');
  }

  private async rowIdOf(caller: Caller, id: string): Promise<string> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!rowId) throw notFound();
    return rowId;
  }
}
