import { describe, expect, it } from '@jest/globals';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { builtInPolicies } from './built-in.ts';
import { choosePolicy, comparePressure } from './choose-policy.ts';
import type { ConditionSubject } from './conditions.ts';
import { gentlePolicy } from './gentle.ts';
import { standardPolicy } from './standard.ts';
import { strictPolicy } from './strict.ts';

const subject: ConditionSubject = {
  currency: 'EUR',
  openMinor: 100_000n,
  daysLate: 0,
  kind: 'business',
  country: 'ES',
  tags: [],
  risk: 'low',
  brokenPromises: 0,
};
const nothing = { invoiceKey: null, customerKey: null, defaultKey: 'standard' };
const segment = (key: string, priority: number, change: Parameters<typeof samplePolicy>[0] = {}) =>
  samplePolicy({ key, appliesTo: { priority, when: { country: ['ES'] } }, ...change });
const choose = (
  wishes: Partial<typeof nothing> | { invoiceKey?: string; customerKey?: string },
  published = builtInPolicies,
  of: Partial<ConditionSubject> = {},
) => {
  const { policy, rule } = choosePolicy({ ...nothing, ...wishes }, published, { ...subject, ...of }, standardPolicy);
  return [policy.key, rule];
};

describe('the policy of a case', () => {
  it('is the policy of the invoice, else of the customer, else of a segment, else the default', () => {
    const keyAccount = { tags: ['key-account'] };
    expect(choose({ invoiceKey: 'strict', customerKey: 'gentle' }, builtInPolicies, keyAccount)).toEqual([
      'strict',
      'invoice',
    ]);
    expect(choose({ customerKey: 'strict' }, builtInPolicies, keyAccount)).toEqual(['strict', 'customer']);
    expect(choose({}, builtInPolicies, keyAccount)).toEqual(['gentle', 'segment']);
    expect(choose({})).toEqual(['standard', 'default']);
    expect(choose({}, builtInPolicies, { risk: 'high' })).toEqual(['strict', 'segment']);
  });
  it('is never one that is retired or was not published', () => {
    expect(choose({ invoiceKey: 'gone', customerKey: 'gone-too' })).toEqual(['standard', 'default']);
    expect(choosePolicy({ ...nothing, defaultKey: 'gone' }, [], subject, standardPolicy)).toEqual({
      policy: standardPolicy,
      rule: 'default',
    });
  });
  it('is that of the segment with the highest priority; among equal priorities, the gentler policy', () => {
    expect(choose({}, [segment('a', 1), segment('b', 2)])).toEqual(['b', 'segment']);
    expect(
      choose({}, [segment('harsh', 5, { contact: { minDaysBetween: 2, channels: ['email'] } }), segment('mild', 5)]),
    ).toEqual(['mild', 'segment']);
    expect(choose({}, [segment('b', 5), segment('a', 5)])).toEqual(['a', 'segment']);
  });
  it('of a key account with a high risk is the gentle one: the segment of key accounts has the higher priority', () => {
    expect(choose({}, builtInPolicies, { tags: ['key-account'], risk: 'high' })).toEqual(['gentle', 'segment']);
  });
});

it('a policy is gentler when its reminders start later, are further apart, or are fewer', () => {
  expect([...builtInPolicies].sort(comparePressure).map((policy) => policy.key)).toEqual([
    'gentle',
    'standard',
    'strict',
  ]);
  expect(comparePressure(strictPolicy, gentlePolicy)).toBeGreaterThan(0);
  expect(comparePressure(standardPolicy, standardPolicy)).toBe(0);
});
