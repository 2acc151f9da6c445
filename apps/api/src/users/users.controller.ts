import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { inviteUser, MOST_MEMBERS } from '@puntual/casework/access/invitations';
import { changeAccess, changeMember, readMember, type GivenAccess } from '@puntual/casework/access/members';
import { listSessions } from '@puntual/casework/access/sessions';
import {
  changeUserSchema,
  invitedUserSchema,
  inviteUserSchema,
  personLinkSchema,
  personSessionsSchema,
  userListQuerySchema,
  userPageSchema,
  userSchema,
  type ChangeUser,
  type InvitedUserView,
  type InviteUser,
  type PersonLinkView,
  type PersonSessionsView,
  type UserView,
} from '@puntual/contracts/api/users';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, notFound } from '../http/api-problem.ts';
import { CurrentCaller, giverOf, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { instantsOf } from '../http/instants.ts';
import { ownAddress } from '../http/own-address.ts';
import { listUsers, showSession, showUser } from './show-users.ts';

// What an act ends, by the act: there may be nothing to end.
const ENDED_BY = {
  'reset-link': 'key',
  'second-factor-off': 'second-factor',
  unlocked: 'lock',
  'signed-out': 'sessions',
} as const satisfies Record<GivenAccess, string>;

/** The people of the organization: who they are, what they may do, and whether they get in. */
@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List the people of the organization, the newest first' })
  @ApiOkResponse({ standardSchema: userPageSchema })
  list(
    @Query({ schema: userListQuerySchema }) query: z.infer<typeof userListQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof userPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listUsers(tx, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One person of the organization' })
  @ApiOkResponse({ standardSchema: userSchema })
  async show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<UserView> {
    const member = await this.parts.database.inOrganization(caller.organizationId, (tx) => readMember(tx, rowIdOf(id)));
    if (!member) throw notFound();
    return showUser(member);
  }

  @Post()
  @ApiOperation({
    summary: 'Invite a person, or make a new link for somebody who has not accepted',
    description:
      'The answer alone holds the link, which works once and for seven days: give it to the person yourself. 409 ' +
      '`already-member`; 422 `unknown-role`; 403 `beyond-own-rights` for a role with rights that the caller lacks.',
  })
  @ApiCreatedResponse({ standardSchema: invitedUserSchema })
  async invite(
    @Body({ schema: inviteUserSchema }) body: InviteUser,
    @CurrentCaller() caller: Caller,
  ): Promise<InvitedUserView> {
    const invited = await inviteUser(this.parts.database, giverOf(caller), body, instantsOf(this.parts));
    switch (invited.result) {
      case 'invited':
        return {
          ...showUser(invited.member),
          link: ownAddress(this.parts.settings, `/sign-in/invitation?token=${invited.token}`),
          linkExpiresAt: invited.expiresAt.toISOString(),
        };
      case 'already-member':
        throw new ApiProblem(409, { code: 'already-member', values: {} });
      case 'too-many-members':
        throw new ApiProblem(409, { code: 'too-many-members', values: { most: MOST_MEMBERS } });
      case 'unknown-role':
        throw new ApiProblem(422, { code: 'unknown-role', values: { role: body.role } });
      case 'beyond-own-rights':
        throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: invited.rights } });
    }
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change the role, the state or the teams of a person, at once',
    description:
      'A suspended person’s sessions end. 409 `last-administrator`; 422 `unknown-role`; 403 `beyond-own-rights` when ' +
      'the person has, or would get, rights that the caller lacks.',
  })
  @ApiOkResponse({ standardSchema: userSchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: changeUserSchema }) body: ChangeUser,
    @CurrentCaller() caller: Caller,
  ): Promise<UserView> {
    const wanted = { userId: rowIdOf(id), ...body };
    const changed = await changeMember(this.parts.database, giverOf(caller), wanted, instantsOf(this.parts));
    switch (changed.result) {
      case 'done':
        return showUser(changed.member);
      case 'not-found':
        throw notFound();
      case 'unknown-role':
        throw new ApiProblem(422, { code: 'unknown-role', values: { role: body.role ?? '' } });
      case 'last-administrator':
        throw new ApiProblem(409, { code: 'last-administrator', values: {} });
      case 'beyond-own-rights':
        throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: changed.rights } });
    }
  }

  @Get(':id/sessions')
  @ApiOperation({ summary: 'The sessions of a person in this organization (`DELETE /v1/keys/{id}` ends one)' })
  @ApiOkResponse({ standardSchema: personSessionsSchema })
  async sessions(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PersonSessionsView> {
    const userId = rowIdOf(id);
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      if (!(await readMember(tx, userId))) throw notFound();
      const rows = await listSessions(tx, userId, Date.now());
      return { items: rows.map((row) => showSession(row, caller.credentialId)) };
    });
  }

  @Post(':id/reset-link')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a link with which a person sets a new password',
    description:
      'It works once and for an hour; a newer one replaces it. Setting the password ends all sessions of the person. ' +
      'The answer alone holds the link. 409 `belongs-elsewhere` for a person of several organizations, `not-joined` ' +
      'for one who has not accepted the invitation.',
  })
  @ApiOkResponse({ standardSchema: personLinkSchema })
  async resetLink(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PersonLinkView> {
    const { token, expiresAt } = await this.give(caller, id, 'reset-link');
    return {
      link: ownAddress(this.parts.settings, `/sign-in/reset?token=${token ?? ''}`),
      linkExpiresAt: (expiresAt ?? new Date()).toISOString(),
    };
  }

  @Post(':id/unlock')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let a person who is locked after failed attempts try again at once' })
  @ApiNoContentResponse()
  async unlock(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.give(caller, id, 'unlocked');
  }

  @Post(':id/remove-second-factor')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take off the second factor of a person who has lost it, with its recovery codes',
    description: '409 `belongs-elsewhere` for a person of several organizations.',
  })
  @ApiNoContentResponse()
  async removeSecondFactor(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.give(caller, id, 'second-factor-off');
  }

  @Post(':id/sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all sessions of a person in this organization' })
  @ApiNoContentResponse()
  async signOut(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.give(caller, id, 'signed-out');
  }

  private async give(caller: Caller, id: string, what: GivenAccess) {
    const wanted = { userId: rowIdOf(id), what };
    const given = await changeAccess(this.parts.database, giverOf(caller), wanted, instantsOf(this.parts));
    switch (given.result) {
      case 'done':
        return given;
      case 'not-found':
        throw notFound();
      case 'nothing-to-end':
        throw alreadyEnded(ENDED_BY[what]);
      case 'not-joined':
      case 'belongs-elsewhere':
        throw new ApiProblem(409, { code: given.result, values: {} });
      case 'beyond-own-rights':
        throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: given.rights } });
    }
  }
}
