import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { discardReply, tieReply, untieReply, type ReplyResult } from '@puntual/casework/inbound/decide-reply';
import { answerReply, type AnswerResult } from '@puntual/casework/inbound/answer-reply';
import { renewInboundSecret } from '@puntual/casework/inbound/inbound-secret';
import { findOrganization } from '@puntual/casework/record/organization';
import {
  answerReplySchema,
  discardReplySchema,
  inboundSecretSchema,
  replyDetailSchema,
  replyPageSchema,
  replyQuerySchema,
  tieReplySchema,
  type AnswerReply,
  type ReplyDetailView,
} from '@puntual/contracts/api/replies';
import { EVIDENCE_TYPES, type EvidenceKind } from '@puntual/domain/disputes/evidence-kind';
import { inboundSecret, replyDomain } from '@puntual/platform/reply-address';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { sendStoredFile } from '../http/stored-file.ts';
import { findReply, listReplies } from './read-replies.ts';

/** Mails that customers send: whose they are, and what people do about them. */
@ApiTags('replies')
@Controller('v1')
export class RepliesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('replies')
  @ApiOperation({
    summary: 'List mails that came in, newest first',
    description:
      '`state=unmatched` are those of which nobody knows whose they are; `waiting=true` those of customers that ' +
      'nobody has dealt with. Automatic mails are `matched` or `filed`, and wait for nobody.',
  })
  @ApiOkResponse({ standardSchema: replyPageSchema })
  list(
    @Query({ schema: replyQuerySchema }) query: z.infer<typeof replyQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof replyPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listReplies(tx, query));
  }

  @Get('replies/:id')
  @ApiOperation({ summary: 'One mail with its texts, its files and what was answered' })
  @ApiOkResponse({ standardSchema: replyDetailSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<ReplyDetailView> {
    return this.read(caller, rowIdOf(id));
  }

  @Get('replies/:id/files/:fileId')
  @ApiOperation({
    summary: 'A file of a mail, byte for byte, as a download',
    description: 'PDF, PNG, JPEG and plain text, judged by their content. 404 for a file of another kind.',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('fileId', { schema: anyIdSchema }) fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const file = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.replyFile.findFirst({ where: { id: rowIdOf(fileId), replyId: rowIdOf(id) } }),
    );
    if (!file?.content || file.kind === null) throw notFound();
    const { content, name, bytes } = file;
    return sendStoredFile(response, { content, name, bytes, type: EVIDENCE_TYPES[file.kind as EvidenceKind] });
  }

  @Get('replies/:id/raw')
  @ApiOperation({
    summary: 'A mail as it came in (RFC 822), as a download',
    description: 'Its bytes are untrusted: open it where mail is checked.',
  })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async raw(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const replyId = rowIdOf(id);
    const reply = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.reply.findUnique({ where: { id: replyId }, select: { raw: true } }),
    );
    if (!reply) throw notFound();
    const { raw } = reply;
    const type = 'application/octet-stream';
    return sendStoredFile(response, { content: raw, name: `${replyId}.eml`, bytes: raw.length, type });
  }

  @Post('replies/:id/tie')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say whose a mail is',
    description:
      'As if its signs had named the customer: chasing is silent at once, and a task `answer-reply` is opened. 409 ' +
      '`reply-not-open` when somebody decided before.',
  })
  @ApiOkResponse({ standardSchema: replyDetailSchema })
  async tie(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: tieReplySchema }) { customerId }: z.infer<typeof tieReplySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetailView> {
    const { database, clock } = this.parts;
    const replyId = rowIdOf(id);
    const organization = await findOrganization(database, caller.slug);
    if (!organization) throw notFound();
    const tie = { replyId, customerId, organization };
    return this.answer(caller, tie, await tieReply(database, actorOf(caller), tie, clock.now()));
  }

  @Post('replies/:id/untie')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take a mail off its customer',
    description:
      'It is somebody else’s, and is `unmatched` again. The silence and the task end, unless another mail of the ' +
      'customer waits. 409 `reply-not-open` when it is no customer’s.',
  })
  @ApiOkResponse({ standardSchema: replyDetailSchema })
  async untie(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetailView> {
    const { database, clock } = this.parts;
    const replyId = rowIdOf(id);
    return this.answer(caller, { replyId }, await untieReply(database, actorOf(caller), replyId, clock.now()));
  }

  @Post('replies/:id/discard')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Discard a mail that is no customer’s',
    description: 'With the reason. It is kept. 409 `reply-not-open` when somebody decided before.',
  })
  @ApiOkResponse({ standardSchema: replyDetailSchema })
  async discard(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: discardReplySchema }) { reason }: z.infer<typeof discardReplySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetailView> {
    const { database, clock } = this.parts;
    const discarded = { replyId: rowIdOf(id), reason };
    const result = await discardReply(database, actorOf(caller), discarded, clock.now());
    return this.answer(caller, discarded, result);
  }

  @Post('replies/:id/answer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answer a mail in its thread',
    description:
      'With a text, or with a canned answer of the settings in the contact’s language. The answer leaves at once ' +
      'by the way of all messages; opt-outs and dead addresses count. The task `answer-reply` and the silence end. ' +
      '409 `reply-from-stranger` when the sender is no contact of the customer and no other one is named, ' +
      '`reply-not-matched` for a mail that is no customer’s.',
  })
  @ApiOkResponse({ standardSchema: replyDetailSchema })
  async reply(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: answerReplySchema }) body: AnswerReply,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetailView> {
    const { database, clock } = this.parts;
    const replyId = rowIdOf(id);
    const answered = await answerReply(database, actorOf(caller), { replyId, ...body }, clock.now());
    if (answered.result === 'done') return this.read(caller, replyId);
    throw answerProblem(answered);
  }

  @Post('settings/inbound-secret')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a new secret for incoming mail',
    description:
      'Shown once; the secret before it is not valid any more. The mail server posts the bytes of each mail to ' +
      '`webhook`, with `puntual-content-sha256` (the SHA-256 of the bytes, in hex), `puntual-timestamp` (Unix ' +
      'seconds) and `puntual-signature`: `v1=` and the HMAC-SHA256, in hex, of the timestamp, a dot, and that hash.',
  })
  @ApiOkResponse({ standardSchema: inboundSecretSchema })
  async secret(@CurrentCaller() caller: Caller): Promise<z.infer<typeof inboundSecretSchema>> {
    const { database, clock, settings } = this.parts;
    if (!settings.PUNTUAL_SECRETS_KEY) throw new ApiProblem(409, { code: 'no-inbound-secret', values: {} });
    const version = await renewInboundSecret(database, actorOf(caller), clock.now());
    return {
      version,
      secret: inboundSecret(settings.PUNTUAL_SECRETS_KEY, caller.organizationId, version),
      webhook: `${settings.PUBLIC_URL ?? ''}/webhooks/inbound/${caller.slug}`,
      replyDomain: settings.REPLY_DOMAIN === undefined ? null : replyDomain(settings.REPLY_DOMAIN, caller.slug),
    };
  }

  private answer(
    caller: Caller,
    { replyId, customerId = '' }: { readonly replyId: string; readonly customerId?: string },
    { result }: ReplyResult,
  ): Promise<ReplyDetailView> {
    switch (result) {
      case 'done':
        return this.read(caller, replyId);
      case 'not-found':
        throw notFound();
      case 'not-open':
        throw new ApiProblem(409, { code: 'reply-not-open', values: {} });
      case 'unknown-customer':
        throw invalid([{ code: 'no-such-customer', path: 'customerId', values: { customerId } }]);
    }
  }

  private async read(caller: Caller, replyId: string): Promise<ReplyDetailView> {
    const found = await this.parts.database.inOrganization(caller.organizationId, (tx) => findReply(tx, replyId));
    if (!found) throw notFound();
    return found;
  }
}

function answerProblem(answered: Exclude<AnswerResult, { result: 'done' }>): ApiProblem {
  switch (answered.result) {
    case 'not-found':
      return notFound();
    case 'not-matched':
      return new ApiProblem(409, { code: 'reply-not-matched', values: {} });
    case 'stranger':
      return new ApiProblem(409, { code: 'reply-from-stranger', values: {} });
    case 'no-text':
      return new ApiProblem(422, { code: 'no-answer-text', values: {} });
    case 'invalid': {
      const { result: _, ...refusal } = answered;
      return invalid([refusal]);
    }
  }
}
