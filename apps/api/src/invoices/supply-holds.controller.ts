import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { liftHoldByPerson } from '@puntual/casework/people/lift-supply-hold';
import { liftSupplyHoldSchema } from '@puntual/contracts/api/invoices';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { invoiceRowId } from './find-invoice.ts';

/** Supply holds that Puntual asked the ERP for. */
@ApiTags('invoices')
@Controller('v1/invoices')
export class SupplyHoldsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/supply-hold/lift')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Lift the supply hold of an invoice',
    description:
      'The ERP is told to supply again (`puntual.supply-hold.released.v1`). The case goes on, and does not ask for a ' +
      'supply hold again unless the invoice is paid and opened again. 409 `no-supply-hold` when none is in force.',
  })
  @ApiNoContentResponse()
  async lift(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: liftSupplyHoldSchema }) { reason }: z.infer<typeof liftSupplyHoldSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { database, clock } = this.parts;
    const found = await database.inOrganization(caller.organizationId, (tx) => invoiceRowId(tx, id));
    if (!found) throw notFound();
    const lifting = { invoiceRowId: found.id, reason };
    const { result } = await liftHoldByPerson(database, actorOf(caller), lifting, clock.now());
    if (result === 'not-found') throw notFound();
    if (result === 'no-hold') throw new ApiProblem(409, { code: 'no-supply-hold', values: {} });
  }
}
