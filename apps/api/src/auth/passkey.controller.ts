import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { openFlow, useFlow } from '@puntual/casework/access/flows';
import { findPasskey, usePasskey } from '@puntual/casework/access/passkeys';
import { usePasskeySchema, type PasskeyOptionsView } from '@puntual/contracts/api/passkeys';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { parseJsonBody } from '../http/read-body.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { EndSignIn } from './end-sign-in.ts';
import { keepPrivate } from './form.ts';
import { PASSKEY_SCRIPT } from './passkey-script.ts';
import { relyingParty, type RelyingParty } from './relying-party.ts';

/** Signing in with a passkey, which the authenticator unlocks by itself: it needs no second factor. */
@ApiExcludeController()
@Controller('sign-in')
export class PasskeyController {
  private readonly parts: ApiParts;
  private readonly end: EndSignIn;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(EndSignIn) end: EndSignIn) {
    this.parts = parts;
    this.end = end;
  }

  /** The script of the button on the sign-in page. */
  @Get('passkey.js')
  script(@Res() response: HttpResponse): void {
    response.setHeader('cache-control', 'public, max-age=300');
    response.status(200).type('text/javascript').send(PASSKEY_SCRIPT);
  }

  /** Begins: a challenge for any passkey of this host. Throws 403 `cross-site`, 409 `no-passkeys`, 429. */
  @Post('passkey/options')
  @HttpCode(200)
  async begin(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<PasskeyOptionsView> {
    const party = this.admit(request, response);
    const options = await generateAuthenticationOptions({ rpID: party.id, userVerification: 'required' });
    const flow = {
      kind: 'passkey',
      userId: null,
      organizationId: null,
      data: { challenge: options.challenge },
    } as const;
    const { token } = await openFlow(this.parts.database.shared, flow, Date.now());
    return { token, options: { ...options } };
  }

  /**
   * Ends: 204 with the session's cookie. Throws 401 `passkey-refused` for an unknown passkey, a wrong signature, a
   * challenge that was used or is too old, and a person who works for no organization any more.
   */
  @Post('passkey')
  @HttpCode(204)
  async finish(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<void> {
    const party = this.admit(request, response);
    const userId = await this.prove(request.body, party);
    if (userId === null || !(await this.end.open(request, response, { userId, way: 'passkey' })))
      throw new ApiProblem(401, { code: 'passkey-refused', values: {} });
  }

  private admit(request: HttpRequest, response: HttpResponse): RelyingParty {
    keepPrivate(response);
    if (!isSameOrigin(request, this.parts.settings)) throw new ApiProblem(403, { code: 'cross-site', values: {} });
    const party = relyingParty(this.parts.settings);
    if (!party) throw new ApiProblem(409, { code: 'no-passkeys', values: {} });
    this.end.takeTry(request);
    return party;
  }

  private async prove(body: unknown, party: RelyingParty): Promise<string | null> {
    const { database } = this.parts;
    const read = usePasskeySchema.safeParse(Buffer.isBuffer(body) ? parseJsonBody(body) : body);
    if (!read.success) return null;
    const flow = await useFlow(database.shared, 'passkey', read.data.token, Date.now());
    const challenge = flow?.userId === null ? flow.data.challenge : null;
    const found = await findPasskey(database, read.data.response.id);
    if (typeof challenge !== 'string' || !found) return null;
    const { userId, passkey } = found;
    const verified = await verifyAuthenticationResponse({
      response: read.data.response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: passkey.id, publicKey: passkey.publicKey, counter: passkey.counter },
      requireUserVerification: true,
    }).catch(() => null);
    if (!verified?.verified) return null;
    const use = { id: passkey.id, userId, counter: verified.authenticationInfo.newCounter };
    return (await usePasskey(database, use, Date.now())) ? userId : null;
  }
}
