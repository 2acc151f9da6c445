import type { IsoDate } from '../calendar/dates.ts';
import { parseAmount } from '../money/amount.ts';
import { fraction, multiplyFractions, percentOf, roundHalfEven } from '../money/fraction.ts';
import type { RegimeKey } from './interest-regimes.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';

/**
 * A lump sum for the costs of collecting, once per late invoice: in steps by the size of the claim, or a share of what
 * is open.
 */
interface LumpSumRow {
  readonly regime: RegimeKey;
  readonly from: IsoDate;
  readonly currency: string;
  readonly kinds: readonly CustomerKind[];
  readonly sum:
    | { readonly by: 'size'; readonly steps: readonly { readonly below: string | null; readonly amount: string }[] }
    | { readonly by: 'share'; readonly percent: string };
  readonly source: string;
}

const commercial = ['business', 'public-body'] as const;

/** Data, not code: a new sum is a new row after the older ones of its law. */
export const lumpSums: readonly LumpSumRow[] = [
  {
    regime: 'eu',
    from: '2013-03-16',
    currency: 'EUR',
    kinds: commercial,
    sum: { by: 'size', steps: [{ below: null, amount: '40.00' }] },
    source: 'Directive 2011/7/EU, art. 6(1); per invoice, also when claimed together (CJEU C-585/20)',
  },
  {
    regime: 'be',
    from: '2013-03-16',
    currency: 'EUR',
    kinds: commercial,
    sum: { by: 'size', steps: [{ below: null, amount: '40.00' }] },
    source: 'Loi du 2 août 2002, art. 6',
  },
  {
    regime: 'nl',
    from: '2013-03-16',
    currency: 'EUR',
    kinds: commercial,
    sum: { by: 'size', steps: [{ below: null, amount: '40.00' }] },
    source: 'Burgerlijk Wetboek, art. 6:96 lid 4',
  },
  {
    regime: 'es',
    from: '2013-02-24',
    currency: 'EUR',
    kinds: commercial,
    sum: { by: 'size', steps: [{ below: null, amount: '40.00' }] },
    source: 'Ley 3/2004, art. 8.1',
  },
  {
    regime: 'de',
    from: '2014-07-29',
    currency: 'EUR',
    kinds: commercial,
    sum: { by: 'size', steps: [{ below: null, amount: '40.00' }] },
    source: 'BGB § 288(5): where the debtor is no consumer',
  },
  {
    regime: 'uk',
    from: '2002-08-07',
    currency: 'GBP',
    kinds: commercial,
    source: 'Late Payment of Commercial Debts (Interest) Act 1998, s. 5A',
    sum: {
      by: 'size',
      steps: [
        { below: '1000.00', amount: '40.00' },
        { below: '10000.00', amount: '70.00' },
        { below: null, amount: '100.00' },
      ],
    },
  },
  {
    regime: 'cl',
    from: '2019-05-16',
    currency: 'CLP',
    kinds: commercial,
    sum: { by: 'share', percent: '1' },
    source: 'Ley 19.983 by Ley 21.131: fixed commission of one per cent of the unpaid balance, since 16 May 2019',
  },
];

/** One late invoice. `claimMinor`: what was open when it became late; `lateFrom`: the day after its due date. */
export interface LateClaim {
  readonly regime: RegimeKey;
  readonly kind: CustomerKind;
  readonly currency: string;
  readonly claimMinor: bigint;
  readonly lateFrom: IsoDate;
}

export type LumpSumAnswer =
  | { readonly kind: 'lump-sum'; readonly minor: bigint; readonly source: string }
  | { readonly kind: 'none'; readonly because: 'nothing-open' | 'debtor-kind' | 'currency' | 'before-the-law' };

/**
 * The lump sum that the law gives for one late invoice, in minor units of the claim's currency. A law's sum is in its
 * own currency: for a claim in another the answer is none, not a conversion.
 */
export function lumpSumDue(claim: LateClaim): LumpSumAnswer {
  if (claim.claimMinor <= 0n) return { kind: 'none', because: 'nothing-open' };
  const ofRegime = lumpSums.filter((row) => row.regime === claim.regime);
  const forDebtor = ofRegime.filter((row) => row.kinds.includes(claim.kind));
  if (forDebtor.length === 0) return { kind: 'none', because: 'debtor-kind' };
  const inCurrency = forDebtor.filter((row) => row.currency === claim.currency);
  if (inCurrency.length === 0) return { kind: 'none', because: 'currency' };
  const row = inCurrency.findLast((candidate) => candidate.from <= claim.lateFrom);
  if (!row) return { kind: 'none', because: 'before-the-law' };
  return { kind: 'lump-sum', minor: sumOf(row, claim.claimMinor), source: row.source };
}

function sumOf({ sum, currency }: LumpSumRow, claimMinor: bigint): bigint {
  switch (sum.by) {
    case 'size': {
      const step = sum.steps.find(({ below }) => below === null || claimMinor < parseAmount(below, currency));
      return step ? parseAmount(step.amount, currency) : 0n;
    }
    case 'share':
      return roundHalfEven(multiplyFractions(percentOf(sum.percent), fraction(claimMinor, 1n)));
  }
}
