import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addParts, exposureOf, NOTHING_OPEN, openOf, splitOpen, type OpenInvoice } from './exposure.ts';

const TODAY = '2026-11-30';
const invoice: OpenInvoice = {
  principalMinor: 1000n,
  chargesMinor: 40n,
  dueOn: '2026-11-29',
  disputed: 0n,
  promisedMinor: 0n,
};

describe('the open amount of an invoice', () => {
  it.each<[string, Partial<OpenInvoice>, readonly [number, number, number, number]]>([
    ['is overdue from the day after its due day', {}, [0, 1040, 0, 0]],
    ['is not overdue on its due day', { dueOn: TODAY }, [1040, 0, 0, 0]],
    ['is disputed in part', { disputed: 300n }, [0, 740, 300, 0]],
    ['is disputed with its charges', { disputed: 'whole', promisedMinor: 500n }, [0, 0, 1040, 0]],
    ['is promised as far as it is not disputed', { disputed: 300n, promisedMinor: 2000n }, [0, 0, 300, 740]],
    ['is promised in part before it is due', { dueOn: '2026-12-20', promisedMinor: 100n }, [940, 0, 0, 100]],
  ])('%s', (_what, change, [notDue, overdue, disputed, promised]) => {
    const parts = splitOpen({ ...invoice, ...change }, TODAY);
    expect([parts.notDueMinor, parts.overdueMinor, parts.disputedMinor, parts.promisedMinor]).toEqual(
      [notDue, overdue, disputed, promised].map(BigInt),
    );
  });

  const minor = fc.bigInt({ min: 0n, max: 10n ** 15n });
  it('has each cent in exactly one part', () => {
    const disputed = fc.oneof(minor, fc.constant('whole' as const));
    fc.assert(
      fc.property(minor, minor, disputed, minor, fc.boolean(), (principalMinor, chargesMinor, part, promised, late) => {
        const dueOn = late ? '2026-11-01' : '2026-12-24';
        const open = { principalMinor, chargesMinor, dueOn, disputed: part, promisedMinor: promised };
        const parts = splitOpen(open, TODAY);
        expect(openOf(parts)).toBe(principalMinor + chargesMinor);
        expect(Object.values(parts).every((each) => each >= 0n)).toBe(true);
        expect(openOf(addParts(parts, NOTHING_OPEN))).toBe(openOf(parts));
      }),
    );
  });
});

describe('the exposure', () => {
  const money = { currency: 'EUR', rates: [{ currency: 'USD', from: '2026-01-01', rate: '0.5' }] };
  const rules = { money, netCredit: true };
  const eur = { currency: 'EUR', openMinor: 10_000n, creditMinor: 0n };
  const usd = { currency: 'USD', openMinor: 4000n, creditMinor: 0n };

  it('stays in the one currency that there is', () => {
    const clp = { currency: 'CLP', openMinor: 900n, creditMinor: 0n };
    expect(exposureOf([clp], { currency: 'CLP', minor: 1000n }, rules, TODAY)).toMatchObject({
      currency: 'CLP',
      minor: 900n,
      limitMinor: 1000n,
    });
    expect(exposureOf([usd], null, rules, TODAY)).toMatchObject({ currency: 'USD', minor: 4000n, limitMinor: null });
    expect(exposureOf([], null, rules, TODAY)).toMatchObject({ currency: 'EUR', minor: 0n });
  });

  it('of several currencies is counted in the organization’s, by its rates, else roughly', () => {
    const jpy = { currency: 'JPY', openMinor: 165n, creditMinor: 0n };
    const of = exposureOf([eur, usd, jpy], { currency: 'USD', minor: 30_000n }, rules, TODAY);
    expect([of.currency, of.minor, of.limitMinor]).toEqual(['EUR', 10_000n + 2000n + 100n, 15_000n]);
    expect(of.rows.map(({ converted }) => converted)).toEqual(['no', 'rate', 'estimate']);
  });

  it('is less by credit in the same currency alone, and never below zero', () => {
    const credit = { ...usd, openMinor: 0n, creditMinor: 9999n };
    const owed = { ...eur, creditMinor: 400n };
    expect(exposureOf([owed, credit], null, rules, TODAY)).toMatchObject({ currency: 'EUR', minor: 9600n });
    expect(exposureOf([{ ...eur, creditMinor: 99_999n }], null, rules, TODAY).minor).toBe(0n);
  });

  it('is not less by credit where the organization shows it apart', () => {
    const of = exposureOf([{ ...eur, creditMinor: 400n }], null, { money, netCredit: false }, TODAY);
    expect([of.minor, of.rows[0]?.nettedMinor, of.rows[0]?.creditMinor]).toEqual([10_000n, 0n, 400n]);
  });

  it('is the sum of its rows', () => {
    const balance = fc.record({
      currency: fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'),
      openMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      creditMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    });
    const balances = fc.uniqueArray(balance, { selector: ({ currency }) => currency });
    fc.assert(
      fc.property(balances, fc.boolean(), (given, netCredit) => {
        const of = exposureOf(given, null, { money, netCredit }, TODAY);
        expect(of.rows.reduce((sum, row) => sum + row.countedMinor, 0n)).toBe(of.minor);
        for (const row of of.rows) expect(row.openMinor - row.nettedMinor).toBe(row.totalMinor);
        expect(of.minor >= 0n).toBe(true);
      }),
    );
  });
});
