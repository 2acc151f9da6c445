import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { reverseByPerson, type MoneyActResult } from '@puntual/casework/people/money-acts';
import { placePayment, type PlacingResult } from '@puntual/casework/people/place-payment';
import { reassignPayment, type ReassignResult } from '@puntual/casework/people/reassign-payment';
import {
  paymentDetailSchema,
  paymentPageSchema,
  paymentQuerySchema,
  placePaymentSchema,
  reassignPaymentSchema,
  reversePaymentSchema,
  type PaymentDetailView,
  type PlacePayment,
  type ReassignPayment,
  type ReversePayment,
} from '@puntual/contracts/api/payments';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { findPayment, listPayments, paymentRowId } from './read-payments.ts';

/** Payments and credit notes: where the money is allocated, and suggestions for what is not. */
@ApiTags('payments')
@Controller('v1/payments')
export class PaymentsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List payments and credit notes, the newest first',
    description:
      '`unallocated=true` finds those with money that is allocated to no invoice; `q` searches the ERP’s id, ' +
      'the reference and the customer’s name.',
  })
  @ApiOkResponse({ standardSchema: paymentPageSchema })
  list(
    @Query({ schema: paymentQuerySchema }) query: z.infer<typeof paymentQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof paymentPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listPayments(tx, query));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One payment, by the ERP’s id or its own, with its invoices and suggestions for what is unallocated',
    description: 'The reasons of a suggestion are in the language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: paymentDetailSchema })
  show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<PaymentDetailView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      this.read(tx, caller, await this.rowIdOf(tx, id), language),
    );
  }

  @Post(':id/allocations')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Allocate money to invoices, take it back from invoices, or both (a move)',
    description:
      'All of it is done, or nothing. `takeBack` happens first; what it takes back becomes the customer’s ' +
      'credit or goes to `allocations`. Every part is a ledger entry of its own; existing entries do not ' +
      'change. 409 `payment-reversed` for a reversed payment.',
  })
  @ApiOkResponse({ standardSchema: paymentDetailSchema })
  async place(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: placePaymentSchema }) body: PlacePayment,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<PaymentDetailView> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => this.rowIdOf(tx, id));
    const result = await placePayment(
      this.parts.database,
      actorOf(caller),
      { ...body, paymentRowId: rowId },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw paymentProblem(result);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => this.read(tx, caller, rowId, language));
  }

  @Post(':id/reassign')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Reassign a payment of a bank file to another customer',
    description:
      'It is taken back from the customer that it was assigned to, whose invoices open again. The other ' +
      'customer gets a new payment with an id of its own, which is matched like any other. Both are entered on ' +
      'the day of the original payment. 409 `payment-of-erp` for a payment that the ERP published: the ERP ' +
      'reverses it and publishes it again. 409 `payment-reversed` for a reversed payment. Answers the new ' +
      'payment.',
  })
  @ApiOkResponse({ standardSchema: paymentDetailSchema })
  async reassign(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: reassignPaymentSchema }) body: ReassignPayment,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<PaymentDetailView> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => this.rowIdOf(tx, id));
    const result = await reassignPayment(
      this.parts.database,
      actorOf(caller),
      { ...body, paymentRowId: rowId },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw paymentProblem(result);
    return this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      this.read(tx, caller, await this.rowIdOf(tx, result.paymentId), language),
    );
  }

  @Post(':id/reverse')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Reverse a payment, or a part of it',
    description:
      'For a bounced debit or a chargeback that the ERP does not publish. The invoices that it paid open again, at ' +
      'the stage they had. Without `amount`, all that is left of the payment is taken back; a part comes off the ' +
      'credit first, then off the invoices with the latest due date. 409 `payment-reversed` for a payment of which ' +
      'nothing is left.',
  })
  @ApiOkResponse({ standardSchema: paymentDetailSchema })
  async reverse(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: reversePaymentSchema }) body: ReversePayment,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<PaymentDetailView> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => this.rowIdOf(tx, id));
    const reversal = { ...body, amount: body.amount ?? null, paymentRowId: rowId };
    const result = await reverseByPerson(this.parts.database, actorOf(caller), reversal, this.parts.clock.now());
    if (result.result !== 'done') throw paymentProblem(result);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => this.read(tx, caller, rowId, language));
  }

  private async rowIdOf(tx: Tx, id: string): Promise<string> {
    const rowId = await paymentRowId(tx, id);
    if (!rowId) throw notFound();
    return rowId;
  }

  private async read(tx: Tx, caller: Caller, rowId: string, language: Language): Promise<PaymentDetailView> {
    const payment = await findPayment(tx, caller.organizationId, rowId, language);
    if (!payment) throw notFound();
    return payment;
  }
}

function paymentProblem(
  result: Exclude<PlacingResult | ReassignResult | MoneyActResult, { result: 'done' }>,
): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'reversed':
      return new ApiProblem(409, { code: 'payment-reversed', values: {} });
    case 'not-from-bank':
      return new ApiProblem(409, { code: 'payment-of-erp', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
