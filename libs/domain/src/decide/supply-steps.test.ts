import { describe, expect, it } from '@jest/globals';
import { madrid, record, sampleCase } from '@puntual/testing/builders/case-facts';
import { strictPolicy } from '../policy/strict.ts';
import { applyDecision } from './apply-decision.ts';
import type { CaseFacts, StepRecord } from './case-facts.ts';
import { decide } from './decide.ts';
import { planCase } from './plan-steps.ts';
import { hasHeldSupply } from './supply-steps.ts';

// Under the strict policy: announcement on day 20, call on day 22, supply hold on day 26, agency on day 42.
const announced = (on: string, deadlineOn: string, caseRun = 1): StepRecord =>
  record('notice', 'sent', on, { deadlineOn, stage: 'demand', day: 20, do: 'send', caseRun });
const held = (on: string, caseRun = 1, occurrence = 1): StepRecord =>
  record('hold', 'done', on, { stage: 'call', day: 26, do: 'supply-hold', caseRun, occurrence });
const called = record('call', 'done', '2026-07-02', { stage: 'call', day: 22, do: 'task', caseRun: 1 });

/** A case in its run `caseRun`; the invoice is due on 2026-06-10. */
const strict = (steps: readonly StepRecord[], caseRun = 1): CaseFacts =>
  sampleCase({ policy: strictPolicy, steps, invoice: { caseRun } });
const planned = (facts: CaseFacts, date: string) =>
  planCase(facts, madrid(date)).steps.map(({ stepId, on }) => `${stepId} ${on}`);

describe('the announcement of a supply hold', () => {
  it('of this run is followed by the hold', () => {
    expect(planned(strict([announced('2026-06-30', '2026-07-04'), called]), '2026-07-06')).toContain('hold 2026-07-06');
  });

  it('of an earlier run, which the customer honoured, is sent again before the hold', () => {
    // Paid in time in July; the payment bounces in December.
    const facts = strict([announced('2026-06-30', '2026-07-04'), called], 2);
    expect(decide(facts, madrid('2026-12-07'))).toMatchObject({
      kind: 'request-contact',
      stepId: 'notice',
      occurrence: 2,
    });
    expect(planned(facts, '2026-12-07').slice(0, 2)).toEqual(['notice 2026-12-07', 'hold 2026-12-14']);
  });

  it('is not sent again after its hold, nor under a policy that holds no supply', () => {
    const facts = strict([announced('2026-06-30', '2026-07-04'), called, held('2026-07-06')]);
    expect(planned(facts, '2026-11-02')).toEqual(['agency 2026-11-02']);
    const noHold = { ...strictPolicy, steps: strictPolicy.steps.filter((step) => step.do !== 'supply-hold') };
    expect(
      planned({ ...strict([announced('2026-06-30', '2026-07-04'), called]), policy: noHold }, '2026-11-02'),
    ).toEqual(['agency 2026-11-02']);
  });
});

describe('a supply hold that the end of a run released', () => {
  const bounced = strict([announced('2026-06-30', '2026-07-04'), called, held('2026-07-06')], 2);

  it('is announced and asked for again in the next run, as another occurrence', () => {
    expect(hasHeldSupply(bounced)).toBe(false);
    expect(decide(bounced, madrid('2026-08-03'))).toMatchObject({ stepId: 'notice', occurrence: 2 });
    const again = {
      ...bounced,
      steps: [...bounced.steps, { ...announced('2026-08-03', '2026-08-07', 2), occurrence: 2 }],
    };
    const decision = decide(again, madrid('2026-08-10'));
    expect(decision).toEqual({ kind: 'hold-supply', stepId: 'hold' });
    if (decision.kind !== 'hold-supply') throw new Error('no hold');
    const context = { openCall: null, newTaskId: 't', newPlacementId: 'p' };
    const after = applyDecision(again, decision, madrid('2026-08-10'), context);
    expect(after.steps.at(-1)).toMatchObject({ stepId: 'hold', occurrence: 2, caseRun: 2, state: 'done' });
    expect(hasHeldSupply(after)).toBe(true);
    expect(planned(after, '2026-08-10')).toEqual(['agency 2026-08-26']);
  });
});
