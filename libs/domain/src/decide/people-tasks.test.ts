import { describe, expect, it } from '@jest/globals';
import { localDate } from '../calendar/dates.ts';
import { madrid, record, sampleCase, sampleDebtor, samplePolicy } from '@puntual/testing/builders/case-facts';
import { confirmAt, confirmTask, incompleteInvoiceTask } from './people-tasks.ts';

const asking = samplePolicy({ confirmBeforeDue: { days: 7, openAtLeast: '1000.00' } });
const asked = (change: Parameters<typeof sampleCase>[0] = {}) => sampleCase({ policy: asking, ...change });
const dayOf = (facts: ReturnType<typeof asked>, today = '2026-05-20') => {
  const at = confirmAt(facts, madrid(today));
  return at === null ? null : localDate(at, 'Europe/Madrid');
};

describe('people complete an invoice', () => {
  it('that lacks something, by the next open day', () => {
    const missing = ['order-number'] as const;
    expect(incompleteInvoiceTask(sampleCase({ invoice: { missing } }), '2026-05-22')).toEqual({
      kind: 'open-task',
      task: 'complete-invoice',
      stepId: 'start:incomplete',
      dueOn: '2026-05-25',
      missing,
    });
  });
  it('once, and none that lacks nothing', () => {
    const missing = ['order-number'] as const;
    const told = [record('friendly', 'sent', '2026-05-20'), record('start:incomplete', 'done', '2026-05-21')];
    expect([
      incompleteInvoiceTask(sampleCase({ invoice: { missing }, steps: told }), '2026-05-22'),
      incompleteInvoiceTask(sampleCase({ invoice: { missing: [] } }), '2026-05-22'),
      incompleteInvoiceTask(sampleCase(), '2026-05-22'),
      incompleteInvoiceTask(sampleCase({ invoice: { missing }, steps: told.slice(0, 1) }), '2026-05-22')?.task,
    ]).toEqual([null, null, null, 'complete-invoice']);
  });
});

describe('people ask before the due date whether all is there to pay a large invoice', () => {
  it('on the policy’s day, on an open day before it, else at once', () => {
    expect([dayOf(asked()), dayOf(asked(), '2026-06-03'), dayOf(asked(), '2026-06-08')]).toEqual([
      '2026-06-03',
      '2026-06-03',
      '2026-06-08',
    ]);
    // 2026-06-07 is a Sunday.
    expect([dayOf(asked({ invoice: { dueOn: '2026-06-14' } })), dayOf(asked(), '2026-06-06')]).toEqual([
      '2026-06-05',
      '2026-06-08',
    ]);
    expect(confirmAt(asked(), madrid('2026-06-08'))).toBe(madrid('2026-06-08'));
  });
  it('until the due date is over', () => {
    expect([dayOf(asked(), '2026-06-10'), dayOf(asked(), '2026-06-11')]).toEqual(['2026-06-10', null]);
    expect(dayOf(asked({ invoice: { dueOn: '2026-06-13' } }), '2026-06-13')).toBeNull();
  });
  it.each<[string, Parameters<typeof sampleCase>[0], boolean]>([
    ['exactly the sum', { invoice: { openMinor: 100_000n } }, true],
    ['a cent less', { invoice: { openMinor: 99_999n } }, false],
    ['less once credit is netted', { creditMinor: 21_001n }, false],
    ['the sum when credit is netted', { creditMinor: 21_000n }, true],
    ['a currency in which the policy names no sum', { invoice: { currency: 'USD' } }, false],
    ['a consumer', { customer: sampleDebtor({ kind: 'consumer' }) }, false],
    ['a public body', { customer: sampleDebtor({ kind: 'public-body' }) }, true],
    ['an invoice that is paid', { invoice: { status: 'paid' } }, false],
    ['one that was asked before', { steps: [record('due:confirm', 'done', '2026-05-19')] }, false],
    ['one with another step before', { steps: [record('courtesy', 'sent', '2026-05-19')] }, true],
    ['another policy', { policy: samplePolicy({}) }, false],
  ])('of %s', (_what, change, is) => {
    expect(dayOf(asked(change)) !== null).toBe(is);
  });
  it('by the due date', () => {
    expect(confirmTask(asked())).toEqual({
      kind: 'open-task',
      task: 'confirm-payment',
      stepId: 'due:confirm',
      dueOn: '2026-06-10',
      missing: [],
    });
  });
});
