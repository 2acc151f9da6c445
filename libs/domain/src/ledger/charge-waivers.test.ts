import { describe, expect, it } from '@jest/globals';
import { fallenCause, FALLEN_BECAUSE, isOwedAgain, readFallenCause, type FallsBecause } from './charge-waivers.ts';

const owed = (openMinor: bigint, moneyGone = false) =>
  FALLEN_BECAUSE.filter((because) => isOwedAgain(because, { openMinor, moneyGone }));

describe('a charge that fell away by a rule', () => {
  it('is owed again with its principal, whatever opened that', () => {
    expect(owed(1n)).toEqual(['principal-paid', 'given-up', 'small-balance', 'credited']);
  });
  it('stays away while the principal is settled; only a small rest comes back with the money that had left it', () => {
    expect(owed(0n)).toEqual([]);
    expect(owed(0n, true)).toEqual(['small-balance']);
  });
  it('because the claim was given up or credited is owed again when it is settled by something else', () => {
    const owedAgain = (fallsBecause: FallsBecause) =>
      FALLEN_BECAUSE.filter((because) => isOwedAgain(because, { openMinor: 0n, moneyGone: false, fallsBecause }));
    expect(owedAgain('principal-paid')).toEqual(['given-up', 'credited']);
    expect(owedAgain('given-up')).toEqual(['credited']);
    expect(owedAgain('credited')).toEqual(['given-up']);
  });
  it('is told by its cause from one that a person waived, whatever their words', () => {
    expect(FALLEN_BECAUSE.map((because) => readFallenCause(fallenCause(because, 'c-1')))).toEqual([...FALLEN_BECAUSE]);
    expect(['waiver:principal-paid', 'event:e-1', 'bounce:m-1'].map(readFallenCause)).toEqual([null, null, null]);
  });
});
