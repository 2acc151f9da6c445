import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { joinAsKnown, joinAsNew, resetPassword, seeLink, type ShownLink } from '@puntual/casework/access/join';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { instantsOf } from '../http/instants.ts';
import { languageOf } from '../http/language.ts';
import { html, page } from '../http/page.ts';
import { sayProblem } from '../problems/say-problem.ts';
import { EndSignIn } from './end-sign-in.ts';
import { keepPrivate, ownForm } from './form.ts';
import { codePage, linkPage, noticePage, sayRefused } from './person-pages.ts';
import { unlessBusy } from './unless-busy.ts';

/** Invitations, and links to set a new password. Opening one shows a page and changes nothing; its button does. */
@ApiExcludeController()
@Controller('sign-in')
export class LinksController {
  private readonly parts: ApiParts;
  private readonly end: EndSignIn;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(EndSignIn) end: EndSignIn) {
    this.parts = parts;
    this.end = end;
  }

  @Get('invitation')
  showInvitation(
    @Query('token') token: unknown,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    return this.show('invitation', token, { request, response });
  }

  @Get('reset')
  showReset(@Query('token') token: unknown, @Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.show('reset', token, { request, response });
  }

  /** Accepts an invitation and signs in. 410 for one that is over, 401 or 422 with the page for a refused password. */
  @Post('invitation')
  @HttpCode(303)
  async accept(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    const field = ownForm(request, this.parts);
    this.end.takeTry(request);
    const given = { token: field('token'), password: field('password') };
    const shown = await seeLink(this.parts.database, 'invitation', given.token, Date.now());
    if (!shown) return this.answerSpent(request, response);
    const at = { kind: 'invitation' as const, token: given.token, shown };
    if (shown.isKnown) return this.acceptAsKnown(at, given, { request, response });
    const joined = await unlessBusy(joinAsNew(this.parts.database, given, instantsOf(this.parts)));
    switch (joined.result) {
      case 'done':
        return this.end.enter(request, response, { userId: joined.userId, way: 'invitation' });
      case 'spent':
        return this.answerSpent(request, response);
      case 'weak':
        return this.answerWeak(at, joined.fault, { request, response });
    }
  }

  /** Sets a new password; signs nobody in. 410 for a link that is over, 422 with the page for a weak password. */
  @Post('reset')
  @HttpCode(200)
  async reset(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    const field = ownForm(request, this.parts);
    this.end.takeTry(request);
    const given = { token: field('token'), password: field('password') };
    const shown = await seeLink(this.parts.database, 'reset', given.token, Date.now());
    if (!shown) return this.answerSpent(request, response);
    const set = await unlessBusy(resetPassword(this.parts.database, given, instantsOf(this.parts)));
    switch (set.result) {
      case 'done':
        response
          .status(200)
          .type('html')
          .send(noticePage('password-set', languageOf(request)));
        return;
      case 'spent':
        return this.answerSpent(request, response);
      case 'weak':
        return this.answerWeak({ kind: 'reset', token: given.token, shown }, set.fault, { request, response });
    }
  }

  private async show(kind: 'invitation' | 'reset', token: unknown, { request, response }: Exchange): Promise<void> {
    keepPrivate(response);
    this.end.takeTry(request);
    const shown = typeof token === 'string' ? await seeLink(this.parts.database, kind, token, Date.now()) : null;
    if (!shown) return this.answerSpent(request, response);
    this.answer(200, { kind, token: String(token), shown }, { refusal: null, request, response });
  }

  private async acceptAsKnown(
    at: Opened,
    given: { readonly token: string; readonly password: string },
    { request, response }: Exchange,
  ): Promise<void> {
    const check = await unlessBusy(joinAsKnown(this.parts.database, given, instantsOf(this.parts)));
    switch (check?.result) {
      case undefined:
        return this.answerSpent(request, response);
      case 'proved':
        return this.end.enter(request, response, { userId: check.userId, way: 'invitation' });
      case 'second-factor':
        response
          .status(200)
          .type('html')
          .send(codePage({ token: check.token, isRefused: false }, languageOf(request)));
        return;
      case 'refused':
        this.answer(401, at, { refusal: sayRefused(languageOf(request)), request, response });
    }
  }

  private answerWeak(at: Opened, fault: WeakFault, { request, response }: Exchange): void {
    const refusal = sayProblem({ code: 'weak-password', values: { fault } }, languageOf(request));
    this.answer(422, at, { refusal, request, response });
  }

  private answer(
    status: number,
    { kind, token, shown }: Opened,
    { refusal, request, response }: Exchange & { readonly refusal: string | null },
  ): void {
    const said = { kind, token, refusal, organization: shown.organization, name: shown.name, isKnown: shown.isKnown };
    response
      .status(status)
      .type('html')
      .send(linkPage(said, languageOf(request)));
  }

  private answerSpent(request: HttpRequest, response: HttpResponse): void {
    const language = languageOf(request);
    const said = html`<h1>Puntual</h1>
      <p>${sayProblem({ code: 'person-link-spent', values: {} }, language)}</p>`;
    response
      .status(410)
      .type('html')
      .send(page('Puntual', said, language));
  }
}

interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

interface Opened {
  readonly kind: 'invitation' | 'reset';
  readonly token: string;
  readonly shown: ShownLink;
}

type WeakFault = Extract<Awaited<ReturnType<typeof resetPassword>>, { result: 'weak' }>['fault'];
