import { expect, test } from '@jest/globals';
import type { Database } from '@puntual/db/database';
import { openLog } from '@puntual/platform/log';
import { ApiProblem } from '../http/api-problem.ts';
import { anInvoice } from '../testing/sample-events.ts';
import { postEvents } from './post-events.ts';

test(
  'when the database is away, the answer is 503, says how many events were accepted, and that all may be sent ' +
    'again',
  async () => {
    const database = {
      shared: {
        organization: {
          findUnique: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
        },
      },
    } as unknown as Database;
    const problem = await postEvents(
      { database, slug: 'demo', now: () => new Date(0), log: openLog('test', 'silent') },
      [anInvoice('demo', 'A', 'C-1', '2026-12-01')],
    ).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ status: 503, code: 'database-away', headers: { 'retry-after': '5' } });
    expect((problem as ApiProblem).detail('en')).toMatch(
      /^The database does not answer\. 0 of the events were taken before; send all of them again/,
    );
  },
);

test('an event that fails for an unknown reason is rejected alone, and the others are accepted', async () => {
  const seen: string[][] = [];
  const database = {
    shared: { organization: { findUnique: () => Promise.resolve({ id: 'o', slug: 'demo' }) } },
    inOrganization: () => {
      throw new Error('a bug');
    },
  } as unknown as Database;
  const answer = await postEvents(
    { database, slug: 'demo', now: () => new Date(0), log: openLog('test', 'silent') },
    ['A', 'B', 'C'].map((id) => anInvoice('demo', id, 'C-1', '2026-12-01')),
  );
  expect(answer.map((verdict) => [verdict.id, verdict.verdict, verdict.code])).toEqual([
    ['invoice/A', 'rejected', 'unexpected'],
    ['invoice/B', 'rejected', 'unexpected'],
    ['invoice/C', 'rejected', 'unexpected'],
  ]);
  expect(seen).toEqual([]);
});
