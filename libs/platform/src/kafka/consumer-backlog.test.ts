import { describe, expect, test } from '@jest/globals';
import { openWaitingMessages } from './consumer-backlog.ts';

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

describe('what the broker counts and never gives out', () => {
  const ask = (waiting: ReturnType<typeof openWaitingMessages>, ...nodes: readonly string[]) =>
    nodes.forEach((node, index) => waiting.fetchBegins(node, index));

  test('is no backlog once every broker was asked again and nothing came', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1', '2');
    waiting.waits('ar.payments', 0, 2000);
    waiting.tookAll('ar.payments', 0);
    ask(waiting, '1', '1', '1', '2');
    expect(waiting.since('ar.payments')).toBe(2000);
    ask(waiting, '2');
    expect(waiting.since('ar.payments')).toBeNull();
  });

  test('is a backlog again as soon as a message comes after all', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1');
    waiting.waits('ar.payments', 0, 2000);
    waiting.tookAll('ar.payments', 0);
    ask(waiting, '1');
    waiting.waits('ar.payments', 0, 2500);
    ask(waiting, '1', '1', '1');
    expect(waiting.since('ar.payments')).toBe(2500);
  });

  test('does not wait for a broker that is asked no more', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1', '2');
    waiting.waits('ar.payments', 0, 2000);
    waiting.tookAll('ar.payments', 0);
    waiting.fetchBegins('1', 9000);
    waiting.fetchBegins('1', 11_000);
    expect(waiting.since('ar.payments')).toBeNull();
  });

  test('leaves a partition that rests as old as it is', () => {
    const waiting = openWaitingMessages();
    waiting.waits('ar.payments', 0, 2000);
    ask(waiting, '1', '1', '1');
    expect(waiting.since('ar.payments')).toBe(2000);
  });
});

test('nothing is known before every broker’s first answer was worked through', () => {
  const waiting = openWaitingMessages();
  expect(waiting.looked()).toBe(false);
  waiting.fetchBegins('1', 0);
  waiting.fetchBegins('1', 1);
  expect(waiting.looked()).toBe(true);
  waiting.fetchBegins('2', 2);
  expect(waiting.looked()).toBe(false);
  waiting.fetchBegins('2', 3);
  expect(waiting.looked()).toBe(true);
  waiting.forget();
  expect(waiting.looked()).toBe(false);
});
