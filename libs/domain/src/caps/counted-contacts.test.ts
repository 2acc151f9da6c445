import { expect, test } from '@jest/globals';
import { countedContacts, type EndedCall, type SentMessage } from './counted-contacts.ts';

const MADRID = 'Europe/Madrid';
const NOW = Date.parse('2026-12-31T12:00:00Z');
const MONTH_AGO = Date.parse('2026-11-30T12:00:00Z');

const message = (change: Partial<SentMessage> = {}): SentMessage => ({
  composedAt: Date.parse('2026-12-10T10:00:00Z'),
  channel: 'email',
  template: 'friendly',
  deliveryState: null,
  personIds: ['k1'],
  invoiceIds: ['INV-1'],
  ...change,
});
const call = (change: Partial<EndedCall> = {}): EndedCall => ({
  completedAt: Date.parse('2026-12-11T10:00:00Z'),
  completedOn: '2026-12-11',
  outcome: 'promised',
  invoiceIds: ['INV-1'],
  ...change,
});

test.each<[string, Partial<SentMessage>, number]>([
  ['a reminder', {}, 1],
  ['a courtesy', { template: 'courtesy' }, 1],
  ['a thank-you', { template: 'thank-you' }, 0],
  ['a delivered message', { deliveryState: 'delivered' }, 1],
  ['a message that its reader complained about', { deliveryState: 'complained' }, 1],
  ['a message that bounced', { deliveryState: 'bounced' }, 0],
  ['a message of exactly 31 days ago', { composedAt: MONTH_AGO }, 0],
  ['a message of just under 31 days ago', { composedAt: MONTH_AGO + 1 }, 1],
])('%s', (_, change, count) => {
  expect(countedContacts({ messages: [message(change)], calls: [] }, NOW, MADRID)).toHaveLength(count);
});

test.each<[string | null, boolean | 'does not count']>([
  ['promised', true],
  ['refuses', true],
  ['no-answer', false],
  ['voicemail', false],
  ['wrong-contact', false],
  ['settled', 'does not count'],
  [null, 'does not count'],
])('a call that ended as %s is a conversation: %s', (outcome, conversation) => {
  const [counted] = countedContacts({ messages: [], calls: [call({ outcome })] }, NOW, MADRID);
  expect(counted ? counted.conversation : 'does not count').toBe(conversation);
});

test.each<[string, Partial<EndedCall>]>([
  ['of exactly 31 days ago', { completedAt: MONTH_AGO }],
  ['without the day of its end', { completedOn: null }],
  ['without the instant of its end', { completedAt: null }],
])('a call %s does not count', (_, change) => {
  expect(countedContacts({ messages: [], calls: [call(change)] }, NOW, MADRID)).toEqual([]);
});

test('contacts stand on the local days of the customer, oldest first, and without persons where none is known', () => {
  const late = message({ composedAt: Date.parse('2026-12-11T23:30:00Z'), channel: 'letter', personIds: [] });
  const calls = [call({ completedOn: '2026-12-12' })];
  expect(countedContacts({ messages: [late, message()], calls }, NOW, MADRID)).toEqual([
    { on: '2026-12-10', how: 'email', personIds: ['k1'], invoiceIds: ['INV-1'], conversation: false },
    { on: '2026-12-12', how: 'call', personIds: null, invoiceIds: ['INV-1'], conversation: true },
    { on: '2026-12-12', how: 'letter', personIds: null, invoiceIds: ['INV-1'], conversation: false },
  ]);
});

test('contacts of one day stand in the order of their channels, and a message may have no known people', () => {
  const messages = (['sms', 'letter', 'email'] as const).map((channel) => message({ channel, personIds: null }));
  const calls = [call({ completedOn: '2026-12-10' })];
  const counted = countedContacts({ messages, calls }, NOW, MADRID);
  expect(counted.map(({ how, personIds }) => [how, personIds])).toEqual([
    ['call', null],
    ['email', null],
    ['letter', null],
    ['sms', null],
  ]);
});
