import { describe, expect, it } from '@jest/globals';
import { madrid, sampleCase, sampleContact } from '../testing/sample-case.ts';
import { simulateCustomer, type Simulation } from './simulate-customer.ts';
import { summarize } from './summarize.ts';

const run = (change: Partial<Simulation> = {}) => simulateCustomer({
  cases: [sampleCase({ invoice: { id: 'A' } })], contacts: [sampleContact()], hasPostalAddress: false, from: madrid('2026-05-12'), to: madrid('2026-12-01'), calls: 'not-made', ...change,
}).happened;
const messages = (happened: ReturnType<typeof run>) => happened.flatMap((entry) => (entry.kind === 'message' ? [`${entry.on} ${entry.template}`] : []));
const calls = (happened: ReturnType<typeof run>) => happened.flatMap((entry) => (entry.kind === 'did' && (entry.decision === 'open-call' || entry.decision === 'note-call-overdue') ? [`${entry.on} ${entry.decision}`] : []));

describe('a simulation', () => {
  it('lets calls pass that nobody makes, and tries those again that nobody answers', () => {
    expect(calls(run())).toEqual(['2026-07-13 open-call', '2026-07-16 note-call-overdue']);
    expect(calls(run({ calls: 'no-answer' }))).toEqual(['2026-07-13 open-call', '2026-07-17 open-call', '2026-07-23 open-call', '2026-07-29 open-call']);
  });

  it('stops at a recorded payment with a thank-you, and goes on after its reversal where it stood', () => {
    const paid = { at: madrid('2026-06-15'), invoiceId: 'A', status: 'paid', openMinor: 0n } as const;
    expect(messages(run({ recorded: [paid] }))).toEqual(['2026-06-03 courtesy', '2026-06-10 due-today', '2026-06-11 friendly', '2026-06-15 thank-you']);
    const reversed = { at: madrid('2026-06-24'), invoiceId: 'A', status: 'open', openMinor: 121000n } as const;
    expect(messages(run({ recorded: [paid, reversed] })).slice(4)).toEqual(['2026-06-24 follow-up', '2026-07-07 demand']);
  });

  it('says who cannot be reached, and goes on with the next step', () => {
    const happened = run({ contacts: [] });
    expect(messages(happened)).toEqual([]);
    expect(happened.filter((entry) => entry.kind === 'unreachable').map((entry) => entry.on)).toEqual(['2026-06-03', '2026-06-10', '2026-06-11', '2026-06-18', '2026-07-01']);
  });

  it('ends at the instant it is to end', () => {
    expect(messages(run({ to: madrid('2026-06-10', '08:00') }))).toEqual(['2026-06-03 courtesy']);
  });
});

describe('its summary', () => {
  it('counts messages, contacts, days between them, calls and agencies', () => {
    const paid = { at: madrid('2026-06-15'), invoiceId: 'A', status: 'paid', openMinor: 0n } as const;
    const summary = summarize([{ customerId: 'one', happened: run() }, { customerId: 'two', happened: run({ recorded: [paid], cases: [sampleCase({ invoice: { id: 'A' } })] }) }, { customerId: 'three', happened: [] }]);
    expect(summary.totals).toEqual({ customers: 3, customersContacted: 2, messages: 9, contacts: 8, reminders: 4, unreachable: 0, calls: 1, callsOverdue: 1, supplyHolds: 0, agencyHandOffs: 1, tasks: 2 });
    expect(summary.contactsPerCustomer).toEqual([{ at: 0, count: 1 }, { at: 3, count: 1 }, { at: 5, count: 1 }]);
    expect(summary.daysBetweenContacts).toEqual([{ at: 1, count: 2 }, { at: 7, count: 3 }, { at: 13, count: 1 }]);
    expect(summary.tasksPerDay).toEqual([{ on: '2026-07-13', calls: 1, approvals: 0, contactData: 0, all: 1 }, { on: '2026-08-10', calls: 0, approvals: 1, contactData: 0, all: 1 }]);
    expect(summary.byTemplate).toContainEqual({ at: 'thank-you', count: 1 });
    expect(summary.firstContacts).toEqual([{ invoiceId: 'A', on: '2026-06-03', stage: 'courtesy' }]);
    expect(summary.mostMessagesPerCustomerAndDay).toBe(1);
  });
});
