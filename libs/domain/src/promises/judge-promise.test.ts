import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { judgePromise, type MoneyOnPromise, type PromiseRecord } from './judge-promise.ts';

const OPENED = Date.parse('2026-12-07T11:00:00Z');
const promise = (change: Partial<PromiseRecord> = {}): PromiseRecord => ({
  id: 'p',
  currency: 'EUR',
  state: 'open',
  level: 1,
  openedAt: OPENED,
  graceDays: 2,
  parts: [{ on: '2026-12-15', minor: 50_000n }],
  payments: [],
  settledOn: null,
  ...change,
});
const money = (minor: bigint, receivedOn = '2026-12-10', bookedAt = OPENED + 1): MoneyOnPromise => ({
  minor,
  receivedOn,
  bookedAt,
});
const two = [
  { on: '2026-12-15', minor: 50_000n },
  { on: '2027-01-15', minor: 30_000n },
];

describe('a promise', () => {
  test.each<[string, Partial<PromiseRecord>, string, string, bigint, string | null]>([
    ['before its day', {}, '2026-12-14', 'open', 0n, '2026-12-17'],
    ['on the last day of grace', {}, '2026-12-17', 'open', 0n, '2026-12-17'],
    ['the day after', {}, '2026-12-18', 'broken', 0n, null],
    ['paid in full early', { payments: [money(50_000n)] }, '2026-12-10', 'kept', 50_000n, null],
    [
      'paid on the last day of grace',
      { payments: [money(50_000n, '2026-12-17')] },
      '2026-12-18',
      'kept',
      50_000n,
      null,
    ],
    ['paid a day late', { payments: [money(50_000n, '2026-12-18')] }, '2026-12-18', 'broken', 0n, null],
    ['paid one cent less', { payments: [money(49_999n)] }, '2026-12-17', 'open', 49_999n, '2026-12-17'],
    ['paid one cent less, the day after', { payments: [money(49_999n)] }, '2026-12-18', 'partly-kept', 49_999n, null],
    ['paid more', { payments: [money(90_000n)] }, '2026-12-18', 'kept', 50_000n, null],
    [
      'paid before it was made',
      { payments: [money(50_000n, '2026-12-01', OPENED - 1)] },
      '2026-12-18',
      'broken',
      0n,
      null,
    ],
    ['settled by less', { payments: [money(40_000n)], settledOn: '2026-12-16' }, '2026-12-18', 'kept', 40_000n, null],
    ['settled without money', { settledOn: '2026-12-16' }, '2026-12-18', 'withdrawn', 0n, null],
    ['settled too late', { settledOn: '2026-12-18' }, '2026-12-18', 'broken', 0n, null],
    ['that a person withdrew', { state: 'withdrawn' }, '2026-12-18', 'withdrawn', 0n, null],
    ['that was replaced', { state: 'renewed', payments: [money(7n)] }, '2026-12-18', 'renewed', 7n, null],
    [
      'whose payment was reported late',
      { state: 'broken', payments: [money(50_000n)] },
      '2026-12-20',
      'kept',
      50_000n,
      null,
    ],
    ['whose payment was taken back', { state: 'kept' }, '2026-12-16', 'open', 0n, '2026-12-17'],
    ['of two parts, the first unpaid', { parts: two }, '2026-12-18', 'broken', 0n, null],
    [
      'of two parts, the first paid',
      { parts: two, payments: [money(50_000n)] },
      '2026-12-10',
      'open',
      50_000n,
      '2027-01-17',
    ],
    [
      'of two parts, the second missed',
      { parts: two, payments: [money(50_000n)] },
      '2027-01-18',
      'partly-kept',
      50_000n,
      null,
    ],
    [
      'of two parts, both paid at once',
      { parts: two, payments: [money(80_000n)] },
      '2026-12-10',
      'kept',
      80_000n,
      null,
    ],
  ])('%s', (_, change, today, state, keptMinor, waitsUntil) => {
    expect(judgePromise(promise(change), today)).toMatchObject({ state, keptMinor, waitsUntil });
  });

  test('without further payments never gets better, and nothing above what was promised is kept', () => {
    const rank = { open: 0, kept: 1, 'partly-kept': 1, broken: 1, renewed: 2, withdrawn: 2 };
    const part = fc.record({ gap: fc.integer({ min: 1, max: 40 }), minor: fc.bigInt({ min: 1n, max: 10_000n }) });
    const paid = fc.record({ day: fc.integer({ min: 0, max: 60 }), minor: fc.bigInt({ min: 1n, max: 10_000n }) });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(paid, { maxLength: 4 }),
        fc.integer({ min: 60, max: 250 }),
        (gaps, payments, day) => {
          let on = '2026-12-07';
          const parts = gaps.map(({ gap, minor }) => ({ on: (on = addDays(on, gap)), minor }));
          const facts = promise({
            parts,
            payments: payments.map(({ day: received, minor }) => money(minor, addDays('2026-12-07', received))),
          });
          const [now, later] = [day, day + 1].map((after) => judgePromise(facts, addDays('2026-12-07', after)));
          if (!now || !later) throw new Error('two days are judged');
          expect(rank[later.state]).toBeGreaterThanOrEqual(rank[now.state]);
          expect(later.keptMinor <= later.promisedMinor).toBe(true);
          expect(now.state === 'open').toBe(now.waitsUntil !== null);
          if (now.state !== 'open') expect(later).toEqual(now);
        },
      ),
    );
  });
});
