import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readCsvItems, readItems } from '@puntual/casework/reconcile/read-open-items';
import { reconcile } from '@puntual/casework/ledger/reconcile';
import { readKnownAt } from '@puntual/casework/statements/known-at';
import {
  MOST_DIFFERENCES,
  MOST_ITEMS,
  reconcileSchema,
  reconciliationSchema,
  type Reconcile,
  type ReconciliationView,
} from '@puntual/contracts/api/reconcile';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { invalid } from '../http/api-problem.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { comparisonView } from './show-comparison.ts';

/** Compares the ERP's open items with the ledger. */
@ApiTags('reconcile')
@Controller('v1/reconcile')
export class ReconcileController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Compare the ERP’s open items with the ledger, as it is now or as it was at the end of a day; nothing is changed',
    description:
      `At most ${MOST_ITEMS} items, as \`items\` or as \`csv\` (a header with \`invoiceId\` or \`number\`, ` +
      '`currency`, `open`; commas or semicolons). Amounts are of the invoices alone, without charges. With ' +
      '`credits` (or a column `paymentId` or `creditNoteId` in the CSV) what is unallocated of payments ' +
      'and credit notes is compared too. With `knownAt` only what was recorded until that moment counts, so a ' +
      `repeated request has the same answer. The first ${MOST_DIFFERENCES} differences are shown, all are counted; ` +
      '`text` is in the language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: reconciliationSchema })
  async compare(
    @Body({ schema: reconcileSchema }) body: Reconcile,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ReconciliationView> {
    const read = body.csv === undefined ? readItems(body.items ?? [], body.credits) : await readCsvItems(body.csv);
    if ('faults' in read) throw invalid(read.faults);
    const pin = readKnownAt(body.knownAt, this.parts.clock.now(), this.parts.clock.anchor?.speed ?? 1);
    if ('code' in pin) throw invalid([pin]);
    const asked = { asOf: body.asOf ?? null, knownAt: pin.knownAt };
    const comparison = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      reconcile(tx, read, asked),
    );
    return comparisonView(comparison, asked, read.items.length + (read.credits?.length ?? 0), language);
  }
}
