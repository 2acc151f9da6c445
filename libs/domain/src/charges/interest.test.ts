import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../calendar/dates.ts';
import { addFractions, compareFractions, percentText, roundHalfEven, ZERO } from '../money/fraction.ts';
import {
  interestDue,
  interestToCharge,
  policyInterest,
  type ContractRate,
  type InterestAnswer,
  type InterestQuestion,
} from './interest.ts';
import {
  givesInterest,
  interestRegimes,
  REGIMES,
  regimeOfCountry,
  regimeRateOn,
  type RegimeKey,
} from './interest-regimes.ts';
import { furtherRates } from './own-rates.ts';
import { chargesSchema } from '../policy/policy-document.ts';
import type { RateRow } from '../money/rate-table.ts';

const ask = (change: Partial<InterestQuestion>): InterestAnswer =>
  interestDue({
    regime: 'eu',
    kind: 'business',
    currency: 'EUR',
    dueOn: '2023-01-31',
    until: '2023-03-02',
    balances: [{ from: '2023-01-01', openMinor: 100_000n }],
    ...change,
  });
const due = (change: Partial<InterestQuestion>) => {
  const answer = ask(change);
  if (answer.kind !== 'interest') throw new Error(JSON.stringify(answer));
  return answer;
};
const interestOf = (interest: object) => chargesSchema.parse({ interest }).interest;
const contract = (annualPercent: string): ContractRate => ({ annualPercent, dayCount: 'actual/365' });
const row = (from: string, until: string, percent: string): RateRow => ({
  from,
  until,
  percent,
  source: 'test',
  effectiveOn: from,
});
/** One day of a regime: its rate on that day, as the segments show it. */
const rateOn = (regime: RegimeKey, on: string, kind: InterestQuestion['kind'] = 'business') => {
  const answer = ask({
    regime,
    kind,
    dueOn: addDays(on, -1),
    until: on,
    balances: [{ from: '2000-01-01', openMinor: 100n }],
    currency: regime === 'uk' ? 'GBP' : 'EUR',
  });
  return answer.kind === 'interest' ? answer.segments[0]?.rate : answer.kind;
};

// Interest that others computed or published: source, percent, open amount, days, interest.
const workedOut: readonly (readonly [string, string, bigint, number, bigint])[] = [
  [
    'gov.uk, "Charge interest on a late commercial payment" (unrounded; it rounds the day to 23p first and says 11.50)',
    '8.5',
    100_000n,
    50,
    1164n,
  ],
  ['gov.uk, the same example, a year', '8.5', 100_000n, 365, 8500n],
  ['payontime.co.uk, forum answer 1843: 1,000 at 8.5 %, 30 days', '8.5', 100_000n, 30, 699n],
  ['erpnext test_dunning.py: 100 at 10 %, 15 days', '10', 10_000n, 15, 41n],
  ['anleiter.de, "Wie berechnet man Verzugszinsen": 1,000 at 5.12 %, 25 days', '5.12', 100_000n, 25, 351n],
  ['usewolfx.com, late payment interest: 10,000 at 11.75 %, a day', '11.75', 1_000_000n, 1, 322n],
  ['tools.gera.services: 12,000 at 13 %, a day is about 4.27', '13', 1_200_000n, 1, 427n],
  ['tools.gera.services: 12,000 at 13 %, 90 days are roughly 384', '13', 1_200_000n, 90, 38_466n],
  ['toolfy.io: 2,000 at 13.25 %, 45 days (it rounds the factor and says 32.66)', '13.25', 200_000n, 45, 3267n],
  ['paidnice help 11600906: 5,000 at 12.25 %, a day is 1.68', '12.25', 500_000n, 1, 168n],
  ['paidnice help 11600906: 101 days (it multiplies the rounded day and says 169.68)', '12.25', 500_000n, 101, 16_949n],
  ['businesseastsussex.org.uk, court claim: 1,000 at 8 %, a year is 80', '8', 100_000n, 365, 8000n],
  ['businesseastsussex.org.uk: 50 days (it multiplies the rounded day and says 11)', '8', 100_000n, 50, 1096n],
  ['gov.ie, late payments: 8.00 % is a daily rate of 0.022 % (on 1,000,000.00)', '8', 100_000_000n, 1, 21_918n],
  ['danielssilverman.co.uk, interest calculator: 1,000 at 12 %, 30 days are 9.86', '12', 100_000n, 30, 986n],
  ['paidnice help 6192438: 10,000 at 7.9 %, a day is 2.16', '7.9', 1_000_000n, 1, 216n],
  ['paidnice help 6192438: 30 days (it multiplies the rounded day and says 64.80)', '7.9', 1_000_000n, 30, 6493n],
  ['economiasimple.net, "Interés de demora": 700 at 7 %, 15 days are 2.01', '7', 70_000n, 15, 201n],
];
// Source, law, day, percent a year.
const published: readonly (readonly [string, RegimeKey, string, string])[] = [
  ['BOE-A-2019-18736: first half of 2020', 'es', '2020-01-01', '8.00'],
  ['studylib.es 5259268, table of the tipos legales: 24 February to 30 June 2013', 'es', '2013-02-24', '8.75'],
  ['the same, its last day', 'es', '2013-06-30', '8.75'],
  ['studylib.es 5259268: first half of 2014', 'es', '2014-03-01', '8.25'],
  ['studylib.es 5259268: second half of 2014', 'es', '2014-10-01', '8.15'],
  ['studylib.es 5259268: first half of 2015', 'es', '2015-06-30', '8.05'],
  ['contem.es: second half of 2017', 'es', '2017-07-01', '8.00'],
  ['tax.es: second half of 2021', 'es', '2021-11-24', '8.00'],
  ['sage.com/es-es: first quarter of 2023', 'es', '2023-03-31', '10.50'],
  ['enterprise.gov.ie: 16 March 2013', 'eu', '2013-03-16', '8.75'],
  ['enterprise.gov.ie: 1 July 2013', 'eu', '2013-07-01', '8.50'],
  ['enterprise.gov.ie: 1 January 2016', 'eu', '2016-01-01', '8.05'],
  ['enterprise.gov.ie: 1 July 2016', 'eu', '2016-07-01', '8.00'],
  ['enterprise.gov.ie: 1 July 2023', 'eu', '2023-07-01', '12.00'],
  ['enterprise.gov.ie: 1 January 2024', 'eu', '2024-01-01', '12.50'],
  ['enterprise.gov.ie: 1 July 2024', 'eu', '2024-07-01', '12.25'],
  ['taylorryan.ie: first half of 2026', 'eu', '2026-06-30', '10.15'],
  ['Bundesbank by rechtsanwaeltin-fuldner: -0.73 from July 2014', 'de', '2014-07-29', '8.27'],
  ['Börsen-Zeitung: -0.88 from July 2016', 'de', '2016-07-01', '8.12'],
  ['Bundesbank: unchanged in January 2021', 'de', '2021-01-01', '8.12'],
  ['stb-bruns.com: 1.62 from January 2023', 'de', '2023-01-01', '10.62'],
  ['Bundesbank by finanzmarktnachrichten.de: 1.27 from January 2026', 'de', '2026-01-01', '10.27'],
  ['payontime.co.uk table: first half of 2024', 'uk', '2024-01-01', '13.25'],
  ['payontime.co.uk: second half of 2023', 'uk', '2023-12-31', '13.00'],
  ['payontime.co.uk: first half of 2023', 'uk', '2023-06-30', '11.50'],
  ['payontime.co.uk: second half of 2022', 'uk', '2022-07-01', '9.25'],
  ['payontime.co.uk: first half of 2022', 'uk', '2022-01-01', '8.25'],
  ['payontime.co.uk: second half of 2020', 'uk', '2020-07-01', '8.10'],
  ['payontime.co.uk: first half of 2020', 'uk', '2020-06-30', '8.75'],
  ['payontime.co.uk: second half of 2018', 'uk', '2018-12-31', '8.50'],
  ['payontime.co.uk: first half of 2017', 'uk', '2017-01-01', '8.25'],
  ['payontime.co.uk: second half of 2013', 'uk', '2013-07-01', '8.50'],
  ['paidnice (base rate of May 2025): second half of 2025', 'uk', '2025-07-01', '12.25'],
  ['paymentcheck.co.uk, usewolfx.com: first half of 2026', 'uk', '2026-01-01', '11.75'],
  ['oiyo-calculations on glama.ai, as of 2026-11-22: second half of 2026, Spain', 'es', '2026-07-01', '10.40'],
  ['ECB page of key rates, as read on 2026-08-14: 2.40 from 17 June 2026', 'eu', '2026-12-31', '10.40'],
  ['oiyo-calculations on glama.ai: from 1 July 2026, Germany', 'de', '2026-07-01', '10.52'],
  ['decisionscalc on glama.ai: interest that starts from 1 July to 31 December 2026', 'uk', '2026-12-31', '11.75'],
];

describe('interest that an independent source has computed', () => {
  it.each(workedOut)('%s', (_source, percent, openMinor, days, minor) => {
    expect(
      due({
        regime: contract(percent),
        until: addDays('2023-01-31', days),
        balances: [{ from: '2023-01-01', openMinor }],
      }).minor,
    ).toBe(minor);
  });

  it('across a rate change: 1,000.00 for ten days at 10.62 % and 62 at 12.12 % (rates of erpnext issue 37095)', () => {
    const answer = due({
      regime: 'de',
      dueOn: '2023-06-20',
      until: '2023-08-31',
      balances: [
        { from: '2023-05-20', openMinor: 100_000n },
        { from: '2023-08-31', openMinor: 0n },
      ],
    });
    expect(answer.minor).toBe(2350n);
    expect(answer.segments.map(({ from, to, days, rate, baseMinor }) => [from, to, days, rate, baseMinor])).toEqual([
      ['2023-06-21', '2023-06-30', 10, '10.62', 100_000n],
      ['2023-07-01', '2023-08-31', 62, '12.12', 100_000n],
    ]);
  });

  it('counts four days from a due date on 1 July to a payment on the 5th (wirtschaftswissen.de)', () => {
    expect(
      due({
        regime: 'de',
        dueOn: '2021-07-01',
        until: '2021-07-05',
        balances: [{ from: '2021-06-01', openMinor: 100_000n }],
      }).segments.map((segment) => segment.days),
    ).toEqual([4]);
  });

  it('locks the rate of a debt against later rises (lovetts.co.uk; penningtonslaw.com on A&V v J&B Hopkins)', () => {
    expect(rateOn('uk', '2017-12-31')).toBe('8.25');
    const old = due({
      regime: 'uk',
      currency: 'GBP',
      dueOn: '2017-11-30',
      until: '2019-03-31',
      balances: [{ from: '2017-11-01', openMinor: 100_000n }],
    });
    expect(old.segments.map((segment) => [segment.rate, segment.days])).toEqual([['8.25', 486]]);
  });
});

it('has at least thirty cases with a named source, besides the golden numbers', () => {
  const golden = /over 50 days|unrounded|test_dunning/;
  const named = new Set(
    [...workedOut, ...published]
      .map(([source]) => source)
      .filter((source) => !golden.test(source) && /[a-zA-Z]{3}/.test(source)),
  );
  expect(named.size).toBeGreaterThanOrEqual(30);
  expect([workedOut.length, published.length]).toEqual([
    new Set(workedOut.map(([source]) => source)).size,
    new Set(published.map(([source]) => source)).size,
  ]);
});

describe('the rate that a law gives on a day', () => {
  it.each(published)('%s', (_source, regime, on, rate) => {
    expect(rateOn(regime, on)).toBe(rate);
  });

  it('is five points above the base rate for consumers in Germany; laws on commercial debts give none', () => {
    expect(rateOn('de', '2023-01-01', 'consumer')).toBe('6.62');
    expect(rateOn('de', '2020-01-01', 'consumer')).toBe('4.12');
    expect(rateOn('de', '2023-01-01', 'public-body')).toBe('10.62');
    for (const regime of ['eu', 'es', 'uk', 'cl'] as const)
      expect(ask({ regime, kind: 'consumer', currency: 'CLP' })).toEqual({
        kind: 'not-applicable',
        regime,
        because: 'debtor-kind',
      });
  });

  it('is unknown before the law, after the last published half-year, and in Chile without own rows', () => {
    expect(ask({ regime: 'es', dueOn: '2026-11-30', until: '2027-01-15' })).toEqual({
      kind: 'no-rate',
      regime: 'es',
      on: '2027-01-01',
    });
    expect(
      ask({
        regime: 'es',
        dueOn: '2013-02-01',
        until: '2013-02-10',
        balances: [{ from: '2013-01-01', openMinor: 1n }],
      }),
    ).toEqual({ kind: 'no-rate', regime: 'es', on: '2013-02-02' });
    expect(ask({ regime: 'uk', currency: 'GBP', dueOn: '2026-12-31', until: '2027-01-01' })).toEqual({
      kind: 'no-rate',
      regime: 'uk',
      on: '2027-01-01',
    });
    expect(ask({ regime: 'cl', currency: 'CLP' })).toEqual({ kind: 'no-rate', regime: 'cl', on: '2023-02-01' });
    expect(ask({ regime: 'cl', currency: 'EUR' })).toEqual({
      kind: 'not-applicable',
      regime: 'cl',
      because: 'currency',
    });
  });

  it('can be entered by the organization, and then replaces the row of the table', () => {
    const rates = [row('2027-01-01', '2027-06-30', '2.65')];
    expect(
      due({
        regime: 'es',
        dueOn: '2026-12-21',
        until: '2027-01-10',
        balances: [{ from: '2026-05-01', openMinor: 100n }],
        rates,
      }).segments.map(({ rate, days }) => [rate, days]),
    ).toEqual([
      ['10.40', 10],
      ['10.65', 10],
    ]);
    expect(due({ regime: 'eu', rates: [row('2023-01-01', '2023-06-30', '3.00')] }).segments[0]?.rate).toBe('11.00');
  });

  it('of a debt in the United Kingdom is the rate of its first day late, although it fell due the day before', () => {
    expect(due({ regime: 'uk', currency: 'GBP', dueOn: '2022-12-31', until: '2023-01-01' }).segments).toEqual([]);
    expect(
      due({
        regime: 'uk',
        currency: 'GBP',
        dueOn: '2022-12-31',
        until: '2023-09-30',
        balances: [{ from: '2022-12-01', openMinor: 100n }],
      }).segments.map((segment) => segment.rate),
    ).toEqual(['11.50']);
    expect(
      due({
        regime: 'uk',
        currency: 'GBP',
        dueOn: '2022-12-30',
        until: '2023-09-30',
        balances: [{ from: '2022-12-01', openMinor: 100n }],
      }).segments.map((segment) => segment.rate),
    ).toEqual(['9.25']);
  });

  it('comes from the law of the country, and is unknown when Puntual does not know that law', () => {
    expect(['ES', 'DE', 'GB', 'CL', 'IT', 'FR', 'US', ''].map(regimeOfCountry)).toEqual([
      'es',
      'de',
      'uk',
      'cl',
      'eu',
      null,
      null,
      null,
    ]);
  });

  it('changes with the margin inside a half-year too', () => {
    const [first] = interestRegimes.eu.margins;
    if (!first) throw new Error('the directive has its margin');
    const raised = { ...interestRegimes.eu, margins: [first, { ...first, from: '2023-04-01', points: '9' }] };
    expect(
      ['2023-03-31', '2023-04-01']
        .map((on) => regimeRateOn(raised, 'business', on))
        .map((rate) => rate && [percentText(rate.share), rate.until]),
    ).toEqual([
      ['10.50', '2023-03-31'],
      ['11.50', '2023-06-30'],
    ]);
  });
  it('names the law and the source of the reference rate', () => {
    expect(due({ regime: 'de' }).segments[0]?.source).toBe(
      'BGB § 288: 1.62 % + 9 pp (Deutsche Bundesbank, Bekanntgabe des Basiszinssatzes (section 247 BGB, ' +
        'Bundesanzeiger))',
    );
  });
});

describe('interest runs', () => {
  it('on the declining balance: a part payment counts on its day, and the rest from the day after', () => {
    const answer = due({
      regime: contract('10'),
      dueOn: '2023-01-31',
      until: '2023-03-02',
      balances: [
        { from: '2023-01-01', openMinor: 100_000n },
        { from: '2023-02-10', openMinor: 40_000n },
        { from: '2023-02-20', openMinor: 0n },
        { from: '2023-02-25', openMinor: 40_000n },
      ],
    });
    expect(answer.segments.map(({ from, to, baseMinor }) => [from, to, baseMinor])).toEqual([
      ['2023-02-01', '2023-02-10', 100_000n],
      ['2023-02-11', '2023-02-20', 40_000n],
      ['2023-02-26', '2023-03-02', 40_000n],
    ]);
    expect(answer.minor).toBe(438n);
  });
  it('in Spain, the United Kingdom and by contract to the last cent, and over a leap year (R54)', () => {
    const claim = { dueOn: '2026-06-20', balances: [{ from: '2026-06-20', openMinor: 100_000n }] };
    const paidInPart = [...claim.balances, { from: '2026-07-10', openMinor: 60_000n }];
    expect([
      due({ ...claim, regime: 'es', balances: paidInPart, until: '2026-07-20' }).minor,
      due({ ...claim, regime: 'uk', currency: 'GBP', until: '2026-08-09' }).minor,
      due({
        regime: contract('10'),
        dueOn: '2027-12-31',
        balances: [{ from: '2027-12-31', openMinor: 100_000n }],
        until: '2028-12-31',
      }).minor,
    ]).toEqual([734n, 1610n, 10_027n]);
  });
  it('on the undisputed part while a dispute is open', () => {
    const answer = due({
      regime: contract('10'),
      disputed: [
        { from: '2023-02-10', minor: 30_000n },
        { from: '2023-02-20', minor: 0n },
      ],
    });
    expect(answer.segments.map(({ days, baseMinor }) => [days, baseMinor])).toEqual([
      [10, 100_000n],
      [10, 70_000n],
      [10, 100_000n],
    ]);
    expect(due({ regime: contract('10'), disputed: [{ from: '2023-01-01', minor: 500_000n }] }).minor).toBe(0n);
  });
  it('on no day without an open amount, not on the due date, and needs no rate on such days', () => {
    expect(due({ until: '2023-01-31' })).toMatchObject({ minor: 0n, segments: [] });
    expect(due({ until: '2022-06-01' }).minor).toBe(0n);
    expect(
      due({ regime: contract('10'), balances: [{ from: '2023-02-10', openMinor: 100_000n }] }).segments[0]?.from,
    ).toBe('2023-02-11');
    expect(due({ regime: 'es', until: '2030-01-01', balances: [{ from: '2023-01-01', openMinor: 0n }] }).minor).toBe(
      0n,
    );
  });
  it("from the end of the contract's grace", () => {
    expect(
      due({ regime: { ...contract('10'), graceDays: 10 } }).segments.map(({ from, days }) => [from, days]),
    ).toEqual([['2023-02-11', 20]]);
    expect(due({ regime: { ...contract('10'), graceDays: 40 } }).minor).toBe(0n);
  });
  it('as the policy says: by the law of the country, by contract, or not at all', () => {
    expect(policyInterest(interestOf({ regime: 'statutory' }), 'ES')).toBe('es');
    expect(policyInterest(interestOf({ regime: 'statutory' }), 'US')).toBe(null);
    expect(policyInterest(interestOf({ regime: 'contractual', percentPerYear: '12.5', graceDays: 3 }), 'US')).toEqual({
      annualPercent: '12.5',
      dayCount: 'actual/365',
      graceDays: 3,
    });
    const maximum = [row('2023-01-01', '2023-12-31', '9')];
    expect(policyInterest(interestOf({ regime: 'contractual', percentPerYear: '12.5', maximum }), 'US')).toMatchObject({
      annualPercent: '12.5',
      maximum,
    });
    expect(policyInterest(null, 'ES')).toBe(null);
  });
  it('in minor units of the currency: pesos and yen have no decimals, dinars have three', () => {
    const year = { regime: contract('10'), until: '2024-01-31' };
    expect(due({ ...year, currency: 'CLP', balances: [{ from: '2023-01-01', openMinor: 1_234_567n }] }).minor).toBe(
      123_457n,
    );
    expect(due({ ...year, currency: 'JPY', balances: [{ from: '2023-01-01', openMinor: 1_005n }] }).minor).toBe(100n);
    expect(due({ ...year, currency: 'KWD', balances: [{ from: '2023-01-01', openMinor: 1_234_565n }] }).minor).toBe(
      123_456n,
    );
  });
  it('over years of 360 days in Chile, at the rate of each publication', () => {
    const answer = due({
      regime: 'cl',
      currency: 'CLP',
      dueOn: '2026-01-31',
      until: '2026-03-02',
      balances: [{ from: '2026-01-01', openMinor: 10_000_000n }],
      rates: [row('2026-01-15', '2026-02-14', '14.40'), row('2026-02-15', '2026-03-14', '18.00')],
    });
    expect(answer.segments.map(({ days, rate, amount }) => [days, rate, amount])).toEqual([
      [14, '14.40', { numerator: 56_000n, denominator: 1n }],
      [16, '18.00', { numerator: 80_000n, denominator: 1n }],
    ]);
    expect([answer.minor, answer.dayCount]).toEqual([136_000n, 'actual/360']);
  });
  it('at most at the highest lawful rate of the day, and not at all when that rate is unknown', () => {
    const capped = {
      annualPercent: '20',
      dayCount: 'actual/365',
      maximum: [row('2023-01-01', '2023-02-15', '18'), row('2023-02-16', '2023-12-31', '25')],
    } as const;
    expect(due({ regime: capped }).segments.map(({ days, rate }) => [days, rate])).toEqual([
      [15, '18.00'],
      [15, '20.00'],
    ]);
    expect(ask({ regime: capped, until: '2024-01-05' })).toEqual({
      kind: 'no-rate',
      regime: 'contract',
      on: '2024-01-01',
    });
  });
  it('less the interest that was charged before, never below zero', () => {
    expect([interestToCharge(100n, 40n), interestToCharge(40n, 40n), interestToCharge(30n, 40n)]).toEqual([
      60n,
      0n,
      0n,
    ]);
  });
});

describe('for any debt', () => {
  const debts = fc
    .record({
      regime: fc.constantFrom<RegimeKey | ContractRate>('eu', 'es', 'de', 'uk', contract('9.87')),
      currency: fc.constantFrom('EUR', 'CLP', 'KWD'),
      dueOn: fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2015-01-01', days)),
      days: fc.integer({ min: -20, max: 700 }),
      balances: fc.array(
        fc.record({ day: fc.integer({ min: -30, max: 700 }), openMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }) }),
        { minLength: 1, maxLength: 5 },
      ),
      disputed: fc.array(
        fc.record({ day: fc.integer({ min: -30, max: 700 }), minor: fc.bigInt({ min: 0n, max: 10n ** 9n }) }),
        { maxLength: 2 },
      ),
    })
    .map(({ days, balances, disputed, ...debt }): InterestQuestion => ({
      ...debt,
      kind: 'business',
      until: addDays(debt.dueOn, days),
      balances: balances
        .sort((a, b) => a.day - b.day)
        .map(({ day, openMinor }) => ({ from: addDays(debt.dueOn, day), openMinor })),
      disputed: disputed
        .sort((a, b) => a.day - b.day)
        .map(({ day, minor }) => ({ from: addDays(debt.dueOn, day), minor })),
    }));
  const interest = (question: InterestQuestion) => {
    const answer = interestDue(question);
    if (answer.kind !== 'interest') throw new Error(JSON.stringify(answer));
    return answer;
  };

  it('the exact interest up to a day plus the exact interest after it is the whole interest', () => {
    fc.assert(
      fc.property(debts, fc.integer({ min: -50, max: 800 }), (debt, cut) => {
        const middle = addDays(debt.dueOn, cut);
        const whole = interest(debt);
        const parts = [
          interest({ ...debt, until: middle < debt.until ? middle : debt.until }),
          interest({ ...debt, after: middle }),
        ];
        expect(parts.reduce((sum, part) => addFractions(sum, part.exact), ZERO)).toEqual(whole.exact);
      }),
      { numRuns: 200 },
    );
  });
  it('the exact interest is the sum of its segments, and is rounded once', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const answer = interest(debt);
        expect(answer.segments.reduce((sum, segment) => addFractions(sum, segment.amount), ZERO)).toEqual(answer.exact);
        expect(answer.minor).toBe(roundHalfEven(answer.exact));
      }),
    );
  });
  it('it never decreases from day to day, is never below zero, and is zero before default', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const [today, tomorrow] = [interest(debt), interest({ ...debt, until: addDays(debt.until, 1) })];
        expect(compareFractions(tomorrow.exact, today.exact)).toBeGreaterThanOrEqual(0);
        expect(today.minor >= 0n).toBe(true);
        if (debt.until <= debt.dueOn) expect(today.exact).toEqual(ZERO);
      }),
    );
  });
  it('its segments lie within the late days, do not overlap, and have no more days than those', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { segments } = interest(debt);
        segments.forEach((segment, index) => {
          expect(segment.days).toBe(daysBetween(segment.from, segment.to) + 1);
          expect(
            segment.from > debt.dueOn && segment.to <= debt.until && segment.days > 0 && segment.baseMinor > 0n,
          ).toBe(true);
          const before = segments[index - 1];
          if (before) expect(segment.from > before.to).toBe(true);
        });
      }),
    );
  });
  it('a regime with a locked rate has one rate; a floating one has one rate per half-year', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { segments } = interest(debt);
        if (debt.regime === 'uk') expect(new Set(segments.map((segment) => segment.rate)).size).toBeLessThanOrEqual(1);
        const half = (date: string) => `${date.slice(0, 4)}${date.slice(5, 7) <= '06' ? 'a' : 'b'}`;
        if (typeof debt.regime === 'string' && debt.regime !== 'uk')
          for (const segment of segments) expect(half(segment.from)).toBe(half(segment.to));
      }),
    );
  });
  it('there is a regime for each law', () => {
    expect([...REGIMES].sort()).toEqual(['be', 'cl', 'de', 'es', 'eu', 'nl', 'uk']);
  });
});

describe('a country whose law differs from the directive', () => {
  // As Belgium publishes the rates of each half-year (SPF Finances, Moniteur belge).
  it.each([
    ['2013-06-30', '9.00'],
    ['2013-12-31', '8.50'],
    ['2014-12-31', '8.50'],
    ['2015-12-31', '8.50'],
    ['2016-06-30', '8.50'],
    ['2016-12-31', '8.00'],
    ['2023-12-31', '12.00'],
    ['2024-12-31', '12.50'],
    ['2025-06-30', '11.50'],
    ['2025-12-31', '10.50'],
    ['2026-06-30', '10.50'],
    ['2026-12-31', '10.50'],
  ])('Belgium, %s: %s %%, rounded up to the half point', (on, rate) => {
    expect(regimeOfCountry('BE')).toBe('be');
    expect(rateOn('be', on)).toBe(rate);
  });

  it('the Netherlands add the interest of each completed year to the sum that bears interest', () => {
    const debt = { dueOn: '2024-12-31', balances: [{ from: '2024-12-01', openMinor: 100_000n }] };
    expect(regimeOfCountry('NL')).toBe('nl');
    // 2025: 1,000.00 at 11.15 % for 181 days and at 10.15 % for 184 days is 106.46.
    expect(due({ ...debt, regime: 'nl', until: '2025-12-31' }).minor).toBe(10_646n);
    // 2026: 1,106.46 at 10.15 % for 181 days and at 10.40 % for 184 days is 113.70.
    const twoYears = due({ ...debt, regime: 'nl', until: '2026-12-31' });
    expect(twoYears.minor).toBe(22_016n);
    expect(twoYears.segments.map(({ from, baseMinor }) => [from, baseMinor])).toEqual([
      ['2025-01-01', 100_000n],
      ['2025-07-01', 100_000n],
      ['2026-01-01', 110_646n],
      ['2026-07-01', 110_646n],
    ]);
    expect(due({ ...debt, regime: 'eu', until: '2026-12-31' }).minor).toBe(20_922n);
  });

  it('a year of delay from 29 February ends on 28 February', () => {
    const answer = due({
      regime: 'nl',
      dueOn: '2024-02-29',
      until: '2025-03-01',
      balances: [{ from: '2024-02-01', openMinor: 100_000n }],
    });
    expect(answer.segments.at(-1)).toMatchObject({ from: '2025-03-01', days: 1 });
  });

  it('rows that an organization entered for the directive hold for Belgium and the Netherlands too', () => {
    const own = { eu: [row('2027-01-01', '2027-06-30', '2.15')] };
    expect(furtherRates(own, 'be', [])).toEqual(own.eu);
    expect(furtherRates(own, 'nl', [])).toEqual(own.eu);
    expect(furtherRates({ ...own, nl: [row('2027-01-01', '2027-06-30', '3.00')] }, 'nl', [])).toMatchObject([
      { percent: '3.00' },
    ]);
  });
});

describe('whether a law gives interest', () => {
  it('depends on its country, the kind of the debtor and the currency of the claim', () => {
    expect(givesInterest('CL', 'business', 'CLP')).toBe(true);
    expect(givesInterest('CL', 'business', 'USD')).toBe(false);
    expect(givesInterest('ES', 'business', 'USD')).toBe(true);
    expect(givesInterest('ES', 'consumer', 'EUR')).toBe(false);
    expect(givesInterest('FR', 'business', 'EUR')).toBe(false);
  });
});
