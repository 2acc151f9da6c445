import { describe, expect, test } from '@jest/globals';
import { balancesOf, creditsOf, dueOnAt, holdsAt, lastAt } from './ledger-timeline.ts';

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
