import { describe, expect, it, test } from '@jest/globals';
import { chargeFee, issueSampleInvoice, sampleBooks } from '@puntual/testing/builders/ledger-books';
import { applyCommand } from './apply-command.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { bringBackCharges } from './charge-lines.ts';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { takeBackCharges, takingBackOf } from './take-back-charges.ts';
import { waiveCharge } from './waive-charge.ts';

const charge = (change: Partial<ChargeBook>) => ({
  state: 'charged' as const,
  amountMinor: 1200n,
  openMinor: 1200n,
  fallen: new Map(),
  paid: new Map(),
  ...change,
});
const fell: Partial<ChargeBook> = { state: 'waived', openMinor: 0n, fallen: new Map([['principal-paid', 1200n]]) };

test.each<[string, Partial<ChargeBook>, ReturnType<typeof takingBackOf>]>([
  ['that nobody has paid', {}, 'end'],
  ['whose payment was reversed', { paid: new Map([['P-1', 0n]]) }, 'end'],
  ['that is paid in part', { openMinor: 700n, paid: new Map([['P-1', 500n]]) }, 'keep'],
  ['that is paid', { openMinor: 0n, paid: new Map([['P-1', 1200n]]) }, 'keep'],
  ['that a person waived', { state: 'waived', openMinor: 0n }, 'keep'],
  ['that was waived with the principal', fell, 'forget'],
  ['that was waived and restored', { fallen: new Map([['principal-paid', 0n]]) }, 'end'],
  [
    'whose small rest was waived after the other part was paid',
    { ...fell, fallen: new Map([['small-balance', 200n]]), paid: new Map([['P-1', 1000n]]) },
    'keep',
  ],
  [
    'that fell and was owed again, and that a person waived then',
    { state: 'waived', openMinor: 0n, fallen: new Map([['principal-paid', 0n]]) },
    'keep',
  ],
  ['whose payment was reversed before it fell', { ...fell, paid: new Map([['P-1', 0n]]) }, 'forget'],
  ['that was taken back before', { state: 'taken-back', openMinor: 0n }, 'keep'],
])('the charge of a bounced message, a charge %s', (_, change, taking) => {
  expect(takingBackOf(charge(change))).toBe(taking);
});

/** An invoice of 1,000.00 with two fees of 12.00, made by one message. */
function owed(whenPrincipalPaid: 'waive' | 'demand'): { books: Books; invoice: InvoiceBook; fees: ChargeBook[] } {
  const books = sampleBooks();
  const invoice = issueSampleInvoice(books);
  const fee = { amountMinor: 1200n, whenPrincipalPaid };
  return { books, invoice, fees: [chargeFee(books, invoice, fee), chargeFee(books, invoice, fee)] };
}
function pays(books: Books, minor: bigint): void {
  applyCommand(books, {
    actor: 'erp',
    cause: 'event:2',
    customerId: 'C',
    type: 'receive-payment',
    paymentId: 'P-1',
    currency: 'EUR',
    amountMinor: minor,
    on: '2026-01-25',
    remittance: [{ invoiceId: 'A', minor }],
    reference: '',
    method: 'transfer',
  });
}
function bounces(books: Books, fees: readonly ChargeBook[]): void {
  books.actor = 'puntual';
  books.outbox.length = 0;
  books.audit.length = 0;
  books.signalled.clear();
  takeBackCharges(books, { messageId: 'm-1', chargeIds: new Set(fees.map(({ id }) => id)), on: '2026-01-28' });
  expect(moneyFaults(moneyIn(books))).toEqual([]);
}

describe('the charges of a message that bounced', () => {
  it('are taken back, each with an entry and an announcement; the case is signalled once', () => {
    const { books, invoice, fees } = owed('demand');
    bounces(books, fees);
    const end = { state: 'taken-back', openMinor: 0n, reason: 'bounced', endedBy: 'puntual' };
    expect(fees).toMatchObject([end, end]);
    expect(invoice.status).toBe('open');
    expect(books.entries.slice(-2)).toMatchObject([
      { kind: 'waiver', amountMinor: -1200n, cause: 'bounce:m-1' },
      { kind: 'waiver', amountMinor: -1200n, cause: 'bounce:m-1' },
    ]);
    expect(books.audit.map(({ kind }) => kind)).toEqual(['charge.taken-back', 'charge.taken-back']);
    expect(books.outbox).toMatchObject([
      { type: 'puntual.charge.waived.v1', data: { amount: '12.00', reason: 'bounced', on: '2026-01-28' } },
      { type: 'puntual.charge.waived.v1' },
      { kind: 'wake-case', signal: 'payment', detail: { charge: 'taken-back' } },
    ]);
  });

  it('stay as they are when they belong to another message', () => {
    const { books, fees } = owed('demand');
    bounces(books, fees.slice(1));
    expect(fees.map(({ state }) => state)).toEqual(['charged', 'taken-back']);
  });

  it('settle the invoice when nothing else is open', () => {
    const { books, invoice, fees } = owed('demand');
    pays(books, 100_000n);
    expect(invoice.status).toBe('open');
    bounces(books, fees);
    expect(invoice).toMatchObject({ status: 'paid', settledOn: '2026-01-28' });
    expect(books.audit.at(-1)).toMatchObject({ kind: 'invoice.settled', data: { as: 'paid' } });
  });

  it('stay waived when a person waived them', () => {
    const { books, invoice, fees } = owed('demand');
    for (const fee of fees) waiveCharge(books, invoice, fee, { reason: 'principal-paid', on: '2026-01-26' });
    bounces(books, fees);
    expect(fees.map(({ state }) => state)).toEqual(['waived', 'waived']);
  });

  it('that were waived with the principal are not restored with it, and nothing is announced', () => {
    const { books, invoice, fees } = owed('waive');
    pays(books, 100_000n);
    bounces(books, fees);
    expect(books.audit).toMatchObject([
      { kind: 'charge.taken-back', data: { amount: '12.00', reason: 'bounced' } },
      { kind: 'charge.taken-back' },
    ]);
    expect(books.outbox).toEqual([]);
    bringBackCharges(books, { ...invoice, openMinor: 1n }, '2026-01-29', true);
    expect(fees.map(({ state, openMinor }) => [state, openMinor])).toEqual([
      ['taken-back', 0n],
      ['taken-back', 0n],
    ]);
  });
});
