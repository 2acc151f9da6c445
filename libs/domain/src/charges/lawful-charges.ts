import type { IsoDate } from '../calendar/dates.ts';
import type { ChargeCap, ChargeKind } from '../policy/charge-cap.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';

/** What the law of the debtor's country allows a company to charge, whatever a policy says. */
export interface LawfulCharges {
  readonly country: string;
  readonly kinds: readonly CustomerKind[];
  readonly from: IsoDate;
  /** Days late in which nothing of these kinds may be charged. */
  readonly freeDays: { readonly days: number; readonly kinds: readonly ChargeKind[] } | null;
  readonly caps: readonly ChargeCap[];
  readonly source: string;
}

/** Data, not code: a new law is a new row. When several rows apply, all of them hold. */
export const lawfulCharges: readonly LawfulCharges[] = [
  {
    country: 'CL',
    kinds: ['consumer'],
    from: '2013-12-13',
    freeDays: { days: 20, kinds: ['fee', 'lump-sum'] },
    source: 'Ley 19.496, art. 37: costs of collecting only after the first twenty days of delay',
    // 9 per cent up to 10 UF, 6 above, 3 above 50 UF. Without the day's UF the lowest of the three is what is lawful
    // for every sum.
    caps: [
      {
        by: 'share-of-principal',
        percent: '3',
        kinds: ['fee', 'lump-sum'],
        source: 'Ley 19.496, art. 37: costs of collecting by the size of the debt; the lowest share',
      },
    ],
  },
];

/** The rows that hold for debtors of a kind in a country (ISO 3166 alpha-2) on a day. */
export function lawOnCharges(country: string, kind: CustomerKind, on: IsoDate): readonly LawfulCharges[] {
  return lawfulCharges.filter((row) => row.country === country && row.kinds.includes(kind) && row.from <= on);
}
