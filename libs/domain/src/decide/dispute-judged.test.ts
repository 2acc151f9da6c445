import { describe, expect, it } from '@jest/globals';
import { madrid, sampleCase } from '@puntual/testing/builders/case-facts';
import { sleepUntil } from './dispute-judged.ts';

const now = madrid('2026-06-18', '10:00');
const judged = (disputeJudgedOn: string | null) => sampleCase({ disputeJudgedOn });

describe('a waiting case sleeps', () => {
  it('until the beginning of the day on which a dispute has to be judged, or its own instant before that', () => {
    const day = madrid('2026-06-20', '00:00');
    expect(sleepUntil(null, judged('2026-06-20'), now)).toBe(day);
    expect(sleepUntil(day + 1, judged('2026-06-20'), now)).toBe(day);
    expect(sleepUntil(day, judged('2026-06-20'), now)).toBe(day);
    expect(sleepUntil(day - 1, judged('2026-06-20'), now)).toBe(day - 1);
  });
  it.each([null, now + 1])('until %s when no dispute has to be judged on a later day', (until) => {
    expect(sleepUntil(until, sampleCase(), now)).toBe(until);
    expect(sleepUntil(until, judged(null), now)).toBe(until);
    expect(sleepUntil(until, judged('2026-06-18'), now)).toBe(until);
    expect(sleepUntil(until, judged('2026-06-17'), now)).toBe(until);
    const paid = sampleCase({ disputeJudgedOn: '2026-06-19', invoice: { status: 'paid' } });
    expect(sleepUntil(until, paid, now)).toBe(until);
  });
});
