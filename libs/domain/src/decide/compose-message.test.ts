import { describe, expect, it } from '@jest/globals';
import { plannedInstant } from '../calendar/send-window.ts';
import {
  gateInvoice,
  madrid,
  madridWindow,
  sampleContact,
  sampleCustomer,
  samplePolicy,
  sampleDebtor,
} from '@puntual/testing/builders/case-facts';
import { composeMessage } from './compose-message.ts';
import type { Composition, CustomerFacts } from './composition.ts';

const now = madrid('2026-06-18', '10:00'); // the day of the follow-up, a Thursday
const compose = (facts: CustomerFacts, at = now) => composeMessage(facts, at, 0);
const sent = (composition: Composition) => {
  if (composition.kind !== 'send') throw new Error(`nothing is sent: ${JSON.stringify(composition)}`);
  return composition;
};
const invoices = (count: number) =>
  Array.from({ length: count }, (_, index) => gateInvoice(`i${String(index).padStart(2, '0')}`));
const hold = { id: 'h', kind: 'dispute', untilOn: null } as const;

describe('one message', () => {
  it('carries and lists twelve invoices that reach a step together (case 10)', () => {
    const message = sent(compose(sampleCustomer(invoices(12), 'follow-up')));
    expect(message).toMatchObject({
      template: 'follow-up',
      stage: 'follow-up',
      severity: 'mild',
      deadlineOn: null,
      dropped: [],
      settled: [],
      upcoming: [],
    });
    expect(message.carries).toHaveLength(12);
    expect(message.overdue).toEqual(invoices(12).map((invoice) => invoice.id));
  });
  it('has the tone of its most advanced step, and records each invoice’s own step', () => {
    const two = [gateInvoice('new', { dueOn: '2026-06-17' }), gateInvoice('old', { dueOn: '2026-05-28' })];
    const message = sent(
      compose(
        sampleCustomer(two, 'friendly', {
          requests: [
            { requestId: 'r1', invoiceId: 'new', stepId: 'friendly' },
            { requestId: 'r2', invoiceId: 'old', stepId: 'demand' },
          ],
        }),
      ),
    );
    expect(message).toMatchObject({
      template: 'demand',
      stage: 'demand',
      severity: 'firm',
      deadlineOn: '2026-06-25',
      overdue: ['old', 'new'],
    });
    expect(message.carries.map((request) => request.stepId)).toEqual(['friendly', 'demand']);
  });
  it('also lists other overdue invoices and those due within 14 days, the oldest first, and no later ones', () => {
    const all = [
      gateInvoice('carried'),
      gateInvoice('older', { dueOn: '2026-05-01' }),
      gateInvoice('today', { dueOn: '2026-06-18' }),
      gateInvoice('in-14', { dueOn: '2026-07-02' }),
      gateInvoice('in-15', { dueOn: '2026-07-03' }),
    ];
    expect(
      sent(
        compose(
          sampleCustomer(all, 'follow-up', {
            requests: [{ requestId: 'r', invoiceId: 'carried', stepId: 'follow-up' }],
          }),
        ),
      ),
    ).toMatchObject({ overdue: ['older', 'carried'], upcoming: ['today', 'in-14'] });
  });
  it('leaves out an invoice on hold, and carries it in the first window after the hold (case 11)', () => {
    const three = [
      gateInvoice('a'),
      gateInvoice('b', { holds: [{ id: 'h', kind: 'manual', untilOn: '2026-06-18' }] }),
      gateInvoice('c'),
    ];
    expect(sent(compose(sampleCustomer(three, 'follow-up')))).toMatchObject({
      overdue: ['a', 'c'],
      dropped: [{ requestId: 'b:follow-up', reason: 'on-hold' }],
    });
    expect(sent(compose(sampleCustomer(three, 'follow-up'), madrid('2026-06-19', '10:00'))).overdue).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
  it('does not list an invoice that credit in its currency pays beside one in another currency (case 18)', () => {
    const two = [gateInvoice('eur'), gateInvoice('usd', { currency: 'USD' })];
    expect(sent(compose(sampleCustomer(two, 'follow-up', { creditMinor: { EUR: 10000n } })))).toMatchObject({
      overdue: ['usd'],
      dropped: [{ requestId: 'eur:follow-up', reason: 'covered-by-credit' }],
    });
  });
});

describe('a request that does not apply any more', () => {
  it.each<[string, Partial<Parameters<typeof gateInvoice>[1]>, Partial<CustomerFacts>, string]>([
    ['paid one second before (case 1)', { status: 'paid', openMinor: 0n }, {}, 'invoice-settled'],
    ['cancelled', { status: 'cancelled', openMinor: 0n }, {}, 'invoice-settled'],
    ['with nothing open', { openMinor: 0n }, {}, 'invoice-settled'],
    ['disputed between the request and the send (case 15)', { holds: [hold] }, {}, 'on-hold'],
    [
      'of a customer that pays by direct debit (case 19)',
      {},
      { customer: sampleDebtor({ directDebit: true }) },
      'direct-debit',
    ],
    ['covered by credit (case 18)', {}, { creditMinor: { EUR: 10000n } }, 'covered-by-credit'],
    ['with a later due date than before', { dueOn: '2026-06-18' }, {}, 'no-longer-due'],
    [
      'of a step that the policy no longer has',
      {},
      { requests: [{ requestId: 'a:follow-up', invoiceId: 'a', stepId: 'gone' }] },
      'step-unknown',
    ],
    [
      'that is unknown',
      {},
      { requests: [{ requestId: 'a:follow-up', invoiceId: 'b', stepId: 'follow-up' }] },
      'step-unknown',
    ],
  ])('is dropped and nothing is sent: an invoice %s', (_, invoice, customer, reason) => {
    expect(compose(sampleCustomer([gateInvoice('a', invoice)], 'follow-up', customer))).toEqual({
      kind: 'nothing',
      dropped: [{ requestId: 'a:follow-up', reason }],
    });
  });
  it('because of a dispute leaves its invoice out of the message about the others (case 15)', () => {
    const three = [gateInvoice('a'), gateInvoice('b', { holds: [hold] }), gateInvoice('c')];
    const message = sent(compose(sampleCustomer(three, 'follow-up')));
    expect([...message.overdue, ...message.upcoming]).toEqual(['a', 'c']);
    expect(message.carries.map((request) => request.invoiceId)).toEqual(['a', 'c']);
  });
  it('is none of those that credit covers in part: the credit is netted in its currency', () => {
    const message = sent(
      compose(sampleCustomer(invoices(2), 'follow-up', { creditMinor: { EUR: 19999n, USD: 99999n } })),
    );
    expect(message.carries).toHaveLength(2);
    expect(message.sums).toEqual([{ currency: 'EUR', openMinor: 20000n, creditMinor: 19999n, toPayMinor: 1n }]);
  });
  it('waits while credit pays all listed invoices, even when others that are not listed are open (case 18)', () => {
    const others: Partial<Parameters<typeof gateInvoice>[1]>[] = [
      { holds: [hold] },
      { stage: 'agency' },
      { dueOn: '2026-08-01' },
    ];
    for (const other of others) {
      const facts = sampleCustomer([gateInvoice('a'), gateInvoice('b', { openMinor: 50000n, ...other })], 'follow-up', {
        creditMinor: { EUR: 10000n },
        requests: [{ requestId: 'r', invoiceId: 'a', stepId: 'follow-up' }],
      });
      expect(compose(facts)).toMatchObject({ kind: 'wait', reason: 'covered-by-credit', dropped: [] });
      expect(sent(compose({ ...facts, creditMinor: { EUR: 9999n } })).overdue).toContain('a');
      expect(sent(compose({ ...facts, creditMinor: { USD: 99999n } })).overdue).toContain('a');
    }
  });
  it('because credit pays all in its currency waits; the message about another currency leaves without it', () => {
    const facts = sampleCustomer(
      [gateInvoice('eur'), gateInvoice('later', { dueOn: '2026-08-01' }), gateInvoice('usd', { currency: 'USD' })],
      'follow-up',
      { creditMinor: { EUR: 10000n } },
    );
    const message = sent(
      compose({ ...facts, requests: facts.requests.filter((request) => request.invoiceId !== 'later') }),
    );
    expect([message.overdue, message.carries.map((request) => request.invoiceId), message.sums]).toEqual([
      ['usd'],
      ['usd'],
      [{ currency: 'USD', openMinor: 10000n, creditMinor: 0n, toPayMinor: 10000n }],
    ]);
  });
  it('is one whose open amount less credit is below the minimum of its step (case 20)', () => {
    const policy = samplePolicy({
      steps: [
        {
          id: 'follow-up',
          day: 8,
          stage: 'follow-up',
          do: 'send',
          template: 'follow-up',
          when: { openAtLeast: '100' },
        },
      ],
    });
    const two = [gateInvoice('a', { policy }), gateInvoice('b', { policy })];
    expect(compose(sampleCustomer(two, 'follow-up', { creditMinor: { EUR: 10001n } }))).toMatchObject({
      kind: 'nothing',
      dropped: [{ reason: 'no-longer-due' }, { reason: 'no-longer-due' }],
    });
    expect(sent(compose(sampleCustomer(two, 'follow-up', { creditMinor: { EUR: 10000n } }))).carries).toHaveLength(2);
  });
  it('is one whose open amount fell below the minimum of its step by a part payment (case 20)', () => {
    const policy = samplePolicy({
      steps: [
        {
          id: 'follow-up',
          day: 8,
          stage: 'follow-up',
          do: 'send',
          template: 'follow-up',
          when: { openAtLeast: '100' },
        },
      ],
    });
    expect(compose(sampleCustomer([gateInvoice('a', { openMinor: 9999n, policy })], 'follow-up'))).toEqual({
      kind: 'nothing',
      dropped: [{ requestId: 'a:follow-up', reason: 'no-longer-due' }],
    });
    expect(compose(sampleCustomer([gateInvoice('a', { policy })], 'follow-up')).kind).toBe('send');
  });
  it.each([
    ['courtesy', '2026-06-09', 'send'],
    ['courtesy', '2026-06-10', 'nothing'],
    ['due-today', '2026-06-09', 'nothing'],
    ['due-today', '2026-06-10', 'send'],
    ['due-today', '2026-06-11', 'nothing'],
    ['friendly', '2026-06-10', 'nothing'],
    ['friendly', '2026-06-11', 'send'],
  ])('by the due date 2026-06-10: %s on %s: %s', (stepId, today, kind) => {
    expect(compose(sampleCustomer([gateInvoice('a')], stepId), madrid(today, '10:00')).kind).toBe(kind);
  });
});

describe('a message that must wait', () => {
  it.each([
    ['2026-06-18', '08:59', '2026-06-18'],
    ['2026-06-18', '17:30', '2026-06-19'],
    ['2026-06-20', '12:00', '2026-06-22'],
  ])('for the window, on %s at %s, leaves on %s', (date, time, day) => {
    expect(compose(sampleCustomer(invoices(1), 'follow-up'), madrid(date, time))).toEqual({
      kind: 'wait',
      until: plannedInstant(day, 'customer-1', madridWindow()),
      reason: 'window-closed',
      dropped: [],
    });
  });
  it('leaves after the window’s end within the tolerance of the clock', () => {
    expect(
      composeMessage(sampleCustomer(invoices(1), 'follow-up'), madrid('2026-06-18', '17:45'), 3_600_000).kind,
    ).toBe('send');
  });
  it.each([
    ['2026-06-14', 'send'],
    ['2026-06-15', 'wait'],
    ['2026-06-18', 'wait'],
  ])('for the distance to a reminder of %s: %s', (lastReminderOn, kind) => {
    expect(compose(sampleCustomer(invoices(1), 'follow-up', { lastReminderOn })).kind).toBe(kind);
  });
  it('for the distance between reminders leaves on an open day', () => {
    expect(compose(sampleCustomer(invoices(1), 'follow-up', { lastReminderOn: '2026-06-17' }))).toMatchObject({
      reason: 'spacing',
      until: plannedInstant('2026-06-22', 'customer-1', madridWindow()),
    });
  });
  it('does so for a day only when it is a courtesy after a reminder', () => {
    const courtesy = (lastReminderOn: string) =>
      compose(sampleCustomer([gateInvoice('a', { dueOn: '2026-06-25' })], 'courtesy', { lastReminderOn })).kind;
    expect([courtesy('2026-06-17'), courtesy('2026-06-18')]).toEqual(['send', 'wait']);
  });
  describe('with requests of several policies', () => {
    const apart = (minDaysBetween: number, contactsPer7Days: number | null = null) =>
      samplePolicy({ contact: { minDaysBetween, contactsPer7Days, channels: ['email'] } });
    const ask = (invoiceId: string, stepId: string) => ({ requestId: `${invoiceId}:${stepId}`, invoiceId, stepId });
    const dueToday = (policy: ReturnType<typeof apart>) => gateInvoice('today', { dueOn: '2026-06-18', policy });
    const two = (today: ReturnType<typeof apart>, late: ReturnType<typeof apart>, change: Partial<CustomerFacts>) =>
      compose(
        sampleCustomer([gateInvoice('late', { policy: late }), dueToday(today)], '', {
          requests: [ask('late', 'follow-up'), ask('today', 'due-today')],
          ...change,
        }),
      );
    it('is not postponed by the distance of a courtesy’s policy: the courtesy joins the reminder', () => {
      expect(sent(two(apart(20), apart(4), { lastReminderOn: '2026-06-14' })).carries).toHaveLength(2);
      expect(two(apart(4), apart(20), { lastReminderOn: '2026-06-14' })).toMatchObject({
        kind: 'wait',
        reason: 'spacing',
      });
    });
    it('is not postponed by the budget of a courtesy’s policy', () => {
      const contacted = { recentContacts: [{ on: '2026-06-15', how: 'email' as const }] };
      expect(sent(two(apart(4, 1), apart(4), contacted)).carries).toHaveLength(2);
      expect(two(apart(4), apart(4, 1), contacted)).toMatchObject({ kind: 'wait', reason: 'contact-budget' });
    });
    it('and courtesies only leaves on the first day on which one of them may leave, with all of them', () => {
      const later = gateInvoice('later', { dueOn: '2026-06-25', policy: apart(4) });
      const facts = sampleCustomer([dueToday(apart(4, 1)), later], '', {
        requests: [ask('today', 'due-today'), ask('later', 'courtesy')],
        recentContacts: [{ on: '2026-06-15', how: 'email' }],
      });
      expect(sent(compose(facts)).carries).toHaveLength(2);
    });
    it('is not postponed by the distance of a reminder that waits for a named payment deadline', () => {
      const named = gateInvoice('named', { policy: apart(20), deadlineNamedOn: '2026-06-30' });
      const facts = sampleCustomer([named, gateInvoice('free', { policy: apart(4) })], 'follow-up', {
        lastReminderOn: '2026-06-14',
      });
      expect(sent(compose(facts)).carries.map((request) => request.invoiceId)).toEqual(['free']);
    });
  });
  it('reports the dropped requests at once', () => {
    expect(
      compose(
        sampleCustomer([gateInvoice('a'), gateInvoice('b', { holds: [hold] })], 'follow-up'),
        madrid('2026-06-20'),
      ),
    ).toMatchObject({ kind: 'wait', dropped: [{ requestId: 'b:follow-up', reason: 'on-hold' }] });
  });
  it('does not exist without a request', () => {
    expect(compose(sampleCustomer([gateInvoice('a')], 'follow-up', { requests: [] }))).toEqual({
      kind: 'nothing',
      dropped: [],
    });
  });
});

describe('the recipients of a message', () => {
  const demand = (change: Partial<CustomerFacts>) =>
    compose(sampleCustomer([gateInvoice('a', { dueOn: '2026-05-28' })], 'demand', change));
  const addresses = (composition: Composition) =>
    sent(composition).channels.map((recipients) =>
      recipients.map((recipient) => `${recipient.channel}:${recipient.address}`),
    );
  const boss = sampleContact({ contactId: 'boss', role: 'finance-director', email: 'boss@example.com' });
  const other = sampleContact({ contactId: 'other', role: 'other', email: 'other@example.com' });

  it('are all contacts with a role that the step names; the next channel is the letter', () => {
    expect(addresses(demand({ contacts: [sampleContact(), boss, other], hasPostalAddress: true }))).toEqual([
      ['email:ana@example.com', 'email:boss@example.com'],
      ['letter:postal'],
    ]);
    expect(addresses(compose(sampleCustomer(invoices(1), 'follow-up', { contacts: [sampleContact(), boss] })))).toEqual(
      [['email:ana@example.com']],
    );
  });
  it('are the reachable contacts of one other role when nobody has the role', () => {
    expect(addresses(demand({ contacts: [other] }))).toEqual([['email:other@example.com']]);
    expect(
      addresses(demand({ contacts: [other, { ...other, contactId: 'second', email: 'second@example.com' }] })),
    ).toEqual([['email:other@example.com', 'email:second@example.com']]);
  });
  it('are not guessed among contacts of several other roles: only a letter to the company is sent (case 12)', () => {
    const several = [other, sampleContact({ contactId: 'law', role: 'legal', email: 'law@example.com' })];
    expect(addresses(demand({ contacts: several, hasPostalAddress: true }))).toEqual([['letter:postal']]);
    expect(demand({ contacts: several })).toMatchObject({ kind: 'unreachable', because: 'ambiguous-contact' });
    expect(demand({ contacts: [] })).toMatchObject({ kind: 'unreachable', because: 'no-way' });
  });
  it('are the contacts that the invoices name, else those with the role (case 12)', () => {
    const people = [sampleContact(), boss, other];
    const asked = (...named: (string | null)[]) =>
      compose(
        sampleCustomer(
          named.map((contactId, index) => gateInvoice(`i${index}`, { contactId })),
          'follow-up',
          { contacts: people },
        ),
      );
    expect(addresses(asked('other'))).toEqual([['email:other@example.com']]);
    expect(addresses(asked('other', 'boss'))).toEqual([['email:boss@example.com', 'email:other@example.com']]);
    expect(addresses(asked('other', null))).toEqual([['email:ana@example.com', 'email:other@example.com']]);
    expect(addresses(asked('somebody-else'))).toEqual([['email:ana@example.com']]);
    const away = sampleCustomer([gateInvoice('a', { contactId: 'other' })], 'follow-up', {
      contacts: [sampleContact(), { ...other, reachable: false }],
    });
    expect(addresses(compose(away))).toEqual([['email:ana@example.com']]);
  });
  it('of a thank-you are the named contacts, too', () => {
    const paid = gateInvoice('a', { status: 'paid', openMinor: 0n, contactId: 'other' });
    expect(addresses(compose(sampleCustomer([paid], 'thank-you', { contacts: [sampleContact(), other] })))).toEqual([
      ['email:other@example.com'],
    ]);
  });
  it('do not include a contact with a bounced address, without an address, or without the channel (case 13)', () => {
    expect(addresses(demand({ contacts: [sampleContact({ reachable: false }), boss] }))).toEqual([
      ['email:boss@example.com'],
    ]);
    expect(
      addresses(
        demand({
          contacts: [sampleContact({ email: null }), sampleContact({ contactId: 'k', channels: ['sms'] })],
          hasPostalAddress: true,
        }),
      ),
    ).toEqual([['letter:postal']]);
  });
  it('are given for each channel, in the order of the step’s channels', () => {
    const both = sampleContact({ phone: '+34600111222', channels: ['sms', 'email'] });
    expect(addresses(compose(sampleCustomer(invoices(1), 'follow-up', { contacts: [both] })))).toEqual([
      ['email:ana@example.com'],
      ['sms:+34600111222'],
    ]);
    expect(
      addresses(compose(sampleCustomer(invoices(1), 'follow-up', { contacts: [{ ...both, email: null }] }))),
    ).toEqual([['sms:+34600111222']]);
  });
  it.each([
    ['no contact', []],
    ['a contact whose address bounced', [sampleContact({ reachable: false })]],
  ])('are none with %s: the message is unreachable', (_, contacts) => {
    expect(compose(sampleCustomer(invoices(1), 'follow-up', { contacts }))).toMatchObject({
      kind: 'unreachable',
      carries: [{ invoiceId: 'i00' }],
    });
  });
});

describe('a thank-you', () => {
  const paid = gateInvoice('paid', { status: 'paid', openMinor: 0n });
  const thanks = { requestId: 't', invoiceId: 'paid', stepId: 'thank-you' };

  it('leaves alone, before the reminder, and keeps no distance', () => {
    const facts = sampleCustomer([paid, gateInvoice('open')], 'follow-up', {
      requests: [{ requestId: 'r', invoiceId: 'open', stepId: 'follow-up' }, thanks],
      lastReminderOn: '2026-06-18',
    });
    expect(sent(compose(facts))).toMatchObject({
      template: 'thank-you',
      stage: 'not-due',
      carries: [thanks],
      settled: ['paid'],
      overdue: [],
      upcoming: [],
    });
  });
  it('waits for the send window, too', () => {
    expect(compose(sampleCustomer([paid], 'thank-you'), madrid('2026-06-20')).kind).toBe('wait');
  });
  it('is dropped when the payment was reversed meanwhile', () => {
    expect(compose(sampleCustomer([gateInvoice('paid')], 'thank-you'))).toEqual({
      kind: 'nothing',
      dropped: [{ requestId: 'paid:thank-you', reason: 'no-longer-due' }],
    });
  });
  it('lists every paid invoice', () => {
    expect(sent(compose(sampleCustomer([paid, { ...paid, id: 'second' }], 'thank-you'))).settled).toEqual([
      'paid',
      'second',
    ]);
  });
});
