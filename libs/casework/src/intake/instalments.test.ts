import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { amended, cancelled, creditNote, customer, issued, openItems, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const instalments = [
  { dueDate: '2026-11-02', amount: '400.00' },
  { dueDate: '2026-12-01', amount: '400.00' },
  { dueDate: '2027-01-04', amount: '410.00' },
];
const invoice = issued({ number: 'F-2026/1001', issueDate: '2026-10-01', dueDate: '2027-01-04', instalments });
const opens = async () =>
  (
    await world.query<{ invoice_id: string; due: string; open_minor: bigint; status: string }>(
      'SELECT invoice_id, due_date::text AS due, open_minor, status FROM invoice ORDER BY due_date, invoice_id',
    )
  ).map((row) => [row.invoice_id, row.due, row.open_minor]);
const openMinors = async () => (await opens()).map(([, , minor]) => minor);
const codeOf = async (event: PuntualEvent): Promise<string> => {
  const [verdict] = await world.take([event]);
  return verdict?.verdict === 'rejected' ? verdict.refusal.code : (verdict?.verdict ?? 'none');
};
const early = at('2026-10-01 10:00');

describe('an invoice that is paid in instalments', () => {
  test('is one claim for each, due on its own day, and each has its case', async () => {
    expect(await world.take([invoice], early)).toEqual([{ verdict: 'accepted' }]);
    expect(await opens()).toEqual([
      ['INV-1.1', '2026-11-02', 40_000n],
      ['INV-1.2', '2026-12-01', 40_000n],
      ['INV-1.3', '2027-01-04', 41_000n],
    ]);
    expect((await world.outbox('start-case')).map(({ payload }) => payload.subject?.invoiceId)).toEqual([
      'INV-1.1',
      'INV-1.2',
      'INV-1.3',
    ]);
  });

  test('is reminded of what is due alone, each instalment from its own first stage', async () => {
    await world.take([customer(), invoice], early);
    await world.evaluate(at('2026-11-03 12:00'), 'INV-1.1');
    await world.evaluate(at('2026-11-03 12:00'), 'INV-1.2');
    const first = await world.send(at('2026-11-03 12:30'));
    expect(first).toMatchObject({ template: 'friendly' });
    expect(first.text).toMatch(/^overdue: F-2026\/1001 \(1\/3\)=40000; /);
    await world.take([paid({ amount: '400.00', receivedOn: '2026-11-05', reference: 'F-2026/1001' })]);
    expect(await openMinors()).toEqual([0n, 40_000n, 41_000n]);
    await world.evaluate(at('2026-12-02 12:00'), 'INV-1.2');
    expect(await world.send(at('2026-12-02 12:30'))).toMatchObject({ template: 'friendly' });
    expect(await world.invoice('INV-1.3')).toMatchObject({ stage: 'not-due' });
  });

  test('stated again changes nothing, and with other instalments, or as a whole, is rejected', async () => {
    await world.take([invoice]);
    const again = (data: Parameters<typeof issued>[0], id: string) =>
      issued({ number: 'F-2026/1001', issueDate: '2026-10-01', dueDate: '2027-01-04', ...data }, { id });
    expect(await codeOf(again({ instalments }, 'e-2'))).toBe('accepted');
    expect(await codeOf(again({}, 'e-3'))).toBe('issued-differently');
    const others = [
      { dueDate: '2026-11-02', amount: '800.00' },
      { dueDate: '2027-01-04', amount: '410.00' },
    ];
    expect(await codeOf(again({ instalments: others }, 'e-4'))).toBe('issued-differently');
    expect(await opens()).toHaveLength(3);
    await world.take([issued({ invoiceId: 'INV-7' })]);
    expect(await codeOf(issued({ invoiceId: 'INV-7', dueDate: '2027-01-04', instalments }, { id: 'e-5' }))).toBe(
      'issued-differently',
    );
  });

  test('may be published instalment by instalment', async () => {
    const one = (number: number, dueDate: string) =>
      issued({
        invoiceId: `4711-${number}`,
        number: 'F-9',
        total: '100.00',
        dueDate,
        instalment: { of: '4711', number, count: 2 },
      });
    await world.take([one(2, '2026-12-20'), one(1, '2026-12-01')]);
    await world.take([paid({ amount: '150.00', allocations: [{ invoiceId: '4711', amount: '150.00' }] })]);
    expect(await opens()).toEqual([
      ['4711-1', '2026-12-01', 0n],
      ['4711-2', '2026-12-20', 5_000n],
    ]);
    expect(await codeOf(issued({ invoiceId: '4711', number: 'F-9' }))).toBe('issued-differently');
  });
});

describe('money for the whole', () => {
  const remitted = paid({ amount: '900.00', allocations: [{ invoiceId: 'INV-1', amount: '900.00' }] });

  test.each<[string, readonly PuntualEvent[]]>([
    ['after the invoice', [invoice, remitted]],
    ['before the invoice', [remitted, invoice]],
  ])('that comes %s pays the instalments by their days', async (_when, events) => {
    for (const event of events) expect(await world.take([event])).toEqual([{ verdict: 'accepted' }]);
    expect(await openMinors()).toEqual([0n, 0n, 31_000n]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
    expect(await codeOf({ ...remitted, id: 'told-again' })).toBe('accepted');
    expect(await openMinors()).toEqual([0n, 0n, 31_000n]);
  });

  test('of more than is open stays credit for the whole', async () => {
    const amount = '1300.00';
    await world.take([invoice, paid({ amount, allocations: [{ invoiceId: 'INV-1', amount }] })]);
    expect(await openMinors()).toEqual([0n, 0n, 0n]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 9_000n });
  });

  test.each([
    ['one instalment', '400.00', [0n, 40_000n, 41_000n]],
    ['the last one by its sum', '410.00', [40_000n, 40_000n, 0n]],
    ['all of it', '1210.00', [0n, 0n, 0n]],
    ['a part', '100.00', [30_000n, 40_000n, 41_000n]],
  ])('whose text names the number pays %s', async (_what, amount, left) => {
    await world.take([invoice, paid({ amount, reference: 'Pago F-2026/1001' })]);
    expect(await openMinors()).toEqual(left);
  });

  test('as a credit note lowers the instalments by their days', async () => {
    await world.take([
      invoice,
      creditNote({ amount: '500.00', allocations: [{ invoiceId: 'INV-1', amount: '500.00' }] }),
    ]);
    expect(await openMinors()).toEqual([0n, 30_000n, 41_000n]);
  });
});

describe('an event about the whole', () => {
  test.each<[string, readonly PuntualEvent[]]>([
    ['after the invoice', [invoice, cancelled()]],
    ['before the invoice', [cancelled(), invoice]],
  ])('cancels every instalment, %s', async (_when, events) => {
    for (const event of events) expect(await codeOf(event)).toBe('accepted');
    expect(await world.query('SELECT DISTINCT status FROM invoice')).toEqual([{ status: 'cancelled' }]);
    expect(await openMinors()).toEqual([0n, 0n, 0n]);
  });

  test('amends papers and links of all; a due date or total is that of one', async () => {
    await world.take([invoice]);
    expect(await codeOf(amended({ revision: 1, purchaseOrder: 'PO-9' }))).toBe('accepted');
    expect(await world.query('SELECT DISTINCT purchase_order AS po FROM invoice')).toEqual([{ po: 'PO-9' }]);
    expect(await codeOf(amended({ revision: 2, dueDate: '2026-12-15' }))).toBe('amended-without-instalment');
    expect(await codeOf(amended({ invoiceId: 'INV-1.2', revision: 2, dueDate: '2026-12-15' }))).toBe('accepted');
    expect((await opens()).map(([, due]) => due)).toEqual(['2026-11-02', '2026-12-15', '2027-01-04']);
  });

  test('may list what is open of the whole, or of each', async () => {
    await world.take([invoice, paid({ amount: '400.00', receivedOn: '2026-11-05', reference: 'F-2026/1001' })]);
    const asOf = '2026-11-30';
    const listed = (items: { invoiceId?: string; number?: string; currency: string; open: string }[], id: string) =>
      world.take([openItems({ asOf, items, credits: [] }, { id })], at('2026-11-30 20:00'));
    await listed([{ invoiceId: 'INV-1', currency: 'EUR', open: '810.00' }], 'l-1');
    await listed([{ number: 'F-2026/1001', currency: 'EUR', open: '810.00' }], 'l-2');
    const each = (invoiceId: string, open: string) => ({ invoiceId, currency: 'EUR', open });
    await listed([each('INV-1.2', '400.00'), each('INV-1.3', '410.00')], 'l-3');
    expect(await world.tasks('reconcile')).toEqual([]);
    await listed([{ invoiceId: 'INV-1', currency: 'EUR', open: '800.00' }], 'l-4');
    expect(await world.tasks('reconcile')).toHaveLength(1);
  });
});

describe('instalments that cannot be', () => {
  test.each([
    ['do not add up', [{ dueDate: '2026-12-01', amount: '1.00' }, instalments[2]], 'instalments-do-not-add-up'],
    ['are not in order', [instalments[1], instalments[0], instalments[2]], 'instalments-out-of-order'],
  ])('are rejected when they %s', (_what, wrong, code) => {
    expect(() => issued({ issueDate: '2026-10-01', dueDate: '2027-01-04', instalments: wrong as never })).toThrow(code);
  });
});
