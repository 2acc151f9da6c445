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
  it('interest in the stages that the policy names only, by default in the demand', () => {
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
  it('interest on the declining balance, less the interest charged before', () => {
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
  it('no fee, lump sum or interest again that was charged before, also when it was waived', () => {
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
  it('interest on the undisputed part only, and nothing when the whole invoice is disputed', () => {
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

describe('policy and law limit charges', () => {
  it('the caps of the policy limit the sum of all charges; a limited charge names its cap', () => {
    const caps = [{ by: 'amount', amount: '43.00', source: 'contract, clause 7' }];
    const { charges } = charge({ ...statutory, caps });
    expect(charges.map(({ minor }) => minor)).toEqual([4000n, 300n]);
    expect(charges[1]).toMatchObject({ wholeMinor: 719n, how: { cappedBy: 'contract, clause 7' } });
    expect(charge({ ...statutory, caps: [{ ...caps[0], amount: '40.00' }] }).withheld).toEqual([
      { kind: 'interest', because: 'capped', regime: null, on: null, source: 'contract, clause 7' },
    ]);
  });
  it('a Chilean consumer owes no collection costs for twenty days, and limited ones afterwards', () => {
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
  it('no interest is charged without a known rate or law, or when the law spares the debtor', () => {
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
  it('interest uses the reference rates of the policy, else those that the organization entered', () => {
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
  it('interest uses the reference rates of the policy where those of the law are not known', () => {
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

describe('a penalty for each week late', () => {
  const penalty = (sum: object, maximum: object) => ({
    lateFee: { ...sum, stages: ['demand'], repeat: { everyDays: 7, maximum } },
  });
  const weeks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      key: `INV-1:fee:day-${7 * (index + 1)}`,
      kind: 'fee' as const,
      minor: 1200n,
    }));

  it('is one charge for the week, with the week in its derivation', () => {
    expect(charge(penalty({ amount: '12.00' }, { amount: '40.00' }), { charged: weeks(2) }).charges).toMatchObject([
      {
        key: 'INV-1:fee:day-21',
        minor: 1200n,
        how: { kind: 'fee', period: { number: 3, everyDays: 7 }, cappedBy: null },
      },
    ]);
    expect(charge(penalty({ percentOfOpen: '2' }, { amount: '90.00' })).charges[0]?.how).toMatchObject({
      percent: '2',
      base: '1000.00',
    });
  });
  it('stops at the policy’s maximum, the last charge being what is left of it', () => {
    const most = penalty({ amount: '12.00' }, { amount: '40.00' });
    expect(charge(most, { charged: weeks(3) }, '2024-02-28').charges).toMatchObject([
      { minor: 400n, how: { cappedBy: 'late-fee-maximum' } },
    ]);
    const full = [...weeks(3), { key: 'INV-1:fee:day-28', kind: 'fee' as const, minor: 400n }];
    expect(charge(most, { charged: full }, '2024-03-06')).toMatchObject({
      charges: [],
      withheld: [{ kind: 'fee', because: 'capped', source: 'late-fee-maximum' }],
    });
  });
  it('stops at the cap of a law, where one is known', () => {
    const debtor = { kind: 'consumer' as const, country: 'CL' };
    expect(
      charge(penalty({ amount: '12.00' }, { amount: '90.00' }), { debtor, charged: weeks(2) }).charges,
    ).toMatchObject([{ minor: 600n, how: { cappedBy: expect.stringContaining('Ley 19.496') } }]);
  });
  it('is not charged on what is disputed as a whole, and as a share only on the rest', () => {
    const share = penalty({ percentOfOpen: '2' }, { amount: '90.00' });
    expect(sums(share, { disputed: [{ from: '2024-02-10', minor: 100_000n }] })).toEqual([]);
    expect(sums(share, { disputed: [{ from: '2024-02-10', minor: 40_000n }] })).toEqual([['INV-1:fee:day-21', 1200n]]);
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
