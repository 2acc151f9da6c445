import type { NoValues } from './refusal.ts';

/** What can be wrong with a list of open items that is held against the books. */
export interface OpenItemsRefusals {
  readonly 'items-or-csv': NoValues;
  readonly 'credits-beside-csv': NoValues;
  readonly 'not-csv': { readonly fault: string };
  readonly 'columns-not-named': NoValues;
  readonly 'too-many-items': { readonly most: number };
  readonly 'invoice-not-named': NoValues;
  /** `invoice` is the id or the number by which the list names it. */
  readonly 'invoice-twice': { readonly invoice: string };
  readonly 'credit-not-named': NoValues;
  readonly 'credit-twice': { readonly credit: string };
  readonly 'open-below-zero': NoValues;
}
