import { nameWords, rankPayers, type PayerReason } from '@puntual/domain/matching/rank-payers';
import type { Tx } from '@puntual/db/database';
import { groupBy } from '../record/group-by.ts';
import type { BankLine } from './bank-line.ts';
import { amountsOf, findEvidence } from './payer-evidence.ts';

/**
 * A customer who may have paid a receipt, with the likelihood (0 to 100), the reasons, and the invoices that match. A
 * person decides.
 */
export interface PayerSuggestionFound {
  readonly customerId: string;
  readonly name: string;
  readonly score: number;
  readonly reasons: readonly PayerReason[];
  readonly invoices: readonly {
    readonly invoiceId: string;
    readonly number: string;
    readonly currency: string;
    readonly openMinor: bigint;
  }[];
}

/** The most customers with similar names, and the most open invoices with the receipt's sum, that are considered. */
const MOST_ALIKE = 50;
const MOST_OF_ONE_SUM = 50;
const MOST_INVOICES_SHOWN = 10;

/**
 * At most five customers who may have paid a movement, the likeliest first; empty when there is no evidence for any.
 */
export async function suggestPayers(tx: Tx, organizationId: string, line: BankLine): Promise<PayerSuggestionFound[]> {
  const [evidence = { named: [], byAccount: [], byName: [] }] = await findEvidence(tx, organizationId, [line]);
  const [beginning = ''] = nameWords(line.payer ?? '')
    .map((word) => word.replace(/[^A-Z0-9]/g, ''))
    .filter((word) => word.length > 2);
  const alike =
    beginning === ''
      ? []
      : await tx.$queryRaw<{ customer_id: string; name: string }[]>`
          SELECT a.customer_id, c.name
          FROM customers_alike(${beginning}, ${MOST_ALIKE}) a JOIN customer c ON c.customer_id = a.customer_id`;
  const sums = await openOfSum(tx, line);
  const ranked = rankPayers({
    ...evidence,
    payer: line.payer ?? '',
    alike: alike.map((row) => ({ customerId: row.customer_id, name: row.name })),
    sameSum: [...new Set(sums.map((row) => row.customerId))],
  });
  const names = new Map(
    (
      await tx.customer.findMany({
        where: { customerId: { in: ranked.map((each) => each.customerId) } },
        select: { customerId: true, name: true },
      })
    ).map((row) => [row.customerId, row.name]),
  );
  const matching = groupBy([...evidence.named, ...sums], (invoice) => invoice.customerId);
  return ranked.map((suggestion) => ({
    ...suggestion,
    name: names.get(suggestion.customerId) ?? suggestion.customerId,
    invoices: [
      ...new Map(
        (matching.get(suggestion.customerId) ?? []).map((invoice) => [
          invoice.invoiceId,
          {
            invoiceId: invoice.invoiceId,
            number: invoice.number,
            currency: invoice.currency,
            openMinor: invoice.openMinor,
          },
        ]),
      ).values(),
    ].slice(0, MOST_INVOICES_SHOWN),
  }));
}

interface OpenInvoice {
  readonly invoiceId: string;
  readonly number: string;
  readonly customerId: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

async function openOfSum(tx: Tx, line: BankLine): Promise<OpenInvoice[]> {
  const currencies = [...new Set([line.currency, ...(line.instructed ? [line.instructed.currency] : [])])];
  const found = await Promise.all(
    currencies.map(
      (currency) => tx.$queryRaw<
        { invoice_id: string; number: string; customer_id: string; currency: string; open_minor: bigint }[]
      >`
        SELECT i.invoice_id, i.number, c.customer_id, i.currency, i.open_minor
        FROM invoice i JOIN customer c ON c.id = i.customer_id
        WHERE i.status = 'open'
          AND i.currency = ${currency}
          AND i.open_minor = ANY(${amountsOf(line, currency)}::bigint[])
        ORDER BY i.due_date, i.id
        LIMIT ${MOST_OF_ONE_SUM}`,
    ),
  );
  return found.flat().map((row) => ({
    invoiceId: row.invoice_id,
    number: row.number,
    customerId: row.customer_id,
    currency: row.currency,
    openMinor: row.open_minor,
  }));
}
