import { expect, it } from '@jest/globals';
import { policyDocumentSchema } from './policy-document.ts';
import { compilePolicy } from './compile-policy.ts';
import { isMessage } from './policy.ts';
import { standardDocument } from './standard.ts';
import { strictPolicy } from './strict.ts';

const compiled = (steps: readonly object[]) =>
  compilePolicy(policyDocumentSchema.parse({ ...standardDocument, steps }), 3);

it('a repeating step stands one by one until its day, each with an id of its own', () => {
  const { steps, version } = compiled([
    {
      id: 'weekly',
      day: 8,
      stage: 'follow-up',
      do: 'send',
      template: 'follow-up',
      repeat: { everyDays: 7, untilDay: 30 },
    },
  ]);
  expect(steps.map(({ id, day }) => [id, day])).toEqual([
    ['weekly', 8],
    ['weekly.2', 15],
    ['weekly.3', 22],
    ['weekly.4', 29],
  ]);
  expect(version).toBe(3);
});

it('an announcement is a message whose deadline is the last day before the hold', () => {
  const [notice] = compiled([
    { id: 'notice', day: 29, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 },
  ]).steps;
  expect(notice).toMatchObject({
    template: 'supply-hold-notice',
    deadlineDays: 4,
    severity: 'firm',
    channels: ['email', 'sms'],
  });
  expect(notice && isMessage(notice)).toBe(true);
});

it('the strict policy announces before it holds', () => {
  expect(strictPolicy.steps.map((step) => step.id)).toEqual([
    'due-today',
    'friendly',
    'follow-up',
    'follow-up.2',
    'demand',
    'notice',
    'call',
    'hold',
    'agency',
  ]);
});
