import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { holdSupplyForCredit } from '@puntual/casework/people/hold-supply-for-credit';
import { setCreditLimit } from '@puntual/casework/people/set-credit-limit';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import {
  creditLimitChangePageSchema,
  customerCreditSchema,
  exposedInvoicePageSchema,
  exposedInvoiceQuerySchema,
  holdSupplySchema,
  overLimitPageSchema,
  overLimitQuerySchema,
  setCreditLimitSchema,
  type CustomerCreditView,
  type SetCreditLimit,
} from '@puntual/contracts/api/credit';
import type { Language } from '@puntual/domain/language/languages';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { creditHoldProblem, limitProblem } from './credit-problem.ts';
import { listExposedInvoices } from './list-exposed-invoices.ts';
import { listLimitChanges } from './limit-changes.ts';
import { listOverLimit } from './list-over-limit.ts';
import { readCredit } from './read-credit.ts';

/** Limits of credit, what customers owe against them, and suggested limits. */
@ApiTags('credit')
@Controller('v1')
export class CreditController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('credit/over-limit')
  @ApiOperation({ summary: 'List the customers over their limit of credit, the longest first' })
  @ApiOkResponse({ standardSchema: overLimitPageSchema })
  overLimit(
    @Query({ schema: overLimitQuerySchema }) query: z.infer<typeof overLimitQuerySchema>,
    @CurrentCaller() { organizationId }: Caller,
  ): Promise<z.infer<typeof overLimitPageSchema>> {
    const now = this.parts.clock.now();
    return this.parts.database.inOrganization(organizationId, (tx) =>
      listOverLimit(tx, query, { organizationId, now }),
    );
  }

  @Get('customers/:id/credit')
  @ApiOperation({
    summary: 'The limit of credit of a customer, the exposure, and a suggested limit',
    description:
      'The exposure is what is open, charges included: each cent is not yet due, overdue, disputed or promised. ' +
      'Credit that is not applied comes off in its own currency, unless the setting `credit.netCredit` is off. ' +
      'All is counted in one currency when there is only one, else in the organization’s. The suggestion names a ' +
      'reason for each of its parts.',
  })
  @ApiOkResponse({ standardSchema: customerCreditSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerCreditView> {
    const { organizationId } = caller;
    const now = this.parts.clock.now();
    const customerRowId = await this.customer(caller, id);
    return this.parts.database.inOrganization(organizationId, (tx) =>
      readCredit(tx, customerRowId, { organizationId, language, now }),
    );
  }

  @Get('customers/:id/credit/invoices')
  @ApiOperation({ summary: 'The invoices that make up the exposure, in the order of their due days' })
  @ApiOkResponse({ standardSchema: exposedInvoicePageSchema })
  async invoices(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: exposedInvoiceQuerySchema }) query: z.infer<typeof exposedInvoiceQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof exposedInvoicePageSchema>> {
    const customerRowId = await this.customer(caller, id);
    const now = this.parts.clock.now();
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listExposedInvoices(tx, customerRowId, { query, now }),
    );
  }

  @Get('customers/:id/credit/history')
  @ApiOperation({ summary: 'The changes of the limit of a customer, the newest first' })
  @ApiOkResponse({ standardSchema: creditLimitChangePageSchema })
  async history(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof creditLimitChangePageSchema>> {
    const customerRowId = await this.customer(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listLimitChanges(tx, customerRowId, query),
    );
  }

  @Post('customers/:id/credit')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Set the limit of credit of a customer',
    description:
      'It holds until a person sets another one or the ERP states another one than before. The ERP is told ' +
      '(`puntual.credit-limit.set.v1`). 409 `credit-limit-changed` when somebody changed it since, ' +
      '`credit-limit-same` when it is that already, `needs-approval` where a raise beyond `credit.grantedAlone` ' +
      'needs a second person: then `POST /v1/approvals`.',
  })
  @ApiOkResponse({ standardSchema: customerCreditSchema })
  async set(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: setCreditLimitSchema }) body: SetCreditLimit,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerCreditView> {
    const { database, clock } = this.parts;
    const wanted = { ...body, customerRowId: await this.customer(caller, id), isApproved: false };
    const result = await setCreditLimit(database, actorOf(caller), wanted, clock.now());
    if (result.result !== 'done') throw limitProblem(result);
    return this.show(id, caller, language);
  }

  @Post('customers/:id/credit/supply-hold')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask the ERP to stop supply, because the customer is over the limit of credit',
    description:
      'The request (`puntual.supply-hold.requested.v1`) names the oldest open invoice, and goes on with the next one ' +
      'when that is settled. It is lifted when the customer is back under the limit, or by ' +
      '`POST /v1/invoices/:id/supply-hold/lift`. 409 `credit-limit-not-exceeded`, `supply-held`, `nothing-to-hold`.',
  })
  @ApiOkResponse({ standardSchema: customerCreditSchema })
  async hold(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: holdSupplySchema }) { reason }: z.infer<typeof holdSupplySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerCreditView> {
    const { database, clock } = this.parts;
    const asking = { customerRowId: await this.customer(caller, id), reason };
    const result = await holdSupplyForCredit(database, actorOf(caller), asking, clock.now());
    if (result.result !== 'done') throw creditHoldProblem(result);
    return this.show(id, caller, language);
  }

  private async customer(caller: Caller, id: string): Promise<string> {
    const customerRowId = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCustomerRowId(tx, id),
    );
    if (!customerRowId) throw notFound();
    return customerRowId;
  }
}
