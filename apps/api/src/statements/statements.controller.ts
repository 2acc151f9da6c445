import { Controller, Get, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { findOrganization } from '@puntual/casework/record/organization';
import { loadStatement } from '@puntual/casework/statements/load-statement';
import {
  statementQuerySchema,
  statementSchema,
  type StatementQuery,
  type StatementView,
} from '@puntual/contracts/api/statement';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { notFound } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { anyIdSchema } from '../http/ids.ts';
import { shownPdf } from '../http/shown-pdf.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { knownAtOf } from './known-at-of.ts';
import { showStatement } from './show-statement.ts';
import { statementProps } from './statement-document.ts';
import { statementPdfJob } from './statement-pdf-job.ts';

const AS_OF =
  'As it stood at the end of `date` by the dates of its entries (today when omitted): what is open, late or ' +
  'not, the charges in it, what was paid, and the credit, per currency. With `knownAt`, by what was recorded ' +
  'until then: a repeated request has the same answer to the cent.';

/** A customer's statement of account. */
@ApiTags('customers')
@Controller('v1/customers')
export class StatementsController {
  private readonly parts: ApiParts;
  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Get(':id/statement')
  @ApiOperation({
    summary: 'The statement of account on any day',
    description: `${AS_OF} With \`Accept: application/pdf\` it is the PDF.`,
  })
  @ApiOkResponse({ standardSchema: statementSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: statementQuerySchema }) query: StatementQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<StatementView | StreamableFile> {
    if (/\bapplication\/pdf\b/i.test(request.headers.accept ?? '')) return this.pdf(id, query, caller);
    const { customer, statement, knownAt } = await this.load(caller, id, query);
    return showStatement(customer, statement, knownAt);
  }

  @Get(':id/statement.pdf')
  @ApiOperation({
    summary: 'The statement of account as an A4 PDF',
    description: `${AS_OF} In the customer’s language, English or Spanish, unless \`language\` says otherwise.`,
  })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async pdf(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: statementQuerySchema }) query: StatementQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const { customer, statement, knownAt } = await this.load(caller, id, query);
    const organization = await findOrganization(this.parts.database, caller.slug);
    if (!organization) throw notFound();
    const input = statementProps({ customer, statement, knownAt, organization }, query.language ?? customer.language);
    const pdf = await this.heavy.make(statementPdfJob, { organizationId: caller.organizationId, input });
    return shownPdf(pdf, `statement-${statement.on}.pdf`);
  }

  private async load(
    caller: Caller,
    id: string,
    query: StatementQuery,
  ): Promise<NonNullable<Awaited<ReturnType<typeof loadStatement>>> & { readonly knownAt: number | null }> {
    const now = this.parts.clock.now();
    const knownAt = knownAtOf(this.parts, query, now);
    const found = await this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const rowId = await findCustomerRowId(tx, id);
      return rowId === null ? null : loadStatement(tx, rowId, { on: query.date ?? null, knownAt }, now);
    });
    if (!found) throw notFound();
    return { ...found, knownAt };
  }
}
