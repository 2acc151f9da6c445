import { describe, expect, it } from '@jest/globals';
import { madrid, record, sampleCase, sampleDebtor } from '@puntual/testing/builders/case-facts';
import { plannedInstant } from '../calendar/send-window.ts';
import { gentlePolicy } from '../policy/gentle.ts';
import type { ReviewReason } from '../tasks/review-reasons.ts';
import type { CallState, CaseFacts, Hold } from './case-facts.ts';
import { decide } from './decide.ts';
import { nextAct, reviewReason, type Attention, type NextAct, type OpenTask } from './next-act.ts';

const NOBODY: Attention = { tasks: [], reviewedOn: {}, heldSince: {}, placedOn: null };

/** What the case does or waits for at noon of the day, in Madrid. */
function actOn(date: string, facts: CaseFacts, attention: Partial<Attention> = {}): NextAct {
  const now = madrid(date);
  const decision = decide(facts, now);
  if (decision.kind !== 'wait') throw new Error(`the case acts: ${decision.kind}`);
  return nextAct(facts, decision, { ...NOBODY, ...attention }, now);
}

const call = (change: Partial<CallState>): CallState => ({
  taskId: 'call-1',
  stepId: 'call',
  round: 1,
  state: 'done',
  outcome: 'no-answer',
  dueOn: '2026-07-14',
  overdueNoted: false,
  completedOn: '2026-07-14',
  ...change,
});
const hold = (kind: Hold['kind'], untilOn: string | null = null): Hold => ({ id: 'h-1', kind, untilOn });
const task = (change: Partial<OpenTask>): OpenTask => ({
  taskId: 'task-1',
  kind: 'review-case',
  dueOn: '2026-09-08',
  reason: 'nothing-left',
  ...change,
});
const debtReturned = sampleCase({
  steps: [record('agency', 'done', '2026-08-10')],
  placement: { placementId: 'p-1', state: 'recalled' },
});

// The invoice of 1,210.00 EUR is due on Wednesday 2026-06-10.
describe('an open case with nothing to do by itself', () => {
  it.each<[string, string, CaseFacts, ReviewReason]>([
    ['debt that the agency gave back', '2026-09-01', debtReturned, 'nothing-left'],
    [
      'a hand-over that a person rejected',
      '2026-08-12',
      sampleCase({
        steps: [record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'rejected' },
      }),
      'nothing-left',
    ],
    [
      'a gentle policy whose last call found nobody',
      '2026-07-20',
      sampleCase({
        policy: gentlePolicy,
        steps: [record('friendly', 'sent', '2026-06-15'), record('call', 'done', '2026-06-25')],
        call: call({ round: 3 }),
      }),
      'nothing-left',
    ],
    ...(['no-agency', 'refused', 'unknown'] as const).map((stuck): [string, string, CaseFacts, ReviewReason] => [
      `an approved hand-over of which the agency cannot be told: ${stuck}`,
      '2026-08-12',
      sampleCase({
        steps: [record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'approved', stuck },
      }),
      'agency-not-reached',
    ]),
    [
      'a debt that the agency has, and that cannot be called back',
      '2026-08-12',
      sampleCase({
        steps: [record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'placed', recallAsked: true, stuck: 'refused' },
      }),
      'agency-not-reached',
    ],
    [
      'a hand-over to an agency that wants a last letter, when none was sent',
      '2026-08-12',
      sampleCase({
        steps: [record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'approved', lastLetterDays: 10 },
      }),
      'no-last-letter',
    ],
    ['a dispute without an end', '2026-06-12', sampleCase({ holds: [hold('dispute')] }), 'dispute'],
    [
      'a direct debit that has not come ten days after the due date',
      '2026-06-20',
      sampleCase({ customer: sampleDebtor({ directDebit: true }) }),
      'direct-debit',
    ],
    [
      'a credit that still covers it five days after the due date',
      '2026-06-15',
      sampleCase({ creditMinor: 490000n }),
      'covered-by-credit',
    ],
    [
      'a net payment beside an unallocated credit note of the rest',
      '2026-06-15',
      sampleCase({ invoice: { openMinor: 4000n }, customerOpenMinor: 4000n, creditMinor: 4000n }),
      'covered-by-credit',
    ],
    [
      'an approved hand-over of which too little is left',
      '2026-08-12',
      sampleCase({
        steps: [record('demand', 'sent', '2026-07-01'), record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'approved', proposedMinor: 1_210_001n },
      }),
      'below-minimum',
    ],
    ...(['promise', 'payment-claimed', 'paying-now', 'documents-sent', 'call-back', 'plan', 'manual'] as const).map(
      (kind): [string, string, CaseFacts, ReviewReason] => [
        `a hold that has lasted thirty days without an end: ${kind}`,
        '2026-07-12',
        sampleCase({ holds: [hold(kind)] }),
        'paused',
      ],
    ),
    [
      'an invoice that a factor has had for 120 days after its due date',
      '2026-10-08',
      sampleCase({ holds: [hold('assigned')] }),
      'assigned',
    ],
    [
      'a direct debit under way of which nothing is known ten days after the due date',
      '2026-06-22',
      sampleCase({ holds: [hold('direct-debit')] }),
      'direct-debit-hold',
    ],
    [
      'a policy whose conditions leave out every step, a month after the due date',
      '2026-07-10',
      sampleCase({ policy: { ...gentlePolicy, steps: [] } }),
      'nothing-left',
    ],
  ])('%s asks a person', (_, date, facts, review) => {
    const heldSince = { 'h-1': '2026-06-01' };
    expect(actOn(date, facts, { heldSince })).toEqual({ kind: 'none', review });
  });

  it.each<[string, Hold['kind'], string]>([
    ['a factor, 120 days after the due date', 'assigned', '2026-10-08'],
    ['a direct debit, ten days after the due date', 'direct-debit', '2026-06-22'],
    ['a pause, thirty days after its first day', 'manual', '2026-07-01'],
  ])('asks about %s, and not the day before', (_, kind, day) => {
    const facts = sampleCase({ holds: [hold(kind)] });
    const at = plannedInstant(day, facts.customer.id, facts.window);
    const act = actOn('2026-06-12', facts, { heldSince: { 'h-1': '2026-06-01' } });
    expect(act).toMatchObject({ kind: 'dated-hold', at });
  });

  it.each<[string, OpenTask]>([
    ['a dispute that a person has to judge', task({ kind: 'dispute', reason: null })],
    ['a dispute that is overdue', task({ kind: 'dispute-overdue', reason: null })],
  ])('in dispute waits for %s, and for no other task', (_, open) => {
    const facts = sampleCase({ holds: [hold('dispute')] });
    expect(actOn('2026-06-12', facts, { tasks: [open] })).toMatchObject({ kind: 'task', task: open.kind });
    const others = [task({ kind: 'call', reason: null }), task({ kind: 'approve-agency', reason: null })];
    expect(actOn('2026-06-12', facts, { tasks: others })).toEqual({ kind: 'none', review: 'dispute' });
  });

  it('that was reviewed on the day on which its hold began is not asked about again before thirty days', () => {
    const facts = sampleCase({ holds: [hold('dispute')] });
    const reviewed = { heldSince: { 'h-1': '2026-06-12' }, reviewedOn: { dispute: '2026-06-12' } };
    const at = plannedInstant('2026-07-13', facts.customer.id, facts.window);
    expect(actOn('2026-06-12', facts, reviewed)).toMatchObject({ kind: 'dated-hold', at });
  });

  it.each<[string, string, CaseFacts, Partial<Attention>, string]>([
    [
      'a customer who pays by direct debit is asked about ten days after the due date',
      '2026-06-10',
      sampleCase({ customer: sampleDebtor({ directDebit: true }) }),
      {},
      '2026-06-22',
    ],
    [
      'a credit has five days after the due date to be placed',
      '2026-05-20',
      sampleCase({ creditMinor: 490000n }),
      {},
      '2026-06-15',
    ],
    [
      'a pause without an end lasts thirty days',
      '2026-06-12',
      sampleCase({ holds: [hold('manual')] }),
      { heldSince: { 'h-1': '2026-06-01' } },
      '2026-07-01',
    ],
    [
      'an agency has ninety days',
      '2026-08-20',
      sampleCase({ placement: { placementId: 'p-1', state: 'placed' } }),
      { placedOn: '2026-08-12' },
      '2026-11-10',
    ],
    [
      'a case that a person has reviewed is asked about again after thirty days',
      '2026-09-10',
      debtReturned,
      { reviewedOn: { 'nothing-left': '2026-09-02' } },
      '2026-10-02',
    ],
  ])('%s', (_, date, facts, attention, day) => {
    const at = plannedInstant(day, facts.customer.id, facts.window);
    expect(actOn(date, facts, attention)).toMatchObject({ kind: 'dated-hold', at });
  });

  it('a dispute that was opened after the last review of one asks again', () => {
    const facts = sampleCase({ holds: [hold('dispute')] });
    const attention = { heldSince: { 'h-1': '2026-06-12' }, reviewedOn: { dispute: '2026-06-05' } };
    expect(actOn('2026-06-12', facts, attention)).toEqual({ kind: 'none', review: 'dispute' });
  });

  it.each<[string, CaseFacts, OpenTask]>([
    ['a review for the same reason', debtReturned, task({})],
    ['an open call', debtReturned, task({ kind: 'call', reason: null })],
    [
      'a proposal that waits for its approval',
      sampleCase({
        steps: [record('agency', 'done', '2026-08-10')],
        placement: { placementId: 'p-1', state: 'proposed' },
      }),
      task({ kind: 'approve-agency', reason: null }),
    ],
  ])('waits for %s', (_, facts, open) => {
    expect(actOn('2026-09-01', facts, { tasks: [open] })).toEqual({
      kind: 'task',
      taskId: 'task-1',
      task: open.kind,
      dueOn: '2026-09-08',
    });
  });

  it.each<[string, OpenTask]>([
    ['a task without a deadline', task({ kind: 'fix-contact', dueOn: null, reason: null })],
    ['a review for another reason', task({ reason: 'dispute' })],
    ['a dispute', task({ kind: 'dispute', reason: null })],
    ['a contact to be corrected by a day', task({ kind: 'fix-contact', reason: null })],
  ])('is not answered for by %s', (_, open) => {
    expect(actOn('2026-09-01', debtReturned, { tasks: [open] })).toEqual({ kind: 'none', review: 'nothing-left' });
  });
});

it.each<[string, Parameters<typeof sampleCase>[0], boolean]>([
  ['a step', { steps: [record('friendly', 'sent', '2026-06-11')] }, true],
  ['a call', { call: call({}) }, true],
  ['a hand-over that was rejected', { placement: { placementId: 'p-1', state: 'rejected' } }, true],
  ['a stage before it came here', { invoice: { alreadyReached: { stage: 'friendly', on: '2026-06-11' } } }, true],
  ['nothing', {}, false],
])(
  'under a policy without steps a late case that had %s asks at once, or a month after the due date',
  (_, had, asks) => {
    const facts = sampleCase({ ...had, policy: { ...gentlePolicy, steps: [] } });
    const act = actOn('2026-06-15', facts);
    expect(act).toMatchObject(asks ? { kind: 'none', review: 'nothing-left' } : { kind: 'dated-hold' });
  },
);

it('a task without a deadline does not stand before one that has one', () => {
  const open = [task({ taskId: 'undated', dueOn: null }), task({})];
  expect(actOn('2026-09-01', debtReturned, { tasks: open })).toMatchObject({ kind: 'task', taskId: 'task-1' });
});

it('a decision without a reason has a next act, too', () => {
  expect(reviewReason([])).toBe('nothing-left');
  const until = madrid('2026-09-02');
  const now = madrid('2026-09-01');
  expect(nextAct(debtReturned, { until, reasons: [] }, NOBODY, now)).toEqual({ kind: 'step', at: until });
  expect(nextAct(debtReturned, { until: null, reasons: [] }, NOBODY, now)).toEqual({
    kind: 'none',
    review: 'nothing-left',
  });
});

it('a case with a step waits for it, and one with a dated hold for its end', () => {
  expect(actOn('2026-05-12', sampleCase())).toEqual({
    kind: 'step',
    at: plannedInstant('2026-06-03', 'customer-1', sampleCase().window),
  });
  expect(actOn('2026-06-12', sampleCase({ holds: [hold('promise', '2026-06-19')] }))).toMatchObject({
    kind: 'dated-hold',
    review: null,
  });
});

describe('a promise, or a payment that the customer speaks of, after the call step', () => {
  it.each(['promised', 'paid-already'])('is followed by a call when the money has not come: %s', (outcome) => {
    const facts = sampleCase({
      steps: [record('demand', 'sent', '2026-07-01'), record('call', 'done', '2026-07-14')],
      call: call({ outcome }),
      holds: [hold(outcome === 'promised' ? 'promise' : 'payment-claimed', '2026-07-22')],
    });
    expect(decide(facts, madrid('2026-07-22'))).toMatchObject({ kind: 'wait', reasons: [{ code: 'hold' }] });
    expect(decide(facts, madrid('2026-07-23'))).toEqual({ kind: 'open-call', stepId: 'call', round: 2 });
  });
});

describe('the last letter before the agency', () => {
  const lettered = (sentOn: string) =>
    sampleCase({
      steps: [record('demand', 'sent', sentOn), record('agency', 'done', '2026-08-10')],
      placement: { placementId: 'p-1', state: 'approved', lastLetterDays: 10 },
    });

  it('holds the hand-over until its days have run, and then the agency gets the debt', () => {
    expect(actOn('2026-08-05', lettered('2026-08-03'))).toMatchObject({ kind: 'step' });
    expect(decide(lettered('2026-08-03'), madrid('2026-08-13')).kind).toBe('wait');
    expect(decide(lettered('2026-08-03'), madrid('2026-08-14')).kind).toBe('place-with-agency');
  });
});
