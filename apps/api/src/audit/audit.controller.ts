import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { exportBlocks } from '@puntual/casework/audit/export-lines';
import { verifyChain } from '@puntual/casework/audit/verify-chain';
import {
  auditExportQuerySchema,
  auditPageSchema,
  auditQuerySchema,
  auditReportSchema,
  auditVerifyQuerySchema,
  type AuditReportView,
} from '@puntual/contracts/api/audit';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { auditFaultWords } from './audit-fault-words.ts';
import { listAudit } from './list-audit.ts';
import { ME } from '../http/people.ts';

/** Who did what when, and the proof that nobody changed it since. */
@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'Search the audit, the newest event first',
    description:
      'A request searches a bounded number of events: a page may have fewer events than `limit`, or none, and still ' +
      'a `nextCursor` with which the search goes on.',
  })
  @ApiOkResponse({ standardSchema: auditPageSchema })
  list(
    @Query({ schema: auditQuerySchema }) { actor, ...query }: z.infer<typeof auditQuerySchema>,
    @CurrentCaller() { organizationId, actorId }: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<z.infer<typeof auditPageSchema>> {
    const asked = { ...query, actor: actor === ME ? actorId : actor };
    return this.parts.database.inOrganization(organizationId, (tx) => listAudit(tx, organizationId, asked, language));
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Verify some blocks of the chain that seals the audit',
    description:
      'Some seconds after they were written, events are sealed in blocks: a block holds the hashes of its events and ' +
      'of the block before. This request computes the hashes of up to `blocks` blocks from `from` on again, and ' +
      'names each event that was changed, removed, inserted or moved. Go on with `nextBlock` until it is null.',
  })
  @ApiOkResponse({ standardSchema: auditReportSchema })
  async verify(
    @Query({ schema: auditVerifyQuerySchema }) { previous, ...range }: z.infer<typeof auditVerifyQuerySchema>,
    @CurrentCaller() { organizationId }: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<AuditReportView> {
    const report = await verifyChain(this.parts.database, organizationId, { ...range, previous }, Date.now());
    const { head, unsealed, faults, ...counts } = report;
    return {
      ...counts,
      faults: faults.map((fault) => ({ ...fault, text: auditFaultWords[fault.code][language] })),
      head: head && { number: head.number, hash: head.hash, sealedAt: head.sealedAt },
      unsealed: {
        events: unsealed.events,
        oldestSeconds: unsealed.oldestMs === null ? null : Math.round(unsealed.oldestMs / 1000),
      },
    };
  }

  @Get('export')
  @ApiOperation({
    summary: 'Export some blocks of the audit',
    description:
      'JSON lines: for each block a line with its header, then a line for each of its events with what was hashed, ' +
      'and at the end a line that says how many there were and which block comes next. ' +
      '`npm run audit -- verify FILE` verifies it without a database. An export without its last line was cut off.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  export(
    @Query({ schema: auditExportQuerySchema }) range: z.infer<typeof auditExportQuerySchema>,
    @CurrentCaller() { organizationId, slug }: Caller,
  ): StreamableFile {
    const lines = Readable.from(exportBlocks(this.parts.database, organizationId, range));
    return new StreamableFile(lines, {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="audit-${slug}-${range.from}.ndjson"`,
    });
  }
}
