import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { lateBefore } from '@puntual/casework/cases/unattended-cases';
import { unattendedCasePageSchema, unattendedCaseQuerySchema } from '@puntual/contracts/api/cases';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { listUnattended } from './list-unattended.ts';

/** The open cases that nothing moves, for operators. */
@ApiTags('invoices')
@Controller('v1/cases')
export class CasesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get('unattended')
  @ApiOperation({
    summary: 'List the open cases that nothing moves',
    description:
      'A case is listed when it has no next act, no dated hold and no task with a deadline, when its next act should ' +
      'have happened more than an hour ago, or when it has ended although the invoice is open. Puntual starts the ' +
      'workflows of listed cases again every minute; a case that stays listed needs an operator.',
  })
  @ApiOkResponse({ standardSchema: unattendedCasePageSchema })
  unattended(
    @Query({ schema: unattendedCaseQuerySchema }) query: z.infer<typeof unattendedCaseQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof unattendedCasePageSchema>> {
    const { database, clock, settings } = this.parts;
    const late = lateBefore(clock.now(), clock.anchor?.speed ?? 1);
    return database.inOrganization(caller.organizationId, (tx) =>
      listUnattended(tx, caller.organizationId, query, { late, settings }),
    );
  }
}
