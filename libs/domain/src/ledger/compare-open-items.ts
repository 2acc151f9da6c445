/** What is open of one invoice by somebody's books. Amounts are minor units, of the invoice itself: charges are no part of it. */
export interface OpenItem {
  readonly invoiceId: string;
  readonly number: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** An item of the list that is held against ours: an invoice by the ERP's id, by its number, or by both (then the id counts). */
export interface ListedItem {
  readonly invoiceId: string | null;
  readonly number: string | null;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** How the two books differ about one invoice. `missing-here`: we know of no such invoice; `missing-there`: the list leaves out what is open here. */
export const DIFFERENCE_KINDS = ['missing-here', 'missing-there', 'other-amount', 'other-currency', 'ambiguous-number'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly invoiceId: string | null;
  readonly number: string | null;
  /** What is open here; null where we know of no such invoice. */
  readonly here: { readonly currency: string; readonly minor: bigint } | null;
  /** What the list says; null where it says nothing. */
  readonly there: { readonly currency: string; readonly minor: bigint } | null;
}

export interface Comparison {
  /** Listed items of which both say the same. */
  readonly agreed: number;
  /** In the order of the list, then what it leaves out. */
  readonly differences: readonly Difference[];
  /** What is open by both books, per currency, as they stand. */
  readonly totals: readonly { readonly currency: string; readonly hereMinor: bigint; readonly thereMinor: bigint }[];
}

/**
 * Holds a list of open items against ours. `ours` has every invoice that is open here, and of the others those that the list names (with nothing open, or with what is
 * open). An invoice that the list does not name is open for nothing there; one that neither finds open agrees. Pure and total.
 */
export function compareOpenItems(ours: readonly OpenItem[], listed: readonly ListedItem[]): Comparison {
  const byId = new Map(ours.map((item) => [item.invoiceId, item]));
  const byNumber = new Map<string, OpenItem[]>();
  for (const item of ours) byNumber.set(item.number, [...(byNumber.get(item.number) ?? []), item]);
  const differences: Difference[] = [];
  const named = new Set<OpenItem>();
  let agreed = 0;
  for (const item of listed) {
    const there = { currency: item.currency, minor: item.openMinor };
    const about = { invoiceId: item.invoiceId, number: item.number };
    const candidates = item.invoiceId !== null ? [byId.get(item.invoiceId) ?? []].flat() : (byNumber.get(item.number ?? '') ?? []);
    const [found] = candidates;
    if (candidates.length > 1) {
      differences.push({ kind: 'ambiguous-number', ...about, here: null, there });
      for (const candidate of candidates) named.add(candidate);
      continue;
    }
    if (!found) {
      if (item.openMinor === 0n) agreed++;
      else differences.push({ kind: 'missing-here', ...about, here: null, there });
      continue;
    }
    named.add(found);
    const here = { currency: found.currency, minor: found.openMinor };
    const kind = here.minor === 0n && there.minor === 0n ? null : here.currency !== there.currency ? 'other-currency' : here.minor !== there.minor ? 'other-amount' : null;
    if (kind === null) agreed++;
    else differences.push({ kind, invoiceId: found.invoiceId, number: found.number, here, there });
  }
  for (const item of ours) {
    if (item.openMinor !== 0n && !named.has(item)) differences.push({ kind: 'missing-there', invoiceId: item.invoiceId, number: item.number, here: { currency: item.currency, minor: item.openMinor }, there: null });
  }
  return { agreed, differences, totals: totalsOf(ours, listed) };
}

function totalsOf(ours: readonly OpenItem[], listed: readonly ListedItem[]): Comparison['totals'] {
  const currencies = [...new Set([...ours, ...listed].map((item) => item.currency))].sort();
  const sum = (items: readonly { readonly currency: string; readonly openMinor: bigint }[], currency: string) => items.reduce((total, item) => (item.currency === currency ? total + item.openMinor : total), 0n);
  return currencies.map((currency) => ({ currency, hereMinor: sum(ours, currency), thereMinor: sum(listed, currency) }));
}
