import { describe, expect, it } from '@jest/globals';
import { chargesSchema } from '../policy/policy-document.ts';
import { lateFeeDue } from './late-fee.ts';

const policy = {
  currency: 'EUR',
  charges: chargesSchema.parse({
    lateFee: { amount: { EUR: '12.50', CLP: '9000', KWD: '1.500' }, stages: ['follow-up', 'demand'] },
  }),
};
const claim = {
  invoiceId: 'INV-1',
  currency: 'EUR',
  stage: 'demand',
  openMinor: 1n,
  messageSent: true,
  chargedIds: new Set<string>(),
} as const;

describe('a fixed late fee', () => {
  it('is charged with a sent message of one of its stages, in the currency of the invoice', () => {
    expect(lateFeeDue(policy, claim)).toEqual({ kind: 'fee', minor: 1250n, chargeId: 'INV-1:fee:demand' });
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
