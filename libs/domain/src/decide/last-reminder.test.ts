import { expect, test } from '@jest/globals';
import { lastReminderDay, type SpacedMessage } from './last-reminder.ts';

const message = (composedAt: string, change: Partial<SpacedMessage> = {}): SpacedMessage => ({
  state: 'sent',
  reminder: true,
  composedAt: Date.parse(composedAt),
  deliveryState: null,
  ...change,
});

test.each<[string, readonly SpacedMessage[], string | null]>([
  ['no message', [], null],
  ['one reminder', [message('2026-12-05T10:00Z')], '2026-12-05'],
  ['a reminder half an hour past midnight of the customer', [message('2026-12-04T23:30Z')], '2026-12-05'],
  ['two reminders, whatever their order', [message('2026-12-05T10:00Z'), message('2026-12-02T10:00Z')], '2026-12-05'],
  ['a delivered reminder', [message('2026-12-05T10:00Z', { deliveryState: 'delivered' })], '2026-12-05'],
  [
    'a reminder that the customer complained of',
    [message('2026-12-05T10:00Z', { deliveryState: 'complained' })],
    '2026-12-05',
  ],
  ['a bounced reminder', [message('2026-12-05T10:00Z', { deliveryState: 'bounced' })], null],
  [
    'a bounced reminder after one that arrived',
    [message('2026-12-02T10:00Z'), message('2026-12-05T10:00Z', { deliveryState: 'bounced' })],
    '2026-12-02',
  ],
  [
    'a later thank-you',
    [message('2026-12-02T10:00Z'), message('2026-12-05T10:00Z', { reminder: false })],
    '2026-12-02',
  ],
  ['a reserved message', [message('2026-12-05T10:00Z', { state: 'reserved' })], null],
  ['a refused message', [message('2026-12-05T10:00Z', { state: 'failed' })], null],
  [
    'a message of which nobody knows whether it was sent',
    [message('2026-12-05T10:00Z', { state: 'ambiguous' })],
    '2026-12-05',
  ],
  ['a message that the provider failed to send', [message('2026-12-05T10:00Z', { deliveryState: 'failed' })], null],
  [
    'a message to an address that the provider has blocked',
    [message('2026-12-05T10:00Z', { deliveryState: 'suppressed' })],
    null,
  ],
])('the day of the last reminder after %s', (_, messages, day) => {
  expect(lastReminderDay(messages, 'Europe/Madrid')).toBe(day);
});
