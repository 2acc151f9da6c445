import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  messageContentSchema,
  messagePageSchema,
  messageQuerySchema,
  messageSchema,
  type MessageView,
} from '@puntual/contracts/api/messages';
import type { Tx } from '@puntual/db/database';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { notFound } from '../http/api-problem.ts';
import { anyIdSchema, asRowId } from '../http/ids.ts';
import { shownPdf } from '../http/shown-pdf.ts';
import { findMessage, listMessages, messageContent } from './read-messages.ts';

/** Messages: recipients, exact content, and delivery. */
@ApiTags('messages')
@Controller('v1/messages')
export class MessagesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'List messages, the newest first' })
  @ApiOkResponse({ standardSchema: messagePageSchema })
  list(
    @Query({ schema: messageQuerySchema }) query: z.infer<typeof messageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof messagePageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listMessages(tx, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One message and its delivery' })
  @ApiOkResponse({ standardSchema: messageSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<MessageView> {
    return this.read(caller, id, findMessage);
  }

  @Get(':id/content')
  @ApiOperation({
    summary: 'Its exact content, as the provider received it',
    description: '`hash` is the SHA-256 over subject, html, text and PDF, as in the audit.',
  })
  @ApiOkResponse({ standardSchema: messageContentSchema })
  content(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof messageContentSchema>> {
    return this.read(caller, id, messageContent);
  }

  @Get(':id/pdf')
  @ApiOperation({ summary: 'The PDF of a letter; 404 for a message without one' })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async pdf(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const pdf = await this.read(
      caller,
      id,
      async (tx, rowId) => (await tx.message.findUnique({ where: { id: rowId }, select: { pdf: true } }))?.pdf ?? null,
    );
    return shownPdf(pdf, `${id}.pdf`);
  }

  private async read<T>(caller: Caller, id: string, work: (tx: Tx, id: string) => Promise<T | null>): Promise<T> {
    const rowId = asRowId(id);
    const found =
      rowId === null ? null : await this.parts.database.inOrganization(caller.organizationId, (tx) => work(tx, rowId));
    if (found === null) throw notFound();
    return found;
  }
}
