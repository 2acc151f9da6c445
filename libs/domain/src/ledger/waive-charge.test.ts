import { describe, expect, it, test } from '@jest/globals';
import { chargeFee, issueSampleInvoice, sampleBooks } from '@puntual/testing/builders/ledger-books';
import { applyCommand } from './apply-command.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { waiveCharge } from './waive-charge.ts';

const by = { actor: 'erp', cause: 'event:1', customerId: 'C' };
const money = { ...by, currency: 'EUR', on: '2026-01-25', remittance: [], reference: 'F-1', method: 'transfer' };
const waiver = { reason: 'goodwill', on: '2026-01-28' };

type Came = readonly (readonly ['payment' | 'credit-note', bigint])[];

/** An invoice of 1,000.00 with a fee of 12.00, after what came for it. */
function owed(...came: Came): {
  books: Books;
  invoice: InvoiceBook;
  fee: ChargeBook;
} {
  const books = sampleBooks();
  const invoice = issueSampleInvoice(books);
  const fee = chargeFee(books, invoice, { amountMinor: 1200n, whenPrincipalPaid: 'demand' });
  for (const [index, [kind, amountMinor]] of came.entries()) {
    const remittance = [{ invoiceId: 'A', minor: amountMinor }];
    applyCommand(
      books,
      kind === 'payment'
        ? { ...money, type: 'receive-payment', paymentId: `P-${index}`, amountMinor, remittance }
        : { ...money, type: 'receive-credit-note', creditNoteId: `CN-${index}`, amountMinor, remittance },
    );
  }
  books.actor = 'Marta';
  books.outbox.length = 0;
  books.audit.length = 0;
  books.signalled.clear();
  return { books, invoice, fee };
}

test.each<[string, Came, InvoiceBook['status']]>([
  ['nobody has paid', [], 'open'],
  ['a part is paid', [['payment', 40_000n]], 'open'],
  ['the principal is paid', [['payment', 100_000n]], 'paid'],
  ['the principal and a part of the fee are paid', [['payment', 100_500n]], 'paid'],
  [
    'the principal is paid in part and credited for the rest',
    [
      ['payment', 40_000n],
      ['credit-note', 60_000n],
    ],
    'paid',
  ],
])('when %s, the waiver of the last open charge leaves the invoice %s', (_, came, status) => {
  const { books, invoice, fee } = owed(...came);
  expect(waiveCharge(books, invoice, fee, waiver)).toBe('done');
  expect(invoice).toMatchObject({ status, settledOn: status === 'open' ? null : waiver.on });
  expect(moneyFaults(moneyIn(books))).toEqual([]);
});

test('when the principal is credited as a whole, its charges fall with it, also those that a paid one keeps', () => {
  const { invoice, fee } = owed(['credit-note', 100_000n]);
  expect(invoice).toMatchObject({ status: 'credited', openMinor: 0n });
  expect(fee).toMatchObject({ state: 'waived', openMinor: 0n, reason: 'credited', endedBy: 'puntual' });
});

describe('a waiver of a person', () => {
  it('names the person and the reason in the charge and the audit, announces the sum, and wakes the case', () => {
    const { books, invoice, fee } = owed(['payment', 100_500n]);
    waiveCharge(books, invoice, fee, waiver);
    expect(fee).toMatchObject({ state: 'waived', openMinor: 0n, reason: 'goodwill', endedBy: 'Marta' });
    expect(books.audit).toMatchObject([
      { kind: 'charge.waived', actor: 'Marta', data: { amount: '7.00', reason: 'goodwill' } },
      { kind: 'invoice.settled', actor: 'Marta', data: { as: 'paid', on: waiver.on } },
    ]);
    expect(books.outbox).toMatchObject([
      { type: 'puntual.charge.waived.v1', data: { chargeId: fee.id, amount: '7.00', on: waiver.on, invoiceId: 'A' } },
      { kind: 'wake-case', signal: 'payment', detail: { charge: 'waived' } },
    ]);
  });

  it('changes nothing the second time', () => {
    const { books, invoice, fee } = owed();
    waiveCharge(books, invoice, fee, waiver);
    const entries = books.entries.length;
    expect(waiveCharge(books, invoice, fee, { reason: 'again', on: '2026-01-29' })).toBe('ended');
    expect(books.entries).toHaveLength(entries);
    expect(fee.reason).toBe('goodwill');
  });

  it('is refused when the charge is paid', () => {
    const { books, invoice, fee } = owed(['payment', 101_200n]);
    expect(waiveCharge(books, invoice, fee, waiver)).toBe('paid');
    expect(fee).toMatchObject({ state: 'charged', endedBy: null });
  });
});
