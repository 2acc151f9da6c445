import { Controller, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { notFound } from '../http/api-problem.ts';
import type { HttpResponse } from '../http/http.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { OUTBOX_CHANNELS } from './outbox-channels.ts';
import { noOutboxPage, outboxItemPage, outboxListPage } from './outbox-pages.ts';
import { mayReadOutbox, readOutboxFile, readOutboxItem, readOutboxPage } from './outbox-source.ts';

const querySchema = z.strictObject({
  channel: z.enum(OUTBOX_CHANNELS).optional(),
  q: z.string().max(100).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
});
const fileNumberSchema = z.string().regex(/^\d{1,3}$/);

/** For HTML of others in Puntual's frame: runs no scripts, loads nothing but images, and has an opaque origin. */
const MAIL_POLICY =
  'sandbox allow-popups allow-popups-to-escape-sandbox; ' +
  "default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** The local outbox as pages for people: what was sent while no real provider is configured. */
@ApiExcludeController()
@Controller('outbox')
export class OutboxController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async list(
    @Query({ schema: querySchema }) query: z.infer<typeof querySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<string> {
    if (!this.parts.settings.OUTBOX_URL) return noOutboxPage(language);
    return outboxListPage(await readOutboxPage(this.source(caller), query), query, language);
  }

  @Get('items/:id')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<string> {
    return outboxItemPage(await readOutboxItem(this.source(caller), id), language);
  }

  @Get('items/:id/html')
  html(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @Res() response: HttpResponse,
  ): Promise<void> {
    return this.pass(caller, id, 'html', response);
  }

  @Get('items/:id/pdf')
  pdf(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @Res() response: HttpResponse,
  ): Promise<void> {
    return this.pass(caller, id, 'pdf', response);
  }

  @Get('items/:id/files/:number')
  file(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('number', { schema: fileNumberSchema }) number: string,
    @CurrentCaller() caller: Caller,
    @Res() response: HttpResponse,
  ): Promise<void> {
    return this.pass(caller, id, `files/${number}`, response);
  }

  private source(caller: Caller): string {
    const { settings } = this.parts;
    if (!settings.OUTBOX_URL || !mayReadOutbox(settings, caller)) throw notFound();
    return settings.OUTBOX_URL;
  }

  private async pass(caller: Caller, id: string, part: string, response: HttpResponse): Promise<void> {
    const file = await readOutboxFile(this.source(caller), id, part);
    const shown = part === 'html' || file.contentType.startsWith('application/pdf');
    response.setHeader('content-type', file.contentType);
    response.setHeader('content-security-policy', MAIL_POLICY);
    // Only e-mail bodies and PDFs are shown inline; anything else could be a page that acts in this origin.
    response.setHeader(
      'content-disposition',
      shown ? 'inline' : (file.disposition?.replace(/^inline/i, 'attachment') ?? 'attachment'),
    );
    response.end(file.bytes);
  }
}
