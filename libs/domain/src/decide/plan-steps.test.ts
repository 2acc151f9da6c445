import { describe, expect, it } from '@jest/globals';
import { instantAt, localDate } from '../calendar/dates.ts';
import { plannedInstant } from '../calendar/send-window.ts';
import {
  madrid,
  madridWindow,
  record,
  reminderPolicy,
  sampleCase,
  samplePolicy,
} from '@puntual/testing/builders/case-facts';
import type { CaseFacts } from './case-facts.ts';
import { planCase } from './plan-steps.ts';
import { latestRecord } from './supply-steps.ts';

const planSteps = (facts: CaseFacts, now: number) => planCase(facts, now).steps;
const days = (facts: CaseFacts, now: number) => planSteps(facts, now).map((step) => `${step.stepId} ${step.on}`);
const reasonOf = (facts: CaseFacts, now: number, stepId: string) =>
  planSteps(facts, now)
    .find((step) => step.stepId === stepId)
    ?.reasons.map((reason) => reason.code);

describe('an invoice without payments, holds or earlier messages', () => {
  it('has each stage on its day: 7 days before, on the day, 1, 8, 21, 32 and 60 days after', () => {
    // Due on a Wednesday. Day 32 is a Sunday, day 60 too: both roll to the Monday.
    expect(days(sampleCase(), madrid('2026-05-12'))).toEqual([
      'courtesy 2026-06-03',
      'due-today 2026-06-10',
      'friendly 2026-06-11',
      'follow-up 2026-06-18',
      'demand 2026-07-01',
      'call 2026-07-13',
      'agency 2026-08-10',
    ]);
  });
  it('has no step on weekends and holidays, and names the original day', () => {
    // Due on Friday; the Monday after is a holiday.
    const facts = sampleCase({ invoice: { dueOn: '2026-06-12' }, window: madridWindow(['2026-06-15']) });
    expect(days(facts, madrid('2026-05-12'))).toEqual([
      'courtesy 2026-06-05',
      'due-today 2026-06-12',
      'friendly 2026-06-16',
      'follow-up 2026-06-22',
      'demand 2026-07-03',
      'call 2026-07-14',
      'agency 2026-08-11',
    ]);
    expect(planSteps(facts, madrid('2026-05-12'))[2]?.reasons).toEqual([
      { code: 'rolled-to-open-day', from: '2026-06-13' },
    ]);
    expect(reasonOf(facts, madrid('2026-05-12'), 'demand')).toEqual(['step-day']);
  });
  it('is reminded from the day after when it is due on the day on which it comes in, and day 0 counts (R46)', () => {
    const steps = [
      { id: 'due-today', day: 0, stage: 'courtesy', do: 'send', template: 'due-today' },
      { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
      { id: 'follow-up', day: 2, stage: 'follow-up', do: 'send', template: 'follow-up' },
    ] as const;
    const policy = samplePolicy({ steps: [...steps], contact: { minDaysBetween: 1, channels: ['email'] } });
    const facts = sampleCase({ policy, invoice: { dueOn: '2026-11-02', knownOn: '2026-11-02' } });
    expect(days(facts, madrid('2026-11-02', '10:00'))).toEqual([
      'due-today 2026-11-02',
      'friendly 2026-11-03',
      'follow-up 2026-11-04',
    ]);
    expect(planCase(facts, madrid('2026-11-02', '10:00')).skipped).toEqual([]);
  });
  it('gets no due-date note when it falls due on a closed day, because on the next open day it is late', () => {
    expect(days(sampleCase({ invoice: { dueOn: '2026-06-13' } }), madrid('2026-05-12')).slice(0, 2)).toEqual([
      'courtesy 2026-06-08',
      'friendly 2026-06-15',
    ]);
  });
  it('has each step at the customer’s minute in the window, on the local day of the step', () => {
    for (const step of planSteps(sampleCase(), madrid('2026-05-12'))) {
      expect(step.at).toBe(plannedInstant(step.on, 'customer-1', madridWindow()));
      expect(localDate(step.at, 'Europe/Madrid')).toBe(step.on);
    }
  });
  it.each(['2026-03-29', '2026-10-25'])(
    'is not late on its due date, at 00:00 and at 23:59, around the change of %s (case 22)',
    (change) => {
      for (const dueOn of [
        change,
        localDate(madrid(change) - 86_400_000, 'Europe/Madrid'),
        localDate(madrid(change) + 86_400_000, 'Europe/Madrid'),
      ]) {
        for (const minute of [0, 23 * 60 + 59]) {
          const now = instantAt(dueOn, minute, 'Europe/Madrid');
          const first = planSteps(sampleCase({ invoice: { dueOn } }), now).find((step) => step.stepId === 'friendly');
          expect(first && first.on > dueOn && first.at > now).toBe(true);
        }
      }
    },
  );
});

describe('a step on a closed day', () => {
  // Due on Friday 2026-06-12, the Monday after is a holiday. The courtesy is on a Saturday, the friendly reminder too,
  // the call on a Sunday.
  const closed = (roll: string, knownOn = '2026-05-11') =>
    sampleCase({
      window: madridWindow(['2026-06-15']),
      invoice: { dueOn: '2026-06-12', knownOn },
      policy: samplePolicy({
        calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'], roll },
        steps: [
          { id: 'courtesy', day: -6, stage: 'courtesy', do: 'send', template: 'courtesy' },
          { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
          { id: 'call', day: 9, stage: 'call', do: 'task', kind: 'call', script: 'first' },
          { id: 'agency', day: 15, stage: 'agency', do: 'agency' },
        ],
      }),
    });
  it.each([
    ['next-business-day', ['courtesy 2026-06-08', 'friendly 2026-06-16', 'call 2026-06-22', 'agency 2026-06-29']],
    ['previous-business-day', ['courtesy 2026-06-05', 'friendly 2026-06-16', 'call 2026-06-22', 'agency 2026-06-29']],
    ['none', ['courtesy 2026-06-08', 'friendly 2026-06-16', 'call 2026-06-21', 'agency 2026-06-27']],
  ])('moves as its policy says: %s', (roll, planned) => {
    expect(days(closed(roll), madrid('2026-05-12'))).toEqual(planned);
  });
  it('has a reason that names the original day and the direction', () => {
    const [courtesy, friendly] = planSteps(closed('previous-business-day'), madrid('2026-05-12'));
    expect([courtesy?.reasons, friendly?.reasons]).toEqual([
      [{ code: 'rolled-to-open-day', from: '2026-06-06', backTo: '2026-06-05' }],
      [{ code: 'rolled-to-open-day', from: '2026-06-13' }],
    ]);
  });
  it('does not move back to a day before the invoice was known', () => {
    expect(days(closed('previous-business-day', '2026-06-05'), madrid('2026-06-05', '08:00'))[0]).toBe(
      'courtesy 2026-06-05',
    );
    expect(days(closed('previous-business-day', '2026-06-06'), madrid('2026-06-06', '08:00'))[0]).toBe(
      'courtesy 2026-06-08',
    );
  });
  it('is caught up on any day by a policy that does not roll, except for messages', () => {
    // A Saturday, after an outage.
    const late = (stepId: string) => ({
      ...closed('none'),
      steps: [record(stepId, 'sent', '2026-06-16')],
      lastReminderOn: '2026-06-16',
    });
    expect([days(closed('none'), madrid('2026-06-27'))[0], days(late('friendly'), madrid('2026-06-27'))[0]]).toEqual([
      'friendly 2026-06-29',
      'call 2026-06-27',
    ]);
  });
});

describe('order and spacing', () => {
  it('golden number: days 3, 10, 20, 30, and the first reminder on day 14, put the second on day 21 (case 7)', () => {
    // Due on Monday 2026-03-02: day 14 is Monday 03-16, day 21 Monday 03-23.
    const facts = sampleCase({
      policy: reminderPolicy([3, 10, 20, 30]),
      invoice: { dueOn: '2026-03-02', knownOn: '2026-02-01' },
      steps: [record('reminder-1', 'sent', '2026-03-16')],
      lastReminderOn: '2026-03-16',
    });
    expect(days(facts, madrid('2026-03-16', '13:00'))).toEqual([
      'reminder-2 2026-03-23',
      'reminder-3 2026-04-02',
      'reminder-4 2026-04-13',
    ]);
    expect(reasonOf(facts, madrid('2026-03-16', '13:00'), 'reminder-2')).toEqual(['kept-distance-after-late-step']);
  });
  it('a reminder keeps its distance to the customer’s last reminder about any invoice', () => {
    const facts = sampleCase({ lastReminderOn: '2026-06-09' });
    expect(days(facts, madrid('2026-06-11', '00:00'))[0]).toBe('friendly 2026-06-15'); // the 13th is a Saturday
    expect(reasonOf(facts, madrid('2026-06-11', '00:00'), 'friendly')).toEqual(['spacing-to-last-reminder']);
    expect(days(sampleCase({ lastReminderOn: '2026-06-05' }), madrid('2026-06-11', '00:00'))[0]).toBe(
      'friendly 2026-06-11',
    );
  });
  it.each(['09:00', '14:00', '23:59'])(
    'counts calendar days: a clock change after a reminder at %s does not move the next one (case 8)',
    (time) => {
      const facts = sampleCase({
        policy: reminderPolicy([1, 2], 7),
        invoice: { dueOn: '2026-03-24', knownOn: '2026-03-01' },
        steps: [record('reminder-1', 'sent', '2026-03-25')],
        lastReminderOn: localDate(madrid('2026-03-25', time), 'Europe/Madrid'),
      });
      expect(days(facts, madrid('2026-03-25', time))).toEqual(['reminder-2 2026-04-01']);
    },
  );
  it('a reminder comes after the named payment deadline: after "by the 20th" on the 21st (case 9)', () => {
    const facts = sampleCase({
      policy: reminderPolicy([1, 8]),
      steps: [record('reminder-1', 'sent', '2026-06-11', { deadlineOn: '2026-07-20' })],
      lastReminderOn: '2026-06-11',
    });
    expect(days(facts, madrid('2026-06-12'))).toEqual(['reminder-2 2026-07-21']);
    expect(reasonOf(facts, madrid('2026-06-12'), 'reminder-2')).toEqual(['deadline-named']);
  });
  it('a later step is planned after the payment deadline that an earlier planned step will name', () => {
    const policy = samplePolicy({
      steps: [
        { id: 'demand', day: 21, stage: 'demand', do: 'send', template: 'demand', deadlineDays: 14 },
        { id: 'call', day: 32, stage: 'call', do: 'task', kind: 'call', script: 'first' },
      ],
    });
    expect(days(sampleCase({ policy }), madrid('2026-06-12'))).toEqual(['demand 2026-07-01', 'call 2026-07-16']);
  });
  it('missed steps are caught up after an outage one by one, in order (case 5)', () => {
    const now = madrid('2026-07-06', '10:30'); // a Monday, 26 days late, nothing sent
    expect(days(sampleCase(), now)).toEqual([
      'friendly 2026-07-06',
      'follow-up 2026-07-13',
      'demand 2026-07-27',
      'call 2026-08-07',
      'agency 2026-09-04',
    ]);
    expect(reasonOf(sampleCase(), now, 'friendly')).toEqual(['step-day', 'late-catching-up']);
  });
  it('two missed courtesies come on two days after an outage', () => {
    const policy = samplePolicy({
      steps: [-14, -7].map((day) => ({
        id: `courtesy${day}`,
        day,
        stage: 'courtesy',
        do: 'send',
        template: 'courtesy',
      })),
    });
    expect(days(sampleCase({ policy }), madrid('2026-06-04'))).toEqual([
      'courtesy-14 2026-06-04',
      'courtesy-7 2026-06-05',
    ]);
  });
});

describe('an invoice that is known late', () => {
  it('starts on the day after it became known, without courtesies (case 21)', () => {
    const facts = sampleCase({ invoice: { dueOn: '2026-06-10', knownOn: '2026-07-06' } });
    expect(days(facts, madrid('2026-07-06', '10:00'))[0]).toBe('friendly 2026-07-07');
    expect(reasonOf(facts, madrid('2026-07-06', '10:00'), 'friendly')).toEqual(['not-known-before']);
  });
  it('gets no message on its arrival that was due before', () => {
    expect(days(sampleCase({ invoice: { knownOn: '2026-06-08' } }), madrid('2026-06-08', '10:00')).slice(0, 2)).toEqual(
      ['due-today 2026-06-10', 'friendly 2026-06-11'],
    );
  });
  it.each([
    ['courtesy', 'friendly'],
    ['friendly', 'follow-up'],
    ['follow-up', 'demand'],
    ['demand', 'call'],
    ['call', 'agency'],
    ['agency', undefined],
  ] as const)('that another system chased up to %s continues with %s', (stage, next) => {
    const facts = sampleCase({
      invoice: { dueOn: '2026-05-04', knownOn: '2026-07-06', alreadyReached: { stage, on: '2026-07-03' } },
    });
    expect(planSteps(facts, madrid('2026-07-06'))[0]?.stepId).toBe(next);
  });
  it('that another system chased keeps the distance to that chase', () => {
    const facts = sampleCase({
      invoice: { dueOn: '2026-05-04', knownOn: '2026-07-06', alreadyReached: { stage: 'follow-up', on: '2026-07-03' } },
    });
    expect(days(facts, madrid('2026-07-06'))[0]).toBe('demand 2026-07-16'); // 13 days from day 8 to day 21
  });
});

describe('a step of another policy that the case has taken', () => {
  const after = (stage: 'friendly' | 'follow-up', day: number) =>
    planSteps(
      sampleCase({ steps: [record('elsewhere', 'sent', '2026-06-18', { stage, day })], lastReminderOn: '2026-06-18' }),
      madrid('2026-06-24'),
    )[0]?.stepId;
  it('passes over the steps before it and the one at its own place, and none after it', () => {
    expect(after('follow-up', 9)).toBe('demand');
    expect(after('follow-up', 8)).toBe('demand');
    expect(after('follow-up', 7)).toBe('follow-up');
    expect(after('friendly', 30)).toBe('follow-up');
  });
});

describe('a follow-up', () => {
  const later = madrid('2026-06-24', '12:00');
  it.each([
    ['requested', 'demand'],
    ['sent', 'demand'],
    ['done', 'demand'],
    ['skipped', 'demand'],
    ['failed', 'demand'],
    ['dropped', 'follow-up'],
  ] as const)('that is %s makes the next step %s', (state, next) => {
    const facts = sampleCase({
      steps: [record('friendly', 'sent', '2026-06-11'), record('follow-up', state, '2026-06-18')],
      lastReminderOn: '2026-06-11',
    });
    expect(planSteps(facts, later)[0]?.stepId).toBe(next);
  });
  it('has the state of its last occurrence', () => {
    const steps = [
      record('friendly', 'sent', '2026-06-12', { occurrence: 2 }),
      record('friendly', 'dropped', '2026-06-11'),
    ];
    expect(latestRecord(steps, 'friendly')?.state).toBe('sent');
    expect(latestRecord(steps, 'demand')).toBeNull();
  });
  it('that was sent stays the stage: a friendly reminder whose bounce is reported late is not repeated', () => {
    const facts = sampleCase({
      steps: [record('friendly', 'dropped', '2026-06-20'), record('follow-up', 'sent', '2026-06-18')],
      lastReminderOn: '2026-06-18',
    });
    expect(planSteps(facts, later)[0]?.stepId).toBe('demand');
  });
});

describe('the minimum of a step', () => {
  it.each([
    [100000n, 'EUR', true],
    [99999n, 'EUR', false],
    [1000n, 'JPY', true],
    [999n, 'JPY', false],
  ])(
    'of 1000 with %s minor units of %s open: planned %s, whatever the gross of the invoice (case 20)',
    (openMinor, currency, asked) => {
      expect(
        planSteps(
          sampleCase({ policy: courtesyFrom({ EUR: '1000', JPY: '1000' }), invoice: { openMinor, currency } }),
          madrid('2026-05-12'),
        ).length > 0,
      ).toBe(asked);
    },
  );
  it('in one currency is no minimum in another currency (case 33)', () => {
    for (const currency of ['JPY', 'CLP', 'USD'])
      expect(
        planSteps(
          sampleCase({ policy: courtesyFrom('1000'), invoice: { openMinor: 1n, currency } }),
          madrid('2026-05-12'),
        ),
      ).toHaveLength(1);
  });
  it('with more decimals than its currency has is no minimum', () => {
    expect(
      planSteps(
        sampleCase({ policy: courtesyFrom({ JPY: '10.50' }), invoice: { openMinor: 1n, currency: 'JPY' } }),
        madrid('2026-05-12'),
      ),
    ).toHaveLength(1);
  });
  function courtesyFrom(openAtLeast: string | Record<string, string>) {
    return samplePolicy({
      steps: [{ id: 'courtesy', day: -7, stage: 'courtesy', do: 'send', template: 'courtesy', when: { openAtLeast } }],
    });
  }
});

describe('a debtor who refused to pay on the call', () => {
  const refused = {
    taskId: 't',
    round: 1,
    state: 'done',
    outcome: 'refuses',
    dueOn: '2026-07-15',
    overdueNoted: false,
    completedOn: '2026-07-14',
  } as const;
  const steps = ['friendly', 'follow-up', 'demand'].map((id) => record(id, 'sent', '2026-06-11'));
  it('is proposed to the agency at once', () => {
    const facts = sampleCase({ call: refused, steps: [...steps, record('call', 'done', '2026-07-13')] });
    expect(planSteps(facts, madrid('2026-07-14'))).toMatchObject([
      { stepId: 'agency', on: '2026-07-14', reasons: [{ code: 'customer-refused' }] },
    ]);
    expect(days(facts, madrid('2026-07-18'))).toEqual(['agency 2026-07-20']); // a Saturday
  });
  it('first gets the steps that the policy has before the agency', () => {
    const policy = samplePolicy({
      steps: [
        { id: 'call', day: 32, stage: 'call', do: 'task', kind: 'call', script: 'first' },
        { id: 'last-letter', day: 45, stage: 'call', do: 'send', template: 'demand' },
        { id: 'agency', day: 60, stage: 'agency', do: 'agency' },
      ],
    });
    const facts = sampleCase({ policy, call: refused, steps: [record('call', 'done', '2026-07-13')] });
    expect(days(facts, madrid('2026-07-14'))).toEqual(['last-letter 2026-07-27', 'agency 2026-08-10']);
  });
});

it('planning does not change the facts', () => {
  const facts = sampleCase({ steps: [record('friendly', 'sent', '2026-06-11')] });
  const before = structuredClone(facts);
  planSteps(facts, madrid('2026-06-24'));
  expect(facts).toEqual(before);
});

describe('a courtesy with a payment deadline', () => {
  const courtesies = (second: number) =>
    samplePolicy({
      steps: [
        { id: 'first', day: -7, stage: 'courtesy', do: 'send', template: 'courtesy', deadlineDays: 4 },
        { id: 'second', day: second, stage: 'courtesy', do: 'send', template: 'courtesy' },
      ],
    });
  const may = madrid('2026-05-12');
  it('postpones the next courtesy until the deadline has passed', () => {
    expect(planSteps(sampleCase({ policy: courtesies(-5) }), may).map((step) => [step.stepId, step.on])).toEqual([
      ['first', '2026-06-03'],
      ['second', '2026-06-08'],
    ]);
  });
  it('makes a courtesy lapse that would have to wait past the due date', () => {
    const late = samplePolicy({
      steps: [
        { id: 'first', day: -1, stage: 'courtesy', do: 'send', template: 'courtesy', deadlineDays: 1 },
        { id: 'note', day: 0, stage: 'courtesy', do: 'send', template: 'due-today' },
      ],
    });
    const plan = planCase(sampleCase({ policy: late }), may);
    expect(plan.steps.map((step) => step.stepId)).toEqual(['first']);
    expect(plan.skipped).toMatchObject([{ stepId: 'note', reason: { code: 'courtesy-lapsed' } }]);
  });
});

describe('a fee that repeats', () => {
  const charging = (sum: object) =>
    samplePolicy({
      steps: [
        {
          id: 'weekly',
          day: 7,
          stage: 'demand',
          do: 'send',
          template: 'demand',
          repeat: { everyDays: 7, untilDay: 21 },
        },
      ],
      charges: {
        lateFee: { ...sum, stages: ['demand'], repeat: { everyDays: 7, maximum: { amount: '50.00' } } },
      },
    });
  const policy = charging({ amount: '10.00' });
  const sharing = charging({ percentOfOpen: '2' });

  it('stands in the plan with each notice that brings it, and with the week of the day on which that leaves', () => {
    const steps = planSteps(sampleCase({ policy }), madrid('2026-06-11'));
    expect(steps.map(({ on, reasons }) => [on, reasons.at(-1)])).toEqual(
      ['2026-06-17', '2026-06-24', '2026-07-01'].map((on, index) => [
        on,
        { code: 'repeated-fee', period: index + 1, everyDays: 7, amount: '10.00', currency: 'EUR', percent: null },
      ]),
    );
  });
  it('is not announced in a currency in which the policy charges none', () => {
    const [first] = planSteps(sampleCase({ policy, invoice: { currency: 'CLP' } }), madrid('2026-06-11'));
    expect(first?.reasons.map(({ code }) => code)).toEqual(['step-day']);
    const [shared] = planSteps(sampleCase({ policy: sharing, invoice: { currency: 'CLP' } }), madrid('2026-06-11'));
    expect(shared?.reasons.map(({ code }) => code)).toEqual(['step-day']);
  });
});
