import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { z } from 'zod';
import { openFlow, useFlow } from '@puntual/casework/access/flows';
import { provesPassword, type Self } from '@puntual/casework/access/own-access';
import { addPasskey, listPasskeys, MOST_PASSKEYS, removePasskey } from '@puntual/casework/access/passkeys';
import { provePasswordSchema } from '@puntual/contracts/api/me';
import {
  addPasskeySchema,
  passkeyOptionsSchema,
  passkeysSchema,
  type AddPasskey,
  type PasskeyOptionsView,
  type PasskeysView,
} from '@puntual/contracts/api/passkeys';
import { relyingParty, type RelyingParty } from '../auth/relying-party.ts';
import { unlessBusy } from '../auth/unless-busy.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { readMe } from './read-me.ts';
import { selfOf } from './self.ts';

/** The passkeys of the signed-in person. */
@ApiTags('me')
@Controller('v1/me/passkeys')
export class PasskeysController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'My passkeys, the newest first' })
  @ApiOkResponse({ standardSchema: passkeysSchema })
  async list(@CurrentCaller() caller: Caller): Promise<PasskeysView> {
    const rows = await listPasskeys(this.parts.database, selfOf(caller).userId);
    return {
      items: rows.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
    };
  }

  @Post('options')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin to add a passkey, with my password: what `navigator.credentials.create` takes',
    description: '403 `wrong-password`; 409 `no-passkeys` where people reach Puntual under an IP address.',
  })
  @ApiOkResponse({ standardSchema: passkeyOptionsSchema })
  async begin(
    @Body({ schema: provePasswordSchema }) body: z.infer<typeof provePasswordSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PasskeyOptionsView> {
    const { database } = this.parts;
    const { userId } = selfOf(caller);
    const party = this.party();
    if (!(await unlessBusy(provesPassword(database, userId, body.password, Date.now()))))
      throw new ApiProblem(403, { code: 'wrong-password', values: {} });
    const me = await readMe(database, userId, caller.organizationId);
    const known = await listPasskeys(database, userId);
    const options = await generateRegistrationOptions({
      rpName: 'Puntual',
      rpID: party.id,
      userName: me.email ?? me.name,
      userDisplayName: me.name,
      userID: new TextEncoder().encode(userId),
      attestationType: 'none',
      excludeCredentials: known.map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const flow = { kind: 'passkey', userId, organizationId: null, data: { challenge: options.challenge } } as const;
    const { token } = await openFlow(database.shared, flow, Date.now());
    return { token, options: { ...options } };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Add the passkey that the browser made',
    description: '422 `passkey-refused` for a wrong or used challenge; 409 `too-many-passkeys`.',
  })
  @ApiOkResponse({ standardSchema: passkeysSchema })
  async add(
    @Body({ schema: addPasskeySchema }) body: AddPasskey,
    @CurrentCaller() caller: Caller,
  ): Promise<PasskeysView> {
    const self = selfOf(caller);
    const made = await this.verify(body, self, this.party());
    if (!made) throw new ApiProblem(422, { code: 'passkey-refused', values: {} });
    const key = { id: made.id, publicKey: made.publicKey, counter: made.counter, transports: made.transports ?? [] };
    const now = this.parts.clock.now();
    const added = await addPasskey(this.parts.database, self, { ...key, name: body.name }, now);
    switch (added) {
      case 'added':
        return this.list(caller);
      case 'known':
        throw new ApiProblem(422, { code: 'passkey-refused', values: {} });
      case 'too-many':
        throw new ApiProblem(409, { code: 'too-many-passkeys', values: { most: MOST_PASSKEYS } });
    }
  }

  @Delete(':passkeyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove one of my passkeys' })
  @ApiNoContentResponse()
  async remove(
    @Param('passkeyId', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    if (!(await removePasskey(this.parts.database, selfOf(caller), id, this.parts.clock.now()))) throw notFound();
  }

  private party(): RelyingParty {
    const party = relyingParty(this.parts.settings);
    if (!party) throw new ApiProblem(409, { code: 'no-passkeys', values: {} });
    return party;
  }

  private async verify({ token, response }: AddPasskey, { userId }: Self, party: RelyingParty) {
    const flow = await useFlow(this.parts.database.shared, 'passkey', token, Date.now());
    const challenge = flow?.userId === userId ? flow.data.challenge : null;
    if (typeof challenge !== 'string') return null;
    const verified = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }).catch(() => null);
    return verified?.verified ? verified.registrationInfo.credential : null;
  }
}
