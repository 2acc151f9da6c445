import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { askForAccess, decideAccess, saveTeam, setPortfolio } from '@puntual/casework/people/portfolios';
import {
  accessRequestPageSchema,
  accessRequestQuerySchema,
  accessRequestSchema,
  askAccessSchema,
  askedAccessSchema,
  portfolioSchema,
  saveTeamSchema,
  setPortfolioSchema,
  teamListSchema,
  teamNameParameter,
  type AccessRequestView,
  type PortfolioView,
} from '@puntual/contracts/api/portfolios';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { personMeant } from '../http/people.ts';
import { findCustomerRowId } from './read-customers.ts';
import { findAccessRequest, listAccessRequests, listTeams, readPortfolio } from './read-portfolios.ts';

/** Whose customers are whose, the teams, and who asks to see what is not theirs. */
@ApiTags('users')
@Controller('v1')
export class PortfoliosController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('customers/:id/portfolio')
  @ApiOperation({ summary: 'Who looks after a customer' })
  @ApiOkResponse({ standardSchema: portfolioSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PortfolioView> {
    return this.read(caller, await this.customer(caller, id));
  }

  @Put('customers/:id/portfolio')
  @ApiOperation({
    summary: 'Say who looks after a customer: a person, a team, or both',
    description:
      'Where the organization wants it (`portfolios` in the settings), people without the right `portfolio.all` see ' +
      'only customers that are theirs, their team’s, of whom they stand in for, of their open tasks, or nobody’s.',
  })
  @ApiOkResponse({ standardSchema: portfolioSchema })
  async set(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: setPortfolioSchema }) { owner, team }: z.infer<typeof setPortfolioSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PortfolioView> {
    const customerRowId = await this.customer(caller, id);
    const ownerId = owner && (await personMeant(this.parts, caller, owner, 'owner'));
    await setPortfolio(this.parts.database, actorOf(caller), { customerRowId, ownerId, team }, this.now());
    return this.read(caller, customerRowId);
  }

  @Post('customers/:id/access')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask a manager to see a customer of somebody else',
    description: 'Asking again changes nothing while the request is open, and opens one that was refused.',
  })
  @ApiOkResponse({ standardSchema: askedAccessSchema })
  async ask(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: askAccessSchema }) { reason }: z.infer<typeof askAccessSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof askedAccessSchema>> {
    const customerRowId = await this.customer(caller, id);
    const wanted = { customerRowId, reason };
    return { state: await askForAccess(this.parts.database, actorOf(caller), wanted, this.now()) };
  }

  @Get('access-requests')
  @ApiOperation({ summary: 'List who asked to see which customer, the newest request first' })
  @ApiOkResponse({ standardSchema: accessRequestPageSchema })
  list(
    @Query({ schema: accessRequestQuerySchema }) query: z.infer<typeof accessRequestQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof accessRequestPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listAccessRequests(tx, query));
  }

  @Post('access-requests/:id/grant')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let the person see the customer',
    description: '409 `access-refused` when it was refused, `already-ended` when it is granted already.',
  })
  @ApiOkResponse({ standardSchema: accessRequestSchema })
  grant(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<AccessRequestView> {
    return this.decide(caller, id, 'granted');
  }

  @Post('access-requests/:id/refuse')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Refuse a request for access, or take a grant back',
    description: '409 `already-ended` when it is refused already.',
  })
  @ApiOkResponse({ standardSchema: accessRequestSchema })
  refuse(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<AccessRequestView> {
    return this.decide(caller, id, 'refused');
  }

  @Get('teams')
  @ApiOperation({ summary: 'List the teams with lead and members' })
  @ApiOkResponse({ standardSchema: teamListSchema })
  async teams(@CurrentCaller() caller: Caller): Promise<z.infer<typeof teamListSchema>> {
    return { items: await this.parts.database.inOrganization(caller.organizationId, listTeams) };
  }

  @Put('teams/:name')
  @ApiOperation({
    summary: 'Make a team, or change its lead',
    description: 'Its members are the collectors with the team among their `teams` (`PUT /v1/collectors/{id}`).',
  })
  @ApiOkResponse({ standardSchema: teamListSchema })
  async saveTeam(
    @Param('name', { schema: teamNameParameter }) name: string,
    @Body({ schema: saveTeamSchema }) { lead }: z.infer<typeof saveTeamSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof teamListSchema>> {
    const leadId = lead && (await personMeant(this.parts, caller, lead, 'lead'));
    await saveTeam(this.parts.database, actorOf(caller), { name, leadId }, this.now());
    return this.teams(caller);
  }

  private now(): number {
    return this.parts.clock.now();
  }

  private async decide(caller: Caller, id: string, as: 'granted' | 'refused'): Promise<AccessRequestView> {
    const requestId = rowIdOf(id);
    const result = await decideAccess(this.parts.database, actorOf(caller), { id: requestId, as }, this.now());
    if (result === 'same') throw alreadyEnded('access');
    if (result === 'not-open') throw new ApiProblem(409, { code: 'access-refused', values: {} });
    const request =
      result === 'done' &&
      (await this.parts.database.inOrganization(caller.organizationId, (tx) => findAccessRequest(tx, requestId)));
    if (!request) throw notFound();
    return request;
  }

  private read(caller: Caller, customerRowId: string): Promise<PortfolioView> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => readPortfolio(tx, customerRowId));
  }

  private async customer(caller: Caller, id: string): Promise<string> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!rowId) throw notFound();
    return rowId;
  }
}
