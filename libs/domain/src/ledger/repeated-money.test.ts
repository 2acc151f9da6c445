import { describe, expect, it } from '@jest/globals';
import { amend, credit, issue, pay, reverse } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { LedgerCommand, ReceiveCreditNote, ReceivePayment } from './ledger-command.ts';

describe('money that comes again', () => {
  const P = pay('p', 60n, { A: 40n, B: 20n }, { reference: 'hello' });
  const C = credit('c', 30n, { A: 20n, B: 10n });
  const again = (command: LedgerCommand, ...between: LedgerCommand[]) =>
    writtenByCommand(booksAfter(issue('A', 100n), issue('B', 50n), P, C, ...between), command);
  it('is known, in whatever order its lines stand', () => {
    expect([again(P), again({ ...P, remittance: P.remittance.toReversed() }), again(C)]).toEqual([
      [{ applied: 'known' }],
      [{ applied: 'known' }],
      [{ applied: 'known' }],
    ]);
  });
  it('from another customer is refused', () => {
    expect([again({ ...P, customerId: 'D' }), again({ ...C, customerId: 'D' })]).toEqual([
      [{ refused: { code: 'known-for-another-customer', values: { of: 'payment', id: 'p' } } }],
      [{ refused: { code: 'known-for-another-customer', values: { of: 'credit-note', id: 'c' } } }],
    ]);
  });
  it('after it was reversed is refused', () => {
    expect(again(P, reverse('p'))).toEqual([
      { refused: { code: 'received-after-reversal', values: { paymentId: 'p' } } },
    ]);
  });
  it.each<[string, Partial<ReceivePayment>]>([
    ['amount', { amountMinor: 61n }],
    ['currency', { currency: 'USD' }],
    ['receivedOn', { on: '2026-03-06' }],
    ['method', { method: 'card' }],
    ['reference', { reference: 'good bye' }],
    ['allocations', { remittance: [{ invoiceId: 'A', minor: 40n }] }],
    ['allocations', { remittance: [] }],
  ])('with another %s is refused: %#', (field, other) => {
    expect(again({ ...P, ...other })).toEqual([
      { refused: { code: 'received-differently', values: { of: 'payment', id: 'p', fields: [field] } } },
    ]);
  });
  it.each<[string, Partial<ReceiveCreditNote>]>([
    ['amount', { amountMinor: 31n }],
    ['currency', { currency: 'USD' }],
    ['issueDate', { on: '2026-03-06' }],
  ])('as a credit note with another %s is refused', (field, other) => {
    expect(again({ ...C, ...other })).toEqual([
      { refused: { code: 'received-differently', values: { of: 'credit-note', id: 'c', fields: [field] } } },
    ]);
  });
  it('is compared with what holds now when nobody knows what was stated at first', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n), P, C);
    books.statedFacts.clear();
    expect([writtenByCommand(books, { ...P, remittance: [] }), writtenByCommand(books, C)]).toEqual([
      [{ applied: 'known' }],
      [{ applied: 'known' }],
    ]);
    const other = { ...P, amountMinor: 1n, currency: 'USD', on: '2026-01-01', method: 'cash', reference: '' };
    expect(writtenByCommand(books, other)).toEqual([
      {
        refused: {
          code: 'received-differently',
          values: { of: 'payment', id: 'p', fields: ['amount', 'currency', 'method', 'receivedOn', 'reference'] },
        },
      },
    ]);
    expect(writtenByCommand(books, { ...C, amountMinor: 1n, currency: 'USD', on: '2026-01-01' })).toEqual([
      {
        refused: {
          code: 'received-differently',
          values: { of: 'credit-note', id: 'c', fields: ['amount', 'currency', 'issueDate'] },
        },
      },
    ]);
  });
});

it('an invoice that is amended in the same batch is woken once for each cause', () => {
  const books = booksAfter(issue('A', 100n));
  books.signalled.clear();
  const before = books.outbox.length;
  for (const command of [pay('p', 10n, { A: 10n }), amend(1, { dueOn: '2026-04-01' }), pay('q', 10n, { A: 10n })])
    applyCommand(books, command);
  expect(books.outbox.slice(before).map((row) => (row.kind === 'wake-case' ? row.signal : row.kind))).toEqual([
    'payment',
    'amendment',
  ]);
});
