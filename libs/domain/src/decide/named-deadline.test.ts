import { expect, test } from '@jest/globals';
import { namedDeadline, type InvoiceMention } from './named-deadline.ts';

const mention = (deadlineOn: string | null, change: Partial<InvoiceMention> = {}): InvoiceMention => ({
  section: 'overdue',
  deadlineOn,
  deliveryState: null,
  ...change,
});

test.each<[string, readonly InvoiceMention[], string | null]>([
  ['no message', [], null],
  ['a message without a deadline', [mention(null)], null],
  ['a message that lists the invoice as overdue', [mention('2026-12-20')], '2026-12-20'],
  ['a message that lists the invoice as upcoming', [mention('2026-12-20', { section: 'upcoming' })], '2026-12-20'],
  ['a message that thanks for the invoice', [mention('2026-12-20', { section: 'settled' })], null],
  ['a delivered message', [mention('2026-12-20', { deliveryState: 'delivered' })], '2026-12-20'],
  ['a bounced message', [mention('2026-12-20', { deliveryState: 'bounced' })], null],
  ['two messages', [mention('2026-12-20'), mention('2026-12-13')], '2026-12-20'],
  [
    'a later one that bounced',
    [mention('2026-12-13'), mention('2026-12-20', { deliveryState: 'bounced' })],
    '2026-12-13',
  ],
])('the deadline named by %s', (_, mentions, deadline) => {
  expect(namedDeadline(mentions)).toBe(deadline);
});
