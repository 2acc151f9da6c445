import { expect, it } from '@jest/globals';
import { policyDocumentSchema } from './policy-document.ts';
import { compilePolicy } from './compile-policy.ts';
import { isMessage } from './policy.ts';
import { standardDocument } from './standard.ts';
import { strictPolicy } from './strict.ts';

const compiled = (steps: readonly object[]) =>
  compilePolicy(policyDocumentSchema.parse({ ...standardDocument, steps }), 3);

it('a repeating step becomes one step per repetition until its last day, each with its own id', () => {
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

it('the announcement of a supply hold is a message; its deadline is the last day before the hold', () => {
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

it('the strict policy announces a supply hold before the hold', () => {
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
