import { describe, expect, it } from '@jest/globals';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { lateConsequences } from './late-consequences.ts';
import { chargesSchema } from './policy-document.ts';

const feeIn = (currency: string, lateFee: object) =>
  lateConsequences(samplePolicy({ charges: chargesSchema.parse({ lateFee }) }), currency, false).fee;
const weekly = { everyDays: 7, maximum: { amount: '50.00' } };

describe('what a customer is told of the fee for late payment', () => {
  it('is its sum in the currency of the invoice, or its share, and whether it comes again', () => {
    expect(feeIn('EUR', { amount: '10.00', stages: ['demand'] })).toEqual({ amount: '10.00', everyDays: null });
    expect(feeIn('EUR', { percentOfOpen: '2', stages: ['demand'], repeat: weekly })).toEqual({
      percent: '2',
      everyDays: 7,
    });
  });
  it('is nothing when the policy charges nothing in that currency', () => {
    expect(feeIn('CLP', { amount: '10.00', stages: ['demand'] })).toBeNull();
    expect(feeIn('CLP', { percentOfOpen: '2', stages: ['demand'], repeat: weekly })).toBeNull();
    expect(feeIn('EUR', { amount: '0.00', stages: ['demand'] })).toBeNull();
  });
});
