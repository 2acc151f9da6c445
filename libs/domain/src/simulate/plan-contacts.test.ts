import { describe, expect, it } from '@jest/globals';
import { madrid, sampleCase, sampleContact } from '@puntual/testing/builders/case-facts';
import { planContacts, type ContactPlanFacts } from './plan-contacts.ts';

const plan = (change: Partial<ContactPlanFacts> = {}) =>
  planContacts({
    cases: [sampleCase({ invoice: { id: 'A' } })],
    contacts: [sampleContact()],
    hasPostalAddress: false,
    now: madrid('2026-06-01'),
    gatherMs: 15 * 60_000,
    askedSince: null,
    dayFullUntil: null,
    mostMessages: 3,
    saidRisk: null,
    nextPolicies: new Map(),
    ...change,
  });
const messages = (change: Partial<ContactPlanFacts> = {}) =>
  plan(change).messages.map((message) => `${message.on} ${message.template}`);

describe('the plan of contacts', () => {
  it('has so many messages as are asked for, each with the step that it carries and why', () => {
    const planned = plan();
    expect(planned.messages.map(({ on, template, carries, blocked }) => ({ on, template, carries, blocked }))).toEqual([
      {
        on: '2026-06-03',
        template: 'courtesy',
        blocked: false,
        carries: [expect.objectContaining({ invoiceId: 'A', stepId: 'courtesy', reasons: [expect.anything()] })],
      },
      {
        on: '2026-06-10',
        template: 'due-today',
        blocked: false,
        carries: [expect.objectContaining({ invoiceId: 'A', stepId: 'due-today', reasons: [expect.anything()] })],
      },
      {
        on: '2026-06-11',
        template: 'friendly',
        blocked: false,
        carries: [expect.objectContaining({ invoiceId: 'A', stepId: 'friendly', reasons: [expect.anything()] })],
      },
    ]);
    expect(planned.gate).toBeNull();
    expect(messages({ mostMessages: 1 })).toEqual(['2026-06-03 courtesy']);
  });

  it('gathers requests before a message leaves, from the oldest request on', () => {
    const at = (change: Partial<ContactPlanFacts>) => plan({ mostMessages: 1, ...change }).messages[0]?.at ?? 0;
    expect(at({}) - at({ gatherMs: 0 })).toBe(15 * 60_000);
  });

  it('says what keeps a message back: the limit of the day, until it ends', () => {
    const until = madrid('2026-06-04', '00:00');
    const [first] = plan({ now: madrid('2026-06-03', '08:00'), dayFullUntil: until, mostMessages: 1 }).messages;
    expect(first?.keptBack.map(({ reason }) => reason)).toContain('daily-limit');
    expect(first?.on).toBe('2026-06-04');
    expect(plan({ mostMessages: 2 }).messages.map(({ keptBack }) => keptBack)).toEqual([[], []]);
  });

  it('keeps a reminder of a second invoice back for the distance between reminders', () => {
    const cases = [
      sampleCase({ invoice: { id: 'A' } }),
      sampleCase({ invoice: { id: 'B', dueOn: '2026-06-11', openMinor: 5000n } }),
    ];
    const planned = plan({ cases, now: madrid('2026-06-10', '18:00'), mostMessages: 3 });
    expect(
      planned.messages.map(({ on, template, carries }) => [on, template, carries.map((each) => each.invoiceId)]),
    ).toEqual([
      ['2026-06-11', 'friendly', ['A', 'B']],
      ['2026-06-15', 'friendly', ['B']],
      ['2026-06-19', 'follow-up', ['A']],
    ]);
  });

  it('shows what would leave if a closed gate opened now, and that it is blocked', () => {
    const stopped = plan({ cases: [sampleCase({ invoice: { id: 'A' }, allStopped: true })], mostMessages: 1 });
    expect(stopped.gate).toMatchObject({ code: 'all-stopped' });
    expect(stopped.messages).toMatchObject([{ on: '2026-06-03', blocked: true }]);
    // One case of two may go on: the gate is not closed to all.
    const half = plan({
      cases: [sampleCase({ invoice: { id: 'A' }, allStopped: true }), sampleCase({ invoice: { id: 'B' } })],
      mostMessages: 1,
    });
    expect(half.gate).toBeNull();
    expect(half.messages.map(({ blocked }) => blocked)).toEqual([false]);
  });

  it('names the steps that would reach nobody', () => {
    const planned = plan({ contacts: [] });
    expect(planned.messages).toEqual([]);
    expect(planned.unreachable[0]).toMatchObject({ carries: [{ invoiceId: 'A', stepId: 'courtesy' }] });
  });
});
