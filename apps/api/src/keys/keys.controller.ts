import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { issueKey, revokeKey, setKeyEnd, type Instants } from '@puntual/casework/access/keys';
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
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { listKeys, showKey } from './list-keys.ts';

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
      'audit history shows names.',
  })
  @ApiCreatedResponse({ standardSchema: createdKeySchema })
  async create(
    @Body({ schema: createKeySchema }) body: CreateKey,
    @CurrentCaller() caller: Caller,
  ): Promise<CreatedKeyView> {
    const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
    const wanted = { kind: body.kind, role: body.role, name: body.name, expiresAt };
    const issued = await issueKey(this.parts.database, actorOf(caller), wanted, this.instants());
    if (issued.result === 'name-in-use')
      throw new ApiProblem(409, { code: 'key-name-in-use', values: { name: body.name } });
    return {
      ...showKey(issued.key),
      token: issued.token,
      signInUrl: body.kind === 'sign-in' ? this.signInUrl(issued.token) : null,
    };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Give a key another end, or none',
    description: 'For valid API keys. An end in the past ends the key at once.',
  })
  @ApiOkResponse({ standardSchema: keySchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: changeKeySchema }) body: z.infer<typeof changeKeySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<KeyView> {
    const wanted = { id: rowIdOf(id), expiresAt: body.expiresAt === null ? null : new Date(body.expiresAt) };
    const key = await setKeyEnd(this.parts.database, actorOf(caller), wanted, this.instants());
    if (!key) throw notFound();
    return showKey(key);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a key, a sign-in link or a session',
    description: 'At once; with a link, the session that it was exchanged for. What is revoked stays so.',
  })
  @ApiNoContentResponse()
  async revoke(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    if (!(await revokeKey(this.parts.database, actorOf(caller), rowIdOf(id), this.instants()))) throw notFound();
  }

  private instants(): Instants {
    return { now: this.parts.clock.now(), wallMs: Date.now() };
  }

  private signInUrl(token: string): string {
    const { PUBLIC_URL, PORT } = this.parts.settings;
    return `${(PUBLIC_URL ?? `http://127.0.0.1:${PORT}`).replace(/\/$/, '')}/sign-in?token=${token}`;
  }
}
