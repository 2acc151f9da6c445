import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import type { BankLine } from '../../receipts/bank-line.ts';
import type { Payer, SplitLine } from '../../receipts/find-payers.ts';

/** In which currency a payment is posted that was ordered in another than the bank booked. */
export type PostedCurrency = 'booked' | 'ordered' | 'unclear';

/** More open invoices of the customers of one slice are not read. */
const MOST_INVOICES = 20_000;

/**
 * Decides by what the customer owes, for each payment that was ordered in another currency and names no invoice:
 * `ordered` where the customer owes in that currency alone, or the very amount in it; `unclear` where the customer owes
 * the very amount in both. Null for every other line.
 */
export async function postedCurrencies(
  tx: Tx,
  lines: readonly BankLine[],
  payers: readonly (Payer | SplitLine)[],
): Promise<readonly (PostedCurrency | null)[]> {
  const asked = lines.map((line, index) => {
    const payer = payers[index];
    return line.direction === 'credit' && line.instructed && payer && !('split' in payer) && payer.invoices.length === 0
      ? payer
      : null;
  });
  const customerIds = [...new Set(asked.flatMap((payer) => payer?.customerId ?? []))];
  if (customerIds.length === 0) return lines.map(() => null);
  const rows = await tx.$queryRaw<{ customer_id: string; currency: string; open_minor: bigint }[]>`
    SELECT c.customer_id, i.currency, i.open_minor
    FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE c.customer_id = ANY(${customerIds}::text[]) AND i.status = 'open' AND i.open_minor > 0
    LIMIT ${MOST_INVOICES}`;
  return lines.map((line, index) => {
    const payer = asked[index];
    if (!payer || !line.instructed) return null;
    const owed = rows.filter((row) => row.customer_id === payer.customerId);
    return chosen(line, line.instructed, owed);
  });
}

function chosen(
  booked: { readonly amount: string; readonly currency: string },
  ordered: { readonly amount: string; readonly currency: string },
  owed: readonly { readonly currency: string; readonly open_minor: bigint }[],
): PostedCurrency {
  const owes = ({ currency }: typeof booked) => owed.some((row) => row.currency === currency);
  const exactly = ({ amount, currency }: typeof booked) =>
    owed.some((row) => row.currency === currency && row.open_minor === parseAmount(amount, currency));
  if (exactly(ordered)) return exactly(booked) ? 'unclear' : 'ordered';
  return owes(ordered) && !owes(booked) ? 'ordered' : 'booked';
}
