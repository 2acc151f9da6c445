import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { agencyTermsSchema } from './agency-terms.ts';
import { chooseAgency, type OfferedDebt } from './choose-agency.ts';
import { collectionEntries, commissionOf, owedByAgency } from './commission.ts';
import { REPORT_OUTCOMES, summarizeReports, type AgencyReport } from './placement-reports.ts';

const agency = (id: string, terms: object) => ({ id, terms: agencyTermsSchema.parse(terms) });
const AGENCIES = [
  agency('spain-small', { countries: ['ES', 'PT'], amountBelow: '5000' }),
  agency('consumers', { kinds: ['consumer'] }),
  agency('large', { amountFrom: '5000' }),
];
const debt = (more: Partial<OfferedDebt>): OfferedDebt => ({
  country: 'ES',
  kind: 'business',
  openMinor: 100_000n,
  ...more,
});

test.each([
  ['a small debt in Spain', {}, 'spain-small'],
  ['one cent below the limit', { openMinor: 499_999n }, 'spain-small'],
  ['exactly the limit', { openMinor: 500_000n }, 'large'],
  ['a large debt of a consumer, by the order of the agencies', { openMinor: 900_000n, kind: 'consumer' }, 'consumers'],
  ['a small debt in Chile', { country: 'CL' }, undefined],
] as const)('%s', (_name, more, chosen) => {
  expect(chooseAgency(AGENCIES, debt(more), 'EUR')?.id).toBe(chosen);
});

describe('commission', () => {
  it.each([
    [10_000n, '15', 1_500n],
    [333n, '12.5', 42n],
    [0n, '15', 0n],
    [1n, '0', 0n],
  ])('of %d at %s percent is %d', (minor, percent, expected) => {
    expect(commissionOf(minor, percent)).toBe(expected);
  });

  it('and what is owed add up to what was collected, and neither is below zero', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.nat(9999), fc.boolean(), (minor, points, keepsCommission) => {
        const commissionPercent = (points / 100).toFixed(2);
        const entries = collectionEntries(minor, { commissionPercent, keepsCommission });
        const owed = owedByAgency(entries);
        const kept = keepsCommission ? commissionOf(minor, commissionPercent) : 0n;
        expect(owed + kept).toBe(minor);
        expect(owed >= 0n && kept >= 0n).toBe(true);
      }),
    );
  });
});

describe('reports', () => {
  const day = fc.constantFrom('2027-01-04', '2027-01-05', '2027-02-01');
  const report: fc.Arbitrary<AgencyReport> = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    outcome: fc.constantFrom(...REPORT_OUTCOMES),
    on: day,
    amountMinor: fc.option(fc.bigInt(1n, 1000n)),
    reference: fc.option(fc.constantFrom('r1', 'r2')),
  });

  it('come to the same in every order and however often they arrive', () => {
    const orders = fc.array(report, { maxLength: 8 }).chain((reports) =>
      fc.record({
        reports: fc.constant(reports),
        again: fc
          .tuple(fc.shuffledSubarray(reports, { minLength: reports.length }), fc.subarray(reports))
          .map(([shuffled, twice]) => [...shuffled, ...twice]),
      }),
    );
    fc.assert(
      fc.property(orders, ({ reports, again }) => {
        expect(summarizeReports(again)).toEqual(summarizeReports(reports));
      }),
    );
  });

  it('of parts add up, and a debt that is called uncollectable and given back is uncollectable', () => {
    const of = (key: string, outcome: AgencyReport['outcome'], on: string, amountMinor: bigint | null = null) => ({
      key,
      outcome,
      on,
      amountMinor,
      reference: null,
    });
    expect(
      summarizeReports([
        of('4', 'returned', '2027-03-01'),
        of('2', 'collected', '2027-02-01', 40n),
        of('3', 'collected', '2027-02-03', 2n),
        of('5', 'uncollectable', '2027-03-02'),
        of('1', 'accepted', '2027-01-10'),
      ]),
    ).toEqual({
      acknowledgedOn: '2027-01-10',
      reference: null,
      collectedMinor: 42n,
      ended: { because: 'uncollectable', on: '2027-03-02' },
    });
  });
});
