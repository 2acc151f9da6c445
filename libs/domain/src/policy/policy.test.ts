import { describe, expect, it } from '@jest/globals';
import { sayRefusal } from '../refusals/say-refusal.ts';
import { refusalsOf } from '../refusals/schema-issues.ts';
import { compilePolicy } from './compile-policy.ts';
import { policyDocumentSchema } from './policy-document.ts';
import { isReminder } from './policy.ts';
import { standardDocument, standardPolicy } from './standard.ts';
import { STAGES, minuteOfDay, stageRank } from './vocabulary.ts';

const step = (change: object) => ({
  id: 'friendly',
  day: 1,
  stage: 'friendly',
  do: 'send',
  template: 'friendly',
  ...change,
});
const faults = (change: object) => {
  const { error } = policyDocumentSchema.safeParse({ ...standardDocument, ...change }, { reportInput: true });
  return error ? refusalsOf(error).map((refusal) => [refusal.path, sayRefusal(refusal, 'en')] as const) : [];
};

describe('a policy that leaves a rule of charges out', () => {
  it.each([
    ['all of them', undefined],
    ['what becomes of charges when the invoice is paid', { lateFee: null }],
  ])('lets charges fall away with a paid invoice: %s', (_what, charges) => {
    const read = policyDocumentSchema.parse({ ...standardDocument, charges });
    expect(read.charges).toEqual({
      lateFee: null,
      interest: null,
      caps: [],
      whenPrincipalPaid: 'waive',
      earlyPayment: null,
    });
    expect(compilePolicy(read, 1).charges.whenPrincipalPaid).toBe('waive');
  });
});

describe('the standard policy', () => {
  it('is valid by the schema, with and without the defaults that the schema adds', () => {
    const read = policyDocumentSchema.parse(standardDocument);
    expect(read).toMatchObject(standardDocument);
    expect(policyDocumentSchema.parse(read)).toEqual(read);
    expect(compilePolicy(read, 1)).toEqual(standardPolicy);
  });
  it('has seven steps, from 7 days before to 60 days after the due date', () => {
    expect(standardPolicy.steps.map(({ id, day, stage }) => [id, day, stage])).toEqual([
      ['courtesy', -7, 'courtesy'],
      ['due-today', 0, 'courtesy'],
      ['friendly', 1, 'friendly'],
      ['follow-up', 8, 'follow-up'],
      ['demand', 21, 'demand'],
      ['call', 32, 'call'],
      ['agency', 60, 'agency'],
    ]);
  });
  it('gives a step without them the default severity, channels, recipients, attachments and condition', () => {
    const [sent] = compilePolicy(policyDocumentSchema.parse({ ...standardDocument, steps: [step({})] }), 1).steps;
    expect(sent).toEqual({
      ...step({}),
      severity: 'mild',
      channels: ['email', 'sms'],
      to: ['accounts-payable'],
      attachments: [],
      when: {},
    });
  });
});

describe('a policy document is refused', () => {
  it.each<[string, object, string, string]>([
    [
      'with a window that closes before it opens',
      { calendar: { holidays: 'none', window: ['17:30', '09:00'] } },
      'calendar.window',
      '17:30 is not before 09:00',
    ],
    [
      'with a window of no length',
      { calendar: { holidays: 'none', window: ['09:00', '09:00'] } },
      'calendar.window',
      'must open before it closes',
    ],
    [
      'with an invalid time of day',
      { calendar: { holidays: 'none', window: ['09:00', '24:00'] } },
      'calendar.window.1',
      '',
    ],
    ['without steps', { steps: [] }, 'steps', ''],
    [
      'with the same id for two steps',
      { steps: [step({}), step({ day: 8 })] },
      'steps.1.id',
      'taken by an earlier step',
    ],
    [
      'with a step whose id is that of the thank-you',
      { steps: [step({ id: 'thank-you' })] },
      'steps.0.id',
      'another id',
    ],
    [
      'with steps that are not in the order of their days',
      { steps: [step({ day: 8 }), step({ id: 'second' })] },
      'steps.1.day',
      'day 1 comes after day 8',
    ],
    [
      'with a stage milder than the stage before',
      { steps: [step({ stage: 'demand' }), step({ id: 'second', day: 8 })] },
      'steps.1.stage',
      '"friendly" comes after "demand"',
    ],
    [
      'with a minimum that is not an amount',
      { steps: [step({ when: { openAtLeast: '1,000' } })] },
      'steps.0.when.openAtLeast',
      'without sign or grouping',
    ],
    ['with a day more than five years after the due date', { steps: [step({ day: 1826 })] }, 'steps.0.day', ''],
    ['with an unknown stage', { steps: [step({ stage: 'angry' })] }, 'steps.0.stage', ''],
    ['with an unknown kind of step', { steps: [step({ do: 'shout' })] }, 'steps.0.do', ''],
    ['with no channel', { steps: [step({ channels: [] })] }, 'steps.0.channels', ''],
    [
      'with no day between reminders',
      { contact: { minDaysBetween: 0, channels: ['email'] } },
      'contact.minDaysBetween',
      '',
    ],
  ])('%s', (_, change, path, message) => {
    const [first] = faults(change);
    expect(first?.[0]).toBe(path);
    expect(first?.[1]).toContain(message);
  });
});

it('stages are ranked from gentle to severe; the stages from friendly on are reminders', () => {
  expect(STAGES.map(stageRank)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(STAGES.filter((stage) => isReminder({ stage }))).toEqual([
    'friendly',
    'follow-up',
    'demand',
    'call',
    'agency',
  ]);
});

it('a time of day is converted to minutes since midnight', () => {
  expect(['00:00', '09:05', '17:30', '23:59'].map(minuteOfDay)).toEqual([0, 545, 1050, 1439]);
});
