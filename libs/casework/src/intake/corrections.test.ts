import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { amended, cancelled, creditNote, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { CaseWorld } from '@puntual/testing/worlds/case-world';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];
const line = { description: 'Valves', quantity: '1', amount: '1000.00' };

/** The verdict's code, and its sentence in English and Spanish. */
async function refusalOf(event: PuntualEvent) {
  const [verdict] = await world.take([event]);
  if (verdict?.verdict !== 'rejected') return { code: verdict?.verdict ?? 'none', en: '', es: '' };
  const { refusal } = verdict;
  return { code: refusal.code, en: sayRefusal(refusal, 'en'), es: sayRefusal(refusal, 'es') };
}

describe('an invoice that is issued again under another event id', () => {
  test.each([
    ['total', issued({ total: '1300.00' })],
    ['tax', issued({ tax: '210.00' })],
    ['dueDate', issued({ dueDate: '2026-12-24' })],
    ['issueDate', issued({ issueDate: '2026-11-02' })],
    ['number', issued({ number: 'F-2026/9' })],
    ['currency', issued({ currency: 'USD' })],
    ['purchaseOrder', issued({ purchaseOrder: 'PO-1' })],
    ['paymentReference', issued({ paymentReference: 'RF18539007547034' })],
    ['documentUrl', issued({ documentUrl: 'https://erp.example/1.pdf' })],
    ['paymentUrl', issued({ paymentUrl: 'https://pay.example/1' })],
    ['lines', issued({ lines: [line] })],
    ['terms.earlyPayment', issued({ terms: { earlyPayment: { percent: '2', days: 10 } } })],
    ['alreadyReached', issued({ alreadyReached: { stage: 'follow-up', on: '2026-12-10' } })],
    ['policy', issued({ policy: 'gentle' })],
    ['contactId', issued({ contactId: 'k1' })],
  ])('with another %s is rejected, and the words name the field and the amendment', async (field, again) => {
    await world.take([issued()]);
    const before = await world.invoice();
    const refusal = await refusalOf(again);
    expect(refusal.code).toBe('issued-differently');
    expect(refusal.en).toContain(`(${field})`);
    expect(refusal.en).toContain('puntual.invoice.amended.v1');
    expect(refusal.es).toContain('puntual.invoice.amended.v1');
    expect(await world.invoice()).toEqual(before);
  });

  test('with the same data, or with the amended ones, is accepted', async () => {
    await world.take([issued({ lines: [line] }), amended({ revision: 1, total: '1300.00', dueDate: '2026-12-24' })]);
    expect(
      await world.take([
        issued({ lines: [line] }),
        issued({ lines: [line], total: '1300.00', dueDate: '2026-12-24' }),
        issued({ lines: [line], total: '1300' }),
      ]),
    ).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ total_minor: 130000n, due: '2026-12-24' });
  });

  test('after its cancellation is rejected, and the words ask for another id', async () => {
    await world.take([issued(), cancelled()]);
    const refusal = await refusalOf(issued());
    expect(refusal).toMatchObject({ code: 'issued-after-cancellation' });
    expect(refusal.en).toContain('another invoiceId');
    expect(refusal.es).toContain('otro invoiceId');
    expect(await world.invoice()).toMatchObject({ status: 'cancelled' });
  });

  test('which an older version stored, is compared with what holds now', async () => {
    await world.take([issued()]);
    await world.query(`UPDATE invoice SET issued_as = NULL`);
    expect(await refusalOf(issued())).toMatchObject({ code: 'accepted' });
    expect(await refusalOf(issued({ total: '1300.00' }))).toMatchObject({ code: 'issued-differently' });
  });
});

describe('an amendment of a known revision', () => {
  test.each([
    ['total', { total: '1400.00' }],
    ['dueDate', { dueDate: '2026-12-25' }],
    ['documentUrl', { documentUrl: 'https://erp.example/2.pdf' }],
    ['paymentUrl', { paymentUrl: 'https://pay.example/2' }],
    ['paymentReference', { paymentReference: 'OTHER' }],
    ['purchaseOrder', { purchaseOrder: 'PO-2' }],
    ['deliveryNote', { deliveryNote: 'DN-2' }],
    ['portalReference', { portalReference: 'PR-2' }],
  ])('with another %s is rejected, and the words ask for a higher revision', async (field, change) => {
    const first = {
      total: '1300.00',
      dueDate: '2026-12-24',
      documentUrl: 'https://erp.example/1.pdf',
      paymentUrl: 'https://pay.example/1',
      paymentReference: 'ONE',
      purchaseOrder: 'PO-1',
      deliveryNote: 'DN-1',
      portalReference: 'PR-1',
    };
    await world.take([issued(), amended({ revision: 3, ...first })]);
    const refusal = await refusalOf(amended({ revision: 3, ...first, ...change }));
    expect(refusal.code).toBe('amended-differently');
    expect(refusal.en).toContain(`(${field})`);
    expect(refusal.en).toContain('higher revision');
    expect(await world.take([amended({ revision: 3, ...first }), amended({ revision: 2, ...change })])).toEqual([
      ACCEPTED,
      ACCEPTED,
    ]);
    expect(await world.invoice()).toMatchObject({ total_minor: 130000n, due: '2026-12-24', revision: 3 });
  });
});

describe('money that is told again under another event id', () => {
  const first = { amount: '100.00', reference: 'F-2026/INV-1' };

  test.each([
    ['amount', paid({ ...first, amount: '1000.00' })],
    ['receivedOn', paid({ ...first, receivedOn: '2026-12-04' })],
    ['method', paid({ ...first, method: 'direct-debit' })],
    ['reference', paid({ ...first, reference: 'F-2026/INV-2' })],
    ['currency', paid({ ...first, currency: 'USD' })],
    ['allocations', paid({ ...first, allocations: remitted('100.00') })],
  ])('as a payment with another %s is rejected, and the words name the reversal', async (field, again) => {
    await world.take([issued(), paid(first)]);
    const refusal = await refusalOf(again);
    expect(refusal.code).toBe('received-differently');
    expect(refusal.en).toContain(`(${field})`);
    expect(refusal.en).toContain('puntual.payment.reversed.v1');
    expect(refusal.es).toContain('puntual.payment.reversed.v1');
    expect(await world.open()).toBe(111000n);
    expect(await world.take([paid(first)])).toEqual([ACCEPTED]);
  });

  test.each([
    ['amount', creditNote({ amount: '50.00' })],
    ['issueDate', creditNote({ issueDate: '2026-12-06' })],
    ['allocations', creditNote({ allocations: remitted('100.00') })],
  ])('as a credit note with another %s is rejected, too', async (field, again) => {
    await world.take([issued(), creditNote()]);
    const refusal = await refusalOf(again);
    expect(refusal.code).toBe('received-differently');
    expect(refusal.en).toContain(`(${field})`);
    expect(await world.take([creditNote()])).toEqual([ACCEPTED]);
  });

  test('with its lines in another order is the same money', async () => {
    const lines = [...remitted('60.00', 'A'), ...remitted('40.00', 'B')];
    await world.take([paid({ amount: '100.00', allocations: lines })]);
    expect(await world.take([paid({ amount: '100', allocations: [...lines].reverse() })])).toEqual([ACCEPTED]);
  });
});

describe('a payment that is told again after its reversal', () => {
  const received = paid({ amount: '500.00', receivedOn: '2026-11-03', method: 'direct-debit' }, { id: 'e-1' });
  const back = reversed({ reversedOn: '2026-11-05' }, { id: 'e-2' });
  const again = paid({ amount: '500.00', receivedOn: '2026-11-20', method: 'direct-debit' }, { id: 'e-3' });

  test('is rejected, and the words ask for another id', async () => {
    await world.take([issued({ total: '500.00' }), received, back]);
    const refusal = await refusalOf(again);
    expect(refusal).toMatchObject({ code: 'received-after-reversal' });
    expect(refusal.en).toContain('another paymentId');
    expect(refusal.es).toContain('otro paymentId');
  });

  test.each([
    ['1, 2, 3', [received, back, again]],
    ['1, 3, 2', [received, again, back]],
    ['2, 1, 3', [back, received, again]],
    ['2, 3, 1', [back, again, received]],
    ['3, 1, 2', [again, received, back]],
    ['3, 2, 1', [again, back, received]],
  ])('ends alike in the order %s, in one batch or in three', async (_order, events) => {
    for (const batches of [[events], events.map((event) => [event])]) {
      world = new CaseWorld(db.database, await freshOrganization(db));
      await world.take([issued({ total: '500.00' })]);
      for (const batch of batches) await world.take(batch);
      expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 50000n });
      expect(await world.payment()).toMatchObject({ status: 'reversed', unallocated_minor: 0n });
    }
  });
});

describe('a reversal', () => {
  test('of a credit note is rejected, and the words say what to publish', async () => {
    await world.take([issued(), creditNote()]);
    const refusal = await refusalOf(reversed({ paymentId: 'CN-1' }));
    expect(refusal.code).toBe('reversal-of-credit-note');
    expect(refusal.en).toContain('puntual.invoice.amended.v1');
    expect(refusal.es).toContain('puntual.invoice.amended.v1');
    expect(await world.query('SELECT 1 FROM early_event')).toEqual([]);
  });

  test('that is told again is accepted with the same day, and rejected with another', async () => {
    await world.take([issued(), paid(), reversed()]);
    expect(await world.take([reversed()])).toEqual([ACCEPTED]);
    expect(await refusalOf(reversed({ reversedOn: '2026-12-11' }))).toMatchObject({ code: 'reversed-differently' });
  });
});
