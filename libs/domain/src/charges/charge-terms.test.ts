import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capCharge, chargeTermsSchema, lateFeeDue, type ChargeCap } from './charge-terms.ts';

const terms = chargeTermsSchema.parse({ lateFee: { amounts: { EUR: '12.50', CLP: '9000', KWD: '1.500' }, stages: ['follow-up', 'demand'] } });
const claim = { invoiceId: 'INV-1', currency: 'EUR', stage: 'demand', openMinor: 1n, messageSent: true, chargedIds: new Set<string>() } as const;

describe('a fixed late fee', () => {
  it('comes with a sent message of its stages, in the invoice\'s currency', () => {
    expect(lateFeeDue(terms, claim)).toEqual({ kind: 'fee', minor: 1250n, chargeId: 'INV-1:fee:demand' });
    expect(['CLP', 'KWD'].map((currency) => lateFeeDue(terms, { ...claim, currency }))).toMatchObject([{ minor: 9000n }, { minor: 1500n }]);
  });
  it.each([
    ['without a message', { messageSent: false }, 'no-message-sent'], ['twice for a stage (case 23)', { chargedIds: new Set(['INV-1:fee:demand']) }, 'charged-before'], ['at another stage', { stage: 'friendly' as const }, 'not-in-terms'],
    ['in a currency that has none', { currency: 'USD' }, 'currency'], ['when all is paid', { openMinor: 0n }, 'nothing-open'],
  ])('is not charged %s', (_when, change, because) => {
    expect(lateFeeDue(terms, { ...claim, ...change })).toEqual({ kind: 'none', because });
  });
  it('is charged for the next stage, though one was charged for the last', () => {
    expect(lateFeeDue(terms, { ...claim, chargedIds: new Set(['INV-1:fee:follow-up']) }).kind).toBe('fee');
  });
  it('and every other charge is off unless the policy says so', () => {
    expect(chargeTermsSchema.parse({})).toEqual({ lateFee: null, interest: null, lumpSum: false, caps: [], whenPrincipalIsPaid: 'ask', lateDiscount: { then: 'keep-open' } });
    expect(lateFeeDue(chargeTermsSchema.parse({}), claim)).toEqual({ kind: 'none', because: 'not-in-terms' });
  });
});

describe('caps', () => {
  const amount: ChargeCap = { by: 'amount', amounts: { EUR: '50.00' }, source: 'contract' };
  const share: ChargeCap = { by: 'share-of-principal', percent: '10', source: 'contract' };
  it.each([
    [3000n, 0n, 100_000n, 3000n, null], [6000n, 0n, 100_000n, 5000n, amount], [3000n, 3000n, 100_000n, 2000n, amount], [3000n, 9000n, 100_000n, 0n, amount], [3000n, 0n, 10_009n, 1000n, share], [5000n, 0n, 100_000n, 5000n, null],
  ])('of a wanted %s, with %s charged and a principal of %s, leave %s', (wanted, charged, principal, minor, cappedBy) => {
    expect(capCharge(wanted, charged, principal, 'EUR', [amount, share])).toEqual({ minor, cappedBy });
  });
  it('that cannot be checked in a currency let nothing through', () => {
    expect(capCharge(100n, 0n, 100_000n, 'CLP', [amount])).toEqual({ minor: 0n, cappedBy: amount });
  });
  it('are kept by any number of charges', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: 0n, max: 3000n }), { maxLength: 20 }), fc.bigInt({ min: 0n, max: 100_000n }), (wanted, principal) => {
      const charged = wanted.reduce((sum, next) => sum + capCharge(next, sum, principal, 'EUR', [amount, share]).minor, 0n);
      expect(charged <= 5000n && charged * 10n <= principal).toBe(true);
    }));
  });
});
