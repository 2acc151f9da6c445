/**
 * What is open of one invoice by somebody's books. Amounts are minor units, of the invoice itself: charges are no part
 * of it.
 */
export interface OpenItem {
  readonly invoiceId: string;
  readonly number: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

/**
 * An item of the list that is held against ours: an invoice by the ERP's id, by its number, or by both (then the id
 * counts).
 */
export interface ListedItem {
  readonly invoiceId: string | null;
  readonly number: string | null;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** What of a payment or credit note (the ERP's id) is on no invoice: the customer's credit, in minor units. */
export interface CreditItem {
  readonly kind: 'payment' | 'credit-note';
  readonly id: string;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** Somebody's list: of invoices alone, or of all credits too. */
export interface ListedBooks {
  readonly items: readonly ListedItem[];
  /** Null: the list says nothing of credits. */
  readonly credits: readonly CreditItem[] | null;
}

/**
 * How the two books differ about one invoice or credit. `missing-here`: we know of no such item; `missing-there`: the
 * list leaves out what is open here.
 */
export const DIFFERENCE_KINDS = [
  'missing-here',
  'missing-there',
  'other-amount',
  'other-currency',
  'ambiguous-number',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly invoiceId: string | null;
  readonly number: string | null;
  /** The credit that it is about; null where it is about an invoice. */
  readonly credit: Pick<CreditItem, 'kind' | 'id'> | null;
  /** What is open here; null where we know of no such item. */
  readonly here: { readonly currency: string; readonly minor: bigint } | null;
  /** What the list says; null where it says nothing. */
  readonly there: { readonly currency: string; readonly minor: bigint } | null;
}

export interface Comparison {
  /** Listed items of which both say the same. */
  readonly agreed: number;
  /** Invoices, then credits; each in the order of the list, then what it leaves out. */
  readonly differences: readonly Difference[];
  /** What is open by both books, per currency, as they stand. */
  readonly totals: readonly BothTotals[];
  /** The same of credits; null where the list says nothing of them. */
  readonly creditTotals: readonly BothTotals[] | null;
}

/** Sums of one currency in its minor units, by our books and by the list. */
export interface BothTotals {
  readonly currency: string;
  readonly hereMinor: bigint;
  readonly thereMinor: bigint;
}

/**
 * As `compareOpenItems`, and the credits beside the invoices where the list has them. `ours.credits` has every credit
 * here, and of what is used up what the list names.
 */
export function compareBooks(
  ours: { readonly invoices: readonly OpenItem[]; readonly credits: readonly CreditItem[] },
  listed: ListedBooks,
): Comparison {
  const invoices = compareOpenItems(ours.invoices, listed.items);
  if (listed.credits === null) return invoices;
  const named = new Map([...ours.credits, ...listed.credits].map((item) => [nameOf(item), item]));
  const itemOf = (item: CreditItem) => ({
    invoiceId: nameOf(item),
    number: nameOf(item),
    currency: item.currency,
    openMinor: item.openMinor,
  });
  const credits = compareOpenItems(ours.credits.map(itemOf), listed.credits.map(itemOf));
  const differences = credits.differences.map((each): Difference => {
    const item = named.get(each.invoiceId ?? '');
    return { ...each, invoiceId: null, number: null, credit: item ? { kind: item.kind, id: item.id } : null };
  });
  return {
    agreed: invoices.agreed + credits.agreed,
    differences: [...invoices.differences, ...differences],
    totals: invoices.totals,
    creditTotals: credits.totals,
  };
}

// A payment and a credit note may have the same id.
function nameOf({ kind, id }: Pick<CreditItem, 'kind' | 'id'>): string {
  return `${kind}/${id}`;
}

/**
 * Holds a list of open items against ours. `ours` has every invoice that is open here, and of the others those that the
 * list names (with nothing open, or with what is open). An invoice that the list does not name is open for nothing
 * there; one that neither finds open agrees. Pure and total.
 */
export function compareOpenItems(ours: readonly OpenItem[], listed: readonly ListedItem[]): Comparison {
  const byId = new Map(ours.map((item) => [item.invoiceId, item]));
  const byNumber = new Map<string, OpenItem[]>();
  for (const item of ours) {
    const same = byNumber.get(item.number);
    if (same) same.push(item);
    else byNumber.set(item.number, [item]);
  }
  const differences: Difference[] = [];
  const named = new Set<OpenItem>();
  let agreed = 0;
  for (const item of listed) {
    const there = { currency: item.currency, minor: item.openMinor };
    const about = { invoiceId: item.invoiceId, number: item.number, credit: null };
    const candidates =
      item.invoiceId !== null ? [byId.get(item.invoiceId) ?? []].flat() : (byNumber.get(item.number ?? '') ?? []);
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
    const kind =
      here.minor === 0n && there.minor === 0n
        ? null
        : here.currency !== there.currency
          ? 'other-currency'
          : here.minor !== there.minor
            ? 'other-amount'
            : null;
    if (kind === null) agreed++;
    else differences.push({ kind, invoiceId: found.invoiceId, number: found.number, credit: null, here, there });
  }
  for (const item of ours) {
    if (item.openMinor !== 0n && !named.has(item))
      differences.push({
        kind: 'missing-there',
        invoiceId: item.invoiceId,
        number: item.number,
        credit: null,
        here: { currency: item.currency, minor: item.openMinor },
        there: null,
      });
  }
  return { agreed, differences, totals: totalsOf(ours, listed), creditTotals: null };
}

function totalsOf(ours: readonly OpenItem[], listed: readonly ListedItem[]): Comparison['totals'] {
  const currencies = [...new Set([...ours, ...listed].map((item) => item.currency))].sort();
  const sum = (items: readonly { readonly currency: string; readonly openMinor: bigint }[], currency: string) =>
    items.reduce((total, item) => (item.currency === currency ? total + item.openMinor : total), 0n);
  return currencies.map((currency) => ({
    currency,
    hereMinor: sum(ours, currency),
    thereMinor: sum(listed, currency),
  }));
}
