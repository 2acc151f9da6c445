import { describe, expect, it } from '@jest/globals';
import { strictPolicy } from '../policy/strict.ts';
import type { Happening } from '../simulate/happening.ts';
import { runCustomer } from '@puntual/testing/worlds/run-customer';
import { madrid, record, sampleCase, sampleDebtor, samplePolicy } from '@puntual/testing/builders/case-facts';
import { decide } from './decide.ts';
import { planCase } from './plan-steps.ts';

const asked = (happened: readonly Happening[]) =>
  happened.flatMap((entry) => (entry.kind === 'asked' ? [`${entry.on} ${entry.stepId}`] : []));
const messages = (happened: readonly Happening[]) =>
  happened.flatMap((entry) => (entry.kind === 'message' ? [`${entry.on} ${entry.template}`] : []));

describe('the strict policy', () => {
  it('repeats its follow-up, announces a supply hold, requests it after the announced day, proposes the agency', () => {
    const { happened } = runCustomer(
      [sampleCase({ policy: strictPolicy })],
      madrid('2026-05-12'),
      madrid('2026-12-01'),
    );
    expect(asked(happened)).toEqual([
      '2026-06-10 due-today',
      '2026-06-11 friendly',
      '2026-06-15 follow-up',
      '2026-06-19 follow-up.2',
      '2026-06-23 demand',
      '2026-06-30 notice',
      '2026-07-06 call',
      '2026-07-10 hold',
      '2026-07-27 agency',
    ]);
  });
  it('never requests a supply hold that no message announced', () => {
    const steps = ['due-today', 'friendly', 'follow-up', 'follow-up.2', 'demand']
      .map((id) => record(id, 'sent', '2026-06-23'))
      .concat(record('notice', 'failed', '2026-06-30'));
    const { steps: plan, skipped } = planCase(sampleCase({ policy: strictPolicy, steps }), madrid('2026-07-01'));
    expect(plan.map((step) => step.stepId)).toEqual(['call', 'agency']);
    expect(skipped.find((step) => step.stepId === 'hold')?.reason).toEqual({ code: 'supply-hold-not-announced' });
  });
});

describe('conditions', () => {
  const policy = samplePolicy({
    steps: [
      {
        id: 'friendly',
        day: 1,
        stage: 'friendly',
        do: 'send',
        template: 'friendly',
        when: { openAtLeast: { EUR: '100' } },
      },
      {
        id: 'promises',
        day: 5,
        stage: 'follow-up',
        do: 'send',
        template: 'follow-up',
        when: { brokenPromisesAtLeast: 1 },
      },
      { id: 'demand', day: 9, stage: 'demand', do: 'send', template: 'demand', when: { risk: ['high', 'medium'] } },
    ],
  });
  it('leave steps out, and the plan names them with the reasons', () => {
    const { steps, skipped } = planCase(sampleCase({ policy }), madrid('2026-06-01'));
    expect(steps.map((step) => step.stepId)).toEqual(['friendly']);
    expect(skipped.map((step) => [step.stepId, step.reason])).toEqual([
      ['promises', { code: 'condition-unmet', field: 'brokenPromisesAtLeast' }],
      ['demand', { code: 'condition-unmet', field: 'risk' }],
    ]);
  });
  it('are judged by the facts of today', () => {
    const { happened } = runCustomer(
      [sampleCase({ policy, customer: sampleDebtor({ brokenPromises: 1, risk: 'medium' }) })],
      madrid('2026-06-01'),
      madrid('2026-07-01'),
    );
    expect(messages(happened)).toEqual(['2026-06-11 friendly', '2026-06-15 follow-up', '2026-06-19 demand']);
  });
});

describe('a case that changed its policy', () => {
  it('continues from its stage and day: no step twice and no earlier step', () => {
    const steps = [
      record('reminder-a', 'sent', '2026-06-11', { stage: 'friendly', day: 1 }),
      record('reminder-b', 'sent', '2026-06-18', { stage: 'follow-up', day: 8 }),
    ];
    const { steps: plan, skipped } = planCase(
      sampleCase({ policy: strictPolicy, steps, lastReminderOn: '2026-06-18' }),
      madrid('2026-06-18', '18:00'),
    );
    expect(plan.map((step) => step.stepId)).toEqual(['follow-up.2', 'demand', 'notice', 'call', 'hold', 'agency']);
    expect(skipped.filter((step) => step.reason.code === 'passed-over').map((step) => step.stepId)).toEqual([
      'due-today',
      'friendly',
      'follow-up',
    ]);
  });
});

describe('a closed gate', () => {
  const due = sampleCase({ steps: [record('friendly', 'sent', '2026-06-11')], lastReminderOn: '2026-06-11' });
  it.each([
    ['payments are not known to be complete', { staleFeed: { feed: 'bank', completeUntil: 0 } }, 'feed-stale'],
    ['the organization stopped all contact', { allStopped: true }, 'all-stopped'],
  ] as const)('keeps a due step waiting while %s, and looks again by itself', (_, change, code) => {
    const decision = decide({ ...due, ...change }, madrid('2026-06-18', '12:00'));
    expect(decision).toMatchObject({ kind: 'wait', reasons: [{ code }], next: { stepId: 'follow-up' } });
    expect(decision.kind === 'wait' && decision.until).toBeGreaterThan(madrid('2026-06-18', '12:00'));
    expect(decide(due, madrid('2026-06-18', '12:00'))).toMatchObject({ kind: 'request-contact', stepId: 'follow-up' });
  });
  it('also keeps a debt from the agency', () => {
    expect(
      decide({ ...due, placement: { placementId: 'p', state: 'approved' }, allStopped: true }, madrid('2026-06-18')),
    ).toMatchObject({ kind: 'wait', reasons: [{ code: 'all-stopped' }] });
  });
});
