import type { DifferenceKind } from '@puntual/domain/ledger/compare-open-items';

interface Sums {
  /** What is open or unallocated in Puntual's books: "121.00 EUR"; "" when it is not known there. */
  readonly here: string;
  /** The same on the ERP's list. */
  readonly there: string;
}

/** How the differences between the books and the ERP's list read in one language. */
export interface ComparisonWords {
  readonly invoice: Readonly<Record<DifferenceKind, (values: Sums & { readonly name: string }) => string>>;
  readonly credit: Readonly<
    Record<DifferenceKind, (values: Sums & { readonly kind: 'payment' | 'credit-note'; readonly id: string }) => string>
  >;
}
