import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { parseCookie, stringifySetCookie } from 'cookie';
import { FLOW_LIFE_MS, openFlow, useFlow } from '@puntual/casework/access/flows';
import { joinByEmail } from '@puntual/casework/access/join-by-email';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { instantsOf } from '../http/instants.ts';
import { languageOf } from '../http/language.ts';
import { isHttps } from '../http/session-cookie.ts';
import { EndSignIn } from './end-sign-in.ts';
import { keepPrivate, ownForm } from './form.ts';
import { leavePage, noticePage } from './person-pages.ts';
import type { Notice } from './person-words.ts';
import { Provider, type ProviderChecks } from './provider.ts';
import { providerName } from './provider-name.ts';

const COOKIE = 'puntual_provider';
const LONGEST_QUERY = 4096;

/**
 * Signing in with the company's own accounts. People are those who were invited, found by the e-mail address that the
 * issuer has verified; nobody is made by signing in.
 */
@ApiExcludeController()
@Controller('sign-in/provider')
export class ProviderController {
  private readonly parts: ApiParts;
  private readonly end: EndSignIn;
  private readonly provider: Provider;

  constructor(
    @Inject(API_PARTS) parts: ApiParts,
    @Inject(EndSignIn) end: EndSignIn,
    @Inject(Provider) provider: Provider,
  ) {
    this.parts = parts;
    this.end = end;
    this.provider = provider;
  }

  /**
   * Begins: a page that leads to the issuer (a redirect of a form would be stopped by the policy for forms), and a
   * cookie that ties what comes back to this browser. Throws 403, 404 where there is no issuer, 415, 429.
   */
  @Post()
  @HttpCode(200)
  async begin(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    ownForm(request, this.parts);
    if (providerName(this.parts.settings) === null) throw notFound();
    this.end.takeTry(request);
    const begun = await this.provider.begin().catch((error: unknown) => this.noteFault(error));
    if (!begun) return this.answer('provider-away', 502, { request, response });
    const flow = { kind: 'provider', userId: null, organizationId: null, data: begun.checks } as const;
    const { token } = await openFlow(this.parts.database.shared, flow, Date.now());
    response.setHeader('set-cookie', this.cookie(token));
    response
      .status(200)
      .type('html')
      .send(leavePage(begun.url, languageOf(request)));
  }

  /** Ends: the browser comes back from the issuer, in a GET as the protocol has it. */
  @Get('callback')
  async finish(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    if (request.method !== 'GET') {
      response.status(405).end();
      return;
    }
    this.end.takeTry(request);
    const checks = await this.checksOf(request);
    const query = request.originalUrl.slice(request.path.length);
    if (!checks || query.length > LONGEST_QUERY) return this.answer('provider-away', 410, { request, response });
    const proved = await this.provider
      .verifiedEmail(query, checks)
      .then((email) => ({ email }))
      .catch((error: unknown) => this.noteFault(error));
    if (!proved) return this.answer('provider-away', 401, { request, response });
    const userId = proved.email && (await joinByEmail(this.parts.database, proved.email, instantsOf(this.parts)));
    if (!userId) return this.answer('provider-refused', 403, { request, response });
    return this.end.enter(request, response, { userId, way: 'provider' });
  }

  private async checksOf(request: HttpRequest): Promise<ProviderChecks | null> {
    const token = parseCookie((request.headers.cookie ?? '').slice(0, 8192))[COOKIE];
    const flow = token ? await useFlow(this.parts.database.shared, 'provider', token, Date.now()) : null;
    const { state, nonce, verifier } = flow?.data ?? {};
    return typeof state === 'string' && typeof nonce === 'string' && typeof verifier === 'string'
      ? { state, nonce, verifier }
      : null;
  }

  // `lax`: the browser comes back from the issuer's site by itself.
  private cookie(token: string): string {
    return stringifySetCookie({
      name: COOKIE,
      value: token,
      path: '/sign-in/provider',
      httpOnly: true,
      sameSite: 'lax',
      secure: isHttps(this.parts.settings),
      maxAge: FLOW_LIFE_MS.provider / 1000,
    });
  }

  private answer(
    notice: Notice,
    status: number,
    { request, response }: { readonly request: HttpRequest; readonly response: HttpResponse },
  ): void {
    response
      .status(status)
      .type('html')
      .send(noticePage(notice, languageOf(request)));
  }

  // The code alone: messages and causes may quote tokens and addresses.
  private noteFault(error: unknown): null {
    const { code, name } = error as { code?: unknown; name?: unknown };
    this.parts.log.warn({ code: typeof code === 'string' ? code : String(name) }, 'sign-in with the issuer failed');
    return null;
  }
}
