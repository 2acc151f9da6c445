import { isTellingNumber } from './choose-payer.ts';

/** An invoice whose number (letters and digits alone) stands in the text of a bank line. Amounts are minor units. */
export interface SplitEvidence {
  readonly compact: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** What of a transfer is one customer's, and for which invoices. */
export interface SplitPart {
  readonly customerId: string;
  readonly minor: bigint;
  readonly allocations: readonly { readonly invoiceId: string; readonly minor: bigint }[];
}

/** More named invoices than these are left to a person. */
const MOST_NAMED = 200;

/**
 * Splits a transfer over the customers whose invoices its text names: only when every clear number belongs to one open
 * invoice of the transfer's currency, these invoices are of at least two customers, and their open amounts add up to
 * exactly the transfer. Else null: a person splits it. The parts are in the order of the customers' ids.
 */
export function splitByNumbers(
  named: readonly SplitEvidence[],
  { amountMinor, currency }: { readonly amountMinor: bigint; readonly currency: string },
): readonly SplitPart[] | null {
  const clear = named.filter((invoice) => isTellingNumber(invoice.compact));
  if (clear.length > MOST_NAMED) return null;
  const byNumber = new Map(clear.map((invoice) => [invoice.compact, invoice]));
  const isShared = clear.some((invoice) => byNumber.get(invoice.compact)?.invoiceId !== invoice.invoiceId);
  const invoices = new Map(clear.map((invoice) => [invoice.invoiceId, invoice]));
  const all = [...invoices.values()];
  if (isShared || all.some((invoice) => invoice.currency !== currency || invoice.openMinor <= 0n)) return null;
  if (all.reduce((sum, invoice) => sum + invoice.openMinor, 0n) !== amountMinor) return null;
  const customerIds = [...new Set(all.map((invoice) => invoice.customerId))].sort();
  if (customerIds.length < 2) return null;
  return customerIds.map((customerId): SplitPart => {
    const own = all.filter((invoice) => invoice.customerId === customerId);
    return {
      customerId,
      minor: own.reduce((sum, invoice) => sum + invoice.openMinor, 0n),
      allocations: own.map(({ invoiceId, openMinor }) => ({ invoiceId, minor: openMinor })),
    };
  });
}
