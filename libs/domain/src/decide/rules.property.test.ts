import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, instantAt, localDate, localMinute } from '../calendar/dates.ts';
import { isInWindow, isOpenDay, type SendWindow } from '../calendar/send-window.ts';
import { policyOfDocument } from '../policy/compile-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Happening } from '../simulate/happening.ts';
import { lastDay, runCustomer } from '@puntual/testing/worlds/run-customer';
import { gateInvoice, sampleCase, sampleCustomer, sampleDebtor } from '@puntual/testing/builders/case-facts';
import { composeMessage } from './compose-message.ts';
import { decide } from './decide.ts';
import { HOLD_KINDS, INVOICE_STATUSES, type CallState, type CaseFacts, type StepState } from './case-facts.ts';
import { planCase } from './plan-steps.ts';
import { STAGES, stageRank } from '../policy/vocabulary.ts';

// A failure prints its seed and path; fc.assert(..., { seed, path }) repeats it.
const START = '2026-01-01';
const day = (min: number, max: number) => fc.integer({ min, max }).map((days) => addDays(START, days));

const windows = fc
  .record({
    timeZone: fc.constantFrom('Europe/Madrid', 'America/New_York', 'America/Santiago', 'Asia/Tokyo'),
    fromMinute: fc.integer({ min: 300, max: 1000 }),
    length: fc.integer({ min: 1, max: 420 }),
    closed: fc.array(day(0, 500), { maxLength: 25 }),
  })
  .map(({ timeZone, fromMinute, length, closed }): SendWindow => ({
    timeZone,
    fromMinute,
    toMinute: fromMinute + length,
    closedDays: new Set(closed),
  }));

// Policies with steps in the order of their days and stages: messages, then at most one call and the agency.
const policies = fc
  .record({
    minDaysBetween: fc.integer({ min: 1, max: 20 }),
    sends: fc.array(
      fc.record({
        day: fc.integer({ min: -20, max: 60 }),
        stage: fc.integer({ min: 1, max: 4 }),
        deadlineDays: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        openAtLeast: fc.constantFrom(undefined, undefined, '10', '2000'),
      }),
      { minLength: 1, maxLength: 7 },
    ),
    roll: fc.constantFrom('next-business-day', 'next-business-day', 'previous-business-day', 'none'),
    callAfter: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
    agencyAfter: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
  })
  .map(({ minDaysBetween, sends, roll, callAfter, agencyAfter }): Policy => {
    const days = sends.map((send) => send.day).sort((a, b) => a - b);
    // A step up to the due date is a courtesy; a later one is a reminder.
    const stages = sends
      .map((send) => send.stage)
      .sort((a, b) => a - b)
      .map((stage, index) => ((days[index] ?? 0) <= 0 ? 1 : Math.max(2, stage)));
    const last = days.at(-1) ?? 0;
    const callDay = Math.max(1, last + (callAfter ?? 0));
    return policyOfDocument(
      {
        key: 'any',
        name: { en: 'Any', es: 'Alguna' },
        calendar: { holidays: 'none', roll, window: ['09:00', '17:00'] },
        contact: { minDaysBetween, channels: ['email'] },
        promiseGraceDays: 2,
        steps: [
          ...sends.map((send, index) => ({
            id: `send-${index}`,
            day: days[index],
            stage: STAGES[stages[index] ?? 1],
            do: 'send',
            template: 'friendly',
            deadlineDays: send.deadlineDays,
            when: { openAtLeast: send.openAtLeast },
          })),
          ...(callAfter === null
            ? []
            : [{ id: 'call', day: callDay, stage: 'call', do: 'task', kind: 'call', script: 'first' }]),
          ...(agencyAfter === null
            ? []
            : [{ id: 'agency', day: callDay + agencyAfter, stage: 'agency', do: 'agency' }]),
        ],
      },
      1,
    );
  });

const invoices = fc.record({
  dueOn: day(60, 200),
  knownBefore: fc.integer({ min: -40, max: 60 }),
  openMinor: fc.bigInt({ min: 1n, max: 500000n }),
  reached: fc.option(fc.record({ stage: fc.constantFrom(...STAGES), daysAgo: fc.integer({ min: 0, max: 60 }) }), {
    nil: null,
    freq: 4,
  }),
});
const makeCase = (
  id: string,
  made: typeof invoices extends fc.Arbitrary<infer T> ? T : never,
  window: SendWindow,
  policy: Policy,
): CaseFacts => {
  const knownOn = addDays(made.dueOn, -made.knownBefore);
  return sampleCase({
    window,
    policy,
    customerOpenMinor: 10n ** 12n,
    invoice: {
      id,
      dueOn: made.dueOn,
      knownOn,
      openMinor: made.openMinor,
      alreadyReached: made.reached && { stage: made.reached.stage, on: addDays(knownOn, -made.reached.daysAgo) },
    },
  });
};

// Histories that no case can have, too: `decide` must answer for any facts.
const states: readonly StepState[] = ['requested', 'sent', 'done', 'dropped', 'skipped', 'failed'];
const anyFacts = fc
  .record({
    window: windows,
    policy: policies,
    invoice: invoices,
    status: fc.constantFrom('open', 'open', 'open', ...INVOICE_STATUSES),
    lastReminderOn: fc.option(day(0, 300), { nil: null }),
    creditMinor: fc.bigInt({ min: 0n, max: 3n }),
    directDebit: fc.constantFrom(false, false, false, true),
    records: fc.array(
      fc.record({
        index: fc.nat(8),
        occurrence: fc.integer({ min: 1, max: 3 }),
        state: fc.constantFrom(...states),
        on: day(0, 300),
        deadlineOn: fc.option(day(0, 330), { nil: null }),
      }),
      { maxLength: 8 },
    ),
    holds: fc.array(
      fc.record({
        id: fc.constant('h'),
        kind: fc.constantFrom(...HOLD_KINDS),
        untilOn: fc.option(day(0, 350), { nil: null }),
      }),
      { maxLength: 2 },
    ),
    call: fc.option(
      fc.record<CallState>({
        taskId: fc.constant('t'),
        round: fc.integer({ min: 1, max: 6 }),
        state: fc.constantFrom('open', 'done'),
        outcome: fc.constantFrom(null, 'no-answer', 'voicemail', 'refuses', 'promised'),
        dueOn: day(0, 300),
        overdueNoted: fc.boolean(),
        completedOn: fc.option(day(0, 300), { nil: null }),
      }),
      { nil: null },
    ),
    placement: fc.option(
      fc.record({
        placementId: fc.constant('p'),
        state: fc.constantFrom('proposed', 'approved', 'rejected', 'placed', 'recalled'),
      }),
      { nil: null, freq: 2 },
    ),
  })
  .map(({ window, policy, invoice, status, records, directDebit, ...rest }): CaseFacts => {
    const made = makeCase('A', invoice, window, policy);
    const steps = records.map(({ index, ...step }) => ({
      ...step,
      stepId: policy.steps[index % policy.steps.length]?.id ?? 'gone',
    }));
    return {
      ...made,
      ...rest,
      customerOpenMinor: 2n,
      steps,
      customer: sampleDebtor({ id: 'c', directDebit }),
      invoice: { ...made.invoice, status },
    };
  });
const instants = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') });

describe('for any facts', () => {
  it('decide returns a decision, and waits for a later instant only', () => {
    fc.assert(
      fc.property(anyFacts, instants, (facts, now) => {
        const decision = decide(facts, now);
        if (decision.kind === 'wait' && decision.until !== null) expect(decision.until).toBeGreaterThan(now);
        if (decision.kind === 'wait') expect(decision.reasons.length).toBeGreaterThan(0);
        expect(decide(structuredClone(facts), now)).toEqual(decision);
      }),
      { numRuns: 300 },
    );
  });

  it('the plan is in the future, on open days, in the order of the steps, with a reason for each step', () => {
    fc.assert(
      fc.property(anyFacts, instants, (facts, now) => {
        const plan = planCase(facts, now).steps;
        const index = (stepId: string) => facts.policy.steps.findIndex((step) => step.id === stepId);
        plan.forEach((step, position) => {
          expect(step.at).toBeGreaterThanOrEqual(now);
          if (facts.policy.calendar.roll !== 'none' || step.do === 'send')
            expect(isOpenDay(step.on, facts.window)).toBe(true);
          expect(localDate(step.at, facts.window.timeZone)).toBe(step.on);
          expect(step.reasons.length).toBeGreaterThan(0);
          const before = plan[position - 1];
          if (before) expect(index(before.stepId) < index(step.stepId) && before.on <= step.on).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('a negative offset is always before the due date, a positive one always after it (case 26)', () => {
    fc.assert(
      fc.property(anyFacts, instants, (facts, now) => {
        for (const planned of planCase({ ...facts, call: null }, now).steps) {
          const offset = facts.policy.steps.find((step) => step.id === planned.stepId)?.day ?? 0;
          const late = daysBetween(facts.invoice.dueOn, planned.on);
          if (offset < 0) expect(late).toBeLessThan(0);
          else if (offset === 0) expect(late).toBe(0);
          else expect(late).toBeGreaterThanOrEqual(offset);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the gate drops no request at the instant of the request: case and gate would repeat it for ever', () => {
    fc.assert(
      fc.property(
        anyFacts.map(({ invoice, ...facts }) => ({
          ...facts,
          invoice: { ...invoice, status: 'open' as const },
          holds: [],
          call: null,
          placement: null,
        })),
        instants,
        (facts, from) => {
          const { invoice, holds, policy } = facts;
          const first = firstRequest({ ...facts, customerOpenMinor: invoice.openMinor + 2n }, from);
          fc.pre(first !== null);
          if (first === null) return;
          const { stepId, now } = first;
          const { dropped } = composeMessage(
            sampleCustomer(
              [
                gateInvoice('A', {
                  dueOn: invoice.dueOn,
                  openMinor: invoice.openMinor,
                  status: invoice.status,
                  holds,
                  policy,
                }),
                gateInvoice('B', { dueOn: invoice.dueOn, openMinor: 2n, policy }),
              ],
              stepId,
              {
                customer: facts.customer,
                window: facts.window,
                contacts: [],
                lastReminderOn: facts.lastReminderOn,
                creditMinor: { EUR: facts.creditMinor },
                requests: [{ requestId: 'r', invoiceId: 'A', stepId }],
              },
            ),
            now,
            0,
          );
          expect(dropped).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/**
 * The first contact that a case with these facts requests from `from` on, with the instant of its request. Null when
 * the case does something else, or waits for an event.
 */
function firstRequest(facts: CaseFacts, from: number): { readonly stepId: string; readonly now: number } | null {
  let now = from;
  for (let waits = 0; waits < 5; waits += 1) {
    const decision = decide(facts, now);
    if (decision.kind === 'request-contact') return { stepId: decision.stepId, now };
    if (decision.kind !== 'wait' || decision.until === null) return null;
    now = decision.until;
  }
  return null;
}

// A law protects half of these customers.
const debtors = fc.constantFrom(
  ...([
    ['ES', 'business'],
    ['ES', 'business'],
    ['ES', 'business'],
    ['US', 'consumer'],
    ['CL', 'consumer'],
    ['CO', 'consumer'],
  ] as const),
);
const customers = fc
  .record({
    window: windows,
    policy: policies,
    debtor: debtors,
    made: fc.array(invoices, { minLength: 1, maxLength: 4 }),
    downUntil: fc.integer({ min: 0, max: 60 }),
    minute: fc.integer({ min: 0, max: 1439 }),
  })
  .map(({ window, policy, debtor: [country, kind], made, downUntil, minute }) => {
    const cases = made.map((invoice, index) => ({
      ...makeCase(`invoice-${index}`, invoice, window, policy),
      customer: sampleDebtor({ country, kind }),
    }));
    const known =
      cases
        .map((facts) => facts.invoice.knownOn)
        .sort()
        .at(-1) ?? START;
    return { cases, window, policy, from: instantAt(addDays(known, downUntil), minute, window.timeZone) };
  });
const end = (cases: readonly CaseFacts[], window: SendWindow) => instantAt(lastDay(cases, 900), 0, window.timeZone);
const sentOf = (happened: readonly Happening[]) => happened.filter((entry) => entry.kind === 'message');

describe('for any policy, calendar and outage', () => {
  it('messages leave inside the window, reminders at their distance, each step once and in order', () => {
    fc.assert(
      fc.property(customers, ({ cases, window, policy, from }) => {
        const { happened } = runCustomer(cases, from, end(cases, window));
        const sent = sentOf(happened);
        for (const message of sent) expect(isInWindow(message.at, window, 0)).toBe(true);
        const reminders = sent.filter((message) => message.reminder);
        reminders.forEach((message, index) => {
          const before = reminders[index - 1];
          if (before) expect(daysBetween(before.on, message.on)).toBeGreaterThanOrEqual(policy.contact.minDaysBetween);
        });
        for (const facts of cases) {
          const own = sent.flatMap((message) =>
            message.carries.flatMap((carried) =>
              carried.invoiceId === facts.invoice.id
                ? [{ on: message.on, index: policy.steps.findIndex((step) => step.id === carried.stepId) }]
                : [],
            ),
          );
          own.forEach(({ on, index }, position) => {
            const step = policy.steps[index];
            const before = own[position - 1];
            if (!step) throw new Error('a message carries a step that the policy does not have');
            // Only a courtesy that rolls back comes sooner, and never before the invoice was known.
            expect(
              on >=
                (step.day < 0 && policy.calendar.roll === 'previous-business-day'
                  ? facts.invoice.knownOn
                  : addDays(facts.invoice.dueOn, step.day)),
            ).toBe(true);
            if (before)
              expect(
                index > before.index &&
                  on > before.on &&
                  stageRank(step.stage) >= stageRank(policy.steps[before.index]?.stage ?? 'not-due'),
              ).toBe(true);
            const deadline = before && policy.steps[before.index];
            if (
              before &&
              deadline?.do === 'send' &&
              deadline.deadlineDays !== undefined &&
              sent.find((message) => message.on === before.on)?.carries.length === 1
            )
              expect(daysBetween(before.on, on)).toBeGreaterThan(deadline.deadlineDays);
          });
          const asked = happened.flatMap((entry) =>
            entry.kind === 'asked' && entry.invoiceId === facts.invoice.id ? [entry.stepId] : [],
          );
          for (const stepId of ['call', 'agency'])
            expect(asked.filter((id) => id === stepId).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the first plan comes true to the minute when no event comes (case 25)', () => {
    fc.assert(
      fc.property(customers, ({ cases: [facts], window, from }) => {
        if (!facts) throw new Error('no case');
        // After the window's end a late step is asked for at once and leaves with the next window: the day the plan
        // names is the day of asking.
        fc.pre(localMinute(from, window.timeZone) < window.toMinute);
        const plan = planCase(facts, from).steps.map((step) => [step.stepId, step.at]);
        const asked = runCustomer([facts], from, end([facts], window)).happened.flatMap((entry) =>
          entry.kind === 'asked' ? [[entry.stepId, entry.at]] : [],
        );
        expect(asked).toEqual(plan);
      }),
      { numRuns: 200 },
    );
  });
});
