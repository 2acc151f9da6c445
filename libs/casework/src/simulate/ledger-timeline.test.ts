import { describe, expect, test } from '@jest/globals';
import { balancesOf, creditsOf, dueOnAt, holdsAt, lastAt, runAt, type BookedEntry } from './ledger-timeline.ts';

const entry = (at: number, kind: string, amountMinor: bigint) => ({ at, kind, amountMinor });

describe('the balances of an invoice', () => {
  test('follow its ledger through a part payment, settlement, reversal and credit note', () => {
    const balances = balancesOf([
      entry(1, 'invoice', 100n),
      entry(2, 'payment', -40n),
      entry(3, 'payment', -60n),
      entry(4, 'reversal', 60n),
      entry(5, 'credit-note', -60n),
    ]);
    expect(balances).toEqual([
      { at: 1, openMinor: 100n, status: 'open' },
      { at: 2, openMinor: 60n, status: 'open' },
      { at: 3, openMinor: 0n, status: 'paid' },
      { at: 4, openMinor: 60n, status: 'open' },
      { at: 5, openMinor: 0n, status: 'paid' },
    ]);
    expect([lastAt(balances, 0), lastAt(balances, 3)?.status]).toEqual([null, 'paid']);
  });

  test('are one for each instant, and the last one has the status by which the invoice ended', () => {
    expect(balancesOf([entry(1, 'invoice', 100n), entry(1, 'payment', -100n)])).toEqual([
      { at: 1, openMinor: 0n, status: 'paid' },
    ]);
    const ended = (kind: string) => balancesOf([entry(1, 'invoice', 100n), entry(2, kind, -100n)]).at(-1)?.status;
    expect([ended('cancellation'), ended('write-off'), ended('credit-note')]).toEqual([
      'cancelled',
      'written-off',
      'credited',
    ]);
  });
});

describe('the status of a settled invoice', () => {
  const givenUp = (at: number, amountMinor: bigint) => ({
    ...entry(at, 'write-off', amountMinor),
    cause: 'write-off:w-1',
  });
  test.each<[string, readonly BookedEntry[], string]>([
    [
      'a cent that a person gave up after the payment',
      [entry(1, 'invoice', 100_000n), entry(2, 'payment', -99_999n), givenUp(3, -1n)],
      'paid',
    ],
    [
      'a part that a person gave up before the payment',
      [entry(1, 'invoice', 100_000n), givenUp(2, -60_000n), entry(3, 'payment', -40_000n)],
      'written-off',
    ],
    [
      'a small balance that a rule wrote off last',
      [
        entry(1, 'invoice', 100n),
        entry(2, 'payment', -80n),
        { ...entry(3, 'write-off', -20n), cause: 'small-balance:1' },
      ],
      'paid',
    ],
    [
      'a credit note that was reversed, and two halves after it',
      [
        entry(1, 'invoice', 100n),
        { ...entry(2, 'credit-note', -60n), ofCreditNote: true },
        { ...entry(3, 'reversal', 60n), ofCreditNote: true },
        entry(4, 'payment', -50n),
        { ...entry(5, 'credit-note', -50n), ofCreditNote: true },
      ],
      'paid',
    ],
    [
      'a total that was lowered after the cancellation',
      [
        entry(1, 'invoice', 100n),
        entry(2, 'cancellation', -100n),
        entry(3, 'cancellation', 20n),
        entry(3, 'amendment', -20n),
      ],
      'cancelled',
    ],
  ])('does not go by the last entry alone: %s', (_, entries, status) => {
    expect(balancesOf(entries).at(-1)).toMatchObject({ openMinor: 0n, status });
  });
});

test('the run of a case at an instant counts how often the invoice opened again', () => {
  const balances = balancesOf([
    entry(1, 'invoice', 100n),
    entry(2, 'payment', -60n),
    entry(3, 'payment', -40n),
    entry(5, 'reversal', 40n),
    entry(7, 'payment', -40n),
    entry(9, 'reversal', 100n),
  ]);
  expect([0, 1, 2, 4, 5, 6, 8, 9, 10].map((at) => runAt(balances, at))).toEqual([1, 1, 1, 1, 2, 2, 2, 3, 3]);
});

describe('the credit of a customer', () => {
  test('is the money that is on no invoice, in each currency, until the payment is reversed', () => {
    const money = { at: 1, currency: 'EUR', amountMinor: 100n, reversedAt: null, allocated: [] };
    expect(
      creditsOf([
        {
          ...money,
          allocated: [
            { at: 2, amountMinor: -100n },
            { at: 3, amountMinor: 30n },
          ],
        },
      ]),
    ).toEqual([
      { at: 1, currency: 'EUR', creditMinor: 100n },
      { at: 2, currency: 'EUR', creditMinor: 0n },
      { at: 3, currency: 'EUR', creditMinor: 30n },
    ]);
    expect(
      creditsOf([
        { ...money, reversedAt: 5 },
        { ...money, at: 2, currency: 'USD' },
      ]),
    ).toEqual([
      { at: 1, currency: 'EUR', creditMinor: 100n },
      { at: 2, currency: 'USD', creditMinor: 100n },
      { at: 5, currency: 'EUR', creditMinor: 0n },
    ]);
    expect(creditsOf([{ ...money, allocated: [{ at: 1, amountMinor: -100n }] }])).toEqual([]);
  });
});

test('a hold is open from its opening to before its release', () => {
  const hold = { id: 'h', kind: 'manual', untilOn: null, openedAt: 2, releasedAt: 4 } as const;
  expect([1, 2, 3, 4].map((at) => holdsAt([hold], at).length)).toEqual([0, 1, 1, 0]);
});

test('the due date at an instant is the one before the amendments that came later', () => {
  const amendments = [
    { at: 2, from: '2026-12-01', to: '2026-12-05' },
    { at: 4, from: '2026-12-05', to: '2026-12-09' },
  ];
  expect([1, 2, 3, 4].map((at) => dueOnAt('2026-12-09', amendments, at))).toEqual([
    '2026-12-01',
    '2026-12-05',
    '2026-12-05',
    '2026-12-09',
  ]);
});
