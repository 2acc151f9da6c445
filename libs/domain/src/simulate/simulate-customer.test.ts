import { describe, expect, it } from '@jest/globals';
import { madrid, record, sampleCase, sampleContact, samplePolicy } from '@puntual/testing/builders/case-facts';
import type { RecordedChange } from './recorded-change.ts';
import { simulateCustomer, type Simulation } from './simulate-customer.ts';
import { summarizer, type CustomerRun } from './summarize.ts';

const run = (change: Partial<Simulation> = {}) =>
  simulateCustomer({
    cases: [sampleCase({ invoice: { id: 'A' } })],
    contacts: [sampleContact()],
    hasPostalAddress: false,
    from: madrid('2026-05-12'),
    to: madrid('2026-12-01'),
    calls: 'not-made',
    ...change,
  }).happened;
const messages = (happened: ReturnType<typeof run>) =>
  happened.flatMap((entry) => (entry.kind === 'message' ? [`${entry.on} ${entry.template}`] : []));
const calls = (happened: ReturnType<typeof run>) =>
  happened.flatMap((entry) =>
    entry.kind === 'did' && (entry.decision === 'open-call' || entry.decision === 'note-call-overdue')
      ? [`${entry.on} ${entry.decision}`]
      : [],
  );

describe('a simulation', () => {
  it('lets calls pass that nobody makes, and tries those again that nobody answers', () => {
    expect(calls(run())).toEqual(['2026-07-13 open-call', '2026-07-16 note-call-overdue']);
    expect(calls(run({ calls: 'no-answer' }))).toEqual([
      '2026-07-13 open-call',
      '2026-07-17 open-call',
      '2026-07-23 open-call',
      '2026-07-29 open-call',
    ]);
  });

  it('stops at a recorded payment with a thank-you, and goes on after its reversal where it stood', () => {
    const paid = { at: madrid('2026-06-15'), invoiceId: 'A', status: 'paid', openMinor: 0n } as const;
    expect(messages(run({ recorded: [paid] }))).toEqual([
      '2026-06-03 courtesy',
      '2026-06-10 due-today',
      '2026-06-11 friendly',
      '2026-06-15 thank-you',
    ]);
    const reversed = { at: madrid('2026-06-24'), invoiceId: 'A', status: 'open', openMinor: 121000n } as const;
    expect(messages(run({ recorded: [paid, reversed] })).slice(4)).toEqual([
      '2026-06-24 follow-up',
      '2026-07-07 demand',
    ]);
  });

  it('says who cannot be reached, and goes on with the next step', () => {
    const happened = run({ contacts: [] });
    expect(messages(happened)).toEqual([]);
    expect(happened.filter((entry) => entry.kind === 'unreachable').map((entry) => entry.on)).toEqual([
      '2026-06-03',
      '2026-06-10',
      '2026-06-11',
      '2026-06-18',
      '2026-07-01',
    ]);
  });

  it('ends at the instant it is to end', () => {
    expect(messages(run({ to: madrid('2026-06-10', '08:00') }))).toEqual(['2026-06-03 courtesy']);
  });
});

const summarize = (runs: readonly CustomerRun[]) => {
  const summary = summarizer();
  for (const each of runs) summary.add(each);
  return summary.result();
};

describe('its summary', () => {
  it('counts messages, contacts, days between them, calls and agencies', () => {
    const paid = { at: madrid('2026-06-15'), invoiceId: 'A', status: 'paid', openMinor: 0n } as const;
    const summary = summarize([
      { customerId: 'one', happened: run() },
      { customerId: 'two', happened: run({ recorded: [paid], cases: [sampleCase({ invoice: { id: 'A' } })] }) },
      { customerId: 'three', happened: [] },
    ]);
    expect(summary.totals).toEqual({
      customers: 3,
      customersContacted: 2,
      messages: 9,
      contacts: 8,
      reminders: 4,
      unreachable: 0,
      calls: 1,
      callsOverdue: 1,
      supplyHolds: 0,
      agencyHandOffs: 1,
      tasks: 2,
    });
    expect(summary.contactsPerCustomer).toEqual([
      { at: 0, count: 1 },
      { at: 3, count: 1 },
      { at: 5, count: 1 },
    ]);
    expect(summary.daysBetweenContacts).toEqual([
      { at: 1, count: 2 },
      { at: 7, count: 3 },
      { at: 13, count: 1 },
    ]);
    expect(summary.tasksPerDay).toEqual([
      { on: '2026-07-13', calls: 1, approvals: 0, contactData: 0, all: 1 },
      { on: '2026-08-10', calls: 0, approvals: 1, contactData: 0, all: 1 },
    ]);
    expect(summary.byTemplate).toContainEqual({ at: 'thank-you', count: 1 });
    expect(summary.firstContacts).toEqual([{ invoiceId: 'A', on: '2026-06-03', stage: 'courtesy' }]);
    expect(summary.mostMessagesPerCustomerAndDay).toBe(1);
  });
});

describe('the call of a customer', () => {
  const demanded = (id: string, dueOn: string) =>
    sampleCase({
      invoice: { id, dueOn },
      steps: ['friendly', 'follow-up', 'demand'].map((step) => record(step, 'sent', '2026-06-20')),
      lastReminderOn: '2026-06-20',
      customerOpenMinor: 242000n,
    });
  const tasks = (happened: ReturnType<typeof run>) =>
    happened.flatMap((entry) => (entry.kind === 'task' ? [`${entry.on} ${entry.task} ${entry.invoiceId}`] : []));

  it('is one task: an invoice that comes to it joins the one that is open, and both wait for the same day', () => {
    const happened = run({
      from: madrid('2026-06-20'),
      to: madrid('2026-07-20'),
      cases: [demanded('A', '2026-06-03'), demanded('B', '2026-06-04')],
    });
    expect(tasks(happened)).toEqual(['2026-07-06 call A']);
    expect(calls(happened)).toEqual(['2026-07-06 open-call', '2026-07-06 open-call', '2026-07-09 note-call-overdue']);
  });

  it('counts once for each round that somebody makes', () => {
    const happened = run({
      from: madrid('2026-06-20'),
      to: madrid('2026-07-20'),
      calls: 'no-answer',
      cases: [demanded('A', '2026-06-03'), demanded('B', '2026-06-04')],
    });
    expect(tasks(happened)).toEqual(['2026-07-06 call A', '2026-07-10 call A', '2026-07-16 call A']);
  });

  it('ends with the invoices that it is about: the last of them', () => {
    const paid = (invoiceId: string, on: string) =>
      ({ at: madrid(on), invoiceId, status: 'paid', openMinor: 0n }) as const;
    const { cases } = simulateCustomer({
      cases: [demanded('A', '2026-06-03'), demanded('B', '2026-06-04')],
      contacts: [sampleContact()],
      hasPostalAddress: false,
      from: madrid('2026-06-20'),
      to: madrid('2026-07-08'),
      calls: 'not-made',
      recorded: [paid('A', '2026-07-07'), paid('B', '2026-07-08')],
    });
    expect(cases.map((facts) => [facts.call?.taskId, facts.call?.outcome])).toEqual([
      ['A/call-1/2026-07-06', null],
      ['A/call-1/2026-07-06', 'settled'],
    ]);
  });
});

describe('time goes by for the customer too', () => {
  const policy = samplePolicy({
    steps: [
      { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
      { id: 'risky', day: 40, stage: 'demand', do: 'send', template: 'demand', when: { risk: ['medium', 'high'] } },
    ],
  });

  it('an invoice that grows old makes them a risk, unless the ERP knows better', () => {
    const cases = [sampleCase({ policy, invoice: { id: 'A' } })];
    expect(messages(run({ cases, saidRisk: null })).at(-1)).toBe('2026-07-20 demand');
    expect(messages(run({ cases, saidRisk: 'low' })).at(-1)).toBe('2026-06-11 friendly');
  });

  it('a promise that passes is a broken one', () => {
    const promising = samplePolicy({
      steps: [
        { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
        { id: 'broken', day: 9, stage: 'demand', do: 'send', template: 'demand', when: { brokenPromisesAtLeast: 1 } },
      ],
    });
    const cases = (untilOn: string) => [
      sampleCase({ policy: promising, invoice: { id: 'A' }, holds: [{ id: 'p', kind: 'promise', untilOn }] }),
    ];
    expect(messages(run({ cases: cases('2026-06-12'), saidRisk: null, to: madrid('2026-07-10') }))).toEqual([
      '2026-06-15 friendly',
      '2026-06-23 demand',
    ]);
    expect(messages(run({ cases: cases('2026-05-11'), saidRisk: null, to: madrid('2026-07-10') }))).toEqual([
      '2026-06-11 friendly',
    ]);
  });

  it('a promise about two invoices is one', () => {
    const twice = samplePolicy({
      steps: [
        { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
        { id: 'broken', day: 9, stage: 'demand', do: 'send', template: 'demand', when: { brokenPromisesAtLeast: 2 } },
      ],
    });
    const cases = (untilOn: readonly string[]) =>
      ['A', 'B'].map((id, index) =>
        sampleCase({
          policy: twice,
          invoice: { id },
          holds: [{ id: `p-${id}`, kind: 'promise', untilOn: untilOn[index] ?? null }],
        }),
      );
    expect(
      messages(run({ cases: cases(['2026-06-12', '2026-06-12']), saidRisk: null, to: madrid('2026-07-10') })),
    ).toEqual(['2026-06-15 friendly']);
    expect(
      messages(run({ cases: cases(['2026-06-12', '2026-06-13']), saidRisk: null, to: madrid('2026-07-10') })),
    ).toContain('2026-06-23 demand');
  });

  it('a case changes to the version that it is to move to with its next step', () => {
    const cases = [sampleCase({ invoice: { id: 'A' } })];
    const [facts] = cases;
    expect(
      messages(
        run({
          cases,
          nextPolicies: new Map([
            [
              'A',
              {
                policy: samplePolicy({
                  steps: [{ id: 'final', day: 30, stage: 'demand', do: 'send', template: 'demand' }],
                }),
                window: facts?.window ?? sampleCase().window,
              },
            ],
          ]),
        }),
      ),
    ).toEqual(['2026-07-10 demand']);
  });
});

describe('an invoice that is to come', () => {
  it('is nothing until it does, and then shares what the customer was told', () => {
    const cases = [
      sampleCase({ invoice: { id: 'A' } }),
      sampleCase({
        invoice: { id: 'B', dueOn: '2026-06-08', knownOn: '2026-06-16', status: 'cancelled', openMinor: 0n },
      }),
    ];
    const happened = run({
      cases,
      to: madrid('2026-06-23'),
      recorded: [{ at: madrid('2026-06-16'), invoiceId: 'B', status: 'open', openMinor: 500n }],
    });
    expect(
      happened.flatMap((entry) =>
        entry.kind === 'message'
          ? [`${entry.on} ${entry.template} ${entry.carries.map((each) => each.invoiceId).join('+')}`]
          : [],
      ),
    ).toEqual([
      '2026-06-03 courtesy A',
      '2026-06-10 due-today A',
      '2026-06-11 friendly A',
      '2026-06-17 friendly B',
      '2026-06-22 follow-up A',
    ]);
  });

  it('a pause, money on account and a later due date come as they were recorded', () => {
    const recorded = (change: object) =>
      messages(
        run({
          to: madrid('2026-06-25'),
          recorded: [{ at: madrid('2026-06-10', '18:00'), ...change } as RecordedChange],
        }),
      );
    expect(recorded({ invoiceId: 'A', holds: [{ id: 'h', kind: 'manual', untilOn: null }] })).toEqual([
      '2026-06-03 courtesy',
      '2026-06-10 due-today',
    ]);
    expect(recorded({ currency: 'EUR', creditMinor: 121000n })).toEqual([
      '2026-06-03 courtesy',
      '2026-06-10 due-today',
    ]);
    expect(recorded({ invoiceId: 'A', dueOn: '2026-06-17' })).toEqual([
      '2026-06-03 courtesy',
      '2026-06-10 due-today',
      '2026-06-18 friendly',
      '2026-06-25 follow-up',
    ]);
  });
});
