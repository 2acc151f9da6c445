import { expect, test } from '@jest/globals';
import { countBrokenPromises, type PromisedPayment, type RecordedPromise } from './broken-promises.ts';

const MADRID = 'Europe/Madrid';
const OPENED = Date.parse('2026-12-07T11:00:00Z');

const promise = (change: Partial<RecordedPromise> = {}): RecordedPromise => ({
  invoiceId: 'INV-1',
  currency: 'EUR',
  openedAt: OPENED,
  untilOn: '2026-12-17',
  releasedAt: null,
  amountMinor: null,
  payments: [],
  ...change,
});
const payment = (amountMinor: bigint, change: Partial<PromisedPayment> = {}): PromisedPayment => ({
  amountMinor,
  currency: 'EUR',
  bookedAt: OPENED + 1,
  receivedOn: '2026-12-10',
  status: 'received',
  ...change,
});
const half = (...payments: PromisedPayment[]) => promise({ amountMinor: 50_000n, payments });

test.each<[string, readonly RecordedPromise[], string, number]>([
  ['no promise', [], '2026-12-18', 0],
  ['on its last day', [promise()], '2026-12-17', 0],
  ['the day after', [promise()], '2026-12-18', 1],
  ['without an end', [promise({ untilOn: null })], '2027-12-18', 0],
  ['one call about two invoices', [promise(), promise({ invoiceId: 'INV-2' })], '2026-12-18', 1],
  ['two calls with different last days', [promise(), promise({ openedAt: 1, untilOn: '2026-11-02' })], '2026-12-18', 2],
  [
    'settled at 23:59 of the last day in Madrid',
    [promise({ releasedAt: Date.parse('2026-12-17T22:59:00Z') })],
    '2026-12-18',
    0,
  ],
  [
    'settled at 00:00 of the next day in Madrid',
    [promise({ releasedAt: Date.parse('2026-12-17T23:00:00Z') })],
    '2026-12-18',
    1,
  ],
  ['one of two invoices settled', [promise({ releasedAt: OPENED }), promise({ invoiceId: 'INV-2' })], '2026-12-18', 1],
  ['the whole balance promised and a part paid', [promise({ payments: [payment(50_000n)] })], '2026-12-18', 1],
  ['the promised part paid', [half(payment(50_000n))], '2026-12-18', 0],
  ['one cent less', [half(payment(49_999n))], '2026-12-18', 1],
  ['paid in two parts', [half(payment(20_000n), payment(30_000n))], '2026-12-18', 0],
  ['paid on the last day', [half(payment(50_000n, { receivedOn: '2026-12-17' }))], '2026-12-18', 0],
  ['paid a day late', [half(payment(50_000n, { receivedOn: '2026-12-18' }))], '2026-12-18', 1],
  ['paid and reversed', [half(payment(50_000n, { status: 'reversed' }))], '2026-12-18', 1],
  ['paid in another currency', [half(payment(50_000n, { currency: 'USD' }))], '2026-12-18', 1],
  ['booked before the call', [half(payment(50_000n, { bookedAt: OPENED - 1 }))], '2026-12-18', 1],
  ['booked at the instant of the call', [half(payment(50_000n, { bookedAt: OPENED }))], '2026-12-18', 0],
  [
    'paid on another invoice of the same call',
    [half(), { ...half(payment(50_000n)), invoiceId: 'INV-2' }],
    '2026-12-18',
    0,
  ],
  [
    'paid on an invoice of another call',
    [
      half(),
      promise({ invoiceId: 'INV-2', openedAt: OPENED - 1, untilOn: '2027-01-31', payments: [payment(50_000n)] }),
    ],
    '2026-12-18',
    1,
  ],
])('broken promises: %s', (_, promises, today, count) => {
  expect(countBrokenPromises(promises, today, MADRID)).toBe(count);
});
