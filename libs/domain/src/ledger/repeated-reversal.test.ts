import { describe, expect, it } from '@jest/globals';
import { credit, issue, pay, refund, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { LedgerCommand, ReversePayment } from './ledger-command.ts';

const part = (minor: bigint, more: Partial<ReversePayment> = {}) => reverse('p', { part: { minor }, ...more });
const known = [{ applied: 'known' }];
const differs = [{ refused: { code: 'reversed-differently', values: { paymentId: 'p' } } }];
const paid = [issue('A', 100n), issue('B', 50n, { dueOn: '2026-04-30' }), pay('p', 170n, { A: 100n, B: 50n, X: 20n })];

describe('a reversal is', () => {
  const after = (command: LedgerCommand, ...before: LedgerCommand[]) =>
    writtenByCommand(booksAfter(...paid, ...before), command);
  it.each<[string, LedgerCommand, LedgerCommand[], unknown]>([
    ['early before its payment', reverse('z'), [], [{ applied: 'early', subject: 'payment/z' }]],
    [
      'refused for a credit note',
      reverse('c'),
      [credit('c', 5n)],
      [{ refused: { code: 'reversal-of-credit-note', values: { id: 'c' } } }],
    ],
    [
      'refused for another customer’s payment',
      reverse('p', { customerId: 'D' }),
      [],
      [{ refused: { code: 'belongs-to-another-customer', values: { of: 'payment', id: 'p' } } }],
    ],
    [
      'refused for a text that is no amount',
      reverse('p', { part: { unreadable: 'x' } }),
      [],
      [
        {
          refused: {
            code: 'reversal-unreadable',
            values: { because: { code: 'not-an-amount', path: '', values: { text: 'x' } } },
          },
        },
      ],
    ],
    [
      'refused for nothing',
      part(0n),
      [],
      [{ refused: { code: 'reversal-unreadable', values: { because: { code: 'not-positive', values: {} } } } }],
    ],
    [
      'refused for less than nothing',
      reverse('p', { part: { unreadable: '-1' } }),
      [],
      [{ refused: { code: 'reversal-unreadable', values: { because: { code: 'not-positive', values: {} } } } }],
    ],
    [
      'refused beyond what the payment is',
      part(171n),
      [],
      [
        {
          refused: {
            code: 'reversal-too-large',
            values: { paymentId: 'p', most: { amount: '1.70', currency: 'EUR' } },
          },
        },
      ],
    ],
    [
      'refused beyond what is left of it',
      part(71n, { on: '2026-03-21' }),
      [part(100n)],
      [
        {
          refused: {
            code: 'reversal-too-large',
            values: { paymentId: 'p', most: { amount: '0.70', currency: 'EUR' } },
          },
        },
      ],
    ],
    [
      'refused as a whole when some was paid back',
      reverse('p'),
      [refund('f', 5n)],
      [
        {
          refused: {
            code: 'reversal-of-refunded',
            values: {
              paymentId: 'p',
              refunded: { amount: '0.05', currency: 'EUR' },
              most: { amount: '1.65', currency: 'EUR' },
            },
          },
        },
      ],
    ],
    ['known as a whole again', reverse('p'), [reverse('p')], known],
    ['known when the whole is named as an amount', part(170n), [reverse('p')], known],
    ['refused as a whole on another day', reverse('p', { on: '2026-03-21' }), [reverse('p')], differs],
    ['known as the same part', part(30n), [part(30n)], known],
    ['known by its id', part(30n, { reversalId: 'r' }), [part(30n, { reversalId: 'r' })], known],
    ['known by its id without an amount', reverse('p', { reversalId: 'r' }), [part(30n, { reversalId: 'r' })], known],
    [
      'refused by its id with another amount',
      part(31n, { reversalId: 'r' }),
      [part(30n, { reversalId: 'r' })],
      differs,
    ],
    [
      'refused by its id on another day',
      part(30n, { reversalId: 'r', on: '2026-03-21' }),
      [part(30n, { reversalId: 'r' })],
      differs,
    ],
    [
      'known when the whole came with an id and comes as an amount',
      part(170n),
      [reverse('p', { reversalId: 'r' })],
      known,
    ],
    [
      'known as a whole on one of the days of its parts',
      reverse('p'),
      [part(100n, { reversalId: 'r' }), part(70n, { on: '2026-03-21' })],
      known,
    ],
    ['known of a reversed payment, under another id', reverse('p', { reversalId: 's' }), [reverse('p')], known],
  ])('%s', (_what, command, before, written) => {
    expect(after(command, ...before)).toEqual(written);
  });
  it.each<[string, LedgerCommand, LedgerCommand[]]>([
    ['another day', part(30n, { on: '2026-03-21' }), [part(30n)]],
    ['another amount', part(31n), [part(30n)]],
    ['another id', part(30n, { reversalId: 's' }), [part(30n, { reversalId: 'r' })]],
    ['no id, after one with an id', part(30n), [part(30n, { reversalId: 'r' })]],
    ['another payment', part(30n), [pay('q', 30n), reverse('q', { part: { minor: 30n } })]],
    ['a refund of that day before', part(5n, { on: '2026-03-22' }), [refund('f', 5n)]],
    ['the id of a refund', part(5n, { reversalId: 'f', on: '2026-03-22' }), [refund('f', 5n)]],
    ['an amount in words', reverse('p', { part: { unreadable: '0.30' } }), [part(31n)]],
    ['the whole of what is left after a part', reverse('p'), [part(30n)]],
    ['exactly what is left', part(140n), [part(30n)]],
    ['nothing paid back yet', reverse('p'), []],
  ])('new for %s', (_what, command, before) => {
    expect(after(command, ...before)[0]).toEqual({ applied: 'changed' });
  });
  it('known of a payment that an older version reversed, whatever the day; refused as a part of it', () => {
    const books = booksAfter(...paid, reverse('p'));
    books.outflows.length = 0;
    expect(writtenByCommand(books, reverse('p', { on: '2026-01-01' }))).toEqual(known);
    expect(writtenByCommand(books, part(30n))).toEqual([
      {
        refused: { code: 'reversal-too-large', values: { paymentId: 'p', most: { amount: '0.00', currency: 'EUR' } } },
      },
    ]);
  });
  it('of an old payment on the invoices that the loader must have provided', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n, { A: 100n }));
    books.invoicesById.clear();
    expect(() => applyCommand(books, reverse('p'))).toThrow('did not provide the invoices of 100 of it');
  });
});
