import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mergeByPerson } from '@puntual/casework/people/merge-by-person';
import { customerDetailSchema, mergeCustomerSchema } from '@puntual/contracts/api/customers';
import type { CustomerDetailView, MergeCustomer } from '@puntual/contracts/api/customers';
import type { Language } from '@puntual/domain/language/languages';
import { invalid, notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { findCustomer } from './read-customers.ts';

/** Two customers that are one. */
@ApiTags('customers')
@Controller('v1/customers')
export class MergesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/merge')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Merge a customer into another one',
    description:
      'Invoices, money, holds, messages, tasks, contacts, opt-outs and remembered accounts become the other ' +
      'customer’s, and so does whatever names this one later. It cannot be undone. An ERP publishes ' +
      '`puntual.customer.merged.v1` instead. Answers the customer who stays.',
  })
  @ApiOkResponse({ standardSchema: customerDetailSchema })
  async merge(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: mergeCustomerSchema }) { into }: MergeCustomer,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerDetailView> {
    const { database, clock, settings } = this.parts;
    const result = await mergeByPerson(database, actorOf(caller), { from: id, into }, clock.now());
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'invalid') throw invalid([result]);
    const reader = { slug: caller.slug, language, settings };
    const customer = await database.inOrganization(caller.organizationId, (tx) =>
      findCustomer(tx, into, reader, clock.now()),
    );
    if (!customer) throw notFound();
    return customer;
  }
}
