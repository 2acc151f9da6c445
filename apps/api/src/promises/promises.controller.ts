import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  promiseToPay,
  renewPromise,
  withdrawPromise,
  type NewPromise,
  type PromiseResult,
} from '@puntual/casework/people/promises';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import {
  makeInvoicePromiseSchema,
  makePromiseSchema,
  promisePageSchema,
  promiseSchema,
  renewPromiseSchema,
  withdrawPromiseSchema,
  type MakeInvoicePromise,
  type MakePromise,
  type PromiseView,
  type RenewPromise,
} from '@puntual/contracts/api/promises';
import type { PromiseState } from '@puntual/domain/promises/judge-promise';
import { isDecider } from '../auth/held-rights.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { invoiceRowId } from '../invoices/find-invoice.ts';
import { findPromise, listPromises } from './read-promises.ts';

const LIMITS =
  'Beyond what a collector may agree to (settings, `promiseLimits`) a manager has to make the promise. 409 ' +
  '`promise-open` when another open promise is about one of the invoices: name it in `renews` to replace it.';

/** Promises to pay. */
@ApiTags('promises')
@Controller('v1')
export class PromisesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post('invoices/:id/promises')
  @ApiOperation({
    summary:
      'Note that the customer promised to pay an invoice: chasing is silent until the day and the grace are over',
    description: LIMITS,
  })
  @ApiCreatedResponse({ standardSchema: promiseSchema })
  async makeForInvoice(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: makeInvoicePromiseSchema }) body: MakeInvoicePromise,
    @CurrentCaller() caller: Caller,
  ): Promise<PromiseView> {
    const invoice = await this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await invoiceRowId(tx, id);
      return found && tx.invoice.findUnique({ where: { id: found.id }, select: { customerId: true, invoiceId: true } });
    });
    if (!invoice) throw notFound();
    return this.make(caller, invoice.customerId, { ...body, invoiceIds: [invoice.invoiceId] });
  }

  @Post('customers/:id/promises')
  @ApiOperation({
    summary: 'Note that the customer promised to pay several invoices of one currency, on one or more days',
    description: LIMITS,
  })
  @ApiCreatedResponse({ standardSchema: promiseSchema })
  async makeForCustomer(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: makePromiseSchema }) body: MakePromise,
    @CurrentCaller() caller: Caller,
  ): Promise<PromiseView> {
    return this.make(caller, await this.customerOf(caller, id), body);
  }

  @Get('customers/:id/promises')
  @ApiOperation({ summary: 'The promises of a customer, the newest first' })
  @ApiOkResponse({ standardSchema: promisePageSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof promisePageSchema>> {
    const customerRowId = await this.customerOf(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listPromises(tx, customerRowId, query));
  }

  @Get('promises/:id')
  @ApiOperation({ summary: 'One promise' })
  @ApiOkResponse({ standardSchema: promiseSchema })
  show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller): Promise<PromiseView> {
    return this.read(caller, rowIdOf(id));
  }

  @Post('promises/:id/renew')
  @ApiOperation({
    summary: 'Replace an open promise by another one about the same invoices',
    description: `Its level is one higher. 409 \`promise-over\` when the promise is not open any more. ${LIMITS}`,
  })
  @ApiCreatedResponse({ standardSchema: promiseSchema })
  async renew(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: renewPromiseSchema }) body: RenewPromise,
    @CurrentCaller() caller: Caller,
  ): Promise<PromiseView> {
    const { database, clock } = this.parts;
    const entered = { ...enteredOf(body, caller), promiseId: rowIdOf(id) };
    return this.answer(caller, await renewPromise(database, actorOf(caller), entered, clock.now()));
  }

  @Post('promises/:id/withdraw')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Withdraw an open promise, with a reason: its invoices are chased again',
    description: '409 `promise-over` when the promise is not open any more.',
  })
  @ApiOkResponse({ standardSchema: promiseSchema })
  async withdraw(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: withdrawPromiseSchema }) body: z.infer<typeof withdrawPromiseSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<PromiseView> {
    const { database, clock } = this.parts;
    const wanted = { promiseId: rowIdOf(id), reason: body.reason };
    return this.answer(caller, await withdrawPromise(database, actorOf(caller), wanted, clock.now()));
  }

  private async make(caller: Caller, customerRowId: string, body: MakePromise): Promise<PromiseView> {
    const { database, clock } = this.parts;
    const wanted: NewPromise = {
      ...enteredOf(body, caller),
      customerRowId,
      invoiceIds: [...new Set(body.invoiceIds)],
      renews: body.renews ?? null,
    };
    return this.answer(caller, await promiseToPay(database, actorOf(caller), wanted, clock.now()));
  }

  private async answer(caller: Caller, result: PromiseResult): Promise<PromiseView> {
    if (result.result !== 'done') throw promiseProblem(result);
    return this.read(caller, result.promiseId);
  }

  private async read(caller: Caller, promiseId: string): Promise<PromiseView> {
    const promise = await this.parts.database.inOrganization(caller.organizationId, (tx) => findPromise(tx, promiseId));
    if (!promise) throw notFound();
    return promise;
  }

  private async customerOf(caller: Caller, id: string): Promise<string> {
    const found = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!found) throw notFound();
    return found;
  }
}

function enteredOf({ source, promisedBy, note, date, amount, currency, parts }: RenewPromise, caller: Caller) {
  return {
    wanted: { date, amount, currency, parts },
    source,
    promisedBy: promisedBy ?? null,
    note: note ?? null,
    mayExceed: isDecider(caller.rights),
  };
}

function promiseProblem(result: Exclude<PromiseResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'settled':
      return new ApiProblem(409, { code: 'invoice-settled', values: { wanted: 'promise' } });
    case 'promise-open':
      return new ApiProblem(409, { code: 'promise-open', values: { promiseId: result.promiseId } });
    case 'promise-over':
      return new ApiProblem(409, { code: 'promise-over', values: { state: result.state as PromiseState } });
    case 'invalid':
      return invalid([result]);
  }
}
