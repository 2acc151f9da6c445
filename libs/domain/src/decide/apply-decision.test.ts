import { expect, test } from '@jest/globals';
import { record, sampleCase, samplePolicy } from '@puntual/testing/builders/case-facts';
import { strictPolicy } from '../policy/strict.ts';
import { CONFIRM_STEP, INCOMPLETE_STEP } from '../policy/vocabulary.ts';
import { standardDocument } from '../policy/standard.ts';
import { addedSteps, applyDecision, needsApproval, type Act } from './apply-decision.ts';
import type { CallState, CaseFacts } from './case-facts.ts';
import { decide } from './decide.ts';

const facts = sampleCase();
const NOW = Date.parse('2026-06-10T10:00:00Z');
const context = { openCall: null, newTaskId: 'task-1', newPlacementId: 'placement-1' };
const openCall: CallState = {
  taskId: 'task-0',
  stepId: 'call',
  round: 2,
  state: 'open',
  outcome: null,
  dueOn: '2026-06-11',
  overdueNoted: true,
  completedOn: null,
};

test.each<[Act, object]>([
  [
    { kind: 'request-contact', stepId: 'friendly', occurrence: 2, stage: 'friendly' },
    { state: 'requested', occurrence: 2 },
  ],
  [
    { kind: 'request-contact', stepId: 'thank-you', occurrence: 1, stage: 'not-due' },
    { state: 'requested', do: 'send' },
  ],
  [
    { kind: 'open-call', stepId: 'call', round: 1 },
    { state: 'done', do: 'task', stage: 'call' },
  ],
  [
    { kind: 'propose-agency', stepId: 'agency' },
    { state: 'done', do: 'agency', stage: 'agency' },
  ],
  [
    { kind: 'open-task', task: 'confirm-payment', stepId: CONFIRM_STEP, dueOn: '2026-06-10', missing: [] },
    { state: 'done', do: 'task', occurrence: 1 },
  ],
  [
    { kind: 'open-task', task: 'complete-invoice', stepId: INCOMPLETE_STEP, dueOn: '2026-06-10', missing: [] },
    { state: 'done', do: 'task', stage: null },
  ],
])('%j adds one step record', (decision, record) => {
  const after = applyDecision(facts, decision, NOW, context);
  expect(addedSteps(facts, after)).toMatchObject([{ stepId: 'stepId' in decision && decision.stepId, ...record }]);
  expect(after.call !== null).toBe(decision.kind === 'open-call');
  // Applying the same decision again adds no record.
  expect(addedSteps(after, applyDecision(after, decision, NOW, context))).toEqual([]);
});

test.each<[string, Act, Partial<CaseFacts>, Partial<typeof context> | { openCall: CallState }, Partial<CaseFacts>]>([
  [
    'a call is due within the open days of its step',
    { kind: 'open-call', stepId: 'call', round: 1 },
    {},
    {},
    { call: { ...openCall, taskId: 'task-1', round: 1, dueOn: '2026-06-12', overdueNoted: false } },
  ],
  ['a call joins the open one', { kind: 'open-call', stepId: 'call', round: 1 }, {}, { openCall }, { call: openCall }],
  [
    'an overdue call is noted',
    { kind: 'note-call-overdue', taskId: 'task-0' },
    { call: { ...openCall, overdueNoted: false } },
    {},
    { call: openCall },
  ],
  [
    'a placement waits for approval',
    { kind: 'propose-agency', stepId: 'agency' },
    {},
    {},
    { placement: { placementId: 'placement-1', state: 'proposed' } },
  ],
  [
    'a placement is handed over',
    { kind: 'place-with-agency', placementId: 'p' },
    {},
    {},
    { placement: { placementId: 'p', state: 'placed' } },
  ],
  [
    'a placement is recalled',
    { kind: 'recall-placement', placementId: 'p' },
    {},
    {},
    { placement: { placementId: 'p', state: 'recalled' } },
  ],
])('%s', (_, decision, given, more, expected) => {
  expect(applyDecision({ ...facts, ...given }, decision, NOW, { ...context, ...more })).toMatchObject(expected);
});

test('another try of a call records no step, so that a new policy begins with the step that is due', () => {
  const tried = {
    ...openCall,
    stepId: 'call-of-the-old-policy',
    round: 1,
    state: 'done' as const,
    outcome: 'no-answer',
  };
  const before: CaseFacts = { ...facts, call: tried };
  const after = applyDecision(before, { kind: 'open-call', stepId: 'call', round: 2 }, NOW, context);
  expect(addedSteps(before, after)).toEqual([]);
  expect(after.call).toMatchObject({ taskId: 'task-1', round: 2, state: 'open' });
});

test.each<[string, NonNullable<Parameters<typeof sampleCase>[0]>, string]>([
  ['a demand that was sent', { steps: [record('demand', 'sent', '2026-07-01')] }, 'approved'],
  [
    'a demand of the policy before',
    { steps: [record('last-letter', 'sent', '2026-07-01', { stage: 'demand', day: 20 })] },
    'approved',
  ],
  [
    'a demand before the invoice came to Puntual',
    { invoice: { alreadyReached: { stage: 'demand', on: '2026-07-01' } } },
    'approved',
  ],
  ['no message at all', {}, 'proposed'],
  ['five messages that reached nobody', { steps: [record('demand', 'failed', '2026-07-01')] }, 'proposed'],
  ['a demand that bounced', { steps: [record('demand', 'dropped', '2026-07-01')] }, 'proposed'],
  ['a follow-up alone', { steps: [record('follow-up', 'sent', '2026-07-01')] }, 'proposed'],
])('after %s, a policy without approval has the hand-over %s', (_, given, state) => {
  const policy = samplePolicy({
    steps: standardDocument.steps.map((step) => (step.do === 'agency' ? { ...step, approval: false } : step)),
  });
  const after = applyDecision(
    sampleCase({ ...given, policy }),
    { kind: 'propose-agency', stepId: 'agency' },
    NOW,
    context,
  );
  expect(after.placement?.state).toBe(state);
});

test('a hand-over that the policy has approved needs no person when the customer was demanded, else one', () => {
  const demanded = sampleCase({ steps: [record('demand', 'sent', '2026-07-01')] });
  const withoutApproval = samplePolicy({
    steps: standardDocument.steps.map((step) => (step.do === 'agency' ? { ...step, approval: false } : step)),
  });
  expect(needsApproval(demanded, 'agency')).toBe(true);
  expect(needsApproval({ ...demanded, policy: withoutApproval }, 'agency')).toBe(false);
  // Another policy's step: nobody has approved it.
  expect(needsApproval({ ...demanded, policy: withoutApproval }, 'unknown')).toBe(true);
  expect(needsApproval({ ...demanded, policy: withoutApproval }, 'demand')).toBe(true);
  const gone = [record('gone', 'sent', '2026-07-01')];
  expect(needsApproval({ ...demanded, policy: withoutApproval, steps: gone }, 'agency')).toBe(true);
});

test.each<[string, Partial<CaseFacts['steps'][number]>, number]>([
  ['was dropped when the proposal was taken back', { state: 'dropped', occurrence: 3 }, 4],
  ['stands', { state: 'done', occurrence: 1 }, 0],
])('a proposal after one whose record %s is another occurrence, or the same', (_, change, occurrence) => {
  const before = sampleCase({ steps: [{ ...record('agency', 'done', '2026-07-01'), ...change }] });
  const after = applyDecision(before, { kind: 'propose-agency', stepId: 'agency' }, NOW, context);
  expect(addedSteps(before, after).map((added) => added.occurrence)).toEqual(occurrence === 0 ? [] : [occurrence]);
});

test('a supply hold is another occurrence only after an earlier run, and not after one that holds', () => {
  const held = (caseRun: number) =>
    sampleCase({
      policy: strictPolicy,
      invoice: { caseRun },
      steps: [record('hold', 'done', '2026-07-01', { do: 'supply-hold', caseRun: 1, occurrence: 2 })],
    });
  const added = (before: CaseFacts) =>
    addedSteps(before, applyDecision(before, { kind: 'hold-supply', stepId: 'hold' }, NOW, context));
  expect(added(held(2))).toMatchObject([{ occurrence: 3, caseRun: 2, stage: 'call', day: 26, do: 'supply-hold' }]);
  expect(added({ ...held(1), steps: held(1).steps.map((step) => ({ ...step, occurrence: 1 })) })).toEqual([]);
});

test('a call is due after the open days of its step, or after two where the policy has no such step', () => {
  const due = (stepId: string, at: number) =>
    applyDecision(facts, { kind: 'open-call', stepId, round: 1 }, at, context).call?.dueOn;
  const policyWith = (slaBusinessDays: number) =>
    samplePolicy({
      steps: standardDocument.steps.map((step) => (step.do === 'task' ? { ...step, slaBusinessDays } : step)),
    });
  expect(due('of-another-policy', NOW)).toBe('2026-06-12');
  const slow = { ...facts, policy: policyWith(4) };
  expect(applyDecision(slow, { kind: 'open-call', stepId: 'call', round: 1 }, NOW, context).call).toMatchObject({
    stepId: 'call',
    dueOn: '2026-06-16',
    outcome: null,
    completedOn: null,
  });
});

test.each<[string, bigint, object, boolean]>([
  ['all of it', 121_000n, {}, true],
  ['a tenth of it', 12_100n, {}, true],
  ['a cent', 1n, {}, false],
  ['less than the step asks for', 40_000n, { when: { openAtLeast: '500.00' } }, false],
])('of an approved hand-over %s is left: it is handed over or not', (_, openMinor, step, handedOver) => {
  const policy = samplePolicy({
    steps: standardDocument.steps.map((each) => (each.do === 'agency' ? { ...each, ...step } : each)),
  });
  const approved = sampleCase({
    policy,
    invoice: { openMinor },
    customerOpenMinor: openMinor,
    placement: { placementId: 'p', state: 'approved', proposedMinor: 121_000n },
  });
  expect(decide(approved, NOW)).toMatchObject(
    handedOver
      ? { kind: 'place-with-agency' }
      : { kind: 'wait', until: null, reasons: [{ code: 'condition-unmet', field: 'openAtLeast' }] },
  );
});
