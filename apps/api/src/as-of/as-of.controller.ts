import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  asOfQuerySchema,
  invoiceAsOfSchema,
  messageWhySchema,
  type InvoiceAsOfView,
  type MessageWhyView,
} from '@puntual/contracts/api/as-of';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { invoiceAsOf } from './invoice-as-of.ts';
import { messageWhy } from './message-why.ts';

/** The past as it was known then. */
@ApiTags('audit')
@Controller('v1')
export class AsOfController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('invoices/:id/as-of')
  @ApiOperation({
    summary: 'The case of an invoice at any instant, by what was known then',
    description:
      'Its last decision up to then, the facts by which it decided, and the plan that it had. `at` is an instant, or ' +
      'a day, which means its end in the debtor’s time zone.',
  })
  @ApiOkResponse({ standardSchema: invoiceAsOfSchema })
  async invoice(
    @Param('id', { schema: anyIdSchema }) invoiceId: string,
    @Query({ schema: asOfQuerySchema }) { at }: z.infer<typeof asOfQuerySchema>,
    @CurrentCaller() { organizationId }: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<InvoiceAsOfView> {
    const { database, clock } = this.parts;
    const view = await database.inOrganization(organizationId, (tx) =>
      invoiceAsOf(tx, { organizationId, invoiceId, at, language }, clock.now()),
    );
    if (!view) throw notFound();
    return view;
  }

  @Get('messages/:id/why')
  @ApiOperation({
    summary: 'Why a message was written',
    description:
      'For each step that it carried the decision that requested it, with what was known then and the rules that ' +
      'applied; its exact bytes and whether they are unchanged; its delivery; and the blocks that seal its audit ' +
      'events.',
  })
  @ApiOkResponse({ standardSchema: messageWhySchema })
  async message(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() { organizationId }: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<MessageWhyView> {
    const messageId = rowIdOf(id);
    const view = await this.parts.database.inOrganization(organizationId, (tx) =>
      messageWhy(tx, organizationId, messageId, language),
    );
    if (!view) throw notFound();
    return view;
  }
}
