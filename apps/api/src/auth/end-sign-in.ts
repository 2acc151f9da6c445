import { Inject, Injectable } from '@nestjs/common';
import { SESSION_LIFE_MS, type FoundCredential } from '@puntual/casework/access/credentials';
import { openSession, type OpenedSession, type SignInWay } from '@puntual/casework/access/sessions';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { instantsOf } from '../http/instants.ts';
import { languageOf } from '../http/language.ts';
import { SIGN_INS_AT_ONCE, SIGN_INS_PER_SECOND } from '../http/limits.ts';
import { readSessionCookie, sessionCookie } from '../http/session-cookie.ts';
import { clientNetwork } from './client-network.ts';
import { CredentialCheck } from './credential-check.ts';
import { RateLimit } from './rate-limit.ts';
import { noticePage } from './person-pages.ts';

/** What the ways to sign in share: the limit of tries of a client network, and the session at the end. */
@Injectable()
export class EndSignIn {
  /** Tries of a client network, right or wrong: each costs a password's hash. */
  readonly tries = new RateLimit(SIGN_INS_AT_ONCE, SIGN_INS_PER_SECOND);

  private readonly parts: ApiParts;
  private readonly credentials: CredentialCheck;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(CredentialCheck) credentials: CredentialCheck) {
    this.parts = parts;
    this.credentials = credentials;
  }

  /** Throws 429 `too-many-requests` when the client network has tried too often. */
  takeTry(request: HttpRequest): void {
    const seconds = this.tries.take(clientNetwork(request.ip));
    if (seconds > 0) throw tooManyRequests(seconds);
  }

  /** The session that the browser holds; null without a valid one. */
  async findSession(request: HttpRequest): Promise<FoundCredential | null> {
    const held = readSessionCookie(request, this.parts.settings);
    return held === null ? null : this.credentials.find(request, held, ['session']);
  }

  /**
   * Opens the session of a person who has proved who they are, sets its cookie and ends the session that the browser
   * held. Null for somebody who works for no organization.
   */
  async open(
    request: HttpRequest,
    response: HttpResponse,
    person: { readonly userId: string; readonly way: SignInWay },
  ): Promise<OpenedSession | null> {
    this.tries.giveBack(clientNetwork(request.ip));
    const replaces = await this.findSession(request);
    const session = await openSession(this.parts.database, { ...person, replaces }, instantsOf(this.parts));
    if (session)
      response.setHeader('set-cookie', sessionCookie(this.parts.settings, session.token, SESSION_LIFE_MS / 1000));
    return session;
  }

  /** `open`, and leads the browser to Puntual's first page. */
  async enter(
    request: HttpRequest,
    response: HttpResponse,
    person: { readonly userId: string; readonly way: SignInWay },
  ): Promise<void> {
    if (await this.open(request, response, person)) response.redirect(303, '/');
    else
      response
        .status(403)
        .type('html')
        .send(noticePage('no-organization', languageOf(request)));
  }
}
