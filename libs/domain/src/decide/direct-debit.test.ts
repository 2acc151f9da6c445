import { expect, test } from '@jest/globals';
import { hasDebitFailed } from './direct-debit.ts';

test.each<[string, readonly (string | null)[], boolean]>([
  ['nothing was reversed', [], false],
  ['a transfer was reversed', ['transfer'], false],
  ['a payment of unknown method was reversed', [null], false],
  ['a direct debit was reversed', ['direct-debit'], true],
  ['a direct debit was reversed among others', ['card', 'direct-debit'], true],
])('%s', (_, methods, failed) => {
  expect(hasDebitFailed(methods.map((method) => ({ method })))).toBe(failed);
});
