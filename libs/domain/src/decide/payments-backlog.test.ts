import { expect, test } from '@jest/globals';
import { hasBacklog, type ReaderBeat } from './payments-backlog.ts';

const beat = (secondsSinceBeat: number, paymentsWaitSeconds: number | null = null): ReaderBeat => ({
  secondsSinceBeat,
  paymentsWaitSeconds,
});

test.each<[string, readonly ReaderBeat[], boolean]>([
  ['no process ever ran', [], false],
  ['all is read', [beat(1)], false],
  ['payments have waited for exactly a minute', [beat(1, 60)], false],
  ['payments have waited for more than a minute', [beat(1, 60.1)], true],
  ['payments wait at one of two processes', [beat(1), beat(2, 120)], true],
  ['payments waited at a process that is gone', [beat(1), beat(30, 3600)], false],
  ['the only process has been silent for exactly ten minutes', [beat(600)], false],
  ['the only process has been silent for longer', [beat(600.1)], true],
  ['one of two processes is silent', [beat(601), beat(599)], false],
])('%s', (_, beats, backlog) => {
  expect(hasBacklog(beats)).toBe(backlog);
});
