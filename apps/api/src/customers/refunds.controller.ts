import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { refundByPerson, type MoneyActResult } from '@puntual/casework/people/money-acts';
import { refundDoneSchema, refundSchema, type Refund } from '@puntual/contracts/api/payments';
import { decimalAmount } from '@puntual/domain/money/amount';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findCustomerRowId } from './read-customers.ts';

/** Credit of customers that was paid back to them. */
@ApiTags('customers')
@Controller('v1/customers')
export class RefundsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/refunds')
  @ApiOperation({
    summary: 'Note that credit was paid back to the customer',
    description:
      'The transfer itself is made with the bank. The credit is gone from the day `on`; invoices stay as they are. ' +
      'It comes off the payment or credit note that the request names, else off the customer’s oldest credit. ' +
      'An ERP publishes `puntual.credit.refunded.v1` instead.',
  })
  @ApiCreatedResponse({ standardSchema: refundDoneSchema })
  async refund(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: refundSchema }) body: Refund,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof refundDoneSchema>> {
    const { database, clock } = this.parts;
    const customerRowId = await database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!customerRowId) throw notFound();
    const { amount, currency, on } = body;
    const wanted = { customerRowId, amount, currency, on, from: sourceOf(body) };
    const result = await refundByPerson(database, actorOf(caller), wanted, clock.now());
    if (result.result !== 'done') throw refundProblem(result);
    const parts = result.parts.map((part) => ({
      kind: part.kind,
      paymentId: part.paymentId,
      amount: decimalAmount(part.minor, part.currency),
      currency: part.currency,
    }));
    return { refundId: result.id, parts };
  }
}

function sourceOf({ paymentId, creditNoteId }: Refund) {
  if (paymentId !== undefined) return { kind: 'payment', id: paymentId } as const;
  return creditNoteId === undefined ? null : ({ kind: 'credit-note', id: creditNoteId } as const);
}

function refundProblem(result: Exclude<MoneyActResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'reversed':
      return new ApiProblem(409, { code: 'payment-reversed', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
