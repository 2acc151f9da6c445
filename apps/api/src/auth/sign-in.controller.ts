import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { exchangeSignInLink, findCredential, isAlive, SESSION_LIFE_MS } from '@puntual/casework/access/credentials';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf, type Words } from '../http/language.ts';
import { html, page } from '../http/page.ts';
import { readSessionCookie, sessionCookie } from '../http/session-cookie.ts';

const spent: Words = {
  en:
    'This sign-in link has been used, or is older than 15 minutes. ' +
    'Run “npm start” again, or make a new link, and open that one.',
  es:
    'Este enlace de acceso ya se ha usado o tiene más de 15 minutos. ' +
    'Ejecute de nuevo «npm start», o cree otro enlace, y abra ese.',
};

/** Exchanges a one-time link for a session. */
@ApiExcludeController()
@Controller()
export class SignInController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('sign-in')
  async signIn(
    @Query('token') token: unknown,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('referrer-policy', 'no-referrer');
    // A HEAD request (a link preview, a mail scanner) must not use up the link.
    if (request.method !== 'GET') {
      response.status(405).end();
      return;
    }
    const session =
      typeof token === 'string' && token.startsWith('pl_') && token.length <= 200
        ? await exchangeSignInLink(this.parts.database, token, Date.now())
        : null;
    if (session) {
      response.setHeader('set-cookie', sessionCookie(this.parts.settings, session.token, SESSION_LIFE_MS / 1000));
      response.redirect(303, '/');
      return;
    }
    if (await this.isSignedIn(request)) {
      response.redirect(303, '/');
      return;
    }
    const readers = languageOf(request);
    const languages = [readers, ...LANGUAGES.filter((language) => language !== readers)];
    response
      .status(410)
      .type('html')
      .send(
        page(
          'Puntual',
          html`<h1>Puntual</h1>
            ${languages.map((language) => html`<p lang="${language}">${spent[language]}</p>`)}`,
          readers,
        ),
      );
  }

  // A browser that opens a used link but already has a session is sent to the web UI.
  private async isSignedIn(request: HttpRequest): Promise<boolean> {
    const held = readSessionCookie(request);
    const found = held ? await findCredential(this.parts.database, held) : null;
    return found !== null && found.kind === 'session' && isAlive(found, Date.now());
  }
}
