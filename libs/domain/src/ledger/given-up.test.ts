import { describe, expect, it, test } from '@jest/globals';
import { chargeFee, issueSampleInvoice, sampleBooks } from '@puntual/testing/builders/ledger-books';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { applyCommand } from './apply-command.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import type { LedgerCommand } from './ledger-command.ts';
import { settledAs } from './settled-as.ts';
import { writeOff } from './write-off-invoice.ts';

const by = { actor: 'erp', cause: 'event:1', customerId: 'C' };
const on = '2026-01-25';

/** An invoice of 1,000.00 with a charge of 40.00 that is demanded although the principal is paid. */
function owed(whenPrincipalPaid: 'waive' | 'demand' = 'demand'): {
  books: Books;
  invoice: InvoiceBook;
  fee: ChargeBook;
} {
  const books = sampleBooks();
  const invoice = issueSampleInvoice(books);
  return { books, invoice, fee: chargeFee(books, invoice, { amountMinor: 4_000n, whenPrincipalPaid }) };
}

function apply(books: Books, command: LedgerCommand): void {
  const applied = applyCommand(books, command);
  if ('refused' in applied) throw new Error(JSON.stringify(applied));
}

const pays = (books: Books, minor: bigint) =>
  apply(books, {
    ...by,
    type: 'receive-payment',
    paymentId: `P-${minor}`,
    currency: 'EUR',
    amountMinor: minor,
    on,
    remittance: [{ invoiceId: 'A', minor }],
    reference: '',
    method: 'transfer',
  });
const credits = (books: Books, minor: bigint, creditNoteId = 'CN-1') =>
  apply(books, {
    ...by,
    type: 'receive-credit-note',
    creditNoteId,
    currency: 'EUR',
    amountMinor: minor,
    on,
    remittance: [{ invoiceId: 'A', minor }],
  });
const totalBecomes = (books: Books, minor: bigint) =>
  apply(books, {
    ...by,
    type: 'amend-invoice',
    invoiceId: 'A',
    revision: 2,
    at: Date.parse('2026-01-26T10:00:00Z'),
    total: { minor },
  });
const givesUp = (books: Books, invoice: InvoiceBook, minor: bigint | null) =>
  expect(writeOff(books, invoice, { minor, reason: 'agreed', on })).toBeNull();

test.each([
  ['a cent of a thousand', 1n, 99_999n, 'paid'],
  ['a little less than a tenth', 9_999n, 90_001n, 'paid'],
  ['a tenth', 10_000n, 90_000n, 'written-off'],
  ['all of it', 100_000n, 0n, 'written-off'],
] as const)('an invoice of which %s was given up', (_, givenUpMinor, paidMinor, status) => {
  expect(settledAs({ claimMinor: 100_000n, givenUpMinor, paidMinor })).toBe(status);
});

describe('a cent that a person gave up', () => {
  it.each(['before', 'after'])('leaves the invoice paid and its charges owed: %s the payment', (order) => {
    const { books, invoice, fee } = owed();
    if (order === 'before') givesUp(books, invoice, 1n);
    pays(books, 99_999n);
    if (order === 'after') givesUp(books, invoice, null);
    expect([invoice.openMinor, fee.openMinor, fee.state]).toEqual([0n, 4_000n, 'charged']);
    pays(books, 4_000n);
    expect(invoice.status).toBe('paid');
    expect(moneyFaults(moneyIn(books))).toEqual([]);
  });
});

describe('charges of an invoice', () => {
  it('that was credited as a whole are not owed, also when the policy demands them', () => {
    const { books, invoice, fee } = owed('demand');
    credits(books, 100_000n);
    expect([invoice.status, fee.state, fee.reason, fee.openMinor]).toEqual(['credited', 'waived', 'credited', 0n]);
    expect(moneyFaults(moneyIn(books))).toEqual([]);
  });

  it('that was paid in part and credited for the rest stay owed when the policy demands them', () => {
    const { books, invoice, fee } = owed('demand');
    pays(books, 40_000n);
    credits(books, 60_000n);
    expect([invoice.status, fee.state, fee.openMinor]).toEqual(['open', 'charged', 4_000n]);
  });

  it('that a person gave up are owed again when a lower total removes the write-off', () => {
    const { books, invoice, fee } = owed('demand');
    pays(books, 60_000n);
    givesUp(books, invoice, null);
    expect([invoice.status, fee.state, fee.reason]).toEqual(['written-off', 'waived', 'given-up']);
    totalBecomes(books, 60_000n);
    expect([invoice.openMinor, fee.state, fee.openMinor]).toEqual([0n, 'charged', 4_000n]);
    expect(invoice.status).toBe('open');
    expect(moneyFaults(moneyIn(books))).toEqual([]);
  });

  it('whose policy waives them with the principal stay waived then', () => {
    const { books, invoice, fee } = owed('waive');
    pays(books, 60_000n);
    givesUp(books, invoice, null);
    totalBecomes(books, 60_000n);
    expect([invoice.status, fee.state, fee.reason]).toEqual(['paid', 'waived', 'principal-paid']);
  });
});
