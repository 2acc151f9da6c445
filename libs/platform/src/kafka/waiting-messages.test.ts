import { expect, test } from '@jest/globals';
import { openWaitingMessages } from './waiting-messages.ts';

test('the oldest message of a topic that is not taken says since when it waits', () => {
  const waiting = openWaitingMessages();
  expect(waiting.since('ar.payments')).toBeNull();
  waiting.waits('ar.payments', 0, 2000);
  waiting.waits('ar.payments', 1, 1000);
  waiting.waits('ar.invoices', 0, 10);
  expect(waiting.since('ar.payments')).toBe(1000);
  waiting.caughtUp('ar.payments', 1);
  expect(waiting.since('ar.payments')).toBe(2000);
  waiting.waits('ar.payments', 0, 3000);
  expect(waiting.since('ar.payments')).toBe(3000);
});

test('partitions that go to another consumer are its to tell', () => {
  const waiting = openWaitingMessages();
  waiting.waits('ar.payments', 0, 2000);
  waiting.forget();
  expect(waiting.since('ar.payments')).toBeNull();
});
