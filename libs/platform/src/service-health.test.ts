import { expect, test } from '@jest/globals';
import { openHealth } from './service-health.ts';

test('a note that is not ok is shown, and the service is ready all the same', async () => {
  const away = () => {
    throw new Error('away');
  };
  expect(await openHealth({ database: () => undefined }, { feeds: away }).look()).toEqual({
    ready: true,
    checks: { database: 'ok', feeds: 'away' },
  });
  expect(await openHealth({ database: away }, { feeds: () => undefined }).look()).toEqual({
    ready: false,
    checks: { database: 'away', feeds: 'ok' },
  });
});
