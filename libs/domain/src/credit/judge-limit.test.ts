import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeLimit, type LimitFacts } from './judge-limit.ts';

const facts: LimitFacts = {
  exposureMinor: 1000n,
  limitMinor: 1000n,
  wasExceeded: false,
  isNewLimit: false,
  backUnderPercent: 5,
};

describe('a limit', () => {
  it.each<[string, Partial<LimitFacts>, string]>([
    ['is not passed by an exposure that reaches it', {}, 'unchanged'],
    ['is passed by a cent more', { exposureMinor: 1001n }, 'exceeded'],
    ['of zero is passed by the first cent', { limitMinor: 0n, exposureMinor: 1n }, 'exceeded'],
    ['that is not there is never passed', { limitMinor: null }, 'unchanged'],
    ['that was passed stays so just below it', { wasExceeded: true, exposureMinor: 951n }, 'unchanged'],
    ['is met again 5 % below it', { wasExceeded: true, exposureMinor: 950n }, 'back-under'],
    ['is met at once without a margin', { wasExceeded: true, backUnderPercent: 0 }, 'back-under'],
    ['of zero is met again with nothing open', { wasExceeded: true, limitMinor: 0n, exposureMinor: 0n }, 'back-under'],
    ['that is raised is met at once', { wasExceeded: true, isNewLimit: true }, 'limit-raised'],
    ['that is raised too little stays passed', { wasExceeded: true, isNewLimit: true, limitMinor: 999n }, 'unchanged'],
    ['that is removed is not passed any more', { wasExceeded: true, limitMinor: null }, 'limit-removed'],
  ])('%s', (_what, change, judged) => {
    expect(judgeLimit({ ...facts, ...change })).toBe(judged);
  });

  it('is judged twice without another result', () => {
    const amount = fc.bigInt({ min: 0n, max: 10_000n });
    fc.assert(
      fc.property(amount, amount, fc.boolean(), fc.nat(50), (exposureMinor, limitMinor, wasExceeded, percent) => {
        const given = { ...facts, exposureMinor, limitMinor, wasExceeded, backUnderPercent: percent };
        const first = judgeLimit(given);
        const isExceeded = first === 'unchanged' ? wasExceeded : first === 'exceeded';
        expect(judgeLimit({ ...given, wasExceeded: isExceeded })).toBe('unchanged');
        if (exposureMinor > limitMinor) expect(isExceeded).toBe(true);
      }),
    );
  });
});
