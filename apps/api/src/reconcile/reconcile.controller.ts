import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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
import { CSV_RECONCILED_AT_ONCE, ITEMS_RECONCILED_AT_ONCE } from '../http/limits.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { reconcileJob } from './reconcile-job.ts';
import { reconcileAsShown } from './reconcile-work.ts';

/** Compares the ERP's open items with the ledger. */
@ApiTags('reconcile')
@Controller('v1/reconcile')
export class ReconcileController {
  private readonly parts: ApiParts;

  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
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
    const pin = readKnownAt(body.knownAt, this.parts.clock.now(), this.parts.clock.anchor?.speed ?? 1);
    if ('code' in pin) throw invalid([pin]);
    const { organizationId } = caller;
    const asked = { asOf: body.asOf ?? null, knownAt: pin.knownAt };
    const input = {
      organizationId,
      sent: { items: body.items, credits: body.credits, csv: body.csv },
      asked,
      language,
    };
    const reconciled = await ((await this.isLarge(organizationId, body))
      ? this.heavy.make(reconcileJob, { organizationId, input })
      : reconcileAsShown(this.parts.database, input));
    if ('faults' in reconciled) throw invalid(reconciled.faults);
    return reconciled.view;
  }

  // Whether reading the list, or the ledger beside it, would hold the event loop.
  private async isLarge(organizationId: string, { items = [], credits = [], csv = '' }: Reconcile): Promise<boolean> {
    if (items.length + credits.length > ITEMS_RECONCILED_AT_ONCE || csv.length > CSV_RECONCILED_AT_ONCE) return true;
    const open = await this.parts.database.inOrganization(organizationId, (tx) =>
      tx.invoice.findMany({ where: { status: 'open' }, select: { id: true }, take: ITEMS_RECONCILED_AT_ONCE + 1 }),
    );
    return open.length > ITEMS_RECONCILED_AT_ONCE;
  }
}
