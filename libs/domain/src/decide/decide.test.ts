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
  it('sleeps until the instant of its next step, and says which and why', () => {
    expect(decide(sampleCase(), madrid('2026-05-12'))).toMatchObject({
      kind: 'wait',
      until: at('2026-06-03'),
      next: { stepId: 'courtesy' },
      reasons: [{ code: 'step-day', stepId: 'courtesy', day: -7 }],
    });
  });
  it('asks for the step at its instant, not a millisecond before', () => {
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
  it('asks for a dropped step again, under a name of its own', () => {
    expect(
      decide(sampleCase({ steps: [record('friendly', 'dropped', '2026-06-11', { occurrence: 2 })] }), late),
    ).toMatchObject({ kind: 'request-contact', stepId: 'friendly', occurrence: 3 });
  });
  it('asks for nothing more while a step is on its way, and looks again the next day', () => {
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
  ])('does not wait for a request for %s of %s: on %s it cannot leave any more', (stepId, askedOn, today, next) => {
    expect(decide(sampleCase({ steps: [record(stepId, 'requested', askedOn)] }), at(today))).toMatchObject({
      kind: 'request-contact',
      stepId: next,
    });
  });
  it('passes over a step that no channel could deliver', () => {
    expect(
      decide(sampleCase({ steps: [record('friendly', 'failed', '2026-06-11')] }), madrid('2026-06-18', '12:00')),
    ).toMatchObject({ kind: 'request-contact', stepId: 'follow-up' });
  });
  it('with no step left waits for an event alone', () => {
    expect(decide(sampleCase({ steps: [record('agency', 'done', '2026-08-10')] }), madrid('2026-09-01'))).toEqual({
      kind: 'wait',
      until: null,
      next: null,
      reasons: [{ code: 'nothing-left' }],
    });
  });
});

describe('silence', () => {
  it.each(HOLD_KINDS)('a hold of kind %s blocks until it is released', (kind) => {
    expect(decide(sampleCase({ holds: [hold(kind, null)] }), late)).toMatchObject({
      kind: 'wait',
      until: null,
      reasons: [{ code: 'hold', kind, untilOn: null }],
    });
  });
  it('a promise holds until the end of its grace, and the stopped step comes on the next open day (case 16)', () => {
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
  it('of several holds the longest counts', () => {
    const holds = [hold('manual', '2026-06-12'), hold('promise', '2026-06-19'), hold('manual', '2026-06-15', 'b')];
    expect(blockingHold(holds, '2026-06-11')?.untilOn).toBe('2026-06-19');
    expect(blockingHold([...holds, hold('dispute', null)], '2026-06-11')?.kind).toBe('dispute');
    expect(blockingHold([hold('dispute', null), ...holds], '2026-06-11')?.kind).toBe('dispute');
    expect(blockingHold(holds, '2026-06-20')).toBeNull();
    expect(blockingHold([], '2026-06-20')).toBeNull();
  });
  it('a pause of one of three invoices leaves the others to go on (case 17)', () => {
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
  ])('a credit of %s minor units covers 1,210.00 EUR: %s (case 18)', (creditMinor, covers) => {
    const decision = decide(sampleCase({ creditMinor }), late);
    expect(decision.kind).toBe(covers ? 'wait' : 'request-contact');
    if (decision.kind === 'wait')
      expect(decision).toMatchObject({ until: null, reasons: [{ code: 'covered-by-credit' }] });
  });
  it("a credit that covers this invoice but not all of the customer's is no reason for silence", () => {
    expect(decide(sampleCase({ creditMinor: 121000n, customerOpenMinor: 300000n }), late).kind).toBe('request-contact');
  });
  it('a direct debit is not reminded of (case 19)', () => {
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

  it('is opened on its day', () => {
    expect(decide(sampleCase({ steps: called.steps.slice(0, 3) }), at('2026-07-13'))).toEqual({
      kind: 'open-call',
      stepId: 'call',
      round: 1,
    });
  });
  it('that is open is looked at again after its last day, and the case says that it waits for it', () => {
    expect(decide(sampleCase({ ...called, call: call({}) }), madrid('2026-07-14'))).toMatchObject({
      kind: 'wait',
      until: at('2026-07-16'),
      next: { stepId: 'agency' },
      reasons: [{ code: 'call-open', dueOn: '2026-07-15' }, { code: 'rolled-to-open-day' }],
    });
  });
  it('that nobody made in time is handed on, once, and the case goes on (case 28)', () => {
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
  it.each(['no-answer', 'voicemail'])('that ended with %s is made again two open days later', (outcome) => {
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
  it('is made again on no closed day, whatever wakes the case then', () => {
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
  it('is made once and retried three times, as the policy says, and then no more', () => {
    expect(decide(sampleCase({ ...called, call: done('no-answer', 3) }), at('2026-07-16'))).toMatchObject({
      kind: 'open-call',
      round: 4,
    });
    expect(decide(sampleCase({ ...called, call: done('no-answer', 4) }), at('2026-07-16'))).toMatchObject({
      kind: 'wait',
      until: at('2026-08-10'),
    });
  });
  it.each(['wrong-contact', 'dispute', 'settled'])('that ended with %s is not made again', (outcome) => {
    expect(decide(sampleCase({ ...called, call: done(outcome) }), madrid('2026-07-20'))).toMatchObject({
      kind: 'wait',
      until: at('2026-08-10'),
    });
  });
  it('on which the debtor refused to pay leads to the agency at once', () => {
    expect(decide(sampleCase({ ...called, call: done('refuses') }), madrid('2026-07-14', '13:00'))).toEqual({
      kind: 'propose-agency',
      stepId: 'agency',
    });
  });
  it('that is all that is left is said to be', () => {
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
  ] as const)('a hand-over that is %s leaves the case waiting: %s', (state, code) => {
    expect(decide(withAgency(state), now)).toEqual({ kind: 'wait', until: null, next: null, reasons: [{ code }] });
  });
  it('is given the debt once somebody approved', () => {
    expect(decide(withAgency('approved'), now)).toEqual({ kind: 'place-with-agency', placementId: 'p' });
  });
  it.each([
    ['a dispute', { holds: [hold('dispute', null)] }],
    ['a promise', { holds: [hold('promise', '2026-08-20')] }],
    ['a direct debit', { customer: sampleDebtor({ directDebit: true }) }],
    ['credit that covers the debt', { creditMinor: 121000n }],
  ])('is not given the debt when %s came after the approval', (_, change) => {
    expect(decide(withAgency('approved', change), now).kind).toBe('wait');
  });
  it('alone chases what it has: no step of the policy, no call', () => {
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

  it('says thank you for a payment, once per run, and closes', () => {
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
  it.each(['credited', 'cancelled', 'written-off'] as const)('that is %s closes without thanks', (status) => {
    expect(decide(settled(status), late)).toEqual({ kind: 'close', outcome: status });
  });
  it('calls the debt back from the agency first', () => {
    expect(decide(settled('paid', { placement: { placementId: 'p', state: 'placed' } }), late)).toEqual({
      kind: 'recall-placement',
      placementId: 'p',
    });
    expect(decide(settled('cancelled', { placement: { placementId: 'p', state: 'recalled' } }), late)).toEqual({
      kind: 'close',
      outcome: 'cancelled',
    });
  });
  it('closes whatever holds, credit or mandate there are', () => {
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
