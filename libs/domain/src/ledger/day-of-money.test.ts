import { describe, expect, it } from '@jest/globals';
import { cancel, credit, issue, pay, refund, reverse } from '@puntual/testing/builders/ledger-commands';
import { dayOfMoneyFault, refuseDayOfMoney } from './day-of-money.ts';

const NOW = Date.parse('2026-11-02T09:00:00Z');

describe('the day of money', () => {
  it.each([
    ['2026-11-02', NOW, null],
    ['2026-11-03', NOW, 'day-ahead'],
    ['2027-01-01', NOW, 'day-ahead'],
    ['1996-11-02', NOW, null],
    ['1996-10-31', NOW, 'day-long-past'],
    ['1970-01-01', NOW, 'day-long-past'],
    ['1900-01-01', NOW, 'day-long-past'],
  ])('%s is judged %s', (on, now, fault) => {
    expect(dayOfMoneyFault(on, now)).toBe(fault);
  });
  it('may be the next one by the clock of London, where it has begun elsewhere on earth', () => {
    expect(dayOfMoneyFault('2026-11-03', Date.parse('2026-11-02T09:59:00Z'))).toBe('day-ahead');
    expect(dayOfMoneyFault('2026-11-03', Date.parse('2026-11-02T10:00:00Z'))).toBeNull();
  });
  it('is judged of payments, reversals and refunds, and not of documents', () => {
    const ahead = { on: '2026-12-24' };
    expect(
      [
        pay('p', 1n, {}, ahead),
        reverse('p', ahead),
        refund('r', 1n, ahead),
        credit('c', 1n, {}, ahead),
        issue('A', 1n, { issuedOn: '2026-12-24' }),
        cancel('A'),
      ].map((command) => refuseDayOfMoney(command, NOW)),
    ).toEqual([
      { code: 'day-ahead', values: { field: 'receivedOn', on: '2026-12-24' } },
      { code: 'day-ahead', values: { field: 'reversedOn', on: '2026-12-24' } },
      { code: 'day-ahead', values: { field: 'refundedOn', on: '2026-12-24' } },
      null,
      null,
      null,
    ]);
  });
});
