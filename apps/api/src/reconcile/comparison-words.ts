import type { DifferenceKind } from '@puntual/domain/ledger/compare-open-items';

interface Sums {
  /** What is open or unallocated in Puntual's ledger, as people read it: "€121.00". "" for an item unknown there. */
  readonly here: string;
  /** The same on the ERP's list. */
  readonly there: string;
}

/** The sentences for differences between the ledger and the ERP's list, in one language. */
export interface ComparisonWords {
  readonly invoice: Readonly<Record<DifferenceKind, (values: Sums & { readonly name: string }) => string>>;
  readonly credit: Readonly<
    Record<DifferenceKind, (values: Sums & { readonly kind: 'payment' | 'credit-note'; readonly id: string }) => string>
  >;
}
