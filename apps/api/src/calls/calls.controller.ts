import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { correctCall, endCall, startCall, type CallResult } from '@puntual/casework/people/calls/call-log';
import { findOrganization } from '@puntual/casework/record/organization';
import { callSheetSchema, type CallSheetView } from '@puntual/contracts/api/call-sheet';
import {
  callPageSchema,
  callSchema,
  correctCallSchema,
  endCallSchema,
  startCallSchema,
  type CallView,
} from '@puntual/contracts/api/calls';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema, asRowId, rowIdOf } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { readSheet } from './read-sheet.ts';
import { listCalls, showCalls } from './show-call.ts';

/** Calls to and by customers: the sheet that a call needs, and the call log. */
@ApiTags('customers')
@Controller('v1')
export class CallsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('customers/:id/sheet')
  @ApiOperation({
    summary: 'All that a call to the customer needs, in one answer',
    description: 'The script is in the language of `Accept-Language` and in the customer’s.',
  })
  @ApiOkResponse({ standardSchema: callSheetSchema })
  async ofCustomer(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CallSheetView> {
    return this.sheet(caller, language, { customerRowId: await this.rowIdOf(caller, id), taskId: null });
  }

  @Get('tasks/:id/sheet')
  @ApiOperation({ summary: 'All that a call needs, in one answer: the sheet of the task’s customer' })
  @ApiOkResponse({ standardSchema: callSheetSchema })
  async ofTask(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CallSheetView> {
    const taskId = rowIdOf(id);
    const task = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.task.findUnique({ where: { id: taskId }, select: { customerId: true } }),
    );
    if (!task?.customerId) throw notFound();
    return this.sheet(caller, language, { customerRowId: task.customerId, taskId });
  }

  @Get('customers/:id/calls')
  @ApiOperation({ summary: 'The call log of a customer, the newest first, with the entries that were corrected' })
  @ApiOkResponse({ standardSchema: callPageSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof callPageSchema>> {
    const customerRowId = await this.rowIdOf(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listCalls(tx, customerRowId, query));
  }

  @Post('customers/:id/calls')
  @ApiOperation({ summary: 'Start a call, made or received: who calls and when is known by the request' })
  @ApiCreatedResponse({ standardSchema: callSchema })
  async start(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: startCallSchema }) body: z.infer<typeof startCallSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CallView> {
    const customerRowId = await this.rowIdOf(caller, id);
    return this.shown(
      caller,
      await startCall(this.parts.database, actorOf(caller), { ...body, customerRowId }, this.parts.clock.now()),
    );
  }

  @Post('customers/:id/calls/:callId/end')
  @HttpCode(200)
  @ApiOperation({
    summary: 'End a call with its outcome',
    description:
      'The outcome does what it does for a call task: the entry’s, else the customer’s open one, else a new one ' +
      'about all that is late. 409 `call-ended` when the call has ended.',
  })
  @ApiOkResponse({ standardSchema: callSchema })
  async end(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('callId', { schema: anyIdSchema }) callId: string,
    @Body({ schema: endCallSchema }) body: z.infer<typeof endCallSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CallView> {
    const call = await this.callOf(caller, id, callId);
    return this.shown(
      caller,
      await endCall(this.parts.database, actorOf(caller), { callId: call, input: body }, this.parts.clock.now()),
    );
  }

  @Post('customers/:id/calls/:callId/correct')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Correct an ended call: another entry supersedes it, and the plans follow',
    description:
      '409 `call-superseded` when it was corrected before, 409 `outcome-followed` when its outcome cannot be taken ' +
      'back.',
  })
  @ApiOkResponse({ standardSchema: callSchema })
  async correct(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('callId', { schema: anyIdSchema }) callId: string,
    @Body({ schema: correctCallSchema }) { direction, ...input }: z.infer<typeof correctCallSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<CallView> {
    const call = await this.callOf(caller, id, callId);
    return this.shown(
      caller,
      await correctCall(
        this.parts.database,
        actorOf(caller),
        { callId: call, input, direction },
        this.parts.clock.now(),
      ),
    );
  }

  private async sheet(
    caller: Caller,
    language: Language,
    of: { readonly customerRowId: string; readonly taskId: string | null },
  ): Promise<CallSheetView> {
    const organization = await findOrganization(this.parts.database, caller.slug);
    if (!organization) throw notFound();
    const reader = { organization, language, name: caller.name };
    const sheet = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      readSheet(tx, of, reader, this.parts.clock.now()),
    );
    if (!sheet) throw notFound();
    return sheet;
  }

  private async shown(caller: Caller, result: CallResult): Promise<CallView> {
    switch (result.result) {
      case 'not-found':
        throw notFound();
      case 'ended':
        throw new ApiProblem(409, { code: 'call-ended', values: {} });
      case 'superseded':
        throw new ApiProblem(409, { code: 'call-superseded', values: {} });
      case 'not-reversible':
        throw new ApiProblem(409, { code: 'outcome-followed', values: {} });
      case 'invalid':
        throw invalid([result]);
      case 'done':
        return this.callShown(caller, result.callId);
    }
  }

  private async callShown(caller: Caller, id: string): Promise<CallView> {
    const [call] = await this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      showCalls(tx, [await tx.callLog.findUniqueOrThrow({ where: { id } })]),
    );
    if (!call) throw notFound();
    return call;
  }

  // Throws the 404 problem for a call of another customer.
  private async callOf(caller: Caller, id: string, callId: string): Promise<string> {
    const customerRowId = await this.rowIdOf(caller, id);
    const rowId = asRowId(callId);
    const call =
      rowId &&
      (await this.parts.database.inOrganization(caller.organizationId, (tx) =>
        tx.callLog.findFirst({ where: { id: rowId, customerId: customerRowId }, select: { id: true } }),
      ));
    if (!call) throw notFound();
    return call.id;
  }

  private async rowIdOf(caller: Caller, id: string): Promise<string> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!rowId) throw notFound();
    return rowId;
  }
}
