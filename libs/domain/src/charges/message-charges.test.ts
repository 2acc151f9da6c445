import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { chargesSchema } from '../policy/policy-document.ts';
import { chargesWithMessage, type ChargeableInvoice } from './message-charges.ts';
import type { Stage } from '../policy/vocabulary.ts';

const line = (on: string, amountMinor: bigint) => ({ chargeId: null, on, amountMinor });
const invoice = (change: Partial<ChargeableInvoice> = {}): ChargeableInvoice => ({
  invoiceId: 'INV-1',
  currency: 'EUR',
  dueOn: '2024-01-31',
  lines: [line('2024-01-01', 100_000n)],
  disputed: [],
  debtor: { kind: 'business', country: 'ES' },
  lawCountry: 'ES',
  ownRates: {},
  charged: [],
  ...change,
});
const charge = (
  charges: object,
  change: Partial<ChargeableInvoice> = {},
  today = '2024-02-21',
  stage: Stage = 'demand',
) => chargesWithMessage({ currency: 'EUR', charges: chargesSchema.parse(charges) }, stage, invoice(change), today);
const sums = (...[charges, change, today, stage]: Parameters<typeof charge>) =>
  charge(charges, change, today, stage).charges.map(({ key, minor }) => [key, minor]);
const statutory = { interest: { regime: 'statutory' } };
const contractual = (percentPerYear: string, more: object = {}) => ({
  interest: { regime: 'contractual', percentPerYear, ...more },
});

describe('a message about a late invoice charges', () => {
  it("the law's lump sum and its interest, with source and every run of days", () => {
    const { charges } = charge(statutory);
    // 1,000.00 over 21 days at 12.50 %: 7.19.
    expect(charges.map(({ key, minor }) => [key, minor])).toEqual([
      ['INV-1:lump-sum', 4000n],
      ['INV-1:interest:2024-02-21', 719n],
    ]);
    expect(charges[1]?.how).toMatchObject({
      kind: 'interest',
      until: '2024-02-21',
      dayCount: 'actual/365',
      before: '0.00',
      segments: [{ from: '2024-02-01', to: '2024-02-21', days: 21, rate: '12.50', base: '1000.00' }],
    });
    expect(charges[1]?.how.kind === 'interest' && charges[1].how.segments[0]?.source).toContain(
      'European Central Bank',
    );
    expect(charges[0]?.how).toMatchObject({ source: 'Ley 3/2004, art. 8.1' });
  });
  it('only in the stages that the policy names: the demand, when it names none', () => {
    expect(sums(statutory, {}, '2024-02-08', 'follow-up')).toEqual([]);
    expect(
      sums({ interest: { regime: 'statutory', stages: ['follow-up'], lumpSum: false } }, {}, '2024-02-21', 'follow-up'),
    ).toEqual([['INV-1:interest:2024-02-21', 719n]]);
    expect(sums({ lateFee: { amount: '12.00', stages: ['follow-up'] } }, {}, '2024-02-08', 'follow-up')).toEqual([
      ['INV-1:fee:follow-up', 1200n],
    ]);
  });
  it('nothing up to the due date, and nothing when nothing is open', () => {
    expect(sums(statutory, {}, '2024-01-31')).toEqual([]);
    expect(sums(statutory, { lines: [line('2024-01-01', 100_000n), line('2024-02-10', -100_000n)] })).toEqual([]);
  });
  it('interest on the declining balance, and only what was not charged before', () => {
    const lines = [line('2024-01-01', 100_000n), line('2024-02-10', -60_000n)];
    // 10 days on 1,000.00 and 11 on 400.00 at 12.50 %: 3.4247 + 1.5068 = 4.93.
    expect(
      sums(statutory, {
        lines,
        charged: [
          { key: 'INV-1:lump-sum', kind: 'lump-sum', minor: 4000n },
          { key: 'INV-1:interest:2024-02-08', kind: 'interest', minor: 274n },
        ],
      }),
    ).toEqual([['INV-1:interest:2024-02-21', 219n]]);
  });
  it('no fee and no lump sum twice, waived ones counted, and none for a waived interest again', () => {
    const charged = [
      { key: 'INV-1:lump-sum', kind: 'lump-sum' as const, minor: 4000n },
      { key: 'INV-1:fee:demand', kind: 'fee' as const, minor: 500n },
      { key: 'INV-1:interest:2024-02-21', kind: 'interest' as const, minor: 719n },
    ];
    expect(charge({ ...statutory, lateFee: { amount: '5.00', stages: ['demand'] } }, { charged })).toEqual({
      charges: [],
      withheld: [],
    });
  });
  it('interest on the undisputed part alone, and nothing where all is disputed', () => {
    expect(sums(contractual('10'), { disputed: [{ from: '2024-01-31', minor: 40_000n }] })).toEqual([
      ['INV-1:interest:2024-02-21', 345n],
    ]);
    expect(
      charge(
        { ...contractual('10'), lateFee: { amount: '5.00', stages: ['demand'] } },
        { disputed: [{ from: '2024-02-10', minor: 900_000n }] },
      ).charges,
    ).toEqual([]);
  });
});

describe('what policy and law allow', () => {
  it('caps the sum of all charges, and names the cap', () => {
    const caps = [{ by: 'amount', amount: '43.00', source: 'contract, clause 7' }];
    const { charges } = charge({ ...statutory, caps });
    expect(charges.map(({ minor }) => minor)).toEqual([4000n, 300n]);
    expect(charges[1]).toMatchObject({ wholeMinor: 719n, how: { cappedBy: 'contract, clause 7' } });
    expect(charge({ ...statutory, caps: [{ ...caps[0], amount: '40.00' }] }).withheld).toEqual([
      { kind: 'interest', because: 'capped', regime: null, on: null, source: 'contract, clause 7' },
    ]);
  });
  it('spares a Chilean consumer the costs of collecting for twenty days, and caps them then', () => {
    const chilean = {
      currency: 'CLP',
      lines: [line('2024-01-01', 100_000n)],
      debtor: { kind: 'consumer' as const, country: 'CL' },
      lawCountry: 'CL',
    };
    const fee = { lateFee: { amount: { CLP: '9000' }, stages: ['demand'] } };
    expect(charge(fee, chilean, addDays('2024-01-31', 20))).toMatchObject({
      charges: [],
      withheld: [{ kind: 'fee', because: 'free-days' }],
    });
    expect(sums(fee, chilean, addDays('2024-01-31', 21))).toEqual([['INV-1:fee:demand', 3000n]]);
  });
  it('withholds interest without a rate, for a debtor whom the law spares, or under an unknown law', () => {
    expect(
      charge(statutory, { dueOn: '2030-01-31', lines: [line('2030-01-01', 100_000n)] }, '2030-02-21').withheld,
    ).toEqual([{ kind: 'interest', because: 'no-rate', regime: 'es', on: '2030-02-01', source: null }]);
    expect(charge(statutory, { debtor: { kind: 'consumer', country: 'ES' } }).withheld).toMatchObject([
      { kind: 'lump-sum', because: 'debtor-kind' },
      { kind: 'interest', because: 'debtor-kind' },
    ]);
    expect(charge(statutory, { lawCountry: 'US' })).toMatchObject({
      charges: [],
      withheld: [{ kind: 'interest', because: 'law-not-known' }],
    });
    expect(charge({ lateFee: { amount: '5.00', stages: ['demand'] } }, { currency: 'CLP' }).withheld).toMatchObject([
      { kind: 'fee', because: 'currency' },
    ]);
  });
  it('takes the rates that the organization has entered, and before them those of the policy', () => {
    const own = (percent: string) => [
      {
        from: '2030-01-01',
        until: '2030-06-30',
        percent,
        source: 'Resolución del Tesoro, own reading',
        effectiveOn: '2029-12-15',
      },
    ];
    const late = {
      dueOn: '2030-01-31',
      lines: [line('2030-01-01', 100_000n)],
      ownRates: { es: own('2.50'), de: own('7.00') },
    };
    expect(sums({ interest: { regime: 'statutory', lumpSum: false } }, late, '2030-02-21')).toEqual([
      ['INV-1:interest:2030-02-21', 604n],
    ]);
    expect(
      charge({ interest: { regime: 'statutory', lumpSum: false } }, late, '2030-02-21').charges[0]?.how,
    ).toMatchObject({
      segments: [{ rate: '10.50', source: 'Ley 3/2004, art. 7: 2.50 % + 8 pp (Resolución del Tesoro, own reading)' }],
    });
    expect(sums({ interest: { regime: 'statutory', lumpSum: false, rates: own('3.00') } }, late, '2030-02-21')).toEqual(
      [['INV-1:interest:2030-02-21', 633n]],
    );
    expect(charge(statutory, { ...late, ownRates: { de: own('7.00') } }, '2030-02-21').withheld).toMatchObject([
      { because: 'no-rate', on: '2030-02-01' },
    ]);
  });
  it("takes the organization's own rates where the law's are not known", () => {
    const rates = [
      {
        from: '2030-01-01',
        until: '2030-06-30',
        percent: '2.50',
        source: 'ECB, own reading',
        effectiveOn: '2029-12-15',
      },
    ];
    expect(
      sums(
        { interest: { regime: 'statutory', lumpSum: false, rates } },
        { dueOn: '2030-01-31', lines: [line('2030-01-01', 100_000n)] },
        '2030-02-21',
      ),
    ).toEqual([['INV-1:interest:2030-02-21', 604n]]);
  });
});

describe('a sum that was never owed', () => {
  const credited = { ...line('2024-02-16', -60_000n), corrects: true };

  it('bears no interest, not even for the days before its credit note', () => {
    // 400.00 over 21 days at 12.50 %: 2.88. A payment of that day leaves ten days on the whole.
    expect(sums(statutory, { lines: [line('2024-01-01', 100_000n), credited] })).toContainEqual([
      'INV-1:interest:2024-02-21',
      288n,
    ]);
    expect(sums(statutory, { lines: [line('2024-01-01', 100_000n), line('2024-02-16', -60_000n)] })).toContainEqual([
      'INV-1:interest:2024-02-21',
      616n,
    ]);
  });

  it('does not count for the size of the lump sum', () => {
    const uk = { currency: 'GBP', debtor: { kind: 'business', country: 'GB' } as const, lawCountry: 'GB' };
    const lines = [line('2024-01-01', 150_000n), credited];
    expect(sums(statutory, { ...uk, lines })).toContainEqual(['INV-1:lump-sum', 4000n]);
    expect(sums(statutory, { ...uk, lines: [line('2024-01-01', 150_000n)] })).toContainEqual(['INV-1:lump-sum', 7000n]);
  });
});

describe('in Chile, where the term by law runs from the receipt', () => {
  // Issued on 1 September 2026, received on the 3rd, due by the ERP on 31 October; 500,000 paid on 5 November.
  const cl = {
    currency: 'CLP',
    debtor: { kind: 'business', country: 'CL' } as const,
    lawCountry: 'CL',
    dueOn: '2026-10-31',
    lines: [line('2026-09-01', 1_500_050n), line('2026-11-05', -500_000n)],
    ownRates: {
      cl: [{ from: '2026-07-01', until: '2026-12-31', percent: '12', source: 'CMF', effectiveOn: '2026-07-01' }],
    },
  };
  it('interest counts from the due date that the ERP says, and the commission is of what was open on it', () => {
    const { charges } = charge(statutory, cl, '2026-11-10');
    expect(charges.map(({ kind, minor }) => [kind, minor])).toEqual([
      ['lump-sum', 15_000n],
      // 5 days on 1,500,050 and 5 on 1,000,050 at 12 % over 360 days: 2,500.08 + 1,666.75.
      ['interest', 4_167n],
    ]);
    expect(charges[1]?.how).toMatchObject({ segments: [{ from: '2026-11-01' }, { from: '2026-11-06' }] });
  });
  it('the commission comes once, also after a part payment', () => {
    const charged = [{ key: 'INV-1:lump-sum', kind: 'lump-sum', minor: 15_000n } as const];
    expect(charge(statutory, { ...cl, charged }, '2026-11-20').charges.map(({ kind }) => kind)).toEqual(['interest']);
  });
});
