import { describe, expect, it } from '@jest/globals';
import {
  madrid,
  record,
  sampleCase,
  sampleContact,
  sampleDebtor,
  samplePolicy,
} from '@puntual/testing/builders/case-facts';
import { addDays } from '../calendar/dates.ts';
import { simulateCustomer } from '../simulate/simulate-customer.ts';
import { CONFIRM_STEP, INCOMPLETE_STEP, TERMS_STEP } from '../policy/vocabulary.ts';
import type { CaseFacts } from './case-facts.ts';
import { decide } from './decide.ts';
import { planCase } from './plan-steps.ts';

const due = '2026-06-10';

describe('the terms, told at the start', () => {
  const policy = samplePolicy({ termsAtStart: true });
  const owed = (change: Parameters<typeof sampleCase>[0] = {}): CaseFacts =>
    sampleCase({ policy, customer: sampleDebtor({ termsOwed: true }), ...change });
  const request = { kind: 'request-contact', stepId: TERMS_STEP, occurrence: 1, stage: 'not-due' };

  it.each<[string, CaseFacts, string, boolean]>([
    ['with the first invoice', owed(), '2026-05-12', true],
    ['on the due date still', owed(), due, true],
    ['for an invoice that is overdue', owed(), '2026-06-11', false],
    ['when the policy does not tell them', owed({ policy: samplePolicy({}) }), '2026-05-12', false],
    ['to a customer who was told', owed({ customer: sampleDebtor() }), '2026-05-12', false],
    ['when they are being told', owed({ steps: [record(TERMS_STEP, 'requested', '2026-05-12')] }), '2026-05-13', false],
    ['when they were told', owed({ steps: [record(TERMS_STEP, 'sent', '2026-05-12')] }), '2026-05-13', false],
    [
      'while the invoice is on hold',
      owed({ holds: [{ id: 'h', kind: 'dispute', untilOn: null }] }),
      '2026-05-12',
      false,
    ],
    [
      'to who pays by direct debit',
      owed({ customer: sampleDebtor({ termsOwed: true, directDebit: true }) }),
      '2026-05-12',
      false,
    ],
    ['while all contact is stopped', owed({ allStopped: true }), '2026-05-12', false],
  ])('%s', (_when, facts, on, asked) => {
    const decision = decide(facts, madrid(on));
    if (asked) expect(decision).toEqual(request);
    else expect(decision).not.toMatchObject({ stepId: TERMS_STEP });
  });
  it('are requested again after the gate dropped the request', () => {
    const facts = owed({ steps: [record(TERMS_STEP, 'dropped', '2026-05-12')] });
    expect(decide(facts, madrid('2026-05-13'))).toEqual({ ...request, occurrence: 2 });
  });
  it('are no step of the ladder: what follows comes as ever', () => {
    const told = owed({ steps: [record(TERMS_STEP, 'sent', '2026-05-12', { stage: 'not-due', day: 0 })] });
    const days = (facts: CaseFacts) =>
      planCase(facts, madrid('2026-05-13')).steps.map(({ stepId, on }) => [stepId, on]);
    expect(days(told)).toEqual(days(sampleCase({ policy })));
  });

  const messages = (cases: readonly CaseFacts[], from = '2026-05-12') =>
    simulateCustomer({
      cases,
      contacts: [sampleContact()],
      hasPostalAddress: false,
      from: madrid(from),
      to: madrid('2026-06-20'),
      calls: 'not-made',
    }).happened.flatMap((entry) =>
      entry.kind === 'message'
        ? [`${entry.on} ${entry.template} ${entry.carries.map((each) => each.invoiceId).join('+')}`]
        : [],
    );

  it('leave once, though several first invoices come on one day', () => {
    const two = ['A', 'B'].map((id) => owed({ invoice: { id } }));
    expect(messages(two).slice(0, 2)).toEqual(['2026-05-12 terms A', '2026-06-03 courtesy A+B']);
  });
  it('leave once, though one of the first invoices is on hold on that day', () => {
    const held = owed({ invoice: { id: 'B' }, holds: [{ id: 'h', kind: 'dispute', untilOn: '2026-05-20' }] });
    const told = messages([owed({ invoice: { id: 'A' } }), held]).filter((message) => message.includes('terms'));
    expect(told).toEqual(['2026-05-12 terms A']);
  });
  it('take a courtesy with them that is due on the same day', () => {
    expect(messages([owed()], '2026-06-03')[0]).toBe('2026-06-03 terms invoice-1+invoice-1');
    expect(messages([owed()], '2026-06-03')[1]).toBe('2026-06-10 due-today invoice-1');
  });
  it('wait while the customer gets a reminder about something else', () => {
    const late = sampleCase({ policy, invoice: { id: 'late', dueOn: '2026-06-01', knownOn: '2026-05-01' } });
    const both = [late, owed({ invoice: { id: 'new', dueOn: '2026-07-10', knownOn: '2026-06-02' } })];
    expect(messages(both, '2026-06-02').slice(0, 2)).toEqual(['2026-06-02 friendly late', '2026-06-03 terms new']);
  });
});

describe('an invoice that lacks what the customer needs', () => {
  const lacking = (change: Parameters<typeof sampleCase>[0] = {}) =>
    sampleCase({ ...change, invoice: { missing: ['order-number'], ...change?.invoice } });

  it('is told on the day it comes in, once, and the task is due on the next open day', () => {
    const task = { kind: 'open-task', task: 'complete-invoice', missing: ['order-number'] };
    expect(decide(lacking(), madrid('2026-05-12'))).toMatchObject({ ...task, dueOn: '2026-05-13' });
    expect(decide(lacking(), madrid('2026-05-15'))).toMatchObject({ ...task, dueOn: '2026-05-18' });
    const told = lacking({ steps: [record(INCOMPLETE_STEP, 'done', '2026-05-12')] });
    expect(decide(told, madrid('2026-05-12')).kind).toBe('wait');
  });
  it('is told also while it is on hold, and not when it is settled', () => {
    expect(decide(lacking({ holds: [{ id: 'h', kind: 'manual', untilOn: null }] }), madrid('2026-05-12')).kind).toBe(
      'open-task',
    );
    expect(decide(lacking({ invoice: { status: 'cancelled' } }), madrid('2026-05-12')).kind).toBe('close');
  });
});

describe('reminders go by the pay run', () => {
  const planned = (payRunOn: string | null) =>
    planCase(sampleCase({ invoice: { payRunOn } }), madrid('2026-05-12')).steps.map(
      ({ stepId, on }) => `${stepId} ${on}`,
    );

  it('the first reminder comes after it, and those that follow keep their distance', () => {
    expect(planned('2026-06-25')).toEqual([
      'courtesy 2026-06-03',
      'due-today 2026-06-10',
      'friendly 2026-06-26',
      'follow-up 2026-07-03',
      'demand 2026-07-16',
      'call 2026-07-27',
      'agency 2026-08-24',
    ]);
  });
  it('says so', () => {
    const [, , friendly] = planCase(sampleCase({ invoice: { payRunOn: '2026-06-25' } }), madrid('2026-05-12')).steps;
    expect(friendly?.reasons).toEqual([{ code: 'pay-run', on: '2026-06-25' }]);
  });
  it('a run on a closed day is made on the next open one', () => {
    // 2026-06-20 is a Saturday.
    expect(planned('2026-06-20')[2]).toBe('friendly 2026-06-23');
  });
  it('without one, and with one on the due date itself, all stays as it is', () => {
    expect(planned(due)).toEqual(planned(null));
  });
});

describe('before a large invoice falls due', () => {
  const policy = samplePolicy({
    confirmBeforeDue: { days: 5, openAtLeast: '1000.00' },
    steps: [{ id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' }],
  });
  const large = (change: Parameters<typeof sampleCase>[0] = {}) => sampleCase({ policy, ...change });
  const asks = (facts: CaseFacts, on: string) => decide(facts, madrid(on)).kind === 'open-task';

  it('a person asks the customer, so many days before, once', () => {
    expect(asks(large(), '2026-06-04')).toBe(false);
    expect(decide(large(), madrid('2026-06-05'))).toEqual({
      kind: 'open-task',
      task: 'confirm-payment',
      stepId: CONFIRM_STEP,
      dueOn: due,
      missing: [],
    });
    expect(asks(large({ steps: [record(CONFIRM_STEP, 'done', '2026-06-05')] }), '2026-06-06')).toBe(false);
  });
  it('the case wakes for it, although its next step comes later', () => {
    const waiting = decide(large(), madrid('2026-05-12'));
    expect(waiting.kind === 'wait' && waiting.until !== null && waiting.until < madrid('2026-06-05')).toBe(true);
    const held = large({ holds: [{ id: 'h', kind: 'manual', untilOn: null }] });
    const woken = decide(held, madrid('2026-06-05'));
    expect(woken).toMatchObject({ kind: 'wait', until: null });
  });
  it.each<[string, CaseFacts]>([
    ['on hold', large({ holds: [{ id: 'h', kind: 'dispute', untilOn: null }] })],
    ['to be debited', large({ customer: sampleDebtor({ directDebit: true }) })],
    ['covered by credit', large({ creditMinor: 121_000n })],
  ])('a case that is %s does not wake for it: a person is asked about the case at once', (_why, facts) => {
    for (const on of ['2026-05-12', '2026-06-06'])
      expect(decide(facts, madrid(on))).toMatchObject({ kind: 'wait', until: null });
  });
  it.each<[string, CaseFacts, string]>([
    ['less is open', large({ invoice: { openMinor: 99_999n } }), '2026-06-05'],
    ['less is open once credit is taken off', large({ creditMinor: 30_000n }), '2026-06-05'],
    ['the currency has no sum', large({ invoice: { currency: 'CLP' } }), '2026-06-05'],
    ['it is late already', large(), addDays(due, 1)],
    ['the customer is a consumer', large({ customer: sampleDebtor({ kind: 'consumer' }) }), '2026-06-05'],
    ['it is on hold', large({ holds: [{ id: 'h', kind: 'promise', untilOn: '2026-06-20' }] }), '2026-06-05'],
    ['it will be debited', large({ customer: sampleDebtor({ directDebit: true }) }), '2026-06-05'],
    ['all contact is stopped', large({ allStopped: true }), '2026-06-05'],
    ['the policy does not ask', sampleCase(), '2026-06-05'],
  ])('nobody asks when %s', (_why, facts, on) => {
    expect(asks(facts, on)).toBe(false);
  });
  it('asks at once when the invoice comes in later, and on the open day before when its day is closed', () => {
    expect(asks(large({ invoice: { knownOn: '2026-06-09' } }), '2026-06-09')).toBe(true);
    // Five days before Friday 12 June is Sunday 7 June: Friday 5 June.
    const friday = large({ invoice: { dueOn: '2026-06-12' } });
    expect([asks(friday, '2026-06-04'), asks(friday, '2026-06-05')]).toEqual([false, true]);
  });
});
