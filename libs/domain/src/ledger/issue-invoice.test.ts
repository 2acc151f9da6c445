import { describe, expect, it } from '@jest/globals';
import { amend, cancel, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, invoiceIn, writtenByCommand } from '@puntual/testing/builders/written-lines';
import type { IssueInvoice, LedgerCommand } from './ledger-command.ts';

const A = issue('A', 100n, {
  purchaseOrder: 'PO-100001',
  paymentReference: 'RF-1',
  documentUrl: 'https://d/1',
  paymentUrl: 'https://p/1',
  earlyPayment: { percent: '2', days: 10 },
  alsoStated: { 'buyer.name': 'Nube SL' },
});

describe('an invoice that is issued', () => {
  it('is open for its total, and its case starts', () => {
    const books = booksAfter(issue('B', 50n));
    expect(writtenByCommand(books, A)).toEqual([
      { applied: 'changed' },
      'new invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'entry A invoice 100 on 2026-03-01, event:1',
      'audit invoice.issued A by erp: number F-2026/A, total 1.00 EUR, dueOn 2026-03-31',
      'temporal start-case A run 1',
    ]);
    expect(invoiceIn(books)).toEqual({
      id: 'row-2',
      invoiceId: 'A',
      number: 'F-2026/A',
      purchaseOrder: 'PO-100001',
      paymentReference: 'RF-1',
      customer: { id: 'C', customerId: 'C', timeZone: 'Europe/Madrid', currency: 'EUR' },
      currency: 'EUR',
      dueOn: '2026-03-31',
      totalMinor: 100n,
      openMinor: 100n,
      status: 'open',
      settledOn: null,
      revision: 0,
      fieldRevisions: new Map(),
      fieldsKnownAt: 0,
      documentUrl: 'https://d/1',
      paymentUrl: 'https://p/1',
      caseState: 'running',
      caseRun: 1,
      allocated: new Map(),
      writtenOff: new Map(),
      earlyPayment: { terms: { percent: '2', days: 10 }, issuedOn: '2026-03-01', shortButLate: 'keep-open' },
      discountGivenMinor: 0n,
      charges: [],
    });
  });
  it('has neither a payment reference nor a discount that nobody named', () => {
    const { paymentReference, earlyPayment } = invoiceIn(booksAfter(issue('A', 100n)));
    expect([paymentReference, earlyPayment]).toEqual([null, null]);
  });
  it('takes the money that waits for it, and wakes the cases that this money covered', () => {
    const books = booksAfter(issue('B', 50n), pay('p', 60n, { A: 60n }));
    expect(writtenByCommand(books, issue('A', 60n))).toEqual([
      { applied: 'changed' },
      'new invoice A: 0 of 60 EUR open, paid on 2026-03-05, due 2026-03-31, paid p 60',
      'payment p: 0 of 60 EUR left, received, awaiting []',
      'entry A invoice 60 on 2026-03-01, event:1',
      'entry A payment -60 of p on 2026-03-05, payment:p',
      'audit invoice.issued A by erp: number F-2026/A, total 0.60 EUR, dueOn 2026-03-31',
      'audit payment.allocated A by erp: paymentId p, rule remittance, amount 0.60, currency EUR,',
      '  open 0.00 EUR',
      'audit invoice.settled A by erp: as paid, on 2026-03-05',
      'temporal start-case A run 1',
      'temporal wake-case B payment: credit spread, open 0.50',
    ]);
  });
  it('wakes the cases that credit covers, since more is open now', () => {
    const books = booksAfter(issue('B', 50n), pay('p', 60n, { X: 60n }));
    expect(writtenByCommand(books, issue('A', 60n))).toEqual([
      { applied: 'changed' },
      'new invoice A: 60 of 60 EUR open, open, due 2026-03-31',
      'entry A invoice 60 on 2026-03-01, event:1',
      'audit invoice.issued A by erp: number F-2026/A, total 0.60 EUR, dueOn 2026-03-31',
      'temporal start-case A run 1',
      'temporal wake-case B payment: credit spread, open 0.50',
    ]);
  });
  it('stays open beside credit in another currency, of which no case hears', () => {
    const books = booksAfter(issue('B', 50n), pay('p', 60n, { X: 60n }, { currency: 'USD' }));
    expect(writtenByCommand(books, issue('A', 60n))).toEqual([
      { applied: 'changed' },
      'new invoice A: 60 of 60 EUR open, open, due 2026-03-31',
      'entry A invoice 60 on 2026-03-01, event:1',
      'audit invoice.issued A by erp: number F-2026/A, total 0.60 EUR, dueOn 2026-03-31',
      'temporal start-case A run 1',
    ]);
  });
});

describe('an invoice that is issued again', () => {
  const again = (command: IssueInvoice, ...between: LedgerCommand[]) =>
    writtenByCommand(booksAfter(A, ...between), command);
  it('with the same data is known', () => {
    expect(again(A)).toEqual([{ applied: 'known' }]);
  });
  it('with what an amendment has made of it is known, and with what it was at first', () => {
    const amended = amend(1, {
      dueOn: '2026-04-10',
      total: { minor: 90n },
      documentUrl: 'https://d/2',
      paymentUrl: 'https://p/2',
      paymentReference: 'RF-2',
      papers: { purchaseOrder: 'PO-100002' },
    });
    const now = {
      ...A,
      dueOn: '2026-04-10',
      totalMinor: 90n,
      documentUrl: 'https://d/2',
      paymentUrl: 'https://p/2',
      paymentReference: 'RF-2',
      purchaseOrder: 'PO-100002',
    };
    expect([again(now, amended), again(A, amended)]).toEqual([[{ applied: 'known' }], [{ applied: 'known' }]]);
    expect(again({ ...now, dueOn: '2026-04-11' }, amended)).toEqual([
      { refused: { code: 'issued-differently', values: { invoiceId: 'A', fields: ['dueDate'] } } },
    ]);
  });
  it('by another customer is refused', () => {
    expect(again({ ...A, customerId: 'D' })).toEqual([
      { refused: { code: 'known-for-another-customer', values: { of: 'invoice', id: 'A' } } },
    ]);
  });
  it('after its cancellation is refused', () => {
    expect(again(A, cancel('A'))).toEqual([
      { refused: { code: 'issued-after-cancellation', values: { invoiceId: 'A' } } },
    ]);
  });
  const OTHERS: [string, Partial<IssueInvoice>][] = [
    ['number', { number: 'F-2026/Z' }],
    ['currency', { currency: 'USD' }],
    ['total', { totalMinor: 101n }],
    ['issueDate', { issuedOn: '2026-03-02' }],
    ['dueDate', { dueOn: '2026-04-01' }],
    ['purchaseOrder', { purchaseOrder: 'PO-100009' }],
    ['paymentReference', { paymentReference: null }],
    ['documentUrl', { documentUrl: 'https://d/9' }],
    ['paymentUrl', { paymentUrl: null }],
    ['terms.earlyPayment', { earlyPayment: { percent: '2', days: 14 } }],
    ['terms.earlyPayment', { earlyPayment: { percent: '3', days: 10 } }],
    ['terms.earlyPayment', { earlyPayment: null }],
    ['buyer.name', { alsoStated: { 'buyer.name': 'Otra SL' } }],
  ];
  it.each(OTHERS)('with another %s is refused: %j', (field, other) => {
    expect(again({ ...A, ...other })).toEqual([
      { refused: { code: 'issued-differently', values: { invoiceId: 'A', fields: [field] } } },
    ]);
  });
  it('is compared with what holds now when nobody knows what was stated at first', () => {
    const books = booksAfter(A);
    books.statedFacts.clear();
    expect(writtenByCommand(books, { ...A, issuedOn: '2026-02-01', alsoStated: {} })).toEqual([{ applied: 'known' }]);
    const other = {
      ...A,
      number: 'Z',
      currency: 'USD',
      totalMinor: 1n,
      dueOn: '2026-05-05',
      purchaseOrder: null,
      paymentReference: 'RF-9',
      documentUrl: null,
      paymentUrl: null,
    };
    expect(writtenByCommand(books, other)).toEqual([
      {
        refused: {
          code: 'issued-differently',
          values: {
            invoiceId: 'A',
            fields: [
              'currency',
              'documentUrl',
              'dueDate',
              'number',
              'paymentReference',
              'paymentUrl',
              'purchaseOrder',
              'total',
            ],
          },
        },
      },
    ]);
    const plain = booksAfter(issue('A', 100n));
    plain.statedFacts.clear();
    expect(writtenByCommand(plain, issue('A', 100n))).toEqual([{ applied: 'known' }]);
  });
});
