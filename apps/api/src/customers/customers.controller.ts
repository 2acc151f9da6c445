import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { customerDetailSchema, customerPageSchema, customerQuerySchema, type CustomerDetailView } from '@puntual/contracts/api/schemas';
import type { ReaderLanguage } from '@puntual/domain/decide/explain';
import { API_PARTS, type ApiParts } from '../api-parts.ts';
import { CurrentCaller, type Caller } from '../auth/caller.ts';
import { notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { Language } from '../http/language.ts';
import { findCustomer, listCustomers } from './read-customers.ts';

/** The debtors, what they owe, and how they are reached. */
@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(@Inject(API_PARTS) private readonly parts: ApiParts) {}

  @Get()
  @ApiOperation({ summary: 'List customers by name, with what they owe', description: '`q` looks in the name and the ERP’s id.' })
  @ApiOkResponse({ standardSchema: customerPageSchema })
  list(@Query({ schema: customerQuerySchema }) query: z.infer<typeof customerQuerySchema>, @CurrentCaller() caller: Caller): Promise<z.infer<typeof customerPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listCustomers(tx, query, this.parts.clock.now()));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One customer, by the ERP’s id or its own, with contacts' })
  @ApiOkResponse({ standardSchema: customerDetailSchema })
  async show(@Param('id', { schema: anyIdSchema }) id: string, @CurrentCaller() caller: Caller, @Language() language: ReaderLanguage): Promise<CustomerDetailView> {
    const customer = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomer(tx, id, { slug: caller.slug, language, settings: this.parts.settings }, this.parts.clock.now()));
    if (!customer) throw notFound();
    return customer;
  }
}
