import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { waiveCharge } from '@puntual/casework/contact/waive-charge';
import {
  chargePageSchema,
  chargeSchema,
  entriesQuerySchema,
  entryPageSchema,
  waiveChargeSchema,
  type ChargeView,
  type EntryPageView,
} from '@puntual/contracts/api/charges';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import type { Tx } from '@puntual/db/database';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { alreadyEnded, ApiProblem, notFound } from '../http/api-problem.ts';
import { anyIdSchema, asRowId } from '../http/ids.ts';
import { invoiceRowId } from './find-invoice.ts';
import { listCharges, listEntries, showCharges } from './read-ledger.ts';

/** The ledger of an invoice, and its charges. */
@ApiTags('invoices')
@Controller('v1/invoices')
export class ChargesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get(':id/entries')
  @ApiOperation({
    summary: 'The ledger, line by line, with the balance of a day',
    description:
      '`balance.open` is the invoice’s own, as the ERP knows it: the sum of the lines without `chargeId`. ' +
      '`charges` is the sum of the other lines.',
  })
  @ApiOkResponse({ standardSchema: entryPageSchema })
  entries(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: entriesQuerySchema }) query: z.infer<typeof entriesQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<EntryPageView> {
    return this.of(caller, id, (tx, rowId) => listEntries(tx, rowId, query));
  }

  @Get(':id/charges')
  @ApiOperation({ summary: 'The fees, interest and lump sums that the invoice has or had, with how each was computed' })
  @ApiOkResponse({ standardSchema: chargePageSchema })
  charges(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof chargePageSchema>> {
    return this.of(caller, id, (tx, rowId) => listCharges(tx, rowId, query));
  }

  @Post(':id/charges/:chargeId/waive')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Waive the open part of a charge, with a reason',
    description: '409 `already-ended` when it is waived or was taken back, `charge-settled` when it is paid.',
  })
  @ApiOkResponse({ standardSchema: chargeSchema })
  async waive(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('chargeId', { schema: anyIdSchema }) chargeId: string,
    @Body({ schema: waiveChargeSchema }) body: z.infer<typeof waiveChargeSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ChargeView> {
    const rowId = await this.of(caller, id, (_tx, found) => Promise.resolve(found));
    const charge = asRowId(chargeId);
    if (!charge) throw notFound();
    const { result } = await waiveCharge(
      this.parts.database,
      actorOf(caller),
      { invoiceRowId: rowId, chargeId: charge, reason: body.reason },
      this.parts.clock.now(),
    );
    switch (result) {
      case 'not-found':
        throw notFound();
      case 'ended':
        throw alreadyEnded('charge');
      case 'paid':
        throw new ApiProblem(409, { code: 'charge-settled', values: {} });
      case 'done':
        return this.of(caller, id, async (tx) => {
          const [shown] = await showCharges(tx, [await tx.charge.findUniqueOrThrow({ where: { id: charge } })]);
          if (!shown) throw notFound();
          return shown;
        });
    }
  }

  private of<T>(caller: Caller, id: string, work: (tx: Tx, rowId: string) => Promise<T>): Promise<T> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await invoiceRowId(tx, id);
      if (!found) throw notFound();
      return work(tx, found.id);
    });
  }
}
