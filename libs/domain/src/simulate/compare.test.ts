import { describe, expect, it } from '@jest/globals';
import { compareCustomer, comparer, firstContactsOf } from './compare.ts';
import type { Happening } from './happening.ts';

const message = (on: string, template: 'friendly' | 'follow-up' | 'thank-you', ...ids: string[]): Happening => ({
  kind: 'message',
  at: 0,
  on,
  template,
  stage: template === 'thank-you' ? 'not-due' : template,
  reminder: true,
  channel: 'email',
  carries: ids.map((invoiceId) => ({ invoiceId, stepId: template })),
  overdue: [],
});
const call = (on: string): Happening => ({ kind: 'task', at: 0, on, invoiceId: 'A', task: 'call' });
const run = (...happened: Happening[]) => ({ customerId: 'one', happened });

describe('two runs of a customer', () => {
  it('are the same when the same messages and tasks come on the same days', () => {
    const one = run(message('2026-06-11', 'friendly', 'A', 'B'), call('2026-07-01'), {
      kind: 'did',
      at: 0,
      on: '2026-07-01',
      invoiceId: 'A',
      decision: 'open-call',
    });
    expect(compareCustomer(one, run(call('2026-07-01'), message('2026-06-11', 'friendly', 'B', 'A')))).toEqual({
      messages: 0,
      contacts: 0,
      tasks: 0,
      same: true,
    });
  });

  it('differ by what one has more of', () => {
    const one = run(
      message('2026-06-11', 'friendly', 'A'),
      message('2026-06-18', 'follow-up', 'A'),
      message('2026-06-20', 'thank-you', 'A'),
    );
    expect(compareCustomer(one, run(message('2026-06-11', 'friendly', 'A'), call('2026-07-01')))).toEqual({
      messages: 2,
      contacts: 1,
      tasks: -1,
      same: false,
    });
    expect(
      compareCustomer(run(message('2026-06-12', 'friendly', 'A')), run(message('2026-06-11', 'friendly', 'A'))),
    ).toEqual({ messages: 0, contacts: 0, tasks: 0, same: false });
  });

  it('have the first contact of each invoice, thanks apart', () => {
    expect([
      ...firstContactsOf(
        run(
          message('2026-06-01', 'thank-you', 'A'),
          message('2026-06-11', 'friendly', 'A'),
          message('2026-06-18', 'follow-up', 'A', 'B'),
        ),
      ),
    ]).toEqual([
      ['A', '2026-06-11'],
      ['B', '2026-06-18'],
    ]);
  });
});

describe('the runs of many customers', () => {
  it('are counted by how they differ, and their invoices by the first contact', () => {
    const all = comparer();
    const early = run(message('2026-06-11', 'friendly', 'A', 'B'), message('2026-06-18', 'follow-up', 'A'));
    const late = run(message('2026-06-12', 'friendly', 'A', 'C'));
    all.add(early, late, ['A', 'B', 'C', 'D']);
    all.add(late, early, ['A']);
    all.add(run(message('2026-06-12', 'friendly', 'A')), run(message('2026-06-13', 'friendly', 'A')), []);
    all.add(late, late, ['A']);
    expect(all.result()).toEqual({
      customers: { same: 1, moreContacts: 1, fewerContacts: 1, otherwise: 1 },
      firstContacts: { same: 1, earlier: 1, later: 1, only: 1, onlyOther: 1, none: 1 },
    });
  });
});
