import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { issueKey, revokeKey, setKeyEnd } from '@puntual/casework/access/keys';
import {
  changeKeySchema,
  createdKeySchema,
  createKeySchema,
  keyListQuerySchema,
  keyPageSchema,
  keySchema,
  type CreatedKeyView,
  type CreateKey,
  type KeyView,
} from '@puntual/contracts/api/keys';
import { rightsBeyond, rightsOf } from '@puntual/domain/access/rights';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, giverOf, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { instantsOf } from '../http/instants.ts';
import { ownAddress } from '../http/own-address.ts';
import { listKeys, showKey } from './list-keys.ts';
import { throwUnlessRevoked } from './revoked.ts';

/** Who and what may call the API: keys of programs, sign-in links of people, and their sessions. */
@ApiTags('keys')
@Controller('v1/keys')
export class KeysController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List keys, sign-in links and sessions, the newest first' })
  @ApiOkResponse({ standardSchema: keyPageSchema })
  list(
    @Query({ schema: keyListQuerySchema }) query: z.infer<typeof keyListQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof keyPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listKeys(tx, query, Date.now()));
  }

  @Post()
  @ApiOperation({
    summary: 'Make a key for a program, or a sign-in link for a person',
    description:
      'The token is in this answer only; its hash is stored. Because no answer with a token is kept, an ' +
      '`Idempotency-Key` has no effect here. Refused with 409 `key-name-in-use` while a valid key has the name: the ' +
      'audit history shows names. `scopes` restrict an API key to some rights of its role; nobody makes a key with ' +
      'rights that they lack (403 `beyond-own-rights`).',
  })
  @ApiCreatedResponse({ standardSchema: createdKeySchema })
  async create(
    @Body({ schema: createKeySchema }) body: CreateKey,
    @CurrentCaller() caller: Caller,
  ): Promise<CreatedKeyView> {
    const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
    const scopes = body.kind === 'api-key' ? (body.scopes ?? null) : null;
    const beyond = rightsBeyond(caller.rights, rightsOf({ role: body.role, ownRights: null, scopes }));
    if (beyond.length > 0) throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: beyond } });
    const wanted = { kind: body.kind, role: body.role, name: body.name, expiresAt, scopes };
    const issued = await issueKey(this.parts.database, actorOf(caller), wanted, instantsOf(this.parts));
    if (issued.result === 'name-in-use')
      throw new ApiProblem(409, { code: 'key-name-in-use', values: { name: body.name } });
    return {
      ...showKey(issued.key),
      token: issued.token,
      signInUrl: body.kind === 'sign-in' ? ownAddress(this.parts.settings, `/sign-in?token=${issued.token}`) : null,
    };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Give a key another end, or none',
    description:
      'For valid API keys. An end in the past ends the key at once. 403 `beyond-own-rights` for a key with rights ' +
      'that the caller lacks.',
  })
  @ApiOkResponse({ standardSchema: keySchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: changeKeySchema }) body: z.infer<typeof changeKeySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<KeyView> {
    const wanted = { id: rowIdOf(id), expiresAt: body.expiresAt === null ? null : new Date(body.expiresAt) };
    const key = await setKeyEnd(this.parts.database, giverOf(caller), wanted, instantsOf(this.parts));
    if (!key) throw notFound();
    if ('result' in key) throw new ApiProblem(403, { code: 'beyond-own-rights', values: { rights: key.rights } });
    return showKey(key);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a key, a sign-in link or a session',
    description:
      'At once; with a link, the session that it was exchanged for. 409 `already-ended` when it is revoked already.',
  })
  @ApiNoContentResponse()
  async revoke(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    throwUnlessRevoked(await revokeKey(this.parts.database, actorOf(caller), rowIdOf(id), instantsOf(this.parts)));
  }
}
