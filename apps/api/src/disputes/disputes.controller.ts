import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { changeDispute } from '@puntual/casework/disputes/change-dispute';
import { noteDispute } from '@puntual/casework/disputes/note-dispute';
import { askQuestion, revokeQuestion } from '@puntual/casework/disputes/questions';
import { resolveDispute } from '@puntual/casework/disputes/resolve-dispute';
import {
  askedQuestionSchema,
  askQuestionSchema,
  changeDisputeSchema,
  disputeDetailSchema,
  disputePageSchema,
  disputeQuerySchema,
  disputeSummaryQuerySchema,
  disputeSummarySchema,
  noteDisputeSchema,
  resolveDisputeSchema,
  type AskedQuestionView,
  type AskQuestion,
  type ChangeDispute,
  type DisputeDetailView,
  type DisputeQuery,
  type DisputeSummaryView,
  type ResolveDispute,
} from '@puntual/contracts/api/disputes';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpRequest } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { changeProblem, fullProblem } from './dispute-problems.ts';
import { disputeSummary } from './dispute-summary.ts';
import { findDispute, listDisputes } from './read-disputes.ts';
import { personMeant, personSought } from '../http/people.ts';

/** Disputes: what customers contest of their invoices, who clears it up, and how it ends. */
@ApiTags('disputes')
@Controller('v1/disputes')
export class DisputesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List disputes, the newest first',
    description:
      '`proposed` disputes come from short payments, and silence nothing until a person agrees (task `deduction`). ' +
      '`overdue=true` are those that are not resolved and past their deadline.',
  })
  @ApiOkResponse({ standardSchema: disputePageSchema })
  async list(
    @Query({ schema: disputeQuerySchema }) query: DisputeQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof disputePageSchema>> {
    const owner = query.owner && ((await personSought(this.parts, caller, query.owner)) ?? query.owner);
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listDisputes(tx, { ...query, owner }, this.parts.clock.now()),
    );
  }

  @Get('summary')
  @ApiOperation({ summary: 'How long disputes take, by category, and what is disputed now' })
  @ApiOkResponse({ standardSchema: disputeSummarySchema })
  summary(
    @Query({ schema: disputeSummaryQuerySchema }) query: z.infer<typeof disputeSummaryQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<DisputeSummaryView> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      disputeSummary(tx, query, this.parts.clock.now()),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One dispute with its notes, its evidence and its questions' })
  @ApiOkResponse({ standardSchema: disputeDetailSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<DisputeDetailView> {
    return this.read(caller, rowIdOf(id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change the owner, department, category, deadline or amounts of a dispute',
    description:
      'Other amounts change at once what of the invoices is chased. 409 `dispute-ended` when it has ended, 409 ' +
      '`dispute-changed` when somebody changed it after the `revision` that the request names.',
  })
  @ApiOkResponse({ standardSchema: disputeDetailSchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: changeDisputeSchema }) body: ChangeDispute,
    @CurrentCaller() caller: Caller,
  ): Promise<DisputeDetailView> {
    const disputeId = rowIdOf(id);
    const owner = body.owner && (await personMeant(this.parts, caller, body.owner, 'owner'));
    const change = { ...body, owner, disputeId };
    const result = await changeDispute(this.parts.database, actorOf(caller), change, this.parts.clock.now());
    if (result.result !== 'done') throw changeProblem(result);
    return this.read(caller, disputeId);
  }

  @Post(':id/notes')
  @ApiOperation({ summary: 'Write a note on a dispute' })
  @ApiCreatedResponse({ standardSchema: disputeDetailSchema })
  async note(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: noteDisputeSchema }) { text }: z.infer<typeof noteDisputeSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<DisputeDetailView> {
    const disputeId = rowIdOf(id);
    const note = { disputeId, text };
    const result = await noteDispute(this.parts.database, actorOf(caller), note, this.parts.clock.now());
    if (result === 'not-found') throw notFound();
    if (result === 'full') throw fullProblem();
    return this.read(caller, disputeId);
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @ApiOperation({
    summary: 'End a dispute',
    description:
      '`for-customer`: what is disputed stays silent until its credit note arrives; when none arrives in time a task ' +
      'asks a person. `for-us` and `withdrawn`: the invoices are chased at once, at the stage they had. `split`: ' +
      '`credits` say what is credited, and the rest is chased. A dispute whose credit note has not arrived can be ' +
      'ended again. 409 `dispute-ended` when it has ended for good, 409 `dispute-changed` as for a change.',
  })
  @ApiOkResponse({ standardSchema: disputeDetailSchema })
  async resolve(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: resolveDisputeSchema }) body: ResolveDispute,
    @CurrentCaller() caller: Caller,
  ): Promise<DisputeDetailView> {
    const disputeId = rowIdOf(id);
    const resolution = { ...body, note: body.note ?? null, disputeId };
    const result = await resolveDispute(this.parts.database, actorOf(caller), resolution, this.parts.clock.now());
    if (result.result !== 'done') throw changeProblem(result);
    return this.read(caller, disputeId);
  }

  @Post(':id/questions')
  @ApiOperation({
    summary: 'Ask somebody of a department about a dispute, who answers through a link without an account',
    description:
      'The answer holds the link, once: Puntual does not send it. It is valid for `days` and for one answer, and ' +
      'shows the question and the numbers of the invoices only. The dispute waits until the answer is there.',
  })
  @ApiCreatedResponse({ standardSchema: askedQuestionSchema })
  async ask(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: askQuestionSchema }) body: AskQuestion,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<AskedQuestionView> {
    const times = { now: this.parts.clock.now(), wallMs: Date.now() };
    const result = await askQuestion(this.parts.database, actorOf(caller), { ...body, disputeId: rowIdOf(id) }, times);
    switch (result.result) {
      case 'not-found':
        throw notFound();
      case 'ended':
        throw new ApiProblem(409, { code: 'dispute-ended', values: {} });
      case 'full':
        throw fullProblem();
      case 'done': {
        const origin = this.parts.settings.PUBLIC_URL ?? `http://${request.headers.host ?? 'localhost'}`;
        const link = new URL(`/dispute-question?token=${result.token}`, origin).href;
        return { id: result.questionId, link, expiresAt: result.expiresAt.toISOString() };
      }
    }
  }

  @Delete(':id/questions/:questionId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Withdraw the link of a question',
    description: '409 `already-ended` when it is answered or withdrawn.',
  })
  @ApiNoContentResponse()
  async revoke(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('questionId', { schema: anyIdSchema }) questionId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const question = { disputeId: rowIdOf(id), questionId: rowIdOf(questionId) };
    const result = await revokeQuestion(this.parts.database, actorOf(caller), question, this.parts.clock.now());
    if (result === 'not-found') throw notFound();
    if (result === 'already-ended') throw alreadyEnded('question');
  }

  private async read(caller: Caller, disputeId: string): Promise<DisputeDetailView> {
    const times = { now: this.parts.clock.now(), wallMs: Date.now() };
    const dispute = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findDispute(tx, disputeId, times),
    );
    if (!dispute) throw notFound();
    return dispute;
  }
}
