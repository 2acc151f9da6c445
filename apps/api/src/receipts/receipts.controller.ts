import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { assignReceipt, returnReceipt, type ReceiptResult } from '@puntual/casework/imports/decide-receipt';
import { splitReceipt } from '@puntual/casework/imports/split-receipt';
import {
  assignReceiptSchema,
  receiptDetailSchema,
  receiptPageSchema,
  receiptQuerySchema,
  returnReceiptSchema,
  splitReceiptSchema,
  type AssignReceipt,
  type ReceiptDetailView,
  type ReturnReceipt,
  type SplitReceipt,
} from '@puntual/contracts/api/receipts';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { findReceipt, listReceipts } from './read-receipts.ts';

/** Receipts of bank files whose payer is unidentified: suggestions of the payer, and a person's decision. */
@ApiTags('receipts')
@Controller('v1/receipts')
export class ReceiptsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List unidentified receipts, the newest first',
    description:
      'Receipts of bank files whose payer is not certain. `state=open` are those to decide; each has a task of ' +
      'kind `unidentified-receipt`.',
  })
  @ApiOkResponse({ standardSchema: receiptPageSchema })
  list(
    @Query({ schema: receiptQuerySchema }) query: z.infer<typeof receiptQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof receiptPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listReceipts(tx, query));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One unidentified receipt, with suggestions of its payer',
    description: 'The reasons of a suggestion are in the language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: receiptDetailSchema })
  show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ReceiptDetailView> {
    return this.read(caller, rowIdOf(id), language);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Assign a receipt to a customer',
    description:
      'It becomes a payment of the customer, with `receiptId` as its id, and is matched like any other. 409 ' +
      '`receipt-not-open` when it is decided already.',
  })
  @ApiOkResponse({ standardSchema: receiptDetailSchema })
  async assign(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: assignReceiptSchema }) body: AssignReceipt,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ReceiptDetailView> {
    const rowId = rowIdOf(id);
    const assignment = { ...body, receiptRowId: rowId };
    settled(await assignReceipt(this.parts.database, actorOf(caller), assignment, this.parts.clock.now()));
    return this.read(caller, rowId, language);
  }

  @Post(':id/split')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Split a receipt over several customers',
    description:
      'Each part becomes a payment of its customer, dated on the day of the receipt, and is matched like any other ' +
      'unless it names invoices. The parts add up to the receipt; all of it is done, or nothing. 409 ' +
      '`receipt-not-open` when it is decided already.',
  })
  @ApiOkResponse({ standardSchema: receiptDetailSchema })
  async split(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: splitReceiptSchema }) body: SplitReceipt,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ReceiptDetailView> {
    const rowId = rowIdOf(id);
    const split = { receiptRowId: rowId, parts: body.parts };
    settled(await splitReceipt(this.parts.database, actorOf(caller), split, this.parts.clock.now()));
    return this.read(caller, rowId, language);
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Note that the money was sent back',
    description:
      'The transfer itself is made with the bank. The receipt never becomes a payment. 409 `receipt-not-open` ' +
      'when it is decided already.',
  })
  @ApiOkResponse({ standardSchema: receiptDetailSchema })
  async sendBack(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: returnReceiptSchema }) body: ReturnReceipt,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ReceiptDetailView> {
    const rowId = rowIdOf(id);
    const returned = { ...body, receiptRowId: rowId };
    settled(await returnReceipt(this.parts.database, actorOf(caller), returned, this.parts.clock.now()));
    return this.read(caller, rowId, language);
  }

  private async read(caller: Caller, rowId: string, language: Language): Promise<ReceiptDetailView> {
    const receipt = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findReceipt(tx, caller.organizationId, rowId, language),
    );
    if (!receipt) throw notFound();
    return receipt;
  }
}

function settled(result: ReceiptResult): void {
  switch (result.result) {
    case 'done':
      return;
    case 'not-found':
      throw notFound();
    case 'not-open':
      throw new ApiProblem(409, { code: 'receipt-not-open', values: {} });
    case 'invalid':
      throw invalid([result]);
  }
}
