import { describe, expect, it } from '@jest/globals';
import { chargesSchema } from '../policy/policy-document.ts';
import { feeMaximum, lateFeeDue } from './late-fee.ts';

const policy = {
  currency: 'EUR',
  charges: chargesSchema.parse({
    lateFee: { amount: { EUR: '12.50', CLP: '9000', KWD: '1.500' }, stages: ['follow-up', 'demand'] },
  }),
};
const claim = {
  invoiceId: 'INV-1',
  currency: 'EUR',
  dueOn: '2026-06-10',
  today: '2026-07-01',
  stage: 'demand',
  openMinor: 1n,
  messageSent: true,
  chargedIds: new Set<string>(),
} as const;

describe('a fixed late fee', () => {
  it('is charged with a sent message of one of its stages, in the currency of the invoice', () => {
    expect(lateFeeDue(policy, claim)).toEqual({
      kind: 'fee',
      minor: 1250n,
      chargeId: 'INV-1:fee:demand',
      period: null,
    });
    expect(['CLP', 'KWD'].map((currency) => lateFeeDue(policy, { ...claim, currency }))).toMatchObject([
      { minor: 9000n },
      { minor: 1500n },
    ]);
  });
  it('that is a plain amount holds in the currency of the policy only', () => {
    const plain = {
      currency: 'GBP',
      charges: chargesSchema.parse({ lateFee: { amount: '10.00', stages: ['demand'] } }),
    };
    expect(['GBP', 'EUR'].map((currency) => lateFeeDue(plain, { ...claim, currency }))).toMatchObject([
      { minor: 1000n },
      { because: 'currency' },
    ]);
  });
  it.each([
    ['without a message', { messageSent: false }, 'no-message-sent'],
    ['twice for a stage (case 23)', { chargedIds: new Set(['INV-1:fee:demand']) }, 'charged-before'],
    ['at another stage', { stage: 'friendly' as const }, 'not-in-policy'],
    ['in a currency for which the policy has no fee', { currency: 'USD' }, 'currency'],
    ['when all is paid', { openMinor: 0n }, 'nothing-open'],
  ])('is not charged %s', (_when, change, because) => {
    expect(lateFeeDue(policy, { ...claim, ...change })).toEqual({ kind: 'none', because });
  });
  it('is charged once more for the next stage', () => {
    expect(lateFeeDue(policy, { ...claim, chargedIds: new Set(['INV-1:fee:follow-up']) }).kind).toBe('fee');
  });
  it('is not charged when the policy has none', () => {
    expect(lateFeeDue({ currency: 'EUR', charges: chargesSchema.parse({}) }, claim)).toEqual({
      kind: 'none',
      because: 'not-in-policy',
    });
  });
});

const weekly = (sum: object, maximum: object = { amount: '30.00' }, everyDays = 7) => ({
  currency: 'EUR',
  charges: chargesSchema.parse({
    lateFee: { ...sum, stages: ['follow-up', 'demand'], repeat: { everyDays, maximum } },
  }),
});
const fixed = weekly({ amount: '10.00' });

describe('a fee that repeats', () => {
  it.each([
    ['2026-06-16', 'not-late-enough'],
    ['2026-06-17', 'INV-1:fee:day-7'],
    ['2026-06-23', 'INV-1:fee:day-7'],
    ['2026-06-24', 'INV-1:fee:day-14'],
    ['2026-07-15', 'INV-1:fee:day-35'],
  ])('is, on %s, for the last whole week late: %s', (today, expected) => {
    const answer = lateFeeDue(fixed, { ...claim, today });
    expect(answer.kind === 'fee' ? answer.chargeId : answer.because).toBe(expected);
  });
  it('comes once a week, however many messages leave in it and whatever their stage', () => {
    const chargedIds = new Set(['INV-1:fee:day-21']);
    expect(lateFeeDue(fixed, { ...claim, chargedIds })).toEqual({ kind: 'none', because: 'charged-before' });
    expect(lateFeeDue(fixed, { ...claim, chargedIds, stage: 'follow-up', today: '2026-07-08' })).toMatchObject({
      minor: 1000n,
      period: { number: 4, everyDays: 7 },
    });
  });
  it('is not charged for days that a fee of another length was charged for', () => {
    const chargedIds = new Set(['INV-1:fee:day-28']);
    const monthly = weekly({ amount: '10.00' }, { amount: '30.00' }, 30);
    expect(lateFeeDue(monthly, { ...claim, chargedIds, today: '2026-07-10' })).toMatchObject({
      because: 'charged-before',
    });
    expect(lateFeeDue(monthly, { ...claim, chargedIds, today: '2026-08-09' }).kind).toBe('fee');
  });
  it('is a share of what is open and not disputed, rounded half to even', () => {
    const share = weekly({ percentOfOpen: '1.5' });
    expect(lateFeeDue(share, { ...claim, openMinor: 100_100n })).toMatchObject({ minor: 1502n });
    expect(lateFeeDue(share, { ...claim, openMinor: 100_300n })).toMatchObject({ minor: 1504n });
    expect(lateFeeDue(share, { ...claim, openMinor: 0n })).toMatchObject({ because: 'nothing-open' });
  });
  it('is not charged in a currency in which its maximum is not known', () => {
    expect(lateFeeDue(weekly({ percentOfOpen: '1' }), { ...claim, currency: 'CLP', openMinor: 900_000n })).toEqual({
      kind: 'none',
      because: 'currency',
    });
    expect(
      lateFeeDue(weekly({ percentOfOpen: '1' }, { percentOfPrincipal: '10' }), {
        ...claim,
        currency: 'CLP',
        openMinor: 900_000n,
      }),
    ).toMatchObject({ minor: 9000n });
  });
  it('has the one maximum that the policy names', () => {
    expect(feeMaximum(weekly({ amount: '10.00' }, { amount: '30.00' }).charges)).toEqual([
      { by: 'amount', amount: '30.00', kinds: ['fee'], source: 'late-fee-maximum' },
    ]);
    expect(feeMaximum(weekly({ amount: '10.00' }, { percentOfPrincipal: '5' }).charges)).toEqual([
      { by: 'share-of-principal', percent: '5', kinds: ['fee'], source: 'late-fee-maximum' },
    ]);
  });
  it('of less than half a minor unit is none', () => {
    expect(lateFeeDue(weekly({ percentOfOpen: '1' }), { ...claim, openMinor: 50n })).toEqual({
      kind: 'none',
      because: 'nothing-open',
    });
  });
  it('does not mind the charges of other kinds, stages and invoices', () => {
    const chargedIds = new Set(['INV-1:fee:demand', 'INV-1:interest:2026-07-01', 'INV-2:fee:day-21', 'X:fee:day-9999']);
    expect(lateFeeDue(fixed, { ...claim, chargedIds })).toMatchObject({ chargeId: 'INV-1:fee:day-21' });
    expect(lateFeeDue(fixed, { ...claim, chargedIds: new Set(['INV-1:fee:day-14', 'INV-1:fee:day-x']) })).toMatchObject(
      {
        chargeId: 'INV-1:fee:day-21',
      },
    );
  });
  it('has its maximum as caps on fees: of two, both hold', () => {
    expect(feeMaximum(weekly({ amount: '10.00' }, { amount: '30.00', percentOfPrincipal: '5' }).charges)).toEqual([
      { by: 'amount', amount: '30.00', kinds: ['fee'], source: 'late-fee-maximum' },
      { by: 'share-of-principal', percent: '5', kinds: ['fee'], source: 'late-fee-maximum' },
    ]);
    expect(feeMaximum(policy.charges)).toEqual([]);
  });
  it.each<[object, string]>([
    [{ amount: '1.00', percentOfOpen: '1' }, 'late-fee-sum'],
    [{}, 'late-fee-sum'],
    [{ amount: '1.00', repeat: { everyDays: 7, maximum: {} } }, 'late-fee-maximum'],
    [{ amount: '1.00', repeat: { everyDays: 7 } }, 'Invalid input'],
  ])('written as %j is refused: %s', (lateFee, code) => {
    const read = chargesSchema.safeParse({ lateFee: { stages: ['demand'], ...lateFee } });
    expect(read.error?.issues[0]?.message).toContain(code);
  });
});
