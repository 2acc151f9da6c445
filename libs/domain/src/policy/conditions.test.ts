import { describe, expect, it } from '@jest/globals';
import { conditionSchema, limitIn, unmetCondition, type Condition, type ConditionSubject } from './conditions.ts';

const subject: ConditionSubject = {
  currency: 'EUR',
  openMinor: 100_000n,
  daysLate: 10,
  kind: 'business',
  country: 'ES',
  tags: ['retail'],
  risk: 'medium',
  brokenPromises: 1,
};

describe('a condition for a customer in Spain, ten days late with 1,000.00 EUR', () => {
  it.each<[Condition, string | null]>([
    [{}, null],
    [{ openAtLeast: null, currency: [], tags: [], risk: [] }, null],
    [{ openAtLeast: '1000.00' }, null],
    [{ openAtLeast: '1000.01' }, 'openAtLeast'],
    [{ openBelow: '1000.00' }, 'openBelow'],
    [{ openBelow: '1000.01' }, null],
    [{ daysLateAtLeast: 10 }, null],
    [{ daysLateAtLeast: 11 }, 'daysLateAtLeast'],
    [{ daysLateBelow: 10 }, 'daysLateBelow'],
    [{ daysLateBelow: 11 }, null],
    [{ risk: ['high', 'medium'] }, null],
    [{ risk: ['low'] }, 'risk'],
    [{ tags: ['retail', 'x'] }, null],
    [{ tags: ['x'] }, 'tags'],
    [{ withoutTags: ['retail'] }, 'withoutTags'],
    [{ withoutTags: ['x'] }, null],
    [{ country: ['ES'] }, null],
    [{ country: ['CL'] }, 'country'],
    [{ currency: ['EUR'] }, null],
    [{ currency: ['USD'] }, 'currency'],
    [{ kind: ['consumer'] }, 'kind'],
    [{ kind: ['business'] }, null],
    [{ brokenPromisesAtLeast: 1 }, null],
    [{ brokenPromisesAtLeast: 2 }, 'brokenPromisesAtLeast'],
    [{ country: ['ES'], openAtLeast: '2000', risk: ['low'] }, 'openAtLeast'],
  ])('%j: the first part that does not hold is %s', (when, unmet) => {
    expect(unmetCondition(when, subject, 'EUR')).toBe(unmet);
  });

  it('with an unknown field is refused, so that a misspelt field is noticed', () => {
    expect(conditionSchema.safeParse({ openAtleast: '1000' }).success).toBe(false);
  });
});

it.each([
  ['1000', 'EUR', 100_000n],
  ['1000', 'CLP', null],
  [{ CLP: '900000' }, 'CLP', 900_000n],
  [{ CLP: '900000' }, 'EUR', null],
  [{ JPY: '10.5' }, 'JPY', null],
  [{ KWD: '3.250' }, 'KWD', 3250n],
  [null, 'EUR', null],
] as const)('the limit %j in %s is %s minor units (case 33)', (limit, currency, minor) => {
  expect(limitIn(limit, currency, 'EUR')).toBe(minor);
});
