import { createHash } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { renewPortalLink } from '@puntual/casework/portal/renew-link';
import { errorFields } from '@puntual/platform/log';
import { clientNetwork } from '../auth/client-network.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { languageOf } from '../http/language.ts';
import { RENEWALS_AT_ONCE, RENEWALS_PER_SECOND, RENEW_FORM_BYTES } from '../http/limits.ts';
import { html } from '../http/page.ts';
import { readForm } from './portal-form.ts';
import { strangerPage } from './portal-look.ts';
import { portalWords } from './portal-words.ts';
import { keepPrivate, refuseOtherSites } from './visit.ts';

const ADDRESS_CHARACTERS = 254;

/** The page on which a customer whose link no longer works has a new one sent. It tells nobody who is a customer. */
@ApiExcludeController()
@Controller('portal')
export class RenewController {
  private readonly parts: ApiParts;
  private readonly networks = new RateLimit(RENEWALS_AT_ONCE, RENEWALS_PER_SECOND);
  /** By the hash of the address, so that no address stays in memory. */
  private readonly addresses = new RateLimit(2, 1 / 3600);

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('renew')
  show(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    keepPrivate(response);
    const language = languageOf(request);
    const words = portalWords(language);
    const body = html`<p>${words.renewIntro}</p>
      <form method="post" action="/portal/renew">
        <div class="field">
          <label for="email">${words.fields.email}</label>
          <input id="email" name="email" type="email" autocomplete="email" required maxlength="${ADDRESS_CHARACTERS}" />
        </div>
        <button type="submit" class="main">${words.renewSend}</button>
      </form>`;
    response
      .status(200)
      .type('html')
      .send(strangerPage(language, words.renewTitle, body));
  }

  /**
   * Answers every address alike, and at once: the message is asked for afterwards. Throws 429 `too-many-requests`, and
   * as `readForm` does.
   */
  @Post('renew')
  @HttpCode(200)
  async renew(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    keepPrivate(response);
    refuseOtherSites(request);
    const seconds = this.networks.take(clientNetwork(request.ip));
    if (seconds > 0) throw tooManyRequests(seconds);
    const address = (await readForm(request, RENEW_FORM_BYTES)).text('email', ADDRESS_CHARACTERS);
    const language = languageOf(request);
    const words = portalWords(language);
    const body = html`<p role="status">${words.renewed}</p>`;
    response
      .status(200)
      .type('html')
      .send(strangerPage(language, words.renewTitle, body));
    const key = createHash('sha256').update(address.toLowerCase()).digest('hex');
    if (address.includes('@') && this.addresses.take(key) === 0) this.renewLater(address);
  }

  private renewLater(address: string): void {
    renewPortalLink(this.parts.database, address, this.parts.clock.now()).catch((error: unknown) =>
      this.parts.log.warn(errorFields(error), 'could not renew a link to the portal'),
    );
  }
}
