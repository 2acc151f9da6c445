import { Controller, Get, Inject, Param, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { findOrganization } from '@puntual/casework/record/organization';
import { loadGroupStatement, type GroupStatement } from '@puntual/casework/statements/load-group-statement';
import {
  groupStatementSchema,
  statementQuerySchema,
  type GroupStatementView,
  type StatementQuery,
} from '@puntual/contracts/api/statement';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpRequest } from '../http/http.ts';
import { anyIdSchema } from '../http/ids.ts';
import { shownPdf } from '../http/shown-pdf.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { knownAtOf } from './known-at-of.ts';
import { showGroupStatement } from './show-statement.ts';
import { groupStatementProps } from './statement-document.ts';
import { groupStatementPdfJob } from './statement-pdf-job.ts';

const WHAT =
  'The accounts of the customers who are in the group now, as `GET /v1/customers/{id}/statement` has each of them, ' +
  'and the sums of all by currency. Days count in the time zone of the payer.';

/** The statement of a group of customers, for its payer. */
@ApiTags('customers')
@Controller('v1/groups')
export class GroupStatementsController {
  private readonly parts: ApiParts;
  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Get(':id/statement')
  @ApiOperation({
    summary: 'The statement of a group on any day',
    description: `${WHAT} With \`Accept: application/pdf\` it is the PDF.`,
  })
  @ApiOkResponse({ standardSchema: groupStatementSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: statementQuerySchema }) query: StatementQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<GroupStatementView | StreamableFile> {
    if (/\bapplication\/pdf\b/i.test(request.headers.accept ?? '')) return this.pdf(id, query, caller);
    const { group, knownAt } = await this.load(caller, id, query);
    return showGroupStatement(group, knownAt);
  }

  @Get(':id/statement.pdf')
  @ApiOperation({
    summary: 'The statement of a group as an A4 PDF',
    description: `${WHAT} In the payer’s language, English or Spanish, unless \`language\` says otherwise.`,
  })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async pdf(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: statementQuerySchema }) query: StatementQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const { group, knownAt } = await this.load(caller, id, query);
    const organization = await findOrganization(this.parts.database, caller.slug);
    if (!organization) throw notFound();
    const input = groupStatementProps({ group, knownAt, organization }, query.language);
    const pdf = await this.heavy.make(groupStatementPdfJob, { organizationId: caller.organizationId, input });
    return shownPdf(pdf, `statement-${group.on}.pdf`);
  }

  private async load(
    caller: Caller,
    id: string,
    query: StatementQuery,
  ): Promise<{ readonly group: GroupStatement; readonly knownAt: number | null }> {
    const now = this.parts.clock.now();
    const knownAt = knownAtOf(this.parts, query, now);
    const group = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      loadGroupStatement(tx, id, { on: query.date ?? null, knownAt }, now),
    );
    if (!group) throw notFound();
    return { group, knownAt };
  }
}
