import { expect, test } from '@jest/globals';
import { sampleCase } from '@puntual/testing/builders/case-facts';
import { addedSteps, applyDecision, type Act } from './apply-decision.ts';
import type { CallState, CaseFacts } from './case-facts.ts';

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
])('%j adds one step record', (decision, record) => {
  const after = applyDecision(facts, decision, NOW, context);
  expect(addedSteps(facts, after)).toMatchObject([{ stepId: 'stepId' in decision && decision.stepId, ...record }]);
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
