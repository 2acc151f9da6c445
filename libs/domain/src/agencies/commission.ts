import { fraction, multiplyFractions, percentOf, roundHalfEven } from '../money/fraction.ts';
import type { AgencyTerms } from './agency-terms.ts';

/** What a collection changes of the account of an agency, in minor units: above zero what the agency owes. */
export interface CollectionEntry {
  readonly kind: 'collected' | 'commission' | 'invoiced';
  readonly minor: bigint;
}

/** The agency's commission of an amount, in minor units; never above the amount. Rounded half-even. */
export function commissionOf(minor: bigint, percent: string): bigint {
  return roundHalfEven(multiplyFractions(percentOf(percent), fraction(minor, 1n)));
}

/**
 * The entries of what an agency collected: it owes the amount, less the commission that it keeps. The commission of an
 * agency that pays all over comes by its own bill (`invoiced`): it is noted beside, and lowers nothing.
 */
export function collectionEntries(
  minor: bigint,
  { commissionPercent, keepsCommission }: Pick<AgencyTerms, 'commissionPercent' | 'keepsCommission'>,
): readonly CollectionEntry[] {
  const commission = commissionOf(minor, commissionPercent);
  const kind = keepsCommission ? 'commission' : 'invoiced';
  return [{ kind: 'collected' as const, minor }, ...(commission === 0n ? [] : [{ kind, minor: -commission } as const])];
}

/** What an agency owes by its entries. A commission that comes by its own bill does not lower it. */
export function owedByAgency(
  entries: readonly { readonly kind: CollectionEntry['kind'] | 'paid-over'; readonly minor: bigint }[],
): bigint {
  return entries.reduce((sum, { kind, minor }) => (kind === 'invoiced' ? sum : sum + minor), 0n);
}
