import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  findAgreement,
  keepAgreement,
  readAgreementTerms,
  type AgreementTerms,
} from '@puntual/casework/payment-plans/agreements';
import { findOrganization } from '@puntual/casework/record/organization';
import { agreementQuerySchema } from '@puntual/contracts/api/payment-plans';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { shownPdf } from '../http/shown-pdf.ts';
import { HOUSE_COLOUR } from '../statements/statement-document.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { agreementPdfJob } from './agreement-pdf-job.ts';
import { findPlan } from './read-plans.ts';

/** The written agreements about payment plans. */
@ApiTags('payment plans')
@Controller('v1/payment-plans')
export class AgreementsController {
  private readonly parts: ApiParts;
  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Get(':id/agreement.pdf')
  @ApiOperation({
    summary: 'The written agreement about a plan as an A4 PDF',
    description:
      'In the customer’s language, English or Spanish, unless `language` says otherwise. The first one in a ' +
      'language is kept with its hash, and is what every later request gets. 409 `plan-over` for a plan that has ' +
      'not started.',
  })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async pdf(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: agreementQuerySchema }) query: z.infer<typeof agreementQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const planId = rowIdOf(id);
    const { database } = this.parts;
    const terms = await database.inOrganization(caller.organizationId, (tx) => readAgreementTerms(tx, planId));
    if (!terms) throw await this.whyNone(caller, planId);
    const language = query.language ?? (terms.customer.language.startsWith('es') ? 'es' : 'en');
    const kept = await database.inOrganization(caller.organizationId, (tx) => findAgreement(tx, planId, language));
    const { pdf, hash } = kept ?? (await this.make(caller, terms, language));
    return shownPdf(pdf, `payment-plan-${language}-${hash.slice(0, 8)}.pdf`);
  }

  private async make(caller: Caller, terms: AgreementTerms, language: 'en' | 'es') {
    const { database, clock } = this.parts;
    const organization = await findOrganization(database, caller.slug);
    if (!organization) throw notFound();
    const { plan, customer, invoices, instalments, madeOn } = terms;
    const { name, email, paymentInstructions } = organization;
    const input = {
      language,
      creditor: { name, email, phone: null, address: null, brandColour: HOUSE_COLOUR, paymentInstructions },
      customer: { name: customer.name, customerId: customer.customerId },
      planId: plan.id,
      madeOn,
      currency: plan.currency,
      totalMinor: plan.totalMinor,
      instalments,
      invoices,
      charges: plan.charges === 'waived' ? ('waived' as const) : ('included' as const),
      graceDays: plan.graceDays,
    };
    const pdf = await this.heavy.make(agreementPdfJob, { organizationId: caller.organizationId, input });
    const made = { language, pdf, at: new Date(clock.now()) };
    return database.inOrganization(caller.organizationId, (tx) => keepAgreement(tx, terms, made));
  }

  private async whyNone(caller: Caller, planId: string): Promise<ApiProblem> {
    const plan = await this.parts.database.inOrganization(caller.organizationId, (tx) => findPlan(tx, planId));
    return plan ? new ApiProblem(409, { code: 'plan-over', values: { state: plan.state } }) : notFound();
  }
}
