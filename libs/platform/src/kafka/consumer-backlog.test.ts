import { describe, expect, test } from '@jest/globals';
import { openWaitingMessages } from './consumer-backlog.ts';

test('a topic waits since the time stamp of its oldest unhandled message', () => {
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

test('messages of partitions that were assigned to another consumer are forgotten', () => {
  const waiting = openWaitingMessages();
  waiting.waits('ar.payments', 0, 2000);
  waiting.forget();
  expect(waiting.since('ar.payments')).toBeNull();
});

describe('an offset that the broker counts but never delivers', () => {
  const ask = (waiting: ReturnType<typeof openWaitingMessages>, ...nodes: readonly string[]) =>
    nodes.forEach((node, index) => waiting.fetchBegins(node, index));

  test('is no backlog once every broker was asked twice again and delivered nothing', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1', '2');
    waiting.waits('ar.payments', 0, 2000);
    waiting.handledAllFetched('ar.payments', 0);
    ask(waiting, '1', '1', '1', '2');
    expect(waiting.since('ar.payments')).toBe(2000);
    ask(waiting, '2');
    expect(waiting.since('ar.payments')).toBeNull();
  });

  test('is a backlog again as soon as a message arrives', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1');
    waiting.waits('ar.payments', 0, 2000);
    waiting.handledAllFetched('ar.payments', 0);
    ask(waiting, '1');
    waiting.waits('ar.payments', 0, 2500);
    ask(waiting, '1', '1', '1');
    expect(waiting.since('ar.payments')).toBe(2500);
  });

  test('does not wait for a broker that has not been asked for ten seconds', () => {
    const waiting = openWaitingMessages();
    ask(waiting, '1', '2');
    waiting.waits('ar.payments', 0, 2000);
    waiting.handledAllFetched('ar.payments', 0);
    waiting.fetchBegins('1', 9000);
    waiting.fetchBegins('1', 11_000);
    expect(waiting.since('ar.payments')).toBeNull();
  });

  test('does not affect a partition with unhandled messages', () => {
    const waiting = openWaitingMessages();
    waiting.waits('ar.payments', 0, 2000);
    ask(waiting, '1', '1', '1');
    expect(waiting.since('ar.payments')).toBe(2000);
  });
});

test('the backlog is unknown until every broker’s first answer has been handled', () => {
  const waiting = openWaitingMessages();
  expect(waiting.hasFetchedAll()).toBe(false);
  waiting.fetchBegins('1', 0);
  waiting.fetchBegins('1', 1);
  expect(waiting.hasFetchedAll()).toBe(true);
  waiting.fetchBegins('2', 2);
  expect(waiting.hasFetchedAll()).toBe(false);
  waiting.fetchBegins('2', 3);
  expect(waiting.hasFetchedAll()).toBe(true);
  waiting.forget();
  expect(waiting.hasFetchedAll()).toBe(false);
});

describe('a time stamp that its producer made up', () => {
  const HOUR = 3_600_000;
  const START = 1_800_000_000_000;
  /** A partition that had caught up at the start, on a clock that the test moves. */
  function caughtUpAtStart() {
    let now = START;
    const waiting = openWaitingMessages(() => now);
    waiting.waits('ar.payments', 0, START - 10);
    waiting.caughtUp('ar.payments', 0);
    return {
      waitsAfter: (ms: number, stampMs: number) => {
        now = START + ms;
        waiting.waits('ar.payments', 0, stampMs);
        return (waiting.since('ar.payments') ?? NaN) - START;
      },
    };
  }

  test.each([
    ['0', 0, 0],
    ['a year ago', START - 365 * 24 * HOUR, 0],
    ['a moment before it was seen', START + 4000, 4000],
    ['the moment at which it was seen', START + 5000, 5000],
    ['a moment to come', START + 5001, 0],
    ['a year to come', START + 365 * 24 * HOUR, 0],
    ['no number', NaN, 0],
  ])('%s: the message waits at most since its partition had caught up', (_, stampMs, since) => {
    expect(caughtUpAtStart().waitsAfter(5000, stampMs)).toBe(since);
  });

  test('of another partition, which has not caught up yet, is believed unless it lies ahead', () => {
    const waiting = openWaitingMessages(() => START);
    waiting.waits('ar.payments', 1, START - HOUR);
    expect(waiting.since('ar.payments')).toBe(START - HOUR);
    waiting.waits('ar.payments', 1, START + HOUR);
    expect(waiting.since('ar.payments')).toBe(START - HOUR);
    waiting.forget();
    waiting.waits('ar.payments', 1, START + HOUR);
    expect(waiting.since('ar.payments')).toBe(START);
  });
});
