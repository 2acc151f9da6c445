import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { completeTask, type TaskResult } from '@puntual/casework/people/complete-task';
import { cancelPlan, makePlan, offerPlansFor, type PlanResult } from '@puntual/casework/people/payment-plans';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import {
  makePlanSchema,
  offerPlansSchema,
  planOffersSchema,
  planPageSchema,
  planReasonSchema,
  planSchema,
  type MakePlan,
  type PlanView,
} from '@puntual/contracts/api/payment-plans';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { PlanState } from '@puntual/domain/payment-plans/judge-plan';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { findPlan, listPlans } from './read-plans.ts';

/** Payment plans: instalments over several invoices. */
@ApiTags('payment plans')
@Controller('v1')
export class PaymentPlansController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post('customers/:id/payment-plans')
  @ApiOperation({
    summary: 'Make a payment plan about invoices of one currency',
    description:
      'While it runs, only its instalments are chased. A plan beyond what a collector may grant (settings, ' +
      '`planLimits`) is `proposed` until another person, a manager, approves it. 409 `plan-open` when another plan ' +
      'is about one of the invoices.',
  })
  @ApiCreatedResponse({ standardSchema: planSchema })
  async make(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: makePlanSchema }) body: MakePlan,
    @CurrentCaller() caller: Caller,
  ): Promise<PlanView> {
    return this.propose(caller, await this.customerOf(caller, id), body, null);
  }

  @Get('customers/:id/payment-plans')
  @ApiOperation({ summary: 'The payment plans of a customer, the newest first' })
  @ApiOkResponse({ standardSchema: planPageSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof planPageSchema>> {
    const customerRowId = await this.customerOf(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listPlans(tx, customerRowId, query));
  }

  @Post('customers/:id/payment-plans/offers')
  @HttpCode(200)
  @ApiOperation({ summary: 'At most three plans that a collector may grant; nothing is changed' })
  @ApiOkResponse({ standardSchema: planOffersSchema })
  async offer(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: offerPlansSchema }) body: z.infer<typeof offerPlansSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof planOffersSchema>> {
    const wanted = { ...body, customerRowId: await this.customerOf(caller, id) };
    const { database, clock } = this.parts;
    const offered = await offerPlansFor(database, caller.organizationId, wanted, clock.now());
    if (offered.result !== 'done') throw planProblem(offered);
    const { currency, totalMinor, offers } = offered;
    return {
      currency,
      total: decimalAmount(totalMinor, currency),
      offers: offers.map((instalments) => ({
        instalments: instalments.map(({ on, minor }) => ({ date: on, amount: decimalAmount(minor, currency) })),
      })),
    };
  }

  @Get('payment-plans/:id')
  @ApiOperation({ summary: 'One payment plan, with what of each instalment is paid' })
  @ApiOkResponse({ standardSchema: planSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<PlanView> {
    return this.read(caller, rowIdOf(id));
  }

  @Post('payment-plans/:id/change')
  @ApiOperation({
    summary: 'Replace a running plan by another one about what is still to be paid',
    description: 'The running plan goes on until the new one starts. 409 `plan-over` when it does not run.',
  })
  @ApiCreatedResponse({ standardSchema: planSchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: makePlanSchema }) body: MakePlan,
    @CurrentCaller() caller: Caller,
  ): Promise<PlanView> {
    const plan = await this.read(caller, rowIdOf(id));
    return this.propose(caller, await this.customerOf(caller, plan.customerId), body, plan.id);
  }

  @Post('payment-plans/:id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a proposed or running plan, with a reason: its invoices are chased in full' })
  @ApiOkResponse({ standardSchema: planSchema })
  async cancel(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: planReasonSchema }) body: z.infer<typeof planReasonSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlanView> {
    const { database, clock } = this.parts;
    const wanted = { planId: rowIdOf(id), reason: body.reason };
    return this.answer(caller, await cancelPlan(database, actorOf(caller), wanted, clock.now()));
  }

  @Post('payment-plans/:id/approve')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Approve a proposed plan, which then starts',
    description: 'Ends the task `approve-plan`. Another person than the proposer has to approve it.',
  })
  @ApiOkResponse({ standardSchema: planSchema })
  approve(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<PlanView> {
    return this.decide(caller, rowIdOf(id), { outcome: 'approve' });
  }

  @Post('payment-plans/:id/reject')
  @HttpCode(200)
  @ApiOperation({ summary: 'Reject a proposed plan, with a reason: its invoices are chased again' })
  @ApiOkResponse({ standardSchema: planSchema })
  reject(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: planReasonSchema }) body: z.infer<typeof planReasonSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PlanView> {
    return this.decide(caller, rowIdOf(id), { outcome: 'reject', note: body.reason });
  }

  private async propose(
    caller: Caller,
    customerRowId: string,
    body: MakePlan,
    replaces: string | null,
  ): Promise<PlanView> {
    const { database, clock } = this.parts;
    const invoiceIds = [...new Set(body.invoiceIds)];
    const wanted = { ...body, customerRowId, invoiceIds, note: body.note ?? null, replaces };
    return this.answer(caller, await makePlan(database, actorOf(caller), wanted, clock.now()));
  }

  private async decide(
    caller: Caller,
    planId: string,
    input: { readonly outcome: 'approve' | 'reject'; readonly note?: string },
  ): Promise<PlanView> {
    const { state, taskId } = await this.read(caller, planId);
    if (state !== 'proposed' || taskId === null) throw new ApiProblem(409, { code: 'plan-over', values: { state } });
    const { database, clock } = this.parts;
    const result = await completeTask(database, actorOf(caller), { taskId, input }, clock.now());
    if (result.result !== 'done') throw decisionProblem(result);
    return this.read(caller, planId);
  }

  private async answer(caller: Caller, result: PlanResult): Promise<PlanView> {
    if (result.result !== 'done') throw planProblem(result);
    return this.read(caller, result.planId);
  }

  private async read(caller: Caller, planId: string): Promise<PlanView> {
    const plan = await this.parts.database.inOrganization(caller.organizationId, (tx) => findPlan(tx, planId));
    if (!plan) throw notFound();
    return plan;
  }

  private async customerOf(caller: Caller, id: string): Promise<string> {
    const found = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!found) throw notFound();
    return found;
  }
}

function planProblem(result: Exclude<PlanResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'plan-open':
      return new ApiProblem(409, { code: 'plan-open', values: { planId: result.planId } });
    case 'plan-over':
      return new ApiProblem(409, { code: 'plan-over', values: { state: result.state as PlanState } });
    case 'invalid':
      return invalid([result]);
  }
}

function decisionProblem(result: Exclude<TaskResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'already-done':
      return new ApiProblem(409, { code: 'task-already-done', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
