import { describe, expect, it } from '@jest/globals';
import { amend, cancel, credit, issue, pay, reverse } from '@puntual/testing/builders/ledger-commands';
import { chargeFee } from '@puntual/testing/builders/ledger-books';
import { booksAfter, invoiceIn, paymentIn, writtenBy, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { Books } from './books.ts';
import type { LedgerCommand } from './ledger-command.ts';
import { placePayment } from './place-payment.ts';

const named = (id: string, minor: bigint, reference = 'F-2026/A') => pay(id, minor, {}, { reference });
const openOf = (books: Books, ...ids: string[]) => ids.map((id) => invoiceIn(books, id).openMinor);
const total = (revision: number, minor: bigint) => amend(revision, { total: { minor } });

describe('money that waits', () => {
  it.each<[string, LedgerCommand[], LedgerCommand, unknown]>([
    [
      'pays an invoice of its sum',
      [pay('p', 100n)],
      issue('A', 100n),
      [
        { applied: 'changed' },
        'new invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
        'payment p: 0 of 100 EUR left, received',
        'entry A invoice 100 on 2026-03-01, event:1',
        'entry A payment -100 of p on 2026-03-05, payment:p',
        'audit invoice.issued A by erp: number F-2026/A, total 1.00 EUR, dueOn 2026-03-31',
        'audit payment.allocated A by erp: paymentId p, rule exact-sum, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit invoice.settled A by erp: as paid, on 2026-03-05',
        'temporal start-case A run 1',
      ],
    ],
    [
      'pays all invoices that the new one completes to its sum',
      [issue('B', 50n), pay('p', 150n)],
      issue('A', 100n),
      [
        { applied: 'changed' },
        'new invoice A: 0 of 100 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 100',
        'invoice B: 0 of 50 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 50',
        'payment p: 0 of 150 EUR left, received',
        'entry A invoice 100 on 2026-03-01, event:1',
        'entry B payment -50 of p on 2026-03-05, payment:p',
        'entry A payment -100 of p on 2026-03-05, payment:p',
        'audit invoice.issued A by erp: number F-2026/A, total 1.00 EUR, dueOn 2026-03-31',
        'audit payment.allocated B by erp: paymentId p, rule exact-set, amount 0.50, currency EUR,',
        '  open 0.00 EUR',
        'audit invoice.settled B by erp: as paid, on 2026-03-05',
        'audit payment.allocated A by erp: paymentId p, rule exact-set, amount 1.00, currency EUR,',
        '  open 0.00 EUR',
        'audit invoice.settled A by erp: as paid, on 2026-03-05',
        'temporal start-case A run 1',
        'temporal wake-case B payment: paymentId p, amount 0.50, currency EUR, open 0.00',
      ],
    ],
    [
      'pays an invoice that it names',
      [issue('B', 70n), named('p', 30n)],
      issue('A', 100n),
      [
        { applied: 'changed' },
        'new invoice A: 70 of 100 EUR open, open, due 2026-03-31, paid p 30',
        'payment p: 0 of 30 EUR left, received',
        'entry A invoice 100 on 2026-03-01, event:1',
        'entry A payment -30 of p on 2026-03-05, payment:p',
        'audit invoice.issued A by erp: number F-2026/A, total 1.00 EUR, dueOn 2026-03-31',
        'audit payment.allocated A by erp: paymentId p, rule number-in-reference, amount 0.30, currency EUR,',
        '  open 0.70 EUR',
        'temporal start-case A run 1',
        'temporal wake-case B payment: credit spread, open 0.70',
      ],
    ],
  ])('%s', (_what, before, command, written) => {
    expect(writtenByCommand(booksAfter(...before), command)).toEqual(written);
  });
  it.each<[string, LedgerCommand[], bigint]>([
    ['nothing of another sum', [pay('p', 99n)], 100n],
    ['nothing of its sum in another currency', [pay('p', 100n, {}, { currency: 'USD' })], 100n],
    ['nothing of its sum that another customer has', [pay('p', 100n, {}, { customerId: 'D' })], 100n],
    ['no credit note of its sum', [credit('c', 100n)], 100n],
    ['nothing of its sum that is the rest of other money', [issue('B', 50n), named('p', 150n, 'F-2026/B')], 100n],
    ['nothing whose sum other invoices have, too', [issue('B', 60n), issue('D', 40n), named('p', 100n, 'x')], 100n],
    ['nothing that a line has for another invoice', [pay('p', 100n, { X: 100n })], 100n],
    ['only what its line asks for', [pay('p', 100n, { A: 60n, X: 40n })], 40n],
    ['the first money only, when it is enough', [pay('p', 100n, { A: 100n }), pay('q', 100n, { A: 100n })], 0n],
    ['all money that names it', [named('p', 30n), named('q', 20n)], 50n],
  ])('leaves open of a new invoice of 100: %s', (_what, before, openMinor) => {
    expect(openOf(booksAfter(...before, issue('A', 100n)), 'A')).toEqual([openMinor]);
  });
  it('keeps of its line what the invoice did not need, and loses the line when all was used', () => {
    const books = booksAfter(pay('p', 160n, { X: 10n, A: 150n }), issue('A', 100n));
    expect(paymentIn(books).awaiting).toEqual([
      { invoiceId: 'X', minor: 10n },
      { invoiceId: 'A', minor: 50n },
    ]);
    applyCommand(books, total(1, 150n));
    expect(paymentIn(books).awaiting).toEqual([{ invoiceId: 'X', minor: 10n }]);
  });
  it('is not used up by an invoice that is settled, whoever pays it later', () => {
    const books = booksAfter(pay('p', 100n, { A: 100n }), pay('q', 90n, { A: 90n }), issue('A', 100n));
    expect([paymentIn(books, 'q').unallocatedMinor, paymentIn(books, 'q').awaiting]).toEqual([
      90n,
      [{ invoiceId: 'A', minor: 90n }],
    ]);
  });
});

describe('money that pays charges', () => {
  const withFees = (...commands: LedgerCommand[]) => {
    const books = booksAfter(issue('A', 100n), issue('B', 50n));
    for (const [id, amountMinor] of [
      ['A', 10n],
      ['A', 6n],
      ['B', 7n],
    ] as const)
      chargeFee(books, invoiceIn(books, id), { amountMinor, whenPrincipalPaid: 'demand' });
    for (const command of commands) applyCommand(books, command);
    return books;
  };
  const feesOf = (books: Books) =>
    ['A', 'B'].flatMap((id) => invoiceIn(books, id).charges.map(({ openMinor }) => openMinor));
  it.each<[string, LedgerCommand[], bigint[]]>([
    ['as much as is left, the oldest charge first', [named('p', 112n)], [0n, 4n, 7n]],
    ['of two invoices with what is left of the sum', [named('p', 170n, 'F-2026/A F-2026/B')], [0n, 0n, 3n]],
    ['only when nothing of the principal is open', [named('p', 99n)], [10n, 6n, 7n]],
    ['with what its own line asks for beyond the principal', [pay('p', 162n, { A: 112n, B: 50n })], [0n, 4n, 7n]],
    ['never with a credit note', [pay('p', 50n, { A: 50n }), credit('c', 60n, { A: 60n })], [10n, 6n, 7n]],
    ['that alone are open, by their sum', [pay('p', 50n, { B: 50n }), pay('q', 7n)], [10n, 6n, 0n]],
    [
      'with money that waited, when the principal is settled',
      [pay('p', 40n, { A: 40n }), total(1, 40n), named('q', 11n)],
      [0n, 5n, 7n],
    ],
    ['not by a sum where lines say what the money is for', [pay('p', 116n, { X: 116n })], [10n, 6n, 7n]],
  ])('pays %s', (_what, commands, fees) => {
    expect(feesOf(withFees(...commands))).toEqual(fees);
  });
  it('pays the sum of one invoice and its charges beside others that have none', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 51n));
    chargeFee(books, invoiceIn(books), { amountMinor: 10n, whenPrincipalPaid: 'demand' });
    applyCommand(books, pay('p', 110n));
    expect([invoiceIn(books).status, paymentIn(books).unallocatedMinor]).toEqual(['paid', 0n]);
  });
  it('pays no charges with a credit note that goes to the oldest invoice', () => {
    const books = withFees(pay('p', 50n, { A: 50n }));
    books.matching = { oldestFirst: true, tolerance: {} };
    applyCommand(books, credit('c', 58n));
    expect([feesOf(books), ...openOf(books, 'A', 'B')]).toEqual([[10n, 6n, 7n], 0n, 42n]);
    const settled = withFees(pay('p', 50n, { B: 50n }));
    expect(writtenByCommand(settled, credit('c', 7n, { B: 7n }))).toEqual([
      { applied: 'changed' },
      'new credit-note c: 7 of 7 EUR left, received, awaiting [B 7]',
      'audit credit-note.received C by erp: paymentId c, amount 0.07, currency EUR',
      'audit payment.kept-as-credit B by erp: paymentId c, amount 0.07, currency EUR, because nothing-open',
      'audit payment.unallocated C by erp: paymentId c, amount 0.07, currency EUR, awaiting []',
      'temporal wake-case A payment: paymentId c, credit yes, open 1.00',
      'temporal wake-case B payment: paymentId c, credit yes, open 0.00',
    ]);
  });
  it('gives charges back, the newest first, when a person takes it off', () => {
    const books = withFees(pay('p', 116n, { A: 116n }));
    const takeBack = (minor: bigint) =>
      placePayment(books, paymentIn(books), {
        takeBack: [{ invoiceId: 'A', amount: { minor } }],
        allocations: [],
        reason: 'x',
      });
    expect(writtenBy(books, () => takeBack(8n)).slice(0, 4)).toEqual([
      'invoice A: 0 of 100 EUR open, open, due 2026-03-31, paid p 100',
      'charge row-6: 6 of 6 open, charged',
      'charge row-4: 2 of 10 open, charged, paid p 8',
      'payment p: 8 of 116 EUR left, received, awaiting []',
    ]);
    expect(takeBack(109n)).toMatchObject({ values: { mostMinor: 108n } });
    expect(takeBack(108n)).toBeNull();
    expect([feesOf(books), ...openOf(books, 'A'), paymentIn(books).unallocatedMinor]).toEqual([
      [10n, 6n, 7n],
      100n,
      116n,
    ]);
  });
});

describe('money that an invoice gives back', () => {
  it.each<[string, LedgerCommand, unknown]>([
    [
      'when its total falls',
      total(1, 70n),
      [
        { applied: 'changed' },
        'invoice A: 0 of 70 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 70',
        'invoice B: 0 of 30 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 30',
        'payment p: 0 of 100 EUR left, received, awaiting [A 30]',
        'entry A payment 30 of p on 2026-03-06, event:1',
        'entry A amendment -30 on 2026-03-06, event:1',
        'entry B payment -30 of p on 2026-03-05, payment:p',
        'audit payment.allocated B by erp: paymentId p, rule remittance, amount 0.30, currency EUR,',
        '  open 0.00 EUR',
        'audit invoice.settled B by erp: as paid, on 2026-03-05',
        'audit invoice.amended A by erp: revision 1, fields [total], total 1.00 EUR 0.70 EUR',
        'temporal wake-case B payment: paymentId p, amount 0.30, currency EUR, open 0.00',
        'temporal wake-case D payment: credit spread, open 0.05',
        'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.00',
      ],
    ],
    [
      'when it is cancelled',
      cancel('A'),
      [
        { applied: 'changed' },
        'invoice A: 0 of 100 EUR open, cancelled on 2026-03-07, due 2026-03-31',
        'invoice B: 0 of 30 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 30',
        'payment p: 70 of 100 EUR left, received, awaiting []',
        'entry A payment 100 of p on 2026-03-07, event:1',
        'entry A cancellation -100 on 2026-03-07, event:1',
        'entry B payment -30 of p on 2026-03-05, payment:p',
        'audit invoice.cancelled A by erp: ',
        'audit payment.allocated B by erp: paymentId p, rule remittance, amount 0.30, currency EUR,',
        '  open 0.00 EUR',
        'audit invoice.settled B by erp: as paid, on 2026-03-05',
        'temporal wake-case B payment: paymentId p, amount 0.30, currency EUR, open 0.00',
        'temporal wake-case D payment: credit spread, open 0.05',
        'temporal wake-case A amendment: cancelled yes, open 0.00',
      ],
    ],
  ])('goes to the next invoice of its lines: %s', (_what, command, written) => {
    const books = booksAfter(issue('A', 100n), issue('B', 30n), issue('D', 5n), pay('p', 100n, { A: 100n, B: 30n }));
    expect(writtenByCommand(books, command)).toEqual(written);
  });
  it('adds up in its line, whatever it was taken from', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 100n), total(1, 90n), total(2, 70n));
    expect(paymentIn(books).awaiting).toEqual([{ invoiceId: 'A', minor: 30n }]);
    const byName = booksAfter(issue('A', 100n), named('p', 100n), total(1, 90n));
    expect(paymentIn(byName).awaiting).toBeNull();
    const twoLines = booksAfter(issue('A', 100n), pay('p', 110n, { X: 10n, A: 100n }), total(1, 90n), total(2, 70n));
    expect(paymentIn(twoLines).awaiting).toEqual([
      { invoiceId: 'X', minor: 10n },
      { invoiceId: 'A', minor: 30n },
    ]);
    expect(paymentIn(booksAfter(issue('A', 100n), pay('p', 100n), cancel('A'))).awaiting).toBeNull();
  });
  it('is not taken from money that a person moved off before', () => {
    const books = booksAfter(issue('A', 100n), pay('p', 40n, { A: 40n }), pay('q', 60n, { A: 60n }));
    placePayment(books, paymentIn(books, 'q'), {
      takeBack: [{ invoiceId: 'A', amount: { minor: 60n } }],
      allocations: [],
      reason: 'x',
    });
    expect(writtenByCommand(books, total(1, 30n)).slice(0, 3)).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 30 EUR open, paid on 2026-03-06, due 2026-03-31, paid p 30',
      'payment p: 10 of 40 EUR left, received, awaiting [A 10]',
    ]);
  });
});

describe('what a bank keeps of a payment', () => {
  const tolerant = (...commands: LedgerCommand[]) => {
    const books = booksAfter(issue('A', 10_000n));
    books.matching = { oldestFirst: false, tolerance: { EUR: '5.00' } };
    for (const command of commands) applyCommand(books, command);
    return books;
  };
  it('is written off within the tolerance', () => {
    expect(writtenByCommand(tolerant(), named('p', 9_500n))).toEqual([
      { applied: 'changed' },
      'invoice A: 0 of 10000 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 9500,',
      '  written off bank-charges:row-2 500',
      'new payment p: 0 of 9500 EUR left, received',
      'entry A payment -9500 of p on 2026-03-05, event:1',
      'entry A write-off -500 on 2026-03-05, bank-charges:row-2',
      'audit payment.received C by erp: paymentId p, amount 95.00, currency EUR',
      'audit payment.allocated A by erp: paymentId p, rule number-in-reference, amount 95.00, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.written-off A by erp: amount 5.00, currency EUR, because bank-charges, paymentId p',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'temporal wake-case A payment: paymentId p, amount 95.00, currency EUR, open 0.00',
    ]);
    expect(openOf(tolerant(named('p', 9_499n)), 'A')).toEqual([501n]);
  });
  it('is open again with its payment, and stays written off without another', () => {
    const books = tolerant(pay('q', 4_000n, { A: 4_000n }), named('p', 5_800n));
    expect(writtenByCommand(books, reverse('q')).slice(0, 3)).toEqual([
      { applied: 'changed' },
      'invoice A: 4000 of 10000 EUR open, open, due 2026-03-31, paid p 5800,',
      '  written off bank-charges:row-4 200',
    ]);
    expect(writtenByCommand(books, reverse('p')).slice(0, 3)).toEqual([
      { applied: 'changed' },
      'invoice A: 10000 of 10000 EUR open, open, due 2026-03-31',
      'payment p: 0 of 5800 EUR left, reversed',
    ]);
  });
});
