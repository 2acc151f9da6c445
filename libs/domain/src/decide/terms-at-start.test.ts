import { describe, expect, it } from '@jest/globals';
import { record, sampleCase, sampleDebtor, samplePolicy } from '@puntual/testing/builders/case-facts';
import type { CaseFacts } from './case-facts.ts';
import { isListedAlready } from './listed-already.ts';
import { unmetOn } from './step-condition.ts';
import { countingRecord, hasHeldSupply, isSpent, latestRecord } from './supply-steps.ts';
import { requestTerms } from './terms-at-start.ts';

const policy = samplePolicy({ termsAtStart: true });
const owed = sampleDebtor({ termsOwed: true });
const terms = (change: Parameters<typeof sampleCase>[0] = {}, today = '2026-06-01') =>
  requestTerms(sampleCase({ policy, customer: owed, ...change }), today);

describe('a new customer is told the terms', () => {
  it('with the first invoice, until its due date', () => {
    const request = { kind: 'request-contact', stepId: 'start:terms', occurrence: 1, stage: 'not-due' };
    expect([terms(), terms({}, '2026-06-10'), terms({}, '2026-06-11')]).toEqual([request, request, null]);
  });
  it.each<[string, Parameters<typeof sampleCase>[0]]>([
    ['by another policy', { policy: samplePolicy({}) }],
    ['when they are not owed', { customer: sampleDebtor() }],
    ['when they are requested', { steps: [record('start:terms', 'requested', '2026-06-01')] }],
    ['when they were sent', { steps: [record('start:terms', 'sent', '2026-06-01')] }],
  ])('not %s', (_what, change) => {
    expect(terms(change)).toBeNull();
  });
  it('again when the gate dropped the message', () => {
    expect(terms({ steps: [record('start:terms', 'dropped', '2026-06-01', { occurrence: 2 })] })?.occurrence).toBe(3);
  });
});

describe('a courtesy', () => {
  const step = (change: object) =>
    ({ id: 's', day: -3, stage: 'not-due', do: 'send', template: 'courtesy', ...change }) as never;
  const listed = (change: object, listedUpcomingOn: string | null | undefined, on: string) =>
    isListedAlready(
      step(change),
      {
        policy: { ...policy, contact: { ...policy.contact, courtesyQuietDays: 5 } },
        ...(listedUpcomingOn === undefined ? {} : { listedUpcomingOn }),
      },
      on,
    );
  it.each<[string, boolean, object, string | null | undefined, string]>([
    ['within the quiet days', true, {}, '2026-06-01', '2026-06-05'],
    ['on the day after them', false, {}, '2026-06-01', '2026-06-06'],
    ['that nothing listed', false, {}, null, '2026-06-05'],
    ['that nothing can have listed', false, {}, undefined, '2026-06-05'],
    ['of the due date', false, { day: 0 }, '2026-06-01', '2026-06-05'],
    ['that is a reminder', false, { stage: 'friendly' }, '2026-06-01', '2026-06-05'],
    ['that is a call', false, { do: 'task' }, '2026-06-01', '2026-06-05'],
  ])('%s was said already: %s', (_what, is, change, listedOn, on) => {
    expect(listed(change, listedOn, on)).toBe(is);
  });
});

describe('the records of a step', () => {
  const step = (what: string) => ({ id: 'x', do: what }) as never;
  const records = [
    record('x', 'done', '2026-06-01', { occurrence: 2, do: 'supply-hold', caseRun: 1 }),
    record('x', 'done', '2026-06-02', { occurrence: 1, do: 'supply-hold', caseRun: 2 }),
    record('y', 'done', '2026-06-03', { occurrence: 3 }),
  ];
  const inRun = (caseRun: number | undefined, steps: CaseFacts['steps'] = records) =>
    sampleCase({ steps, invoice: caseRun === undefined ? {} : { caseRun } });
  it('have a latest one by their occurrence', () => {
    expect([latestRecord(records, 'x')?.on, latestRecord(records, 'z')]).toEqual(['2026-06-01', null]);
  });
  it('count in their own run for supply steps, and in every run for others', () => {
    const seen = (what: string, run?: number) => [
      isSpent(step(what), inRun(run)),
      countingRecord(step(what), inRun(run))?.on,
    ];
    expect([
      seen('supply-hold', 1),
      seen('supply-hold', 2),
      seen('announce-supply-hold', 2),
      seen('send', 2),
      seen('supply-hold'),
    ]).toEqual([
      [false, '2026-06-01'],
      [true, undefined],
      [true, undefined],
      [false, '2026-06-01'],
      [false, '2026-06-01'],
    ]);
    expect(isSpent(step('supply-hold'), inRun(2, []))).toBe(false);
    expect(isSpent(step('supply-hold'), inRun(2, [record('x', 'done', '2026-06-01')]))).toBe(false);
  });
  it('say whether the supply is held in this run', () => {
    const held = (run: number, change: object = {}) =>
      hasHeldSupply(inRun(run, [{ ...records[0], ...change } as never]));
    expect([held(1), held(2), held(1, { state: 'requested' }), held(1, { do: 'send' })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

it('the condition of a step counts days late from the due date, and what is open without credit', () => {
  const when = (condition: object) => ({ when: condition }) as never;
  const facts = sampleCase();
  expect([
    unmetOn(when({ openAtLeast: '1210.00' }), facts, '2026-06-10'),
    unmetOn(when({ openAtLeast: '1210.01' }), facts, '2026-06-10'),
    unmetOn(when({ openAtLeast: '1210.00' }), { ...facts, creditMinor: 1n }, '2026-06-10'),
  ]).toEqual([null, 'openAtLeast', 'openAtLeast']);
});
