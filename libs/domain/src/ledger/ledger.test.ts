import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { applyCommand } from './apply-command.ts';
import type { Books } from './books.ts';
import { principalBalances, type Entry, type EntryKind } from '../entries/entries.ts';
import type { LedgerCommand } from './ledger-command.ts';
import { placePayment } from './place-payment.ts';
import { sampleBooks } from '@puntual/testing/builders/ledger-books';
import { moneyFaults, moneyIn } from '@puntual/testing/oracles/money-faults';
import { reverseWriteOffs, writeOff } from './write-off-invoice.ts';

const by = { actor: 'erp', cause: 'event:1', customerId: 'C' };
const at = Date.UTC(2026, 2, 5, 12);
const on = '2026-03-05';
const issued = (invoiceId: string, totalMinor: bigint, currency = 'EUR'): LedgerCommand => ({
  ...by,
  type: 'issue-invoice',
  invoiceId,
  number: `F-2026/${invoiceId}`,
  purchaseOrder: null,
  currency,
  totalMinor,
  issuedOn: '2026-03-01',
  dueOn: addDays('2026-03-01', 30),
  documentUrl: null,
  paymentUrl: null,
  earlyPayment: null,
});
const paid = (paymentId: string, amountMinor: bigint, to: Readonly<Record<string, bigint>>): LedgerCommand => ({
  ...by,
  type: 'receive-payment',
  paymentId,
  currency: 'EUR',
  amountMinor,
  on,
  remittance: Object.entries(to).map(([invoiceId, minor]) => ({ invoiceId, minor })),
  reference: '',
  method: 'transfer',
});
const amended = (revision: number, minor: bigint): LedgerCommand => ({
  ...by,
  type: 'amend-invoice',
  invoiceId: 'A',
  revision,
  at,
  total: { minor },
});
const reversed = (paymentId: string): LedgerCommand => ({
  ...by,
  type: 'reverse-payment',
  paymentId,
  on: '2026-03-20',
});
const cancelled: LedgerCommand = { ...by, type: 'cancel-invoice', invoiceId: 'A', at };

const apply = (books: Books, ...commands: LedgerCommand[]) => commands.map((command) => applyCommand(books, command));
const booksAfter = (...commands: LedgerCommand[]): Books => {
  const books = sampleBooks();
  apply(books, ...commands);
  return books;
};
const invoice = (books: Books, id = 'A') => {
  const found = books.invoices.get(id);
  if (!found) throw new Error(`no invoice ${id}`);
  return found;
};
const payment = (books: Books, id = 'p') => {
  const found = books.payments.get(`payment/${id}`);
  if (!found) throw new Error(`no payment ${id}`);
  return found;
};
const entriesOf = (books: Books, id = 'A') =>
  moneyIn(books)
    .entries.filter((entry) => entry.invoiceId === invoice(books, id).id)
    .map((entry) => ({ ...entry, cause: '', actor: '' }));
const balanceByKind = (entries: readonly Entry[]) => {
  const sums: Partial<Record<EntryKind, bigint>> = {};
  for (const { kind, amountMinor } of entries) sums[kind] = (sums[kind] ?? 0n) + amountMinor;
  return sums;
};

describe('the total of an invoice', () => {
  it.each([
    ['lower', 60n, { cancellation: -60n, amendment: -40n }],
    ['higher', 130n, { cancellation: -130n, amendment: 30n }],
  ])('that was cancelled is cancelled at its new height too: %s', (_what, totalMinor, sums) => {
    const books = booksAfter(issued('A', 100n), cancelled, amended(1, totalMinor));
    expect([invoice(books).status, invoice(books).openMinor, invoice(books).totalMinor]).toEqual([
      'cancelled',
      0n,
      totalMinor,
    ]);
    expect(balanceByKind(entriesOf(books))).toMatchObject(sums);
    let open = 0n;
    for (const { amountMinor } of entriesOf(books)) {
      open += amountMinor;
      expect(open).toBeGreaterThanOrEqual(0n);
    }
  });
  it('that falls takes back what was written off before it gives money back', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 60n, { A: 60n }));
    expect(writeOff(books, invoice(books), { minor: 30n, reason: 'x', on })).toBeNull();
    apply(books, amended(1, 80n));
    expect(balanceByKind(entriesOf(books))).toMatchObject({ payment: -60n, 'write-off': -20n });
    expect([invoice(books).openMinor, payment(books).unallocatedMinor]).toEqual([0n, 0n]);
    apply(books, amended(2, 50n));
    expect([invoice(books).openMinor, payment(books).unallocatedMinor]).toEqual([0n, 10n]);
    expect(balanceByKind(entriesOf(books))['write-off']).toBe(0n);
  });
});

describe('a payment', () => {
  it('reduces the open amount, never below zero; the rest is the customer’s credit', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 150n, { A: 150n }));
    expect([invoice(books).openMinor, invoice(books).status, payment(books).unallocatedMinor]).toEqual([
      0n,
      'paid',
      50n,
    ]);
  });
  it('can pay several invoices, and several payments can pay one invoice', () => {
    const books = booksAfter(
      issued('A', 100n),
      issued('B', 50n),
      paid('p', 90n, { A: 70n, B: 20n }),
      paid('q', 60n, { A: 30n, B: 30n }),
    );
    expect([invoice(books).openMinor, invoice(books, 'B').openMinor]).toEqual([0n, 0n]);
    expect([payment(books).unallocatedMinor, payment(books, 'q').unallocatedMinor]).toEqual([0n, 0n]);
  });
  it('can be moved to another invoice, at most the amount that it paid before', () => {
    const books = booksAfter(issued('A', 100n), issued('B', 50n), paid('p', 80n, { A: 80n }));
    const move = (minor: bigint) =>
      placePayment(books, payment(books), {
        takeBack: [{ invoiceId: 'A', amount: { minor } }],
        allocations: [{ invoiceId: 'B', amount: { minor } }],
        reason: 'x',
      });
    expect(move(50n)).toBeNull();
    expect([invoice(books).openMinor, invoice(books, 'B').openMinor]).toEqual([70n, 0n]);
    expect(moneyFaults(moneyIn(books))).toEqual([]);
    expect(move(31n)).toMatchObject({ code: 'more-than-it-put-there', list: 'takeBack', values: { mostMinor: 30n } });
  });
  it('that is reversed re-opens all that it paid, and leaves no credit', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 200n, { A: 100n }), reversed('p'));
    expect([invoice(books).openMinor, payment(books).unallocatedMinor]).toEqual([100n, 0n]);
    expect(balanceByKind(entriesOf(books))).toEqual({ invoice: 100n, payment: -100n, reversal: 100n });
    expect(principalBalances(entriesOf(books))).toEqual([
      { from: '2026-03-01', openMinor: 100n },
      { from: on, openMinor: 0n },
      { from: '2026-03-20', openMinor: 100n },
    ]);
  });
  it('that arrives before its invoice waits for the invoice, once, even when it is reported twice', () => {
    const books = sampleBooks();
    expect(apply(books, paid('p', 100n, { A: 60n }), amended(1, 80n), paid('p', 100n, { A: 60n }))).toEqual([
      { applied: 'changed' },
      { applied: 'early', subject: 'invoice/A' },
      { applied: 'known' },
    ]);
    apply(books, issued('A', 100n), amended(1, 80n));
    expect([invoice(books).openMinor, payment(books).unallocatedMinor]).toEqual([20n, 40n]);
  });
});

describe('an invoice that changes', () => {
  it('to less than was paid ends write-offs first, then returns the newest payment as credit', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 40n, { A: 40n }), paid('q', 40n, { A: 40n }));
    expect(writeOff(books, invoice(books), { minor: null, reason: 'agreed', on })).toBeNull();
    apply(books, amended(1, 50n));
    expect([payment(books).unallocatedMinor, payment(books, 'q').unallocatedMinor]).toEqual([0n, 30n]);
    expect(balanceByKind(entriesOf(books))).toEqual({
      invoice: 100n,
      payment: -50n,
      'write-off': 0n,
      amendment: -50n,
    });
  });
  it('to a higher total is open again; an older revision that arrives late changes nothing', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 100n, { A: 100n }), amended(2, 130n));
    expect(apply(books, amended(1, 10n))).toEqual([{ applied: 'known' }]);
    expect([invoice(books).openMinor, invoice(books).status]).toEqual([30n, 'open']);
  });
  it('by a cancellation returns all payments as credit, and accepts no more', () => {
    const books = booksAfter(issued('A', 100n), paid('p', 105n, { A: 100n }), cancelled, amended(1, 300n));
    expect([invoice(books).openMinor, payment(books).unallocatedMinor]).toEqual([0n, 105n]);
    expect(
      placePayment(books, payment(books), {
        takeBack: [],
        allocations: [{ invoiceId: 'A', amount: { minor: 5n } }],
        reason: 'x',
      }),
    ).toMatchObject({ code: 'invoice-cancelled' });
    expect(moneyFaults(moneyIn(books))).toEqual([]);
  });
  it('is open again when its write-off is reversed', () => {
    const books = booksAfter(issued('A', 100n));
    writeOff(books, invoice(books), { minor: null, reason: 'insolvent', on });
    expect(invoice(books).status).toBe('written-off');
    expect(reverseWriteOffs(books, invoice(books), { reason: 'found', on })).toBe(100n);
    expect(invoice(books).status).toBe('open');
  });
});

describe('the status of a settled invoice names what settles it now, not the last change', () => {
  const credited = (creditNoteId: string, amountMinor: bigint): LedgerCommand => ({
    ...by,
    type: 'receive-credit-note',
    creditNoteId,
    currency: 'EUR',
    amountMinor,
    on,
    remittance: [{ invoiceId: 'A', minor: amountMinor }],
  });
  type Step = LedgerCommand | 'write-off the rest';
  const statusAfter = (...steps: readonly Step[]) => {
    const books = booksAfter(issued('A', 100n));
    for (const step of steps)
      if (step === 'write-off the rest') writeOff(books, invoice(books), { minor: null, reason: 'agreed', on });
      else applyCommand(books, step);
    expect(moneyFaults(moneyIn(books))).toEqual([]);
    return invoice(books).status;
  };
  it.each<[string, string, Step[]]>([
    [
      'a total reduced to the amount paid ends the write-off',
      'paid',
      [paid('p', 60n, { A: 60n }), 'write-off the rest', amended(1, 60n)],
    ],
    ['a total reduced before the payment', 'paid', [amended(1, 60n), paid('p', 60n, { A: 60n })]],
    ['a total reduced to the amount credited', 'credited', [credited('c', 60n), 'write-off the rest', amended(1, 60n)]],
    [
      'a total reduced by less than the write-off leaves a part written off',
      'written-off',
      [paid('p', 60n, { A: 60n }), 'write-off the rest', amended(1, 70n)],
    ],
    [
      'a reduced total returns the payment and keeps the credit note',
      'credited',
      [credited('c', 60n), paid('p', 40n, { A: 40n }), amended(1, 60n)],
    ],
    [
      'a waiting credit note replaces a payment that is reversed',
      'credited',
      [paid('p', 100n, { A: 100n }), credited('c', 100n), reversed('p')],
    ],
    [
      'a credit note after the payment was reversed',
      'credited',
      [paid('p', 100n, { A: 100n }), reversed('p'), credited('c', 100n)],
    ],
    [
      'a waiting payment replaces a payment that is reversed',
      'paid',
      [paid('p', 100n, { A: 100n }), paid('q', 100n, { A: 100n }), reversed('p')],
    ],
    ['a cancelled invoice stays cancelled', 'cancelled', [paid('p', 100n, { A: 100n }), cancelled, amended(1, 50n)]],
  ])('%s: %s', (_, status, steps) => {
    expect(statusAfter(...steps)).toBe(status);
  });
});

describe('the ledger refuses with a code', () => {
  it.each<[string, LedgerCommand, object]>([
    ['another customer’s invoice', { ...issued('A', 5n), customerId: 'D' }, { code: 'known-for-another-customer' }],
    [
      'a cancellation of another customer’s invoice',
      { ...cancelled, customerId: 'D' },
      { code: 'belongs-to-another-customer' },
    ],
    ['a total of zero', amended(1, 0n), { code: 'total-not-above-zero' }],
    ['a remittance in another currency', paid('p', 5n, { X: 5n }), { code: 'remittance-in-another-currency' }],
  ])('%s', (_, command, refused) => {
    const books = booksAfter(issued('A', 100n), issued('X', 100n, 'CLP'));
    const before = books.entries.length;
    expect(applyCommand(books, command)).toMatchObject({ refused });
    expect(books.entries).toHaveLength(before);
  });
});

it('the oracle finds a broken ledger', () => {
  const books = booksAfter(issued('A', 100n), paid('p', 40n, { A: 40n }));
  payment(books).unallocatedMinor = 1n;
  const id = payment(books).id;
  expect(moneyFaults(moneyIn(books))).toEqual([
    `payment ${id}: 40 allocated and 1 left are not the 40 that came`,
    'EUR: -1 more came in than is allocated or left',
  ]);
  payment(books).unallocatedMinor = 0n;
  invoice(books).totalMinor = 90n;
  expect(moneyFaults(moneyIn(books))).toEqual([`invoice ${invoice(books).id}: its claim is 100, not its total 90`]);
});
