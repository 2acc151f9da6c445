import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  MOST_IMPORT_BYTES,
  MOST_STORED_BYTES,
  receiveImport,
  stopImport,
  takeDryRun,
  type ImportChange,
} from '@puntual/casework/imports/store-import';
import {
  importFaultPageSchema,
  importListQuerySchema,
  importPageSchema,
  importSchema,
  type ImportView,
} from '@puntual/contracts/api/imports';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { hasBody } from '../http/same-origin.ts';
import type { HttpRequest } from '../http/http.ts';
import { anyIdSchema, asRowId } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { importQuerySchema, optionsOf, type ImportQuery } from './import-query.ts';
import { findImport, listFaults, listImports } from './show-import.ts';
import type { Actor } from '@puntual/casework/record/actor';

type ListQuery = z.infer<typeof importListQuerySchema>;

/** After how many seconds a file that was beyond the quota may be sent again. */
const QUOTA_RETRY_SECONDS = 60;

/** What browsers and programs call such files; Windows names CSV after Excel. */
const FILE_TYPE = new RegExp(
  '^(text/(csv|plain|xml)|application/(xml|octet-stream|(x-)?(zip(-compressed)?|gzip|ofx)' +
    '|vnd\\.ms-excel|vnd\\.openxmlformats-officedocument\\.spreadsheetml\\.sheet|vnd\\.intu\\.q(fx|bo)))(\\s*;|$)',
  'i',
);

/**
 * Files of customers, open invoices and bank movements: uploaded here and processed in the background. Faults are
 * listed by line.
 */
@ApiTags('imports')
@Controller('v1/imports')
export class ImportsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Upload a file',
    description:
      'The body is the file itself, at most 256 MB: ISO 20022, Norma 43, MT940, OFX, XLSX or CSV for `bank`, CSV ' +
      'or XLSX for `customers` and `invoices`, or a ZIP of them. It is processed in ' +
      'the background; its state is at the address with its id. ' +
      'Its lines become the events that an ERP would publish, and each counts once however often the file is ' +
      'uploaded. An `Idempotency-Key` belongs to one file: with another one it is refused (422 ' +
      '`idempotency-key-reuse`). With `dryRun=true` the import reports what it would do and changes nothing.',
  })
  @ApiAcceptedResponse({ standardSchema: importSchema })
  async give(
    @Query({ schema: importQuerySchema }) query: ImportQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: HttpRequest,
    @AcceptedLanguage() language: Language,
  ): Promise<ImportView> {
    if (hasBody(request) && !FILE_TYPE.test(request.headers['content-type'] ?? '')) throw notAFile();
    if (Number(request.headers['content-length'] ?? 0) > MOST_IMPORT_BYTES) throw tooLarge();
    const wanted = {
      kind: query.kind,
      dryRun: query.dryRun === 'true',
      fileName: query.fileName ?? null,
      options: optionsOf(query),
      file: request,
    };
    const received = await receiveImport(this.parts.database, actorOf(caller), wanted, this.parts.clock.now());
    switch (received.result) {
      case 'too-large':
        throw tooLarge();
      case 'quota':
        throw new ApiProblem(
          429,
          { code: 'import-quota', values: { megabytes: MOST_STORED_BYTES / 1024 / 1024 } },
          { headers: { 'retry-after': String(QUOTA_RETRY_SECONDS) } },
        );
      case 'empty':
        throw new ApiProblem(422, { code: 'empty-file', values: {} });
      case 'received':
        request.contentHash = received.sha256;
        return this.read(caller, received.importId, (tx, id) => findImport(tx, id, language));
    }
  }

  @Get()
  @ApiOperation({ summary: 'List imports, the newest first' })
  @ApiOkResponse({ standardSchema: importPageSchema })
  list(
    @Query({ schema: importListQuerySchema }) query: ListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof importPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listImports(tx, query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'The progress of an import, and the first of its faults' })
  @ApiOkResponse({ standardSchema: importSchema })
  show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ImportView> {
    return this.read(caller, id, (tx, rowId) => findImport(tx, rowId, language));
  }

  @Get(':id/faults')
  @ApiOperation({
    summary: 'The faulty lines, and how to correct them',
    description: 'In the reader’s language, in the order of the file; at most 1,000 are stored.',
  })
  @ApiOkResponse({ standardSchema: importFaultPageSchema })
  faults(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: importListQuerySchema }) query: ListQuery,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<z.infer<typeof importFaultPageSchema>> {
    return this.read(caller, id, (tx, rowId) => listFaults(tx, rowId, query, language));
  }

  @Post(':id/take')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Import the file of a dry run',
    description:
      'Possible for a day after the dry run, without uploading the file again. Faulty lines are left out again.',
  })
  @ApiAcceptedResponse({ standardSchema: importSchema })
  take(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ImportView> {
    return this.change(caller, id, language, takeDryRun);
  }

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop an import', description: 'Lines imported before the stop stay imported.' })
  @ApiOkResponse({ standardSchema: importSchema })
  stop(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ImportView> {
    return this.change(caller, id, language, stopImport);
  }

  private async change(
    caller: Caller,
    id: string,
    language: Language,
    work: (database: ApiParts['database'], actor: Actor, id: string, now: number) => Promise<ImportChange>,
  ): Promise<ImportView> {
    const rowId = asRowId(id);
    const { result } =
      rowId === null
        ? { result: 'not-found' as const }
        : await work(this.parts.database, actorOf(caller), rowId, this.parts.clock.now());
    switch (result) {
      case 'not-found':
        throw notFound();
      case 'not-now':
        throw new ApiProblem(409, { code: 'import-not-now', values: {} });
      case 'done':
        return this.read(caller, id, (tx, found) => findImport(tx, found, language));
    }
  }

  private async read<T>(caller: Caller, id: string, work: (tx: Tx, id: string) => Promise<T | null>): Promise<T> {
    const rowId = asRowId(id);
    const found =
      rowId === null ? null : await this.parts.database.inOrganization(caller.organizationId, (tx) => work(tx, rowId));
    if (found === null) throw notFound();
    return found;
  }
}

function notAFile(): ApiProblem {
  return new ApiProblem(415, { code: 'not-a-file', values: {} });
}

function tooLarge(): ApiProblem {
  return new ApiProblem(413, { code: 'too-large', values: { what: 'file' } });
}
