import { beforeEach, describe, expect, test } from '@jest/globals';
import { amended, creditNote, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { changeSettings } from '../people/change-settings.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];
const choose = (matching: { oldestFirst?: boolean; tolerance?: Record<string, string> }) =>
  changeSettings(
    db.database,
    world.actor,
    { matching: { oldestFirst: false, tolerance: {}, ...matching } },
    at('2026-12-01 09:00'),
  );
const opens = async (...ids: string[]) => Promise.all(ids.map((id) => world.open(id)));
const writtenOff = () => world.query(`SELECT e.amount_minor FROM entry e WHERE e.kind = 'write-off' ORDER BY e.id`);

describe('a payment’s reference', () => {
  test('that names a purchase order pays the invoices of that order', async () => {
    await world.take([
      issued({ total: '100.00', purchaseOrder: 'PO-4711' }),
      issued({ invoiceId: 'INV-2', total: '40.00', purchaseOrder: 'PO-9902' }),
      paid({ amount: '40.00', reference: 'Pedido PO 4711' }),
    ]);
    expect(await opens('INV-1', 'INV-2')).toEqual([6000n, 4000n]);
  });

  test('that names a purchase order pays its invoice when the invoice arrives later', async () => {
    await world.take([
      paid({ amount: '40.00', reference: 'Pedido PO-4711' }),
      issued({ total: '100.00', purchaseOrder: 'PO-4711' }),
    ]);
    expect(await opens('INV-1')).toEqual([6000n]);
  });

  test('that names an order of several invoices pays those of its sum, and never others', async () => {
    await world.take([
      issued({ total: '100.00', purchaseOrder: 'PO-4711' }),
      issued({ invoiceId: 'INV-2', total: '60.00', purchaseOrder: 'PO-4711' }),
      issued({ invoiceId: 'INV-3', total: '35.00', purchaseOrder: 'PO-9902' }),
      paid({ amount: '35.00', reference: 'PO-4711' }),
    ]);
    expect(await opens('INV-1', 'INV-2', 'INV-3')).toEqual([10000n, 6000n, 3500n]);
    await world.take([paid({ paymentId: 'P-2', amount: '160.00', reference: 'PO-4711' })]);
    expect(await opens('INV-1', 'INV-2', 'INV-3')).toEqual([0n, 0n, 3500n]);
  });

  test('is none of a credit note: its sum alone places it on no invoice', async () => {
    await world.take([issued({ total: '100.00' }), creditNote({ amount: '100.00' })]);
    expect(await opens('INV-1')).toEqual([10000n]);
  });

  test('that names a settled invoice pays no other invoice of the same amount', async () => {
    await world.take([
      issued({ number: 'F-2026/0815', total: '100.00' }),
      paid({ amount: '100.00', allocations: remitted('100.00') }),
    ]);
    await world.take([
      issued({ invoiceId: 'INV-2', number: 'F-2026/1234', total: '100.00' }),
      paid({ paymentId: 'P-2', amount: '100.00', reference: 'F-2026/0815' }),
    ]);
    expect(await opens('INV-2')).toEqual([10000n]);
    expect(await world.tasks('unapplied-cash')).toHaveLength(1);
  });
});

describe('the matching rule oldest first', () => {
  const twoOpen = () => [
    issued({ total: '100.00' }),
    issued({ invoiceId: 'INV-2', total: '60.00', dueDate: '2026-11-20' }),
  ];

  test('does not apply unless the organization chooses it', async () => {
    await world.take([...twoOpen(), paid({ amount: '75.00' })]);
    expect(await opens('INV-1', 'INV-2')).toEqual([10000n, 6000n]);
  });

  test('allocates otherwise unmatched money to the earliest due date, then to the next', async () => {
    await choose({ oldestFirst: true });
    await world.take([...twoOpen(), paid({ amount: '75.00' })]);
    expect(await opens('INV-1', 'INV-2')).toEqual([8500n, 0n]);
    expect(await world.audit('payment.allocated')).toMatchObject([
      { data: { rule: 'oldest-first' } },
      { data: { rule: 'oldest-first' } },
    ]);
    expect(await world.tasks('unapplied-cash')).toHaveLength(0);
  });
});

describe('the tolerance for bank charges', () => {
  beforeEach(() => choose({ tolerance: { EUR: '5.00' } }));

  test('settles a named invoice that is paid a little short, and writes off the difference', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '97.00', reference: 'F-2026/INV-1' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await writtenOff()).toEqual([{ amount_minor: -300n }]);
    expect(await world.audit('invoice.written-off')).toMatchObject([
      { data: { amount: '3.00', because: 'bank-charges', paymentId: 'P-1' } },
    ]);
  });

  test('leaves a larger difference open, and one in a currency without tolerance', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '94.99', reference: 'F-2026/INV-1' })]);
    await world.take([
      issued({ invoiceId: 'INV-2', currency: 'USD', total: '100.00' }),
      paid({ paymentId: 'P-2', currency: 'USD', amount: '97.00', reference: 'F-2026/INV-2' }),
    ]);
    expect(await opens('INV-1', 'INV-2')).toEqual([501n, 300n]);
  });

  test('is taken back with its payment: a reversal opens the whole invoice again', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '97.00', reference: 'F-2026/INV-1' })]);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 10000n });
    expect(await writtenOff()).toEqual([{ amount_minor: -300n }, { amount_minor: 300n }]);
  });

  test('is reduced before any money becomes credit when the invoice is lowered', async () => {
    await world.take([
      issued({ total: '100.00' }),
      paid({ amount: '97.00', reference: 'F-2026/INV-1' }),
      amended({ revision: 1, total: '98.00' }),
    ]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
    expect(await writtenOff()).toEqual([{ amount_minor: -300n }, { amount_minor: 200n }]);
  });

  test('does not apply to the rest of a payment that also paid another invoice', async () => {
    await world.take([
      issued({ total: '50.00' }),
      issued({ invoiceId: 'INV-2', total: '100.00' }),
      paid({ amount: '147.00', allocations: remitted('50.00') }),
      creditNote({ amount: '1.00' }),
    ]);
    expect(await opens('INV-2')).toEqual([10000n]);
  });
});
