import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { joinAsSelf } from '@puntual/casework/access/join';
import { changeOwn } from '@puntual/casework/access/own-access';
import { revokeKey } from '@puntual/casework/access/keys';
import { endSessionsEverywhere, listSessions, openSession } from '@puntual/casework/access/sessions';
import { SESSION_LIFE_MS } from '@puntual/casework/access/credentials';
import {
  invitationTokenSchema,
  meSchema,
  organizationSlugSchema,
  switchedSessionSchema,
  type MeView,
  type SwitchedSessionView,
} from '@puntual/contracts/api/me';
import { personSessionsSchema, type PersonSessionsView } from '@puntual/contracts/api/users';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { instantsOf } from '../http/instants.ts';
import { sessionCookie } from '../http/session-cookie.ts';
import { showSession } from '../users/show-users.ts';
import { readMe } from './read-me.ts';
import { selfOf } from './self.ts';
import { throwUnlessRevoked } from '../keys/revoked.ts';

/** The signed-in person's own account: their organizations and sessions. */
@ApiTags('me')
@Controller('v1/me')
export class MeController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'The signed-in person', description: '409 `not-a-person` for keys and sign-in links.' })
  @ApiOkResponse({ standardSchema: meSchema })
  show(@CurrentCaller() caller: Caller): Promise<MeView> {
    return readMe(this.parts.database, selfOf(caller).userId, caller.organizationId);
  }

  @Get('sessions')
  @ApiOperation({ summary: 'My sessions in this organization, the newest first' })
  @ApiOkResponse({ standardSchema: personSessionsSchema })
  async sessions(@CurrentCaller() caller: Caller): Promise<PersonSessionsView> {
    const { userId } = selfOf(caller);
    const rows = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listSessions(tx, userId, Date.now()),
    );
    return { items: rows.map((row) => showSession(row, caller.credentialId)) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of my sessions', description: '409 `already-ended` when it has ended before.' })
  @ApiNoContentResponse()
  async endSession(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    const { userId } = selfOf(caller);
    const own = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.credential.findFirst({ where: { id: rowIdOf(id), userId, kind: 'session' }, select: { id: true } }),
    );
    if (!own) throw notFound();
    throwUnlessRevoked(await revokeKey(this.parts.database, actorOf(caller), own.id, instantsOf(this.parts)));
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all my sessions, in every organization, this one too' })
  @ApiNoContentResponse()
  async signOutEverywhere(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<void> {
    const { now, wallMs } = instantsOf(this.parts);
    await changeOwn(this.parts.database, selfOf(caller), { what: 'signed-out', now }, (tx) =>
      endSessionsEverywhere(tx, null, wallMs),
    );
    response.setHeader('set-cookie', sessionCookie(this.parts.settings, null, 0));
  }

  @Post('switch-organization')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Work for another of my organizations: a new session takes the place of this one',
    description: '404 for an organization that the person does not work for.',
  })
  @ApiOkResponse({ standardSchema: switchedSessionSchema })
  async switchOrganization(
    @Body({ schema: organizationSlugSchema }) body: z.infer<typeof organizationSlugSchema>,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<SwitchedSessionView> {
    const { userId, sessionId } = selfOf(caller);
    const instants = instantsOf(this.parts);
    const session = await openSession(
      this.parts.database,
      {
        userId,
        slug: body.organization,
        way: 'switch',
        replaces: { id: sessionId, organizationId: caller.organizationId },
      },
      instants,
    );
    if (!session) throw notFound();
    response.setHeader('set-cookie', sessionCookie(this.parts.settings, session.token, SESSION_LIFE_MS / 1000));
    return { organization: body.organization, expiresAt: new Date(instants.wallMs + SESSION_LIFE_MS).toISOString() };
  }

  @Post('join-organization')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Accept the invitation of another organization, with the token of its link',
    description: '404 for an invitation that is over, or of somebody else: the link shows who was invited.',
  })
  @ApiNoContentResponse()
  async join(
    @Body({ schema: invitationTokenSchema }) body: z.infer<typeof invitationTokenSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { userId } = selfOf(caller);
    const given = { userId, token: body.token };
    if (!(await joinAsSelf(this.parts.database, given, instantsOf(this.parts)))) throw notFound();
  }
}
