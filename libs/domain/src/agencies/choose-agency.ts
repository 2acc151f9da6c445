import type { CustomerKind } from '../policy/vocabulary.ts';
import { readAmount } from '../money/amount.ts';
import type { AgencyTerms } from './agency-terms.ts';

/** An agency that takes debts, in the order in which the organization asks them. */
export interface OfferedAgency {
  readonly id: string;
  readonly terms: Pick<AgencyTerms, 'countries' | 'kinds' | 'amountFrom' | 'amountBelow'>;
}

/** A debt that is to be handed over. */
export interface OfferedDebt {
  readonly country: string;
  readonly kind: CustomerKind;
  /** What is open, in minor units of the organization's currency. */
  readonly openMinor: bigint;
}

/** The first agency in the order given whose rules fit the debt; null when none fits. `currency`: of the limits. */
export function chooseAgency<T extends OfferedAgency>(
  agencies: readonly T[],
  debt: OfferedDebt,
  currency: string,
): T | null {
  return agencies.find(({ terms }) => fits(terms, debt, currency)) ?? null;
}

function fits(
  { countries, kinds, amountFrom, amountBelow }: OfferedAgency['terms'],
  { country, kind, openMinor }: OfferedDebt,
  currency: string,
): boolean {
  return (
    (countries.length === 0 || countries.includes(country)) &&
    (kinds.length === 0 || kinds.includes(kind)) &&
    (amountFrom === undefined || openMinor >= limit(amountFrom, currency)) &&
    (amountBelow === undefined || openMinor < limit(amountBelow, currency))
  );
}

// A limit with more decimals than its currency has is refused when the agency is saved.
function limit(text: string, currency: string): bigint {
  const minor = readAmount(text, currency, '');
  return typeof minor === 'bigint' ? minor : 0n;
}
