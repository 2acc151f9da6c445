import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { openHold, releaseHold, type HoldResult } from '@puntual/casework/people/holds';
import { reverseWriteOff, writeOffInvoice } from '@puntual/casework/people/write-off-invoice';
import { reverseWriteOffSchema, writeOffSchema } from '@puntual/contracts/api/payments';
import { openDisputeSchema } from '@puntual/contracts/api/disputes';
import { openDispute } from '@puntual/casework/disputes/open-dispute';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import {
  historyPageSchema,
  holdSchema,
  invoiceDetailSchema,
  invoicePageSchema,
  invoiceQuerySchema,
  openHoldSchema,
  planSchema,
  type HoldView,
  type InvoiceDetailView,
  type PlanView,
} from '@puntual/contracts/api/invoices';
import { DEFAULT_LANGUAGE, type Language } from '@puntual/domain/language/languages';
import { refuseAlone } from '../auth/needs-approval.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { alreadyEnded, ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema, asRowId } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { openProblem } from './dispute-problem.ts';
import { findInvoice, invoiceRowId } from './find-invoice.ts';
import { invoiceHistory } from './invoice-history.ts';
import { invoicePlan } from './invoice-plan.ts';
import { listInvoices } from './list-invoices.ts';
import { writeOffProblem } from './write-off-problem.ts';
import { personMeant } from '../http/people.ts';

interface NewHold {
  readonly kind: 'manual' | 'direct-debit';
  readonly reason: string;
  /** The last day of the hold; null: until a person lifts it. */
  readonly until: string | null;
}

/** Invoices with their history, their plan and their holds. */
@ApiTags('invoices')
@Controller('v1/invoices')
export class InvoicesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary: 'List invoices, the earliest due date first',
    description:
      '`overdueBy` counts days in the customer’s own calendar and finds open invoices only; `q` searches the ' +
      'number, the ERP’s id and the customer’s name.',
  })
  @ApiOkResponse({ standardSchema: invoicePageSchema })
  list(
    @Query({ schema: invoiceQuerySchema }) query: z.infer<typeof invoiceQuerySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<z.infer<typeof invoicePageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, (tx) =>
      listInvoices(tx, query, this.reader(caller, language), this.parts.clock.now()),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One invoice, by the ERP’s id or its own, with its ledger and its holds' })
  @ApiOkResponse({ standardSchema: invoiceDetailSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<InvoiceDetailView> {
    const invoice = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findInvoice(tx, id, this.reader(caller, language), this.parts.clock.now()),
    );
    if (!invoice) throw notFound();
    return invoice;
  }

  @Get(':id/history')
  @ApiOperation({
    summary: 'The history of an invoice: every fact, decision, message and task, the newest first',
    description: '`text` is in the language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: historyPageSchema })
  history(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<z.infer<typeof historyPageSchema>> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await invoiceRowId(tx, id);
      if (!found) throw notFound();
      return invoiceHistory(tx, found, query, language);
    });
  }

  @Get(':id/plan')
  @ApiOperation({
    summary: 'The planned steps of an invoice; for the next one also why, what blocks it, and what would change it',
  })
  @ApiOkResponse({ standardSchema: planSchema })
  plan(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<PlanView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await invoiceRowId(tx, id);
      const plan = found && (await invoicePlan(tx, found.id, language, this.parts.clock.now()));
      if (!plan) throw notFound();
      return plan;
    });
  }

  @Post(':id/holds')
  @ApiOperation({
    summary: 'Pause collection of an invoice, with a reason and, if wanted, until the end of a day',
    description:
      'With `kind` `direct-debit` collection waits for a debit in progress, and continues at once when the ' +
      'debit is returned. 409 `already-paused` when a pause of the same kind lasts at least as long.',
  })
  @ApiCreatedResponse({ standardSchema: holdSchema })
  async hold(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: openHoldSchema }) body: z.infer<typeof openHoldSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<HoldView> {
    return this.open(caller, id, { kind: body.kind, reason: body.reason, until: body.until ?? null });
  }

  @Post(':id/disputes')
  @ApiOperation({
    summary:
      'Note that the customer disputes an invoice, or a part of it: this is not collected until the dispute ends',
    description:
      'The dispute is at `GET /v1/disputes`; lifting its hold withdraws it. 409 `already-disputed` when another ' +
      'dispute is about the whole invoice.',
  })
  @ApiCreatedResponse({ standardSchema: holdSchema })
  async dispute(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: openDisputeSchema }) body: z.infer<typeof openDisputeSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<HoldView> {
    const { amount, deadline, ...details } = body;
    const { id: invoiceId, customerId } = await this.invoiceOf(caller, id);
    const owner = details.owner && (await personMeant(this.parts, caller, details.owner, 'owner'));
    const dispute = {
      customerRowId: customerId,
      invoices: [{ invoiceId, amount }],
      details: { ...details, owner, deadlineOn: deadline },
    };
    const result = await openDispute(this.parts.database, actorOf(caller), dispute, this.parts.clock.now());
    if (result.result !== 'done') throw openProblem(result);
    const { holds } = await this.show(id, caller, DEFAULT_LANGUAGE);
    const hold = holds.find((each) => each.disputeId === result.disputeId);
    if (!hold) throw notFound();
    return hold;
  }

  @Post(':id/write-off')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Write off what is open, or a part of it, with a reason',
    description:
      'An invoice that is written off as a whole is no longer collected. 409 `invoice-settled` when nothing is open; ' +
      '409 `needs-approval` where the organization asks for a second person.',
  })
  @ApiOkResponse({ standardSchema: invoiceDetailSchema })
  async writeOff(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: writeOffSchema }) body: z.infer<typeof writeOffSchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<InvoiceDetailView> {
    await refuseAlone(this.parts, caller, 'write-off');
    const result = await writeOffInvoice(
      this.parts.database,
      actorOf(caller),
      { invoiceRowId: await this.rowIdOf(caller, id), reason: body.reason, amount: body.amount ?? null },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw writeOffProblem(result);
    return this.show(id, caller, language);
  }

  @Post(':id/write-off/reverse')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Reverse all write-offs of an invoice: the amounts are open again, at the stage that the invoice had',
    description: '409 `nothing-written-off` when nothing is written off.',
  })
  @ApiOkResponse({ standardSchema: invoiceDetailSchema })
  async reverseWriteOff(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: reverseWriteOffSchema }) body: z.infer<typeof reverseWriteOffSchema>,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<InvoiceDetailView> {
    const result = await reverseWriteOff(
      this.parts.database,
      actorOf(caller),
      { invoiceRowId: await this.rowIdOf(caller, id), reason: body.reason },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw writeOffProblem(result);
    return this.show(id, caller, language);
  }

  @Delete(':id/holds/:holdId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lift a hold of any kind', description: '409 `already-ended` when it has ended before.' })
  @ApiNoContentResponse()
  async release(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('holdId', { schema: anyIdSchema }) holdId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const rowId = await this.rowIdOf(caller, id);
    const hold = asRowId(holdId);
    if (!hold) throw notFound();
    const result = await releaseHold(
      this.parts.database,
      actorOf(caller),
      { invoiceRowId: rowId, holdId: hold },
      this.parts.clock.now(),
    );
    if (result.result !== 'done') throw holdProblem(result);
  }

  private async open(caller: Caller, id: string, hold: NewHold): Promise<HoldView> {
    const { kind, reason, until } = hold;
    const rowId = await this.rowIdOf(caller, id);
    const now = this.parts.clock.now();
    const result = await openHold(
      this.parts.database,
      actorOf(caller),
      { invoiceRowId: rowId, kind, reason, untilOn: until },
      now,
    );
    if (result.result !== 'done') throw holdProblem(result);
    const since = new Date(now).toISOString();
    return { id: result.holdId, kind, reason, until, since, amount: null, disputeId: null };
  }

  private invoiceOf(caller: Caller, id: string): Promise<{ readonly id: string; readonly customerId: string }> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const found = await invoiceRowId(tx, id);
      if (!found) throw notFound();
      return tx.invoice.findUniqueOrThrow({ where: { id: found.id }, select: { id: true, customerId: true } });
    });
  }

  private async rowIdOf(caller: Caller, id: string): Promise<string> {
    const found = await this.parts.database.inOrganization(caller.organizationId, (tx) => invoiceRowId(tx, id));
    if (!found) throw notFound();
    return found.id;
  }

  private reader(caller: Caller, language: Language) {
    return { slug: caller.slug, language, settings: this.parts.settings };
  }
}

function holdProblem(result: Exclude<HoldResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'settled':
      return new ApiProblem(409, { code: 'invoice-settled', values: { wanted: 'hold' } });
    case 'already-paused':
      return new ApiProblem(409, { code: 'already-paused', values: { until: result.untilOn, by: result.by } });
    case 'already-ended':
      return alreadyEnded('hold');
    case 'of-erp':
      return new ApiProblem(409, { code: 'hold-of-erp', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
