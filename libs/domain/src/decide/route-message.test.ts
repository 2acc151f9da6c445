import { describe, expect, it } from '@jest/globals';
import { gateInvoice, sampleContact, sampleCustomer } from '@puntual/testing/builders/case-facts';
import type { GateContact, GateInvoice } from './composition.ts';
import { routeMessage, wantedBy } from './route-message.ts';

const ben = sampleContact({ contactId: 'ben', role: 'finance-director', email: 'ben@example.com' });
const eva = sampleContact({ contactId: 'eva', email: 'eva@example.com', phone: '+34600', channels: ['email', 'sms'] });
const routed = (
  contacts: readonly GateContact[],
  {
    channels = ['email'],
    invoices = [gateInvoice('a')],
    letter = false,
    carried = invoices.map(({ id }) => id),
  }: {
    readonly channels?: readonly ('email' | 'sms' | 'letter')[];
    readonly invoices?: readonly GateInvoice[];
    readonly letter?: boolean;
    readonly carried?: readonly string[];
  } = {},
) => {
  const facts = { ...sampleCustomer(invoices, 'friendly'), contacts, hasPostalAddress: letter };
  const requests = facts.requests.filter(({ invoiceId }) => carried.includes(invoiceId));
  const { routes, because, restUntil } = routeMessage(
    { channels, to: ['accounts-payable'] },
    facts,
    requests,
    '2026-06-10',
  );
  return [routes.map((route) => route.map(({ contactId, address }) => `${contactId} ${address}`)), because, restUntil];
};
const ana = sampleContact();

describe('a message goes', () => {
  it.each<[string, () => unknown, unknown]>([
    [
      'to every contact of the wanted role',
      () => routed([ana, eva, ben]),
      [[['ana ana@example.com', 'eva eva@example.com']], 'no-way', null],
    ],
    [
      'on each channel, in the order of the step',
      () => routed([ana, eva], { channels: ['sms', 'email'] }),
      [[['eva +34600'], ['ana ana@example.com', 'eva eva@example.com']], 'no-way', null],
    ],
    [
      'by letter to the customer, not to a contact',
      () => routed([ana], { channels: ['letter', 'email'], letter: true }),
      [[['null postal'], ['ana ana@example.com']], 'no-way', null],
    ],
    ['by no letter without an address', () => routed([], { channels: ['letter'] }), [[], 'no-way', null]],
    [
      'to all of one other role when nobody has the wanted one',
      () => routed([ben, { ...ben, contactId: 'bo' }]),
      [[['ben ben@example.com', 'bo ben@example.com']], 'no-way', null],
    ],
    [
      'to nobody of several other roles',
      () => routed([ben, sampleContact({ contactId: 'bo', role: 'other' })]),
      [[], 'ambiguous-contact', null],
    ],
    ['to nobody who cannot be reached', () => routed([{ ...ana, reachable: false }]), [[], 'no-way', null]],
    ['to nobody without the channel', () => routed([{ ...ana, channels: ['sms'] }]), [[], 'no-way', null]],
    ['to nobody without an address', () => routed([{ ...ana, email: null }]), [[], 'no-way', null]],
    [
      'to the contact that the invoice names',
      () => routed([ana, eva, ben], { invoices: [gateInvoice('a', { contactId: 'ben' })] }),
      [[['ben ben@example.com']], 'no-way', null],
    ],
    [
      'to the named contact and the others of an invoice that names none',
      () => routed([ana, ben], { invoices: [gateInvoice('a', { contactId: 'ben' }), gateInvoice('b')] }),
      [[['ana ana@example.com', 'ben ben@example.com']], 'no-way', null],
    ],
    [
      'to the others when the named one cannot be reached',
      () => routed([ana, { ...ben, reachable: false }], { invoices: [gateInvoice('a', { contactId: 'ben' })] }),
      [[['ana ana@example.com']], 'no-way', null],
    ],
    [
      'without regard to invoices that it does not carry',
      () =>
        routed([ana, ben], { invoices: [gateInvoice('a'), gateInvoice('b', { contactId: 'ben' })], carried: ['a'] }),
      [[['ana ana@example.com']], 'no-way', null],
    ],
    [
      'past an address that rests',
      () => routed([{ ...ana, restsUntil: { email: '2026-06-11' } }, eva]),
      [[['eva eva@example.com']], 'no-way', '2026-06-11'],
    ],
    [
      'to an address that has rested',
      () => routed([{ ...ana, restsUntil: { email: '2026-06-10' } }]),
      [[['ana ana@example.com']], 'no-way', null],
    ],
    [
      'on the first day after which one of the addresses has rested',
      () =>
        routed([
          { ...ana, restsUntil: { email: '2026-06-14' } },
          { ...eva, restsUntil: { email: '2026-06-12', sms: '2026-06-11' } },
          { ...ben, restsUntil: { email: '2026-06-13' } },
        ]),
      [[], 'no-way', '2026-06-12'],
    ],
  ])('%s', (_what, found, routes) => {
    expect(found()).toEqual(routes);
  });
});

it('a message counts by its channel, its people and its invoices, each once', () => {
  const requests = [
    { requestId: '1', invoiceId: 'a', stepId: 'friendly' },
    { requestId: '2', invoiceId: 'a', stepId: 'demand' },
    { requestId: '3', invoiceId: 'b', stepId: 'demand' },
  ];
  const letter = [{ contactId: null, channel: 'letter', address: 'postal' } as const];
  const sms = [{ contactId: 'eva', channel: 'sms', address: '+34600' } as const];
  expect([wantedBy(letter, requests), wantedBy(sms, []), wantedBy([], [])]).toEqual([
    {
      recipients: [{ contactId: null, channel: 'letter', address: 'postal' }],
      channel: 'letter',
      personIds: null,
      invoiceIds: ['a', 'b'],
    },
    {
      recipients: [{ contactId: 'eva', channel: 'sms', address: '+34600' }],
      channel: 'sms',
      personIds: ['eva'],
      invoiceIds: [],
    },
    { recipients: [], channel: 'email', personIds: null, invoiceIds: [] },
  ]);
});
