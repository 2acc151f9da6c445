import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { setProcedure } from '@puntual/casework/people/set-procedure';
import { procedureSchema, setProcedureSchema, type ProcedureView } from '@puntual/contracts/api/procedure';
import type { z } from 'zod';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findCustomerRowId } from './read-customers.ts';

/** How a customer pays. */
@ApiTags('customers')
@Controller('v1/customers')
export class ProcedureController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Put(':id/procedure')
  @ApiOperation({
    summary: 'Set how the customer pays: what invoices need, the cut-off day, the pay runs',
    description:
      'It replaces what was known, and open invoices are evaluated again: one that lacks what it needs opens a task, ' +
      'and reminders wait until the pay run that the invoice can meet has passed. The ERP’s next customer event ' +
      'replaces it only if it has a `procedure`.',
  })
  @ApiOkResponse({ standardSchema: procedureSchema })
  async set(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: setProcedureSchema }) procedure: z.infer<typeof setProcedureSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ProcedureView> {
    const { database, clock } = this.parts;
    const customerRowId = await database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!customerRowId) throw notFound();
    await setProcedure(database, actorOf(caller), { customerRowId, procedure }, clock.now());
    return procedure;
  }
}
