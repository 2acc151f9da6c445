import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  decideApproval,
  expireApprovals,
  readApproval,
  readFourEyes,
  requestApproval,
} from '@puntual/casework/access/approvals';
import { setFourEyes } from '@puntual/casework/access/four-eyes-setting';
import {
  approvalListQuerySchema,
  approvalPageSchema,
  approvalSchema,
  decideApprovalSchema,
  fourEyesSchema,
  requestApprovalSchema,
  type ApprovalView,
  type FourEyesView,
  type RequestApproval,
} from '@puntual/contracts/api/approvals';
import { rightToAct, type ApprovalKind } from '@puntual/domain/access/four-eyes';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { doAct, keepRequest } from './acts.ts';
import { listApprovals, showApproval } from './show-approvals.ts';

/** Acts that need a second person: asked for by one, approved by another, done in the same moment. */
@ApiTags('approvals')
@Controller('v1')
export class ApprovalsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('approvals')
  @ApiOperation({ summary: 'List requests for a second person, the newest first' })
  @ApiOkResponse({ standardSchema: approvalPageSchema })
  list(
    @Query({ schema: approvalListQuerySchema }) query: z.infer<typeof approvalListQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof approvalPageSchema>> {
    const now = this.parts.clock.now();
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      await expireApprovals(tx, caller.organizationId, now);
      return listApprovals(tx, { query, caller, now });
    });
  }

  @Get('approvals/:id')
  @ApiOperation({ summary: 'One request for a second person' })
  @ApiOkResponse({ standardSchema: approvalSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<ApprovalView> {
    const now = this.parts.clock.now();
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      await expireApprovals(tx, caller.organizationId, now);
      const approval = await readApproval(tx, rowIdOf(id));
      if (!approval) throw notFound();
      return showApproval(approval, caller, now);
    });
  }

  @Post('approvals')
  @ApiOperation({
    summary: 'Ask for a second person',
    description:
      'The act is tried at once without being done, and refused with the same problems as its own route. It needs ' +
      'the right to that act. 409 `approval-pending` while a request about the same is open; 403 ' +
      '`approval-by-person` for a key that no person made. A request that nobody decides for seven days is refused ' +
      '(`expired`).',
  })
  @ApiCreatedResponse({ standardSchema: approvalSchema })
  async request(
    @Body({ schema: requestApprovalSchema }) body: RequestApproval,
    @CurrentCaller() caller: Caller,
  ): Promise<ApprovalView> {
    needsRight(caller, body.kind);
    const { database, clock } = this.parts;
    const now = clock.now();
    const wanted = await database.inOrganization(caller.organizationId, (tx) => keepRequest(tx, body));
    const actor = actorOf(caller);
    const requested = await requestApproval(
      database,
      actor,
      { ...wanted, act: (within) => doAct(within, actor, wanted, now) },
      now,
    );
    switch (requested.result) {
      case 'requested':
        return showApproval(requested.approval, caller, now);
      case 'pending':
        throw new ApiProblem(409, { code: 'approval-pending', values: {} });
      case 'no-person':
        throw new ApiProblem(403, { code: 'approval-by-person', values: {} });
    }
  }

  @Post('approvals/:id/approve')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Approve a request of another person; the act is done at once',
    description:
      'Needs the right to that act too. 403 `approval-own` for whoever asked, also by a key of theirs; 403 ' +
      '`approval-by-person` for a key that no person made; 409 `approval-not-open`, `approval-expired`, ' +
      '`approval-outdated`. An act that cannot be done any more is refused with its own problem, and the request ' +
      'stays open.',
  })
  @ApiOkResponse({ standardSchema: approvalSchema })
  approve(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: decideApprovalSchema }) body: z.infer<typeof decideApprovalSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ApprovalView> {
    return this.decide(caller, { id, as: 'approved', note: body.note ?? null });
  }

  @Post('approvals/:id/refuse')
  @HttpCode(200)
  @ApiOperation({ summary: 'Refuse a request of another person', description: 'The problems are those of approving.' })
  @ApiOkResponse({ standardSchema: approvalSchema })
  refuse(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: decideApprovalSchema }) body: z.infer<typeof decideApprovalSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ApprovalView> {
    return this.decide(caller, { id, as: 'refused', note: body.note ?? null });
  }

  @Post('approvals/:id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw a request of one’s own', description: '404 for the request of somebody else.' })
  @ApiOkResponse({ standardSchema: approvalSchema })
  withdraw(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: decideApprovalSchema }) body: z.infer<typeof decideApprovalSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ApprovalView> {
    return this.decide(caller, { id, as: 'withdrawn', note: body.note ?? null });
  }

  @Get('settings/four-eyes')
  @ApiOperation({ summary: 'The acts for which the organization asks for a second person' })
  @ApiOkResponse({ standardSchema: fourEyesSchema })
  async showFourEyes(@CurrentCaller() caller: Caller): Promise<FourEyesView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => ({
      kinds: await readFourEyes(tx, caller.organizationId),
    }));
  }

  @Put('settings/four-eyes')
  @ApiOperation({
    summary: 'Ask for a second person for more acts',
    description:
      'To ask for fewer needs a second person itself: 409 `needs-approval`. 409 `needs-two-people` while fewer than ' +
      'two active people may decide requests.',
  })
  @ApiOkResponse({ standardSchema: fourEyesSchema })
  async changeFourEyes(
    @Body({ schema: fourEyesSchema }) body: FourEyesView,
    @CurrentCaller() caller: Caller,
  ): Promise<FourEyesView> {
    const wanted = { kinds: body.kinds, isApproved: false };
    const set = await setFourEyes(this.parts.database, actorOf(caller), wanted, this.parts.clock.now());
    switch (set) {
      case 'done':
        return this.showFourEyes(caller);
      case 'needs-approval':
        throw new ApiProblem(409, { code: 'needs-approval', values: { kind: 'four-eyes' } });
      case 'needs-two-people':
        throw new ApiProblem(409, { code: 'needs-two-people', values: {} });
    }
  }

  private async decide(
    caller: Caller,
    decision: { readonly id: string; readonly as: 'approved' | 'refused' | 'withdrawn'; readonly note: string | null },
  ): Promise<ApprovalView> {
    const { database, clock } = this.parts;
    const now = clock.now();
    const id = rowIdOf(decision.id);
    const asked = await database.inOrganization(caller.organizationId, (tx) => readApproval(tx, id));
    if (!asked) throw notFound();
    needsRight(caller, asked.kind);
    const actor = actorOf(caller);
    const decided = await decideApproval(
      database,
      actor,
      { ...decision, id, act: (approval, within) => doAct(within, actor, approval, now) },
      now,
    );
    switch (decided.result) {
      case 'decided':
        return showApproval(decided.approval, caller, now);
      case 'not-found':
        throw notFound();
      case 'not-open':
        throw new ApiProblem(409, { code: 'approval-not-open', values: {} });
      case 'expired':
        throw new ApiProblem(409, { code: 'approval-expired', values: {} });
      case 'no-person':
        throw new ApiProblem(403, { code: 'approval-by-person', values: {} });
      case 'own':
        throw new ApiProblem(403, { code: 'approval-own', values: {} });
    }
  }
}

function needsRight(caller: Caller, kind: ApprovalKind): void {
  const right = rightToAct[kind];
  if (!caller.rights.has(right)) throw new ApiProblem(403, { code: 'forbidden', values: { right } });
}
