import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  compareBooks,
  compareOpenItems,
  type CreditItem,
  type ListedItem,
  type OpenItem,
} from './compare-open-items.ts';

const ours = (invoiceId: string, openMinor: bigint, more: Partial<OpenItem> = {}): OpenItem => ({
  invoiceId,
  number: `F-${invoiceId}`,
  currency: 'EUR',
  openMinor,
  ...more,
});
const listed = (invoiceId: string | null, openMinor: bigint, more: Partial<ListedItem> = {}): ListedItem => ({
  invoiceId,
  number: null,
  currency: 'EUR',
  openMinor,
  ...more,
});
const kinds = (comparison: ReturnType<typeof compareOpenItems>) =>
  comparison.differences.map((each) => [each.kind, each.invoiceId ?? each.number]);

it('books that say the same agree, whatever the order, and by id or by number', () => {
  expect(
    compareOpenItems([ours('A', 100n), ours('B', 50n)], [listed(null, 50n, { number: 'F-B' }), listed('A', 100n)]),
  ).toEqual({
    agreed: 2,
    differences: [],
    totals: [{ currency: 'EUR', hereMinor: 150n, thereMinor: 150n }],
    creditTotals: null,
  });
});

it('nothing that is open neither here nor there differs, in whatever currency and whether it is listed or not', () => {
  const none = [ours('A', 0n), ours('B', 0n)];
  const { agreed, differences } = compareOpenItems(none, [listed('A', 0n, { currency: 'USD' }), listed('Z', 0n)]);
  expect([agreed, differences]).toEqual([2, []]);
});

it('what is open for one alone differs, with what both say of it', () => {
  expect(compareOpenItems([ours('A', 5n), ours('B', 0n), ours('C', 7n)], [listed('A', 0n), listed('B', 6n)])).toEqual({
    agreed: 0,
    differences: [
      {
        kind: 'other-amount',
        invoiceId: 'A',
        number: 'F-A',
        credit: null,
        here: { currency: 'EUR', minor: 5n },
        there: { currency: 'EUR', minor: 0n },
      },
      {
        kind: 'other-amount',
        invoiceId: 'B',
        number: 'F-B',
        credit: null,
        here: { currency: 'EUR', minor: 0n },
        there: { currency: 'EUR', minor: 6n },
      },
      {
        kind: 'missing-there',
        invoiceId: 'C',
        number: 'F-C',
        credit: null,
        here: { currency: 'EUR', minor: 7n },
        there: null,
      },
    ],
    totals: [{ currency: 'EUR', hereMinor: 12n, thereMinor: 6n }],
    creditTotals: null,
  });
});

it('an item without id and number is missing here, and totals stand in the order of their currencies', () => {
  const comparison = compareOpenItems([ours('A', 5n, { currency: 'USD' })], [listed(null, 6n)]);
  expect(kinds(comparison)).toEqual([
    ['missing-here', null],
    ['missing-there', 'A'],
  ]);
  expect(comparison.totals.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
});

it('every way to differ has its name', () => {
  const comparison = compareOpenItems(
    [
      ours('A', 100n),
      ours('B', 50n),
      ours('C', 10n),
      ours('D', 0n),
      ours('E', 7n, { currency: 'USD' }),
      ours('S', 1n, { number: 'twice' }),
      ours('T', 1n, { number: 'twice' }),
    ],
    [
      listed('A', 99n),
      listed('X', 5n),
      listed('D', 30n),
      listed('E', 7n),
      listed(null, 1n, { number: 'twice' }),
      listed('B', 50n),
    ],
  );
  expect(kinds(comparison)).toEqual([
    ['other-amount', 'A'],
    ['missing-here', 'X'],
    ['other-amount', 'D'],
    ['other-currency', 'E'],
    ['ambiguous-number', 'twice'],
    ['missing-there', 'C'],
  ]);
  expect(comparison.agreed).toBe(1);
  expect(comparison.totals).toEqual([
    { currency: 'EUR', hereMinor: 162n, thereMinor: 192n },
    { currency: 'USD', hereMinor: 7n, thereMinor: 0n },
  ]);
});

it('what is settled by both is no difference, known here or not', () => {
  expect(compareOpenItems([ours('A', 0n)], [listed('A', 0n), listed('X', 0n, { currency: 'USD' })])).toMatchObject({
    agreed: 2,
    differences: [],
  });
});

it('a list of what is open here always agrees, and without differences the totals are the same', () => {
  const items = fc
    .uniqueArray(
      fc.record({ id: fc.nat(20), minor: fc.bigInt({ min: 0n, max: 5n }), currency: fc.constantFrom('EUR', 'CLP') }),
      { selector: (item) => item.id, maxLength: 15 },
    )
    .map((all) => all.map((item) => ours(`I${item.id}`, item.minor, { currency: item.currency })));
  fc.assert(
    fc.property(items, items, (mine, theirs) => {
      const same = compareOpenItems(
        mine,
        mine.map((item) => listed(item.invoiceId, item.openMinor, { currency: item.currency })),
      );
      expect([same.agreed, same.differences]).toEqual([mine.length, []]);
      const other = compareOpenItems(
        mine,
        theirs.map((item) => listed(item.invoiceId, item.openMinor, { currency: item.currency })),
      );
      if (other.differences.length === 0)
        expect(other.totals.every((sum) => sum.hereMinor === sum.thereMinor)).toBe(true);
      expect(other.agreed + other.differences.filter((each) => each.there !== null).length).toBe(theirs.length);
    }),
  );
});

describe('credits', () => {
  const credit = (id: string, openMinor: bigint, more: Partial<CreditItem> = {}): CreditItem => ({
    kind: 'payment',
    id,
    currency: 'EUR',
    openMinor,
    ...more,
  });

  it('are no difference to a list that says nothing of them', () => {
    expect(compareBooks({ invoices: [], credits: [credit('P', 5n)] }, { items: [], credits: null })).toEqual({
      agreed: 0,
      differences: [],
      totals: [],
      creditTotals: null,
    });
  });

  it('differ in the same ways as invoices, by their own names, and are added up apart', () => {
    const comparison = compareBooks(
      {
        invoices: [ours('P', 100n)],
        credits: [
          credit('P', 5n),
          credit('Q', 7n),
          credit('R', 9n),
          credit('P', 3n, { kind: 'credit-note' }),
          credit('U', 0n),
        ],
      },
      {
        items: [listed('P', 100n)],
        credits: [
          credit('P', 5n),
          credit('Q', 6n),
          credit('P', 3n, { kind: 'credit-note', currency: 'USD' }),
          credit('X', 1n),
          credit('U', 0n),
        ],
      },
    );
    expect(
      comparison.differences.map((each) => [each.kind, each.credit?.kind, each.credit?.id, each.invoiceId]),
    ).toEqual([
      ['other-amount', 'payment', 'Q', null],
      ['other-currency', 'credit-note', 'P', null],
      ['missing-here', 'payment', 'X', null],
      ['missing-there', 'payment', 'R', null],
    ]);
    expect(comparison).toMatchObject({
      agreed: 3,
      totals: [{ hereMinor: 100n, thereMinor: 100n }],
      creditTotals: [
        { currency: 'EUR', hereMinor: 24n, thereMinor: 12n },
        { currency: 'USD', hereMinor: 0n, thereMinor: 3n },
      ],
    });
  });
});
