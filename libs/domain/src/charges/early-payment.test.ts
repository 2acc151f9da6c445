import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import {
  discountOf,
  earlyPaymentOffer,
  earnedDiscount,
  settleEarlyPayment,
  type MoneyForInvoice,
} from './early-payment.ts';

const terms = { percent: '2', days: 10 };
const invoice = { issuedOn: '2026-03-01', totalMinor: 121_000n, openMinor: 121_000n };

describe('an early-payment discount', () => {
  it('is offered with its last day and the sum to pay, until that day is over', () => {
    const offer = { kind: 'offer', untilOn: '2026-03-11', discountMinor: 2420n, payMinor: 118_580n };
    expect(['2026-03-01', '2026-03-11'].map((today) => earlyPaymentOffer(terms, invoice, today))).toEqual([
      offer,
      offer,
    ]);
    expect(earlyPaymentOffer(terms, invoice, '2026-03-12')).toEqual({ kind: 'none', because: 'over' });
  });
  it('asks for the open rest less the whole discount', () => {
    expect(earlyPaymentOffer(terms, { ...invoice, openMinor: 21_000n }, '2026-03-05')).toMatchObject({
      payMinor: 18_580n,
    });
    expect(earlyPaymentOffer(terms, { ...invoice, openMinor: 2420n }, '2026-03-05')).toEqual({
      kind: 'none',
      because: 'too-small',
    });
  });
  it.each([
    ['without terms', null, invoice, 'no-terms'],
    ['on a paid invoice', terms, { ...invoice, openMinor: 0n }, 'nothing-open'],
    ['of less than a minor unit', terms, { ...invoice, totalMinor: 10n, openMinor: 10n }, 'too-small'],
  ])('is not offered %s', (_when, its, of, because) => {
    expect(earlyPaymentOffer(its, of, '2026-03-05')).toEqual({ kind: 'none', because });
  });
  it('is rounded half to even in minor units of its currency', () => {
    expect([
      discountOf({ percent: '2.5', days: 1 }, 1_020n),
      discountOf({ percent: '2.5', days: 1 }, 1_060n),
      discountOf({ percent: '2', days: 1 }, 1_234_567n),
      discountOf({ percent: '100', days: 1 }, 100n),
    ]).toEqual([26n, 26n, 24_691n, 0n]);
  });
});

describe('a payment that leaves exactly the discount open', () => {
  const paid = (receivedOn: string, minor = 118_580n) => ({ minor, receivedOn });
  it('in time takes the discount', () => {
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-11'), 'keep-open')).toEqual({
      kind: 'taken',
      discountMinor: 2420n,
    });
    expect(
      settleEarlyPayment(terms, { ...invoice, openMinor: 21_000n }, paid('2026-03-05', 18_580n), 'keep-open'),
    ).toEqual({ kind: 'taken', discountMinor: 2420n });
  });
  it('too late takes the discount or leaves it open, as the policy says', () => {
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-12'), 'keep-open')).toEqual({
      kind: 'kept-open',
      missingMinor: 2420n,
    });
    expect(settleEarlyPayment(terms, invoice, paid('2026-03-14'), 'accept')).toEqual({
      kind: 'accepted-late',
      discountMinor: 2420n,
      lateDays: 3,
    });
  });
  it.each([
    ['of another sum', paid('2026-03-05', 118_579n)],
    ['in full', paid('2026-03-05', 121_000n)],
    ['of nothing', paid('2026-03-05', 0n)],
  ])('is unlike a payment %s, which does not concern the discount', (_what, payment) => {
    expect(settleEarlyPayment(terms, invoice, payment, 'accept')).toEqual({ kind: 'not-concerned' });
    expect(settleEarlyPayment(null, invoice, payment, 'accept')).toEqual({ kind: 'not-concerned' });
  });
  it('does not concern an invoice whose discount comes to nothing', () => {
    const none = { percent: '0', days: 10 };
    expect(settleEarlyPayment(none, invoice, paid('2026-03-05', 121_000n), 'accept')).toEqual({
      kind: 'not-concerned',
    });
    expect(settleEarlyPayment(terms, { ...invoice, openMinor: 2420n }, paid('2026-03-05', 0n), 'accept')).toEqual({
      kind: 'not-concerned',
    });
  });
  it('is a payment of the sum that the offer of that day names, on any day', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 40 }),
        (totalMinor, tenths, day) => {
          const its = { percent: (tenths / 10).toString(), days: 20 };
          const of = { issuedOn: '2026-03-01', totalMinor, openMinor: totalMinor };
          const today = addDays('2026-03-01', day);
          const offer = earlyPaymentOffer(its, of, today);
          if (offer.kind === 'offer')
            expect(settleEarlyPayment(its, of, { minor: offer.payMinor, receivedOn: today }, 'keep-open')).toEqual({
              kind: 'taken',
              discountMinor: offer.discountMinor,
            });
          else expect(day > 20 || discountOf(its, totalMinor) === 0n).toBe(true);
        },
      ),
    );
  });
});

describe('the payments that take the discount', () => {
  const of = { issuedOn: '2026-03-01', totalMinor: 100_000n, openMinor: 100_000n };
  const money = (
    id: string,
    minor: bigint,
    receivedOn = '2026-03-05',
    kind: MoneyForInvoice['kind'] = 'payment',
  ): MoneyForInvoice => ({ id, kind, minor, receivedOn });
  const earned = (all: readonly MoneyForInvoice[], late: 'accept' | 'keep-open' = 'keep-open') => {
    const found = earnedDiscount(terms, of, all, late);
    return found && [found.by.map((each) => each.id).join('+'), found.on, found.lateDays];
  };
  it('are those whose sum is the claim less the discount, beside any others', () => {
    expect(earned([money('small', 2_000n), money('rest', 98_000n, '2026-03-09')])).toEqual(['rest', '2026-03-09', 0]);
    expect(earned([money('rest', 98_000n), money('small', 2_000n, '2026-03-09')])).toEqual(['rest', '2026-03-05', 0]);
    expect(
      earned([
        money('a', 50_000n),
        money('b', 38_000n, '2026-03-07'),
        money('c', 10_000n, '2026-03-20', 'credit-note'),
        money('d', 7_000n),
      ]),
    ).toEqual(['a+b+c', '2026-03-07', 0]);
  });
  it('are none when the sum differs, all payments are late, or there are credit notes only', () => {
    expect(earned([money('a', 97_999n), money('b', 2_001n)])).toBeNull();
    expect(earned([money('a', 98_000n, '2026-03-12')])).toBeNull();
    expect(earned([money('a', 98_000n, '2026-03-05', 'credit-note')])).toBeNull();
  });
  it('may be late only when the policy accepts that and none in time take it', () => {
    expect(earned([money('a', 98_000n, '2026-03-14')], 'accept')).toEqual(['a', '2026-03-14', 3]);
    expect(earned([money('late', 98_000n, '2026-03-14'), money('in-time', 98_000n)], 'accept')).toEqual([
      'in-time',
      '2026-03-05',
      0,
    ]);
  });
  it('are earlier ones before later ones, larger ones before smaller ones, and else the first by id', () => {
    expect(earned([money('b', 98_000n), money('a', 98_000n)])).toEqual(['a', '2026-03-05', 0]);
    expect(earned([money('a', 98_000n), money('z', 98_000n, '2026-03-04')])).toEqual(['z', '2026-03-04', 0]);
    expect(earned([money('a', 49_000n), money('b', 49_000n), money('z', 98_000n)])).toEqual(['z', '2026-03-05', 0]);
  });
  it('may come on the last day, and not on the day after', () => {
    expect(earned([money('a', 98_000n, '2026-03-11')])).toEqual(['a', '2026-03-11', 0]);
    expect(earned([money('a', 98_000n, '2026-03-11')], 'accept')).toEqual(['a', '2026-03-11', 0]);
    expect(earned([money('a', 98_000n, '2026-03-12')], 'accept')).toEqual(['a', '2026-03-12', 1]);
  });
  it('are none of an invoice without a discount, or of which no more than the discount is open', () => {
    const found = (its: typeof terms | null, openMinor: bigint, minor: bigint) =>
      earnedDiscount(its, { ...of, openMinor }, [money('a', minor)], 'keep-open');
    expect([found(null, 100_000n, 100_000n), found({ percent: '0', days: 10 }, 100_000n, 100_000n)]).toEqual([
      null,
      null,
    ]);
    expect([found(terms, 2_000n, 2_000n), found(terms, 2_000n, 0n), found(terms, 2_001n, 1n)?.discountMinor]).toEqual([
      null,
      null,
      2_000n,
    ]);
  });
  it('are of many payments only those that arrived up to a day', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => money(`m${String(index).padStart(2, '0')}`, 7_000n));
    const rest = money('z', 14_000n, '2026-03-06');
    const chosen = [...many(10), money('z', 28_000n, '2026-03-06')];
    const early = (id: string) => money(id, 1n, '2026-03-02');
    expect(earned([early('x'), ...chosen])?.[0]).toBe('m00+m01+m02+m03+m04+m05+m06+m07+m08+m09+z');
    expect(earned([early('x'), early('y'), ...chosen])).toBeNull();
    expect(earned([...many(12), rest])?.[0]).toBe('m00+m01+m02+m03+m04+m05+m06+m07+m08+m09+m10+m11+z');
    expect(earned([...many(14)])?.[0]).toBe('m00+m01+m02+m03+m04+m05+m06+m07+m08+m09+m10+m11+m12+m13');
    expect(earned([...many(13), { ...rest, kind: 'credit-note' }])).toBeNull();
  });
  it('are the same in any order; of many payments, all that arrived up to a day', () => {
    const any = fc.array(
      fc.record({
        minor: fc.integer({ min: 1, max: 10 }).map((n) => BigInt(n) * 9_800n),
        day: fc.integer({ min: 0, max: 14 }),
        note: fc.boolean(),
      }),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        any,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom('accept' as const, 'keep-open' as const),
        (rows, dice, late) => {
          const all = rows.map((row, index) =>
            money(`m${index}`, row.minor, addDays('2026-03-01', row.day), row.note ? 'credit-note' : 'payment'),
          );
          const shuffled = all
            .map((each) => ({ each, at: dice.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ each }) => each);
          const found = earnedDiscount(terms, of, shuffled, late);
          expect(found).toEqual(earnedDiscount(terms, of, all, late));
          if (found) expect(found.by.reduce((sum, each) => sum + each.minor, found.discountMinor)).toBe(of.openMinor);
        },
      ),
    );
  });
});
