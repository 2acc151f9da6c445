import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { checkPassword, checkSecondFactor } from '@puntual/casework/access/sign-in';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf } from '../http/language.ts';
import { EndSignIn } from './end-sign-in.ts';
import { keepPrivate, ownForm } from './form.ts';
import { codeCheck } from './one-time-codes.ts';
import { codePage, noticePage, passwordPage } from './person-pages.ts';
import { providerName } from './provider-name.ts';
import { unlessBusy } from './unless-busy.ts';

/** Signing in with an e-mail address and a password, and with a second factor where the person has one. */
@ApiExcludeController()
@Controller('sign-in')
export class PasswordController {
  private readonly parts: ApiParts;
  private readonly end: EndSignIn;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(EndSignIn) end: EndSignIn) {
    this.parts = parts;
    this.end = end;
  }

  /** 401 with the same page for a wrong address, a wrong password and a locked account. Throws 403, 415, 429. */
  @Post('password')
  @HttpCode(303)
  async signIn(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    const field = ownForm(request, this.parts);
    this.end.takeTry(request);
    const given = { email: field('email').trim().slice(0, 254), password: field('password') };
    const check = await unlessBusy(checkPassword(this.parts.database, given, Date.now()));
    switch (check.result) {
      case 'proved':
        return this.end.enter(request, response, { userId: check.userId, way: 'password' });
      case 'second-factor':
        response
          .status(200)
          .type('html')
          .send(codePage({ token: check.token, isRefused: false }, languageOf(request)));
        return;
      case 'refused':
        response
          .status(401)
          .type('html')
          .send(passwordPage({ isRefused: true, provider: providerName(this.parts.settings) }, languageOf(request)));
    }
  }

  /** 401 with the page again for a wrong code, 410 for a sign-in that must begin again. Throws 403, 415, 429. */
  @Post('code')
  @HttpCode(303)
  async finish(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    const field = ownForm(request, this.parts);
    this.end.takeTry(request);
    const given = { token: field('token'), code: field('code').slice(0, 40), check: codeCheck(this.parts.settings) };
    const check = await checkSecondFactor(this.parts.database, given, Date.now());
    switch (check.result) {
      case 'proved':
        return this.end.enter(request, response, { userId: check.userId, way: 'password' });
      case 'refused':
        response
          .status(401)
          .type('html')
          .send(codePage({ token: given.token, isRefused: true }, languageOf(request)));
        return;
      case 'spent':
        response
          .status(410)
          .type('html')
          .send(noticePage('begin-again', languageOf(request)));
    }
  }
}
