import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { discountOf, earlyPaymentOffer, settleEarlyPayment } from './early-payment.ts';

const terms = { percent: '2', days: 10 };
const invoice = { issuedOn: '2026-03-01', totalMinor: 121_000n, openMinor: 121_000n };

describe('an early-payment discount', () => {
  it('is offered with its last day and the sum to pay, until that day is over', () => {
    const offer = { kind: 'offer', untilOn: '2026-03-11', discountMinor: 2420n, payMinor: 118_580n };
    expect(['2026-03-01', '2026-03-11'].map((today) => earlyPaymentOffer(terms, invoice, today))).toEqual([offer, offer]);
    expect(earlyPaymentOffer(terms, invoice, '2026-03-12')).toEqual({ kind: 'none', because: 'over' });
  });
  it('counts what was paid before: the rest less the whole discount', () => {
    expect(earlyPaymentOffer(terms, { ...invoice, openMinor: 21_000n }, '2026-03-05')).toMatchObject({ payMinor: 18_580n });
    expect(earlyPaymentOffer(terms, { ...invoice, openMinor: 2420n }, '2026-03-05')).toEqual({ kind: 'none', because: 'too-small' });
  });
  it.each([['without terms', null, invoice, 'no-terms'], ['on a paid invoice', terms, { ...invoice, openMinor: 0n }, 'nothing-open'], ['of less than a minor unit', terms, { ...invoice, totalMinor: 10n, openMinor: 10n }, 'too-small']])('is not offered %s', (_when, its, of, because) => {
    expect(earlyPaymentOffer(its, of, '2026-03-05')).toEqual({ kind: 'none', because });
  });
  it('is rounded half to even in the currency\'s own units', () => {
    expect([discountOf({ percent: '2.5', days: 1 }, 1_020n), discountOf({ percent: '2.5', days: 1 }, 1_060n), discountOf({ percent: '2', days: 1 }, 1_234_567n), discountOf({ percent: '100', days: 1 }, 100n)]).toEqual([26n, 26n, 24_691n, 0n]);
  });
});

describe('a payment that leaves exactly the discount open', () => {
  const paid = (receivedOn: string, minor = 118_580n) => ({ minor, receivedOn });
  it('in time takes it', () => {
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-11'), 'keep-open')).toEqual({ kind: 'taken', discountMinor: 2420n });
    expect(settleEarlyPayment(terms, { ...invoice, openMinor: 21_000n }, paid('2026-03-05', 18_580n), 'keep-open')).toEqual({ kind: 'taken', discountMinor: 2420n });
  });
  it('too late is what the policy says: given all the same, or still open', () => {
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-12'), 'keep-open')).toEqual({ kind: 'kept-open', missingMinor: 2420n });
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-14'), 'accept')).toEqual({ kind: 'accepted-late', discountMinor: 2420n, lateDays: 3 });
  });
  it.each([['of another sum', paid('2026-03-05', 118_579n)], ['in full', paid('2026-03-05', 121_000n)], ['of nothing', paid('2026-03-05', 0n)]])('but is one %s is no question of the discount', (_what, payment) => {
    expect(settleEarlyPayment(terms, invoice, payment, 'accept')).toEqual({ kind: 'not-concerned' });
    expect(settleEarlyPayment(null, invoice, payment, 'accept')).toEqual({ kind: 'not-concerned' });
  });
  it('is what the offer of that day asks for, on every day', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 40 }), (totalMinor, tenths, day) => {
      const its = { percent: (tenths / 10).toString(), days: 20 };
      const of = { issuedOn: '2026-03-01', totalMinor, openMinor: totalMinor };
      const today = addDays('2026-03-01', day);
      const offer = earlyPaymentOffer(its, of, today);
      if (offer.kind === 'offer') expect(settleEarlyPayment(its, of, { minor: offer.payMinor, receivedOn: today }, 'keep-open')).toEqual({ kind: 'taken', discountMinor: offer.discountMinor });
      else expect(day > 20 || discountOf(its, totalMinor) === 0n).toBe(true);
    }));
  });
});
