import { describe, expect, it } from '@jest/globals';
import { plannedInstant } from '../calendar/send-window.ts';
import {
  madrid,
  madridWindow,
  record,
  sampleCase,
  samplePolicy,
  sampleDebtor,
} from '@puntual/testing/builders/case-facts';
import { blockingHold, decide } from './decide.ts';
import { HOLD_KINDS, type CallState, type CaseFacts, type Hold } from './case-facts.ts';

const at = (date: string) => plannedInstant(date, 'customer-1', madridWindow());
const hold = (kind: Hold['kind'], untilOn: string | null, id: string = kind): Hold => ({ id, kind, untilOn });
const late = madrid('2026-06-11', '12:00'); // the day of the friendly reminder, after its instant

describe('an open case', () => {
  it('waits until the instant of its next step, and names the step and the reason', () => {
    expect(decide(sampleCase(), madrid('2026-05-12'))).toMatchObject({
      kind: 'wait',
      until: at('2026-06-03'),
      next: { stepId: 'courtesy' },
      reasons: [{ code: 'step-day', stepId: 'courtesy', day: -7 }],
    });
  });
  it('requests the step at its instant, not a millisecond before', () => {
    const facts = sampleCase({
      steps: [record('courtesy', 'sent', '2026-06-03'), record('due-today', 'sent', '2026-06-10')],
    });
    expect(decide(facts, at('2026-06-11') - 1)).toMatchObject({ kind: 'wait', until: at('2026-06-11') });
    expect(decide(facts, at('2026-06-11'))).toEqual({
      kind: 'request-contact',
      stepId: 'friendly',
      occurrence: 1,
      stage: 'friendly',
    });
  });
  it('requests a dropped step again as its next occurrence', () => {
    expect(
      decide(sampleCase({ steps: [record('friendly', 'dropped', '2026-06-11', { occurrence: 2 })] }), late),
    ).toMatchObject({ kind: 'request-contact', stepId: 'friendly', occurrence: 3 });
  });
  it('requests no other step while one is being sent, and is evaluated again the next day', () => {
    const facts = sampleCase({ steps: [record('friendly', 'requested', '2026-06-11')] });
    expect(decide(facts, late)).toMatchObject({
      kind: 'wait',
      until: at('2026-06-18'),
      reasons: [{ code: 'being-sent', stepId: 'friendly' }],
    });
    expect(decide(facts, madrid('2026-06-18', '12:00'))).toMatchObject({
      kind: 'wait',
      until: madrid('2026-06-19', '00:00'),
      reasons: [{ code: 'being-sent' }],
    });
  });
  it.each([
    ['due-today', '2026-06-10', '2026-06-11', 'friendly'],
    ['courtesy', '2026-06-09', '2026-06-10', 'due-today'],
  ])(
    'does not wait for %s, requested on %s: on %s that step does not apply any more',
    (stepId, askedOn, today, next) => {
      expect(decide(sampleCase({ steps: [record(stepId, 'requested', askedOn)] }), at(today))).toMatchObject({
        kind: 'request-contact',
        stepId: next,
      });
    },
  );
  it('goes on after a step that no channel could deliver', () => {
    expect(
      decide(sampleCase({ steps: [record('friendly', 'failed', '2026-06-11')] }), madrid('2026-06-18', '12:00')),
    ).toMatchObject({ kind: 'request-contact', stepId: 'follow-up' });
  });
  it('without further steps waits for an event only', () => {
    expect(decide(sampleCase({ steps: [record('agency', 'done', '2026-08-10')] }), madrid('2026-09-01'))).toEqual({
      kind: 'wait',
      until: null,
      next: null,
      reasons: [{ code: 'nothing-left' }],
    });
  });
});

describe('no reminder is requested', () => {
  it.each(HOLD_KINDS)('while a hold of kind %s is not released', (kind) => {
    expect(decide(sampleCase({ holds: [hold(kind, null)] }), late)).toMatchObject({
      kind: 'wait',
      until: null,
      reasons: [{ code: 'hold', kind, untilOn: null }],
    });
  });
  it('until a promise and its grace are over; then the step is requested on the next open day (case 16)', () => {
    // The promise's day and its grace end on Friday the 19th.
    const facts = sampleCase({ holds: [hold('promise', '2026-06-19')] });
    for (const now of [late, madrid('2026-06-19', '00:00'), madrid('2026-06-19', '23:59')]) {
      expect(decide(facts, now)).toMatchObject({
        kind: 'wait',
        until: at('2026-06-22'),
        next: { stepId: 'friendly', on: '2026-06-22' },
        reasons: [{ code: 'hold', kind: 'promise', untilOn: '2026-06-19' }],
      });
    }
    expect(decide(facts, at('2026-06-22'))).toMatchObject({ kind: 'request-contact', stepId: 'friendly' });
  });
  it('until the longest of several holds ends', () => {
    const holds = [hold('manual', '2026-06-12'), hold('promise', '2026-06-19'), hold('manual', '2026-06-15', 'b')];
    expect(blockingHold(holds, '2026-06-11')?.untilOn).toBe('2026-06-19');
    expect(blockingHold([...holds, hold('dispute', null)], '2026-06-11')?.kind).toBe('dispute');
    expect(blockingHold([hold('dispute', null), ...holds], '2026-06-11')?.kind).toBe('dispute');
    expect(blockingHold(holds, '2026-06-20')).toBeNull();
    expect(blockingHold([], '2026-06-20')).toBeNull();
  });
  it('for the paused one of three invoices; the others go on (case 17)', () => {
    const kinds = [[hold('manual', null)], [], []].map(
      (holds, index) => decide(sampleCase({ holds, invoice: { id: `invoice-${index}` } }), late).kind,
    );
    expect(kinds).toEqual(['wait', 'request-contact', 'request-contact']);
  });
  it.each([
    [121000n, true],
    [121001n, true],
    [120999n, false],
    [0n, false],
  ])('for 1,210.00 EUR with a credit of %s minor units: %s (case 18)', (creditMinor, covers) => {
    const decision = decide(sampleCase({ creditMinor }), late);
    expect(decision.kind).toBe(covers ? 'wait' : 'request-contact');
    if (decision.kind === 'wait')
      expect(decision).toMatchObject({ until: null, reasons: [{ code: 'covered-by-credit' }] });
  });
  it('unless the credit that covers the invoice does not cover all that the customer owes', () => {
    expect(decide(sampleCase({ creditMinor: 121000n, customerOpenMinor: 300000n }), late).kind).toBe('request-contact');
  });
  it('for an invoice that is paid by direct debit (case 19)', () => {
    expect(decide(sampleCase({ customer: sampleDebtor({ directDebit: true }) }), late)).toMatchObject({
      kind: 'wait',
      until: null,
      reasons: [{ code: 'direct-debit' }],
    });
  });
});

describe('a call', () => {
  const called = {
    steps: ['friendly', 'follow-up', 'demand']
      .map((id) => record(id, 'sent', '2026-07-01'))
      .concat(record('call', 'done', '2026-07-13')),
  };
  const call = (change: Partial<CallState>): CallState => ({
    taskId: 't',
    round: 1,
    state: 'open',
    outcome: null,
    dueOn: '2026-07-15',
    overdueNoted: false,
    completedOn: null,
    ...change,
  });
  const done = (outcome: string, round = 1) => call({ state: 'done', outcome, round, completedOn: '2026-07-14' });

  it('is opened as a task on its day', () => {
    expect(decide(sampleCase({ steps: called.steps.slice(0, 3) }), at('2026-07-13'))).toEqual({
      kind: 'open-call',
      stepId: 'call',
      round: 1,
    });
  });
  it('that is open makes the case wait until the day after the call is due', () => {
    expect(decide(sampleCase({ ...called, call: call({}) }), madrid('2026-07-14'))).toMatchObject({
      kind: 'wait',
      until: at('2026-07-16'),
      next: { stepId: 'agency' },
      reasons: [{ code: 'call-open', dueOn: '2026-07-15' }, { code: 'rolled-to-open-day' }],
    });
  });
  it('that nobody made by its day is noted as overdue once, and the case goes on (case 28)', () => {
    expect(decide(sampleCase({ ...called, call: call({}) }), madrid('2026-07-15', '23:59')).kind).toBe('wait');
    expect(decide(sampleCase({ ...called, call: call({}) }), madrid('2026-07-16', '00:00'))).toEqual({
      kind: 'note-call-overdue',
      taskId: 't',
    });
    expect(
      decide(sampleCase({ ...called, call: call({ overdueNoted: true }) }), madrid('2026-07-16', '00:00')),
    ).toMatchObject({ kind: 'wait', until: at('2026-08-10') });
    expect(decide(sampleCase({ ...called, call: call({ overdueNoted: true }) }), at('2026-08-10'))).toMatchObject({
      kind: 'propose-agency',
    });
  });
  it.each(['no-answer', 'voicemail'])('that ended with %s is opened again two open days later', (outcome) => {
    expect(decide(sampleCase({ ...called, call: done(outcome) }), madrid('2026-07-15'))).toMatchObject({
      kind: 'wait',
      until: at('2026-07-16'),
      reasons: [{ code: 'call-open', dueOn: '2026-07-16' }, { code: 'rolled-to-open-day' }],
    });
    expect(decide(sampleCase({ ...called, call: done(outcome) }), at('2026-07-16'))).toEqual({
      kind: 'open-call',
      stepId: 'call',
      round: 2,
    });
  });
  it('is not opened again on a closed day, even when an event wakes the case then', () => {
    // The second try was due on Thursday the 16th; on Saturday something else happens.
    expect(decide(sampleCase({ ...called, call: done('no-answer') }), madrid('2026-07-18', '12:00'))).toMatchObject({
      kind: 'wait',
      until: at('2026-07-20'),
      reasons: [{ code: 'call-open', dueOn: '2026-07-20' }, {}],
    });
    expect(
      decide(
        sampleCase({ ...called, window: madridWindow(['2026-07-20']), call: done('no-answer') }),
        madrid('2026-07-20', '12:00'),
      ),
    ).toMatchObject({ kind: 'wait', until: at('2026-07-21') });
    expect(decide(sampleCase({ ...called, call: done('no-answer') }), at('2026-07-20'))).toMatchObject({
      kind: 'open-call',
      round: 2,
    });
  });
  it('is opened once and three times again, as the policy says, and then not again', () => {
    expect(decide(sampleCase({ ...called, call: done('no-answer', 3) }), at('2026-07-16'))).toMatchObject({
      kind: 'open-call',
      round: 4,
    });
    expect(decide(sampleCase({ ...called, call: done('no-answer', 4) }), at('2026-07-16'))).toMatchObject({
      kind: 'wait',
      until: at('2026-08-10'),
    });
  });
  it.each(['wrong-contact', 'dispute', 'settled'])('that ended with %s is not opened again', (outcome) => {
    expect(decide(sampleCase({ ...called, call: done(outcome) }), madrid('2026-07-20'))).toMatchObject({
      kind: 'wait',
      until: at('2026-08-10'),
    });
  });
  it('on which the debtor refused to pay makes the case propose the agency at once', () => {
    expect(decide(sampleCase({ ...called, call: done('refuses') }), madrid('2026-07-14', '13:00'))).toEqual({
      kind: 'propose-agency',
      stepId: 'agency',
    });
  });
  it('without a later step is the only reason to wait', () => {
    const policy = samplePolicy({
      steps: [{ id: 'call', day: 32, stage: 'call', do: 'task', kind: 'call', script: 'first' }],
    });
    expect(
      decide(
        sampleCase({ policy, steps: [record('call', 'done', '2026-07-13')], call: call({}) }),
        madrid('2026-07-14'),
      ),
    ).toEqual({
      kind: 'wait',
      until: at('2026-07-16'),
      next: null,
      reasons: [{ code: 'call-open', dueOn: '2026-07-15' }],
    });
  });
});

describe('the agency', () => {
  const withAgency = (
    state: NonNullable<CaseFacts['placement']>['state'],
    change: Parameters<typeof sampleCase>[0] = {},
  ) =>
    sampleCase({ steps: [record('agency', 'done', '2026-08-10')], placement: { placementId: 'p', state }, ...change });
  const now = madrid('2026-08-12');

  it.each([
    ['proposed', 'awaiting-approval'],
    ['placed', 'with-agency'],
    ['rejected', 'nothing-left'],
    ['recalled', 'nothing-left'],
  ] as const)('with a placement that is %s, the case waits: %s', (state, code) => {
    expect(decide(withAgency(state), now)).toEqual({ kind: 'wait', until: null, next: null, reasons: [{ code }] });
  });
  it('receives the debt after a person approved the placement', () => {
    expect(decide(withAgency('approved'), now)).toEqual({ kind: 'place-with-agency', placementId: 'p' });
  });
  it.each([
    ['a dispute', { holds: [hold('dispute', null)] }],
    ['a promise', { holds: [hold('promise', '2026-08-20')] }],
    ['a direct debit', { customer: sampleDebtor({ directDebit: true }) }],
    ['credit that covers the debt', { creditMinor: 121000n }],
  ])('does not receive the debt when %s came after the approval', (_, change) => {
    expect(decide(withAgency('approved', change), now).kind).toBe('wait');
  });
  it('is the only one to chase a placed debt: the case takes no step and opens no call', () => {
    const policy = samplePolicy({
      steps: [
        { id: 'agency', day: 10, stage: 'agency', do: 'agency' },
        { id: 'after', day: 20, stage: 'agency', do: 'send', template: 'demand' },
      ],
    });
    expect(
      decide(
        withAgency('placed', {
          policy,
          call: {
            taskId: 't',
            round: 1,
            state: 'open',
            outcome: null,
            dueOn: '2026-07-15',
            overdueNoted: false,
            completedOn: null,
          },
        }),
        now,
      ),
    ).toMatchObject({ kind: 'wait', until: null, reasons: [{ code: 'with-agency' }] });
  });
});

describe('a settled case', () => {
  const settled = (
    status: 'paid' | 'credited' | 'cancelled' | 'written-off',
    change: Parameters<typeof sampleCase>[0] = {},
  ) => sampleCase({ ...change, invoice: { status, openMinor: 0n } });

  it('requests a thank-you for a payment, once per run, and closes', () => {
    expect(decide(settled('paid'), late)).toEqual({
      kind: 'request-contact',
      stepId: 'thank-you',
      occurrence: 1,
      stage: 'not-due',
    });
    for (const state of ['requested', 'sent', 'failed', 'dropped'] as const)
      expect(decide(settled('paid', { steps: [record('thank-you', state, '2026-06-11')] }), late)).toEqual({
        kind: 'close',
        outcome: 'paid',
      });
  });
  it.each(['credited', 'cancelled', 'written-off'] as const)('that is %s closes without a thank-you', (status) => {
    expect(decide(settled(status), late)).toEqual({ kind: 'close', outcome: status });
  });
  it('first recalls the debt from the agency', () => {
    expect(decide(settled('paid', { placement: { placementId: 'p', state: 'placed' } }), late)).toEqual({
      kind: 'recall-placement',
      placementId: 'p',
    });
    expect(decide(settled('cancelled', { placement: { placementId: 'p', state: 'recalled' } }), late)).toEqual({
      kind: 'close',
      outcome: 'cancelled',
    });
  });
  it('closes in spite of holds, credit and direct debit', () => {
    expect(
      decide(
        settled('cancelled', {
          holds: [hold('dispute', null)],
          customer: sampleDebtor({ directDebit: true }),
          creditMinor: 5n,
        }),
        late,
      ).kind,
    ).toBe('close');
  });
});
