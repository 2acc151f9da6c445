import type { InvoiceStatus } from '../decide/case-facts.ts';

/** A write-off of less than one part of this many of the claim is a rest that was let go, not a claim given up. */
const LEAST_SHARE_GIVEN_UP = 10n;

/** What settled a claim of which nothing is open, in minor units. */
export interface Settlement {
  /** The invoice's total. */
  readonly claimMinor: bigint;
  /** What people have written off and not reversed. */
  readonly givenUpMinor: bigint;
  /** What payments, not credit notes, have paid. */
  readonly paidMinor: bigint;
}

/** Whether people gave the claim up: they wrote off at least a tenth of it. */
export function isGivenUp({ claimMinor, givenUpMinor }: Pick<Settlement, 'claimMinor' | 'givenUpMinor'>): boolean {
  return givenUpMinor > 0n && givenUpMinor * LEAST_SHARE_GIVEN_UP >= claimMinor;
}

/**
 * The status of an invoice of which nothing is open and that is not cancelled. A claim that people gave up is written
 * off, whatever was paid of it before; a payment outranks credit notes. The order of the entries makes no difference.
 */
export function settledAs(settlement: Settlement): Extract<InvoiceStatus, 'paid' | 'credited' | 'written-off'> {
  if (isGivenUp(settlement)) return 'written-off';
  return settlement.paidMinor > 0n ? 'paid' : 'credited';
}
