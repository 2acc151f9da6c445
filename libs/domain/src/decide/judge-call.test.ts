import { describe, expect, it } from '@jest/globals';
import { madrid, madridWindow, samplePolicy } from '@puntual/testing/builders/case-facts';
import type { PastContact } from '../caps/past-contact.ts';
import { judgeCall, type CallFacts } from './judge-call.ts';

const call = (on: string): PastContact => ({ on, how: 'call', invoiceIds: ['i1'] });
const facts = (change: Partial<CallFacts> = {}): CallFacts => ({
  customer: { id: 'customer-1', kind: 'business', country: 'ES' },
  window: madridWindow(),
  policy: samplePolicy({ contact: { minDaysBetween: 4, channels: ['email'], callsPer7Days: 2 } }),
  contacts: [],
  invoiceIds: ['i1'],
  allStopped: false,
  ...change,
});
const thursday = madrid('2026-06-18', '10:00');

describe('a call by a person', () => {
  it('may be made within the hours and the limits', () => {
    expect(judgeCall(facts(), thursday)).toEqual({ kind: 'allowed' });
    expect(judgeCall(facts({ contacts: [call('2026-06-17')] }), thursday)).toEqual({ kind: 'allowed' });
  });
  it('may not be made while all contact is stopped', () => {
    expect(judgeCall(facts({ allStopped: true }), thursday)).toEqual({ kind: 'all-stopped' });
  });
  it('may be made from the first minute of the hours, and not a moment before', () => {
    const opens = madrid('2026-06-18', '09:00');
    expect(judgeCall(facts(), opens)).toEqual({ kind: 'allowed' });
    const early = judgeCall(facts(), opens - 1);
    if (early.kind !== 'quiet-hours') throw new Error(early.kind);
    expect(early.from).toBeGreaterThanOrEqual(opens);
    expect(early.from).toBeLessThan(madrid('2026-06-18', '17:30'));
    const saturday = judgeCall(facts(), madrid('2026-06-20', '10:00'));
    if (saturday.kind !== 'quiet-hours') throw new Error(saturday.kind);
    expect(saturday.from).toBeGreaterThanOrEqual(madrid('2026-06-22', '09:00'));
  });
  it('waits until the oldest of as many calls as the policy allows in seven days is seven days old', () => {
    const contacts = [call('2026-06-12'), call('2026-06-17')];
    expect(judgeCall(facts({ contacts }), thursday)).toEqual({ kind: 'over-limit', from: '2026-06-19' });
    expect(judgeCall(facts({ contacts }), madrid('2026-06-19', '10:00'))).toEqual({ kind: 'allowed' });
  });
  it('of a consumer keeps to the law, whatever the policy allows', () => {
    const policy = samplePolicy({ contact: { minDaysBetween: 4, channels: ['email'], callsPer7Days: 50 } });
    const customer = { id: 'customer-1', kind: 'consumer', country: 'US' } as const;
    const contacts = Array.from({ length: 7 }, () => call('2026-06-17'));
    expect(judgeCall(facts({ policy, contacts }), thursday)).toEqual({ kind: 'allowed' });
    expect(judgeCall(facts({ policy, contacts, customer }), thursday)).toEqual({
      kind: 'over-limit',
      from: '2026-06-24',
    });
  });
});
