import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { exchangeSignInLink, SESSION_LIFE_MS, type FoundCredential } from '@puntual/casework/access/credentials';
import { findOrganization } from '@puntual/casework/record/organization';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf } from '../http/language.ts';
import { page, sayInAll, html } from '../http/page.ts';
import { sessionCookie } from '../http/session-cookie.ts';
import { sayProblem } from '../problems/say-problem.ts';
import { CredentialCheck } from './credential-check.ts';
import { EndSignIn } from './end-sign-in.ts';
import { keepPrivate, ownForm } from './form.ts';
import { passwordPage } from './person-pages.ts';
import { providerName } from './provider-name.ts';
import { signInPage } from './sign-in-page.ts';

/**
 * Exchanges a one-time link for a session. Opening the link shows a page with a button and changes nothing, because
 * link scanners and previews open links too; the button uses the link.
 */
@ApiExcludeController()
@Controller('sign-in')
export class SignInController {
  private readonly parts: ApiParts;
  private readonly credentials: CredentialCheck;
  private readonly end: EndSignIn;

  constructor(
    @Inject(API_PARTS) parts: ApiParts,
    @Inject(CredentialCheck) credentials: CredentialCheck,
    @Inject(EndSignIn) end: EndSignIn,
  ) {
    this.parts = parts;
    this.credentials = credentials;
    this.end = end;
  }

  /**
   * Shows who signs in to what; without a link, the form for an address and a password. Throws 429
   * `too-many-requests` for too many wrong links.
   */
  @Get()
  async show(
    @Query('token') token: unknown,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    keepPrivate(response);
    if (request.method !== 'GET') {
      response.status(405).end();
      return;
    }
    if (token === undefined) return this.showForm(request, response);
    const link = await this.findLink(request, token);
    if (!link) return this.answerSpent(request, response);
    const [organization, held] = await Promise.all([
      findOrganization(this.parts.database, link.slug),
      this.end.findSession(request),
    ]);
    const other = held && held.organizationId !== link.organizationId ? held.slug : null;
    const signedInTo = other === null ? null : await findOrganization(this.parts.database, other);
    const words = {
      token: typeof token === 'string' ? token : '',
      organization: organization?.name ?? link.slug,
      person: link.name,
      signedInTo: signedInTo?.name ?? other,
    };
    response
      .status(200)
      .type('html')
      .send(signInPage(words, languageOf(request)));
  }

  /**
   * Signs in. Throws 403 `cross-site` for a form of another site, which could sign a person in to an organization that
   * is not theirs; 415 `not-json` for another type of body; 429 `too-many-requests`.
   */
  @Post()
  @HttpCode(303)
  async signIn(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    const token = ownForm(request, this.parts)('token');
    const session = (await this.findLink(request, token))
      ? await exchangeSignInLink(this.parts.database, token, Date.now())
      : null;
    if (!session) return this.answerSpent(request, response);
    response.setHeader('set-cookie', sessionCookie(this.parts.settings, session.token, SESSION_LIFE_MS / 1000));
    response.redirect(303, '/');
  }

  private async findLink(request: HttpRequest, token: unknown): Promise<FoundCredential | null> {
    return typeof token === 'string' && token.startsWith('pl_')
      ? this.credentials.find(request, token, ['sign-in'])
      : null;
  }

  private async showForm(request: HttpRequest, response: HttpResponse): Promise<void> {
    if (await this.end.findSession(request)) {
      response.redirect(303, '/');
      return;
    }
    response
      .status(200)
      .type('html')
      .send(passwordPage({ isRefused: false, provider: providerName(this.parts.settings) }, languageOf(request)));
  }

  // A person who opens the link a second time in the same browser is signed in already.
  private async answerSpent(request: HttpRequest, response: HttpResponse): Promise<void> {
    if (await this.end.findSession(request)) {
      response.redirect(303, '/');
      return;
    }
    const spent = sayInAll((language) => sayProblem({ code: 'sign-in-link-spent', values: {} }, language));
    response
      .status(410)
      .type('html')
      .send(
        page(
          'Puntual',
          html`<h1>Puntual</h1>
            ${spent}`,
          languageOf(request),
        ),
      );
  }
}
