import { describe, expect, it } from '@jest/globals';
import { credit, issue, pay, refund, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, writtenByCommand } from '@puntual/testing/builders/written-lines';
import type { LedgerCommand, RefundCredit } from './ledger-command.ts';

const money = [
  issue('A', 300n),
  pay('kept', 40n, { X: 40n }),
  pay('p', 30n),
  credit('c', 20n),
  pay('usd', 500n, {}, { currency: 'USD' }),
  pay('gone', 90n),
  reverse('gone'),
];
const after = (command: LedgerCommand, ...before: LedgerCommand[]) =>
  writtenByCommand(booksAfter(...money, ...before), command);
const fromP = { from: { kind: 'payment', id: 'p' } } as const;

describe('credit that was paid back', () => {
  it('leaves the oldest money first, and last what a remittance line keeps', () => {
    expect(after(refund('r', 55n))).toEqual([
      { applied: 'changed' },
      'payment p: 0 of 30 EUR left, received',
      'credit-note c: 0 of 20 EUR left, received',
      'payment kept: 35 of 40 EUR left, received, awaiting [X 40]',
      'outflow refund 30 of p on 2026-03-22, r',
      'outflow refund 20 of c on 2026-03-22, r',
      'outflow refund 5 of kept on 2026-03-22, r',
      'audit credit.refunded C by erp: refundId r, paymentId p, amount 0.30, currency EUR, on 2026-03-22',
      'audit credit.refunded C by erp: refundId r, paymentId c, amount 0.20, currency EUR, on 2026-03-22',
      'audit credit.refunded C by erp: refundId r, paymentId kept, amount 0.05, currency EUR, on 2026-03-22',
      'temporal wake-case A payment: refundId r, credit refunded, open 3.00',
    ]);
  });
  it('of one piece of money leaves the rest alone', () => {
    expect(after(refund('r', 30n))).toEqual([
      { applied: 'changed' },
      'payment p: 0 of 30 EUR left, received',
      'outflow refund 30 of p on 2026-03-22, r',
      'audit credit.refunded C by erp: refundId r, paymentId p, amount 0.30, currency EUR, on 2026-03-22',
      'temporal wake-case A payment: refundId r, credit refunded, open 3.00',
    ]);
  });
  it('may be all that there is, and no cent more', () => {
    expect(after(refund('r', 90n))[0]).toEqual({ applied: 'changed' });
    expect(after(refund('r', 91n))).toEqual([
      { refused: { code: 'refund-too-large', values: { most: { amount: '0.90', currency: 'EUR' } } } },
    ]);
  });
  it('leaves the money that the refund names', () => {
    expect(after(refund('r', 20n, { from: { kind: 'credit-note', id: 'c' } }))).toEqual([
      { applied: 'changed' },
      'credit-note c: 0 of 20 EUR left, received',
      'outflow refund 20 of c on 2026-03-22, r',
      'audit credit.refunded C by erp: refundId r, paymentId c, amount 0.20, currency EUR, on 2026-03-22',
      'temporal wake-case A payment: refundId r, credit refunded, open 3.00',
    ]);
    expect(after(refund('r', 40n, { from: { kind: 'payment', id: 'kept' } }))[0]).toEqual({ applied: 'changed' });
  });
});

describe('a refund is', () => {
  it.each<[string, RefundCredit, LedgerCommand[], unknown]>([
    [
      'early before its payment',
      refund('r', 1n, { from: { kind: 'payment', id: 'z' } }),
      [],
      [{ applied: 'early', subject: 'payment/z' }],
    ],
    [
      'early before its credit note',
      refund('r', 1n, { from: { kind: 'credit-note', id: 'p' } }),
      [],
      [{ applied: 'early', subject: 'credit-note/p' }],
    ],
    [
      'refused beyond what is left of its payment',
      refund('r', 31n, fromP),
      [],
      [{ refused: { code: 'refund-too-large', values: { most: { amount: '0.30', currency: 'EUR' } } } }],
    ],
    [
      'refused from another customer’s payment',
      refund('r', 1n, { ...fromP, customerId: 'D' }),
      [],
      [{ refused: { code: 'belongs-to-another-customer', values: { of: 'payment', id: 'p' } } }],
    ],
    [
      'refused in another currency',
      refund('r', 1n, { ...fromP, currency: 'USD' }),
      [],
      [
        {
          refused: {
            code: 'refund-in-another-currency',
            values: { id: 'p', moneyCurrency: 'EUR', refundCurrency: 'USD' },
          },
        },
      ],
    ],
    ['known when it comes again', refund('r', 45n), [refund('r', 45n)], [{ applied: 'known' }]],
    ['known with its payment', refund('r', 20n, fromP), [refund('r', 20n)], [{ applied: 'known' }]],
    [
      'refused with another payment',
      refund('r', 20n, { from: { kind: 'payment', id: 'kept' } }),
      [refund('r', 20n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused with a credit note of that id',
      refund('r', 20n, { from: { kind: 'credit-note', id: 'p' } }),
      [refund('r', 20n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused with one payment where several gave',
      refund('r', 45n, fromP),
      [refund('r', 45n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused with another amount',
      refund('r', 46n),
      [refund('r', 45n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused on another day',
      refund('r', 45n, { on: '2026-03-23' }),
      [refund('r', 45n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused in another currency than before',
      refund('r', 45n, { currency: 'USD' }),
      [refund('r', 45n)],
      [{ refused: { code: 'refunded-differently', values: { refundId: 'r' } } }],
    ],
    [
      'refused as another customer’s',
      refund('r', 45n, { customerId: 'D' }),
      [refund('r', 45n)],
      [{ refused: { code: 'known-for-another-customer', values: { of: 'refund', id: 'r' } } }],
    ],
  ])('%s', (_what, command, before, written) => {
    expect(after(command, ...before)).toEqual(written);
  });
  it.each<[string, RefundCredit, LedgerCommand[]]>([
    ['of another id', refund('s', 20n), [refund('r', 20n)]],
    ['with the id of a reversal', refund('r', 20n), [reverse('kept', { reversalId: 'r' })]],
  ])('new %s', (_what, command, before) => {
    expect(after(command, ...before)[0]).toEqual({ applied: 'changed' });
  });
});
