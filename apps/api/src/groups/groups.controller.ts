import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { setAccountManager } from '@puntual/casework/people/set-account-manager';
import { type GroupChoice, setGroup } from '@puntual/casework/people/set-group';
import {
  groupDetailSchema,
  groupPageSchema,
  groupQuerySchema,
  setAccountManagerSchema,
  setGroupSchema,
  type GroupDetailView,
  type GroupView,
  type SetAccountManager,
  type SetGroup,
} from '@puntual/contracts/api/groups';
import type { z } from 'zod';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findGroup, listGroups } from './read-groups.ts';

/** Groups of customers with one payer, who is contacted for all of them. */
@ApiTags('customers')
@Controller('v1')
export class GroupsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('groups')
  @ApiOperation({ summary: 'Groups of customers, by id' })
  @ApiOkResponse({ standardSchema: groupPageSchema })
  list(
    @Query({ schema: groupQuerySchema }) query: z.infer<typeof groupQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: GroupView[]; nextCursor: string | null }> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listGroups(tx, query));
  }

  @Get('groups/:id')
  @ApiOperation({ summary: 'A group: its payer, its customers with what each owes, its open call, its history' })
  @ApiOkResponse({ standardSchema: groupDetailSchema })
  read(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<GroupDetailView> {
    return this.found(caller, id);
  }

  @Put('customers/:id/group')
  @ApiOperation({
    summary: 'Put a customer into a group',
    description:
      'A customer is in one group at a time. From now on the payer of the group is contacted for the customer, with ' +
      'the payer’s contacts, language, hours and limits; requested messages and open calls move, and the open cases ' +
      'are evaluated again. Invoices, stages, holds and history stay with the customer. An ERP states `group` in its ' +
      'customer event instead. Answers the group.',
  })
  @ApiOkResponse({ standardSchema: groupDetailSchema })
  async put(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: setGroupSchema }) group: SetGroup,
    @CurrentCaller() caller: Caller,
  ): Promise<GroupDetailView> {
    await this.set(caller, id, group);
    return this.found(caller, group.groupId);
  }

  @Delete('customers/:id/group')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take a customer out of its group',
    description:
      'The customer is contacted itself again. Stages, holds and history stay. When the payer leaves, each customer ' +
      'of the group is contacted itself until the group gets another payer. 409 `already-ended` when it is in none.',
  })
  @ApiNoContentResponse()
  async remove(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.set(caller, id, null);
  }

  @Put('customers/:id/account-manager')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set who looks after a customer',
    description:
      'The collector whom the customer’s answer and the call sheet show, and to whom rules of assignment may give ' +
      'tasks. It holds until the ERP or a file names somebody.',
  })
  @ApiNoContentResponse()
  async setAccountManager(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: setAccountManagerSchema }) { accountManager }: SetAccountManager,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { database, clock } = this.parts;
    const customerRowId = await database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!customerRowId) throw notFound();
    await setAccountManager(database, actorOf(caller), { customerRowId, named: accountManager }, clock.now());
  }

  private async set(caller: Caller, id: string, group: GroupChoice | null): Promise<void> {
    const { database, clock } = this.parts;
    const customerRowId = await database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!customerRowId) throw notFound();
    const result = await setGroup(database, actorOf(caller), { customerRowId, group }, clock.now());
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'already-ended') throw alreadyEnded('group');
    if (result.result === 'invalid') throw invalid([result]);
  }

  private async found(caller: Caller, groupId: string): Promise<GroupDetailView> {
    const { database, clock } = this.parts;
    const group = await database.inOrganization(caller.organizationId, (tx) => findGroup(tx, groupId, clock.now()));
    if (!group) throw notFound();
    return group;
  }
}
