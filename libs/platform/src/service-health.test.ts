import { expect, test } from '@jest/globals';
import { openHealth } from './service-health.ts';

test('a failed note is reported and does not affect readiness; a failed check does', async () => {
  const away = () => {
    throw new Error('away');
  };
  expect(await openHealth({ database: () => undefined }, { feeds: away }).runChecks()).toEqual({
    ready: true,
    checks: { database: 'ok', feeds: 'away' },
  });
  expect(await openHealth({ database: away }, { feeds: () => undefined }).runChecks()).toEqual({
    ready: false,
    checks: { database: 'away', feeds: 'ok' },
  });
});
