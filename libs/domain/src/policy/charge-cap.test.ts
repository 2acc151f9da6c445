import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capCharge, chargeCapSchema, type ChargeCap } from './charge-cap.ts';

const amount: ChargeCap = { by: 'amount', amount: '50.00', source: 'contract' };
const share: ChargeCap = { by: 'share-of-principal', percent: '10', source: 'contract' };
const claim = (principalMinor: bigint, chargedMinor: bigint, currency = 'EUR') => ({
  principalMinor,
  chargedMinor: { fee: chargedMinor },
  currency,
  policyCurrency: 'EUR',
});

describe('caps of charges', () => {
  it.each([
    [3000n, 0n, 100_000n, 3000n, null],
    [6000n, 0n, 100_000n, 5000n, amount],
    [3000n, 3000n, 100_000n, 2000n, amount],
    [3000n, 9000n, 100_000n, 0n, amount],
    [3000n, 0n, 10_009n, 1000n, share],
    [5000n, 0n, 100_000n, 5000n, null],
  ])(
    'allow of a charge of %s, with %s charged before and a principal of %s: %s',
    (wanted, charged, principal, minor, cappedBy) => {
      expect(capCharge('fee', wanted, claim(principal, charged), [amount, share])).toEqual({ minor, cappedBy });
    },
  );
  it('allow no charge when no cap is given in the currency of the invoice', () => {
    expect(capCharge('fee', 100n, claim(100_000n, 0n, 'CLP'), [amount])).toEqual({ minor: 0n, cappedBy: amount });
    expect(capCharge('fee', 100n, claim(100_000n, 0n, 'CLP'), [{ ...amount, amount: { CLP: '60' } }]).minor).toBe(60n);
  });
  it('with kinds limit charges of those kinds only', () => {
    const onFees: ChargeCap = { ...amount, kinds: ['fee', 'lump-sum'] };
    const charged = {
      principalMinor: 100_000n,
      chargedMinor: { fee: 1000n, interest: 9000n, 'lump-sum': 3000n },
      currency: 'EUR',
      policyCurrency: 'EUR',
    };
    expect(capCharge('fee', 2000n, charged, [onFees])).toEqual({ minor: 1000n, cappedBy: onFees });
    expect(capCharge('interest', 2000n, charged, [onFees])).toEqual({ minor: 2000n, cappedBy: null });
  });
  it('hold for the sum of any number of charges', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 3000n }), { maxLength: 20 }),
        fc.bigInt({ min: 0n, max: 100_000n }),
        (wanted, principal) => {
          const charged = wanted.reduce(
            (sum, next) => sum + capCharge('fee', next, claim(principal, sum), [amount, share]).minor,
            0n,
          );
          expect(charged <= 5000n && charged * 10n <= principal).toBe(true);
        },
      ),
    );
  });
  it('are refused without a source', () => {
    expect(chargeCapSchema.safeParse({ by: 'amount', amount: '50.00' }).success).toBe(false);
  });
});
