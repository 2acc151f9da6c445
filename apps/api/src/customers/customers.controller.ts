import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { findOrganization } from '@puntual/casework/record/organization';
import {
  customerPlanQuerySchema,
  customerPlanSchema,
  type CustomerPlanView,
} from '@puntual/contracts/api/customer-plan';
import {
  customerDetailSchema,
  customerPageSchema,
  customerQuerySchema,
  type CustomerDetailView,
} from '@puntual/contracts/api/customers';
import type { Language } from '@puntual/domain/language/languages';
import { unavailableChannels } from '@puntual/platform/channel-addresses';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { INVOICES_PLANNED_AT_ONCE } from '../http/limits.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { customerPlanJob } from './customer-plan-job.ts';
import { planAsShown } from './customer-plan-work.ts';
import { findCustomer, findCustomerRowId, listCustomers } from './read-customers.ts';

/** The debtors, what they owe, and their contacts. */
@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  private readonly parts: ApiParts;

  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Get()
  @ApiOperation({
    summary: 'List customers by name, with what they owe',
    description: '`q` searches the name and the ERP’s id.',
  })
  @ApiOkResponse({ standardSchema: customerPageSchema })
  list(
    @Query({ schema: customerQuerySchema }) query: z.infer<typeof customerQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof customerPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listCustomers(tx, query, this.parts.clock.now()),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One customer, by the ERP’s id or its own, with contacts' })
  @ApiOkResponse({ standardSchema: customerDetailSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerDetailView> {
    const customer = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCustomer(tx, id, { slug: caller.slug, language, settings: this.parts.settings }, this.parts.clock.now()),
    );
    if (!customer) throw notFound();
    return customer;
  }

  @Get(':id/plan')
  @ApiOperation({
    summary: 'The customer’s next messages: when, to whom, about what, what blocks them, and what would change that',
    description:
      'What the sending gate will compose if nothing else happens: no payment arrives, nobody makes a call, ' +
      'every message is accepted. At most `limit` messages. Open amounts are those of now. Nothing is changed.',
  })
  @ApiOkResponse({ standardSchema: customerPlanSchema })
  async plan(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: customerPlanQuerySchema }) query: z.infer<typeof customerPlanQuerySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<CustomerPlanView> {
    const now = this.parts.clock.now();
    const organization = await findOrganization(this.parts.database, caller.slug);
    if (!organization) throw notFound();
    const found = await this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const customerRowId = await findCustomerRowId(tx, id);
      if (customerRowId === null) return null;
      return {
        customerRowId,
        open: await tx.invoice.count({ where: { customerId: customerRowId, status: 'open' } }),
      };
    });
    if (!found) throw notFound();
    const { customerRowId, open } = found;
    const { settings } = this.parts;
    const options = {
      customerRowId,
      mostMessages: query.limit,
      gatherMs: settings.PUNTUAL_MESSAGE_WINDOW,
      unavailable: unavailableChannels(settings),
    };
    const input = { organization: { id: organization.id, timeZone: organization.timeZone }, options, language, now };
    const plan = await (open > INVOICES_PLANNED_AT_ONCE
      ? this.heavy.make(customerPlanJob, { organizationId: caller.organizationId, input })
      : planAsShown(this.parts.database, input));
    if (!plan) throw notFound();
    return plan;
  }
}
