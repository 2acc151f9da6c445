import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { chargesSchema } from '../policy/policy-document.ts';
import { chargesWithMessage, type ChargeableInvoice } from './message-charges.ts';

const line = (on: string, amountMinor: bigint) => ({ chargeId: null, on, amountMinor });
const charge = (charges: object, change: Partial<ChargeableInvoice> = {}, today = '2024-02-21') =>
  chargesWithMessage(
    { currency: 'EUR', charges: chargesSchema.parse(charges) },
    'demand',
    {
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
    },
    today,
  );
const statutory = { interest: { regime: 'statutory' } };
const fee = (more: object = {}) => ({ lateFee: { amount: '12.00', stages: ['demand'], ...more } });
const chile = { currency: 'CLP', debtor: { kind: 'business', country: 'CL' }, lawCountry: 'CL' } as const;

describe('a charge that is withheld', () => {
  it.each<[string, object, Partial<ChargeableInvoice>, string, unknown]>([
    [
      'by the law’s free days',
      { lateFee: { amount: { CLP: '9000' }, stages: ['demand'] } },
      { ...chile, debtor: { kind: 'consumer', country: 'CL' } },
      addDays('2024-01-31', 20),
      [
        {
          kind: 'fee',
          because: 'free-days',
          regime: null,
          on: null,
          source: 'Ley 19.496, art. 37: costs of collecting only after the first twenty days of delay',
        },
      ],
    ],
    [
      'without a lump sum in the claim’s currency',
      statutory,
      { currency: 'USD' },
      '2024-02-21',
      [{ kind: 'lump-sum', because: 'currency', regime: 'es', on: null, source: null }],
    ],
    [
      'of a debtor whom the law spares',
      statutory,
      { debtor: { kind: 'consumer', country: 'ES' } },
      '2024-02-21',
      [
        { kind: 'lump-sum', because: 'debtor-kind', regime: 'es', on: null, source: null },
        { kind: 'interest', because: 'debtor-kind', regime: 'es', on: null, source: null },
      ],
    ],
    [
      'in a currency that the law does not know',
      statutory,
      { ...chile, currency: 'USD' },
      '2024-02-21',
      [
        { kind: 'lump-sum', because: 'currency', regime: 'cl', on: null, source: null },
        { kind: 'interest', because: 'currency', regime: 'cl', on: null, source: null },
      ],
    ],
    [
      'by a cap of the policy',
      { ...fee(), caps: [{ by: 'amount', amount: '0', source: 'clause' }] },
      {},
      '2024-02-21',
      [{ kind: 'fee', because: 'capped', regime: null, on: null, source: 'clause' }],
    ],
    [
      'in another currency than the fee',
      fee(),
      { currency: 'USD' },
      '2024-02-21',
      [{ kind: 'fee', because: 'currency', regime: null, on: null, source: null }],
    ],
    [
      'of a law that gives no lump sum yet',
      statutory,
      { ...chile, dueOn: '2010-01-31', lines: [line('2010-01-01', 1000n)] },
      '2010-02-21',
      [{ kind: 'interest', because: 'no-rate', regime: 'cl', on: '2010-02-01', source: null }],
    ],
  ])('%s', (_what, charges, change, today, withheld) => {
    expect(charge(charges, change, today).withheld).toEqual(withheld);
  });
  it('is none of a lump sum that comes to nothing', () => {
    const answer = charge(statutory, { ...chile, lines: [line('2024-01-01', 50n)] });
    expect([answer.charges, answer.withheld.map(({ kind }) => kind)]).toEqual([[], ['interest']]);
  });
});

describe('a charge says how it came about', () => {
  it('as a fee that comes once, whatever other fees there were', () => {
    const charged = [{ key: 'INV-1:fee:follow-up', kind: 'fee', minor: 500n } as const];
    expect(charge(fee(), { charged }).charges).toEqual([
      {
        key: 'INV-1:fee:demand',
        kind: 'fee',
        minor: 1200n,
        wholeMinor: 1200n,
        how: { kind: 'fee', stage: 'demand', cappedBy: null },
      },
    ]);
  });
  it('as a fee that repeats, with what it may come to as a whole', () => {
    const repeats = fee({ repeat: { everyDays: 7, maximum: { amount: '40.00' } } });
    const charged = [
      { key: 'INV-1:fee:day-14', kind: 'fee', minor: 1200n },
      { key: 'INV-1:lump-sum', kind: 'lump-sum', minor: 4000n },
    ] as const;
    expect(charge(repeats, { charged }).charges).toEqual([
      {
        key: 'INV-1:fee:day-21',
        kind: 'fee',
        minor: 1200n,
        wholeMinor: 4000n,
        how: { kind: 'fee', stage: 'demand', cappedBy: null, period: { number: 3, everyDays: 7 } },
      },
    ]);
    expect(charge(repeats).charges.map(({ wholeMinor }) => wholeMinor)).toEqual([4000n]);
  });
  it('as a share of what is open and undisputed from today on', () => {
    const share = {
      lateFee: { percentOfOpen: '2', stages: ['demand'], repeat: { everyDays: 7, maximum: { amount: '90.00' } } },
    };
    const disputed = (from: string) =>
      charge(share, { disputed: [{ from, minor: 40_000n }] }).charges.map(({ minor }) => minor);
    expect([disputed('2024-02-21'), disputed('2024-02-22')]).toEqual([[1200n], [2000n]]);
  });
  it('as a lump sum beside other charges before', () => {
    const charged = [{ key: 'INV-1:fee:x', kind: 'fee', minor: 1n } as const];
    expect(charge(statutory, { charged }).charges.map(({ kind, minor }) => [kind, minor])).toEqual([
      ['lump-sum', 4000n],
      ['interest', 719n],
    ]);
  });
  it('as interest by contract, which no rates of a law change', () => {
    const contractual = { interest: { regime: 'contractual', percentPerYear: '10' } };
    const ownRates = {
      es: [{ from: '2024-01-01', until: '2024-12-31', percent: '50', source: 'own', effectiveOn: '2024-01-01' }],
    };
    expect(charge(contractual, { ownRates }).charges.map(({ minor, how }) => [minor, how])).toEqual([
      [
        575n,
        {
          kind: 'interest',
          until: '2024-02-21',
          dayCount: 'actual/365',
          segments: [
            {
              from: '2024-02-01',
              to: '2024-02-21',
              days: 21,
              rate: '10.00',
              base: '1000.00',
              source: 'contract: 10 %',
            },
          ],
          before: '0.00',
          cappedBy: null,
        },
      ],
    ]);
  });
});

describe('a fee that comes to less than half a minor unit', () => {
  const share = (percentOfOpen: string, more: object = {}) => ({
    lateFee: { percentOfOpen, stages: ['demand'], ...more },
  });
  const half = [line('2024-01-01', 50n)];
  const repeat = { everyDays: 7, maximum: { amount: '90.00' } };
  it.each<[string, object]>([
    ['that comes once', share('1')],
    ['that repeats', share('1', { repeat })],
    ['of no percent', share('0')],
    ['of a sum of zero', fee({ amount: { EUR: '0' } })],
  ])('%s is neither charged nor withheld: nothing limited it', (_which, charges) => {
    expect(charge(charges, { lines: half })).toEqual({ charges: [], withheld: [] });
  });
  it('but is withheld when its maximum leaves nothing', () => {
    const none = share('10', { repeat: { everyDays: 7, maximum: { percentOfPrincipal: '0' } } });
    expect(charge(none, { lines: half })).toMatchObject({ charges: [], withheld: [{ because: 'capped' }] });
  });
});
