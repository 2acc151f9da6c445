import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { addEvidence } from '@puntual/casework/disputes/note-dispute';
import { disputeFileSchema, evidenceQuerySchema, type DisputeFileView } from '@puntual/contracts/api/disputes';
import { EVIDENCE_TYPES, MOST_EVIDENCE_BYTES, type EvidenceKind } from '@puntual/domain/disputes/evidence-kind';
import { evidenceName } from '@puntual/domain/disputes/evidence-name';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { sendStoredFile } from '../http/stored-file.ts';
import { encodingOf, readBody } from '../http/read-body.ts';
import { fullProblem } from './dispute-problems.ts';
import { withNames } from '../http/with-names.ts';

/** Evidence of disputes: files that customers and colleagues show. */
@ApiTags('disputes')
@Controller('v1/disputes')
export class DisputeFilesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/files')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Upload a file as evidence of a dispute',
    description:
      'The body is the file itself, at most 5 MB: PDF, PNG, JPEG or plain text, judged by its content (415 ' +
      '`evidence-kind`). A dispute has at most 20 files (409 `dispute-full`); the same bytes are kept once. Its ' +
      'SHA-256 is kept with it.',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ standardSchema: disputeFileSchema })
  async upload(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: evidenceQuerySchema }) { name }: z.infer<typeof evidenceQuerySchema>,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
  ): Promise<DisputeFileView> {
    const disputeId = rowIdOf(id);
    if (encodingOf(request) !== 'identity') throw new ApiProblem(415, { code: 'evidence-kind', values: {} });
    const content = await readBody(request, MOST_EVIDENCE_BYTES);
    const file = { disputeId, name, content };
    const result = await addEvidence(this.parts.database, actorOf(caller), file, this.parts.clock.now());
    switch (result.result) {
      case 'not-found':
        throw notFound();
      case 'other-kind':
        throw new ApiProblem(415, { code: 'evidence-kind', values: {} });
      case 'full':
        throw fullProblem();
      case 'done':
        request.contentHash = result.sha256;
        return this.view(caller, result.fileId);
    }
  }

  @Get(':id/files/:fileId')
  @ApiOperation({ summary: 'An evidence file, byte for byte, as a download' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('fileId', { schema: anyIdSchema }) fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const where = { id: rowIdOf(fileId), disputeId: rowIdOf(id) };
    const file = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.disputeFile.findFirst({ where }),
    );
    if (!file) throw notFound();
    const kind = file.kind as EvidenceKind;
    return sendStoredFile(response, { ...file, name: evidenceName(file.name, kind), type: EVIDENCE_TYPES[kind] });
  }

  private async view(caller: Caller, fileId: string): Promise<DisputeFileView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const file = await tx.disputeFile.findUniqueOrThrow({ where: { id: fileId }, omit: { content: true } });
      const { id, name, bytes, sha256, uploadedBy } = file;
      const kind = file.kind as EvidenceKind;
      const view = { id, name, kind, bytes, sha256, uploadedAt: file.uploadedAt.toISOString(), uploadedBy };
      return withNames<DisputeFileView>(tx, view);
    });
  }
}
