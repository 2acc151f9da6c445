import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { compareListed } from '@puntual/casework/ledger/open-items-lists';
import { listedReconciliationSchema, type ListedReconciliationView } from '@puntual/contracts/api/reconcile';
import type { Language } from '@puntual/domain/language/languages';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { AcceptedLanguage } from '../http/language.ts';
import { comparisonView } from './show-comparison.ts';

/** Compares the open items that the ERP listed for a customer with the ledger. */
@ApiTags('reconcile')
@Controller('v1/customers/:id/reconciliation')
export class ListedController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({
    summary:
      'Compare the ERP’s latest list of the customer’s open items with the ledger of the list’s day, as it is ' +
      'known now',
    description:
      'The list came as `puntual.open-items.listed.v1`. 404 when none came for this customer. `text` is in the ' +
      'language of `Accept-Language` (en, es).',
  })
  @ApiOkResponse({ standardSchema: listedReconciliationSchema })
  async show(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
    @AcceptedLanguage() language: Language,
  ): Promise<ListedReconciliationView> {
    const listed = await this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const rowId = await findCustomerRowId(tx, id);
      return rowId ? (await compareListed(tx, [rowId])).get(rowId) : undefined;
    });
    if (!listed) throw notFound();
    return {
      ...comparisonView(listed.comparison, { asOf: listed.asOf, knownAt: null }, listed.items, language),
      asOf: listed.asOf,
      listedAt: listed.listedAt.toISOString(),
    };
  }
}
