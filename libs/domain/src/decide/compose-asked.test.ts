import { describe, expect, it } from '@jest/globals';
import { gateInvoice, sampleContact, sampleCustomer } from '@puntual/testing/builders/case-facts';
import { composeAsked } from './compose-asked.ts';
import type { AskedMessage, ContactRequest, CustomerFacts } from './composition.ts';

const today = '2026-06-18';
const asks = (invoiceId: string, change: Partial<AskedMessage> = {}): ContactRequest => ({
  requestId: `${invoiceId}:asked`,
  invoiceId,
  stepId: 'asked',
  asked: { id: 'asked-1', what: 'statement', contactId: 'ana', channel: 'email', ...change },
});
const invoices = [
  gateInvoice('due-later', { dueOn: '2026-06-30' }),
  gateInvoice('due-today', { dueOn: today }),
  gateInvoice('b', { dueOn: '2026-06-01' }),
  gateInvoice('a', { dueOn: '2026-06-01' }),
  gateInvoice('oldest', { dueOn: '2026-05-01' }),
  gateInvoice('not-asked', { dueOn: '2026-04-01', openMinor: 3_000n }),
];
const all = ['due-later', 'due-today', 'b', 'a', 'oldest'];
const compose = (requests: readonly ContactRequest[], change: Partial<CustomerFacts> = {}) =>
  composeAsked(requests, [], { ...sampleCustomer(invoices, 'asked'), ...change }, today);

describe('a message that the customer asked for', () => {
  it('lists the invoices that were asked for and no others, the oldest first, and is not late on the due day', () => {
    expect(compose(all.map((id) => asks(id)))).toEqual({
      kind: 'send',
      template: 'statement',
      stage: 'not-due',
      severity: 'mild',
      deadlineOn: null,
      attachments: ['statement'],
      carries: all.map((id) => asks(id)),
      dropped: [],
      overdue: ['oldest', 'a', 'b'],
      upcoming: ['due-today', 'due-later'],
      settled: [],
      sums: [expect.objectContaining({ currency: 'EUR', toPayMinor: 50_000n })],
      creditMinor: { EUR: 0n },
      channels: [[{ contactId: 'ana', channel: 'email', address: 'ana@example.com' }]],
    });
  });
  it('carries the requests of the oldest such message alone', () => {
    const two = [asks('a'), asks('b', { id: 'asked-2' }), asks('oldest')];
    expect(compose(two)).toMatchObject({ carries: [two[0], two[2]], overdue: ['oldest', 'a'] });
  });
  it('has the statement attached only to an e-mail, and only when the statement was asked for', () => {
    const contacts = [sampleContact({ phone: '+34600111222', channels: ['email', 'sms'] })];
    expect(compose([asks('a', { what: 'invoices' })])).toMatchObject({ attachments: [] });
    expect(compose([asks('a', { channel: 'sms' })], { contacts })).toMatchObject({
      attachments: [],
      channels: [[{ contactId: 'ana', channel: 'sms', address: '+34600111222' }]],
    });
  });
  it('goes to the contact that was named, however many there are', () => {
    const contacts = [sampleContact(), sampleContact({ contactId: 'luis', email: 'luis@example.com' })];
    expect(compose([asks('a', { contactId: 'luis' })], { contacts })).toMatchObject({
      channels: [[{ contactId: 'luis', address: 'luis@example.com' }]],
    });
  });
  it.each<[string, Parameters<typeof sampleContact>[0], Partial<AskedMessage>]>([
    ['is not known', {}, { contactId: 'nobody' }],
    ['cannot be reached', { reachable: false }, {}],
    ['opted out of the channel', { channels: ['sms'], phone: '+34600111222' }, {}],
    ['has no e-mail address', { email: null }, {}],
    ['has no telephone', { channels: ['email', 'sms'] }, { channel: 'sms' }],
  ])('is unreachable when its contact %s', (_why, contact, asked) => {
    const requests = [asks('a', asked)];
    expect(compose(requests, { contacts: [sampleContact(contact)] })).toEqual({
      kind: 'unreachable',
      because: 'no-way',
      carries: requests,
      dropped: [],
    });
  });
  it('nets credit only beyond what the other late invoices take of it, whatever the ones are that are not late', () => {
    const credit = { creditMinor: { EUR: 4_000n } };
    expect(
      compose([asks('a')], { ...credit, invoices: invoices.filter(({ id }) => /^(a|not-asked)$/.test(id)) }),
    ).toEqual(
      expect.objectContaining({
        creditMinor: { EUR: 1_000n },
        sums: [expect.objectContaining({ toPayMinor: 9_000n })],
      }),
    );
    const others = [
      gateInvoice('a'),
      gateInvoice('due-today', { dueOn: today }),
      gateInvoice('paid', { dueOn: '2026-05-01', status: 'paid' }),
    ];
    expect(compose([asks('a')], { ...credit, invoices: others })).toMatchObject({ creditMinor: { EUR: 4_000n } });
  });
  it('is composed of requests that say what was asked for', () => {
    expect(() => compose([])).toThrow('asked for');
    expect(() => compose([{ ...asks('a'), asked: null }])).toThrow('asked for');
  });
});
