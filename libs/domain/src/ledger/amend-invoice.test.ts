import { describe, expect, it } from '@jest/globals';
import { amend, issue, pay } from '@puntual/testing/builders/ledger-commands';
import { booksAfter, invoiceIn, writtenBy, writtenByCommand } from '@puntual/testing/builders/written-lines';
import { applyCommand } from './apply-command.ts';
import type { AmendInvoice } from './ledger-command.ts';

const fieldsOf = (books: ReturnType<typeof booksAfter>) => {
  const { dueOn, totalMinor, documentUrl, paymentUrl, paymentReference, purchaseOrder, papers } = invoiceIn(books);
  return { dueOn, totalMinor, documentUrl, paymentUrl, paymentReference, purchaseOrder, papers: papers ?? {} };
};
const asIssued = {
  dueOn: '2026-03-31',
  totalMinor: 100n,
  documentUrl: null,
  paymentUrl: null,
  paymentReference: null,
  purchaseOrder: null,
  papers: {},
};
const FIELDS: [string, Partial<AmendInvoice>, Partial<AmendInvoice>, object][] = [
  ['dueDate', { dueOn: '2026-04-10' }, { dueOn: '2026-05-01' }, { dueOn: '2026-04-10' }],
  ['total', { total: { minor: 70n } }, { total: { minor: 80n } }, { totalMinor: 70n }],
  ['documentUrl', { documentUrl: 'https://d/1' }, { documentUrl: 'https://d/2' }, { documentUrl: 'https://d/1' }],
  ['paymentUrl', { paymentUrl: 'https://p/1' }, { paymentUrl: 'https://p/2' }, { paymentUrl: 'https://p/1' }],
  ['paymentReference', { paymentReference: 'R1' }, { paymentReference: 'R2' }, { paymentReference: 'R1' }],
  [
    'purchaseOrder',
    { papers: { purchaseOrder: 'PO-100001' } },
    { papers: { purchaseOrder: 'PO-100002' } },
    { purchaseOrder: 'PO-100001' },
  ],
  [
    'deliveryNote',
    { papers: { deliveryNote: 'D1' } },
    { papers: { deliveryNote: 'D2' } },
    { papers: { deliveryNote: 'D1' } },
  ],
  [
    'portalReference',
    { papers: { portalReference: 'X1' } },
    { papers: { portalReference: 'X2' } },
    { papers: { portalReference: 'X1' } },
  ],
];

describe.each(FIELDS)('the field %s of an amendment', (field, named, otherwise, changed) => {
  it('changes alone, and is written with its revision', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, amend(1, named))[0]).toEqual({ applied: 'changed' });
    expect(fieldsOf(books)).toEqual({ ...asIssued, ...changed });
    expect(books.audit.at(-1)).toMatchObject({ kind: 'invoice.amended', data: { revision: 1, fields: [field] } });
    expect(books.outbox.at(-1)).toMatchObject({ kind: 'wake-case', signal: 'amendment' });
  });
  it('stays when an older revision names it later', () => {
    const books = booksAfter(issue('A', 100n), amend(2, named));
    expect(writtenByCommand(books, amend(1, otherwise))).toEqual([{ applied: 'known' }]);
    expect(fieldsOf(books)).toEqual({ ...asIssued, ...changed });
    expect(invoiceIn(books).revision).toBe(2);
  });
  it('is known when the same revision names the same value again, and refused with another', () => {
    const books = booksAfter(issue('A', 100n), amend(2, named));
    expect(writtenByCommand(books, amend(2, named))).toEqual([{ applied: 'known' }]);
    expect(writtenByCommand(books, amend(2, otherwise))).toEqual([
      { refused: { code: 'amended-differently', values: { invoiceId: 'A', revision: 2, fields: [field] } } },
    ]);
    expect(fieldsOf(books)).toEqual({ ...asIssued, ...changed });
  });
});

describe('an amendment', () => {
  it('of fields that another revision named keeps those of the higher revision and changes the others', () => {
    const books = booksAfter(
      issue('A', 100n),
      amend(3, {
        dueOn: '2026-04-10',
        documentUrl: 'https://d/3',
        paymentUrl: 'https://p/3',
        paymentReference: 'R3',
        papers: { purchaseOrder: 'PO-100003', deliveryNote: 'D3', portalReference: 'X3' },
      }),
    );
    const older = amend(2, {
      dueOn: '2026-05-05',
      total: { minor: 90n },
      documentUrl: 'https://d/2',
      paymentUrl: 'https://p/2',
      paymentReference: 'R2',
      papers: { purchaseOrder: 'PO-100002', deliveryNote: 'D2', portalReference: 'X2' },
    });
    expect(writtenByCommand(books, older)).toEqual([
      { applied: 'changed' },
      'invoice A: 90 of 90 EUR open, open, due 2026-04-10',
      'entry A amendment -10 on 2026-03-06, event:1',
      'audit invoice.amended A by erp: revision 2, fields [total], total 1.00 EUR 0.90 EUR',
      'temporal wake-case A amendment: dueOn 2026-04-10, revision 2, open 0.90',
    ]);
    expect(fieldsOf(books)).toEqual({
      dueOn: '2026-04-10',
      totalMinor: 90n,
      documentUrl: 'https://d/3',
      paymentUrl: 'https://p/3',
      paymentReference: 'R3',
      purchaseOrder: 'PO-100003',
      papers: { deliveryNote: 'D3', portalReference: 'X3' },
    });
    expect([invoiceIn(books).revision, invoiceIn(books).fieldRevisions]).toEqual([
      3,
      new Map([
        ['dueDate', 3],
        ['documentUrl', 3],
        ['paymentUrl', 3],
        ['paymentReference', 3],
        ['purchaseOrder', 3],
        ['deliveryNote', 3],
        ['portalReference', 3],
        ['total', 2],
      ]),
    ]);
  });
  it('that names nothing raises the revision once', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, amend(1))).toEqual([
      { applied: 'changed' },
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'audit invoice.amended A by erp: revision 1, fields []',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 1.00',
    ]);
    expect(writtenByCommand(books, amend(1))).toEqual([{ applied: 'known' }]);
    expect(fieldsOf(books)).toEqual(asIssued);
  });
  it('is outdated for fields of an invoice that an older version amended, up to the revision known then', () => {
    const books = booksAfter(issue('A', 100n));
    Object.assign(invoiceIn(books), { revision: 4, fieldsKnownAt: 4 });
    expect(writtenByCommand(books, amend(4, { dueOn: '2026-05-05' }))).toEqual([{ applied: 'known' }]);
    expect(writtenByCommand(books, amend(5, { dueOn: '2026-05-05' }))[0]).toEqual({ applied: 'changed' });
  });
  it('to the present due date and total says so without a change', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, amend(1, { dueOn: '2026-03-31', total: { minor: 100n } }))).toEqual([
      { applied: 'changed' },
      'invoice A: 100 of 100 EUR open, open, due 2026-03-31',
      'audit invoice.amended A by erp: revision 1, fields [dueDate total]',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 1.00',
    ]);
  });
  it('comes early before its invoice, and is refused for another customer’s', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, amend(1, { invoiceId: 'B', total: { minor: 5n } }))).toEqual([
      { applied: 'early', subject: 'invoice/B' },
    ]);
    expect(writtenByCommand(books, amend(1, { customerId: 'D', total: { minor: 5n } }))).toEqual([
      { refused: { code: 'belongs-to-another-customer', values: { of: 'invoice', id: 'A' } } },
    ]);
  });
  it('reads the total in the invoice’s currency, and refuses what is no amount there', () => {
    const books = booksAfter(issue('A', 100n));
    expect(writtenByCommand(books, amend(1, { total: { unreadable: '1.234' } }))).toEqual([
      {
        refused: {
          code: 'total-unreadable',
          values: {
            because: {
              code: 'too-many-decimals',
              path: '',
              values: { text: '1.234', decimals: 3, currency: 'EUR', most: 2 },
            },
          },
        },
      },
    ]);
    expect(writtenByCommand(books, amend(1, { total: { minor: 0n } }))).toEqual([
      { refused: { code: 'total-not-above-zero', values: {} } },
    ]);
    expect(writtenByCommand(books, amend(1, { total: { unreadable: '1.25' } }))[0]).toEqual({ applied: 'changed' });
    expect(invoiceIn(books).totalMinor).toBe(125n);
    expect(writtenByCommand(books, amend(1, { total: { unreadable: 'x' } }))).toEqual([{ applied: 'known' }]);
  });
});

describe('a payment reference that is amended', () => {
  it('brings the invoice the money that named it before', () => {
    const books = booksAfter(issue('A', 100n), issue('B', 300n), pay('p', 60n, {}, { reference: 'RF-778812' }));
    expect(writtenByCommand(books, amend(1, { paymentReference: 'RF-778812' }))).toEqual([
      { applied: 'changed' },
      'invoice A: 40 of 100 EUR open, open, due 2026-03-31, paid p 60',
      'payment p: 0 of 60 EUR left, received',
      'entry A payment -60 of p on 2026-03-05, payment:p',
      'audit payment.allocated A by erp: paymentId p, rule number-in-reference, amount 0.60, currency EUR,',
      '  open 0.40 EUR',
      'audit invoice.amended A by erp: revision 1, fields [paymentReference]',
      'temporal wake-case A payment: paymentId p, amount 0.60, currency EUR, open 0.40',
      'temporal wake-case B payment: credit spread, open 3.00',
      'temporal wake-case A amendment: dueOn 2026-03-31, revision 1, open 0.40',
    ]);
  });
  it('brings nothing when a later revision has named another', () => {
    const books = booksAfter(issue('A', 100n), amend(2, { paymentReference: 'RF-1' }));
    applyCommand(books, pay('p', 60n, {}, { reference: 'RF-778812' }));
    expect(writtenBy(books, () => applyCommand(books, amend(1, { paymentReference: 'RF-778812' })))).toEqual([]);
  });
});
