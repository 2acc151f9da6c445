import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { anyJson, anyTexts } from '@puntual/testing/builders/any-json';
import { rights } from './auth/roles.ts';
import { aCustomer, anInvoice } from './testing/sample-events.ts';
import { withApi, type TestApi } from './testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization, {
    RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of this test').toString('base64')}`,
    PUNTUAL_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'A', 'C-1', '2026-12-10'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

/** Names of fields and parameters that routes take. */
const KEYS = [
  ...['id', 'kind', 'role', 'name', 'expiresAt', 'reason', 'untilOn', 'outcome', 'allocations', 'invoiceId', 'amount'],
  ...['takeBack', 'customerId', 'policy', 'document', 'over', 'from', 'to', 'days', 'limit', 'cursor', 'items', 'csv'],
  ...['asOf', 'knownAt', 'maxMessagesPerDay', 'closingDays', 'matching', 'referenceRates', 'key', 'mode', 'steps'],
  ...['specversion', 'type', 'source', 'time', 'org', 'data', 'channel', 'on', 'note', 'credits', 'version', 'lines'],
];
const PARAMETERS = [
  'limit',
  'cursor',
  'q',
  'status',
  'state',
  'date',
  'knownAt',
  'kind',
  'customerId',
  'language',
  'asOf',
];
/** Routes of the local outbox answer 502 here, where none runs; readiness answers 503 without Temporal. */
const AWAY = new Set(['GET /readyz', ...Object.keys(rights).filter((route) => route.startsWith('GET /outbox'))]);
/** What happens to the session and to all messages is of no use to the next request. */
const ENDS = new Set(['POST /v1/session/sign-out', 'DELETE /v1/keys/:id', 'PATCH /v1/keys/:id']);

const routes = Object.keys(rights).filter((route) => !ENDS.has(route) && !AWAY.has(route));

describe('whatever is sent, a route answers, and not by a failure of its own', () => {
  test.each(routes.map((route, index) => [route, index] as const))('%s', async (route, seed) => {
    const [method = '', pattern = ''] = route.split(' ');
    // Requests are limited for each key.
    const { token } = await api.issue(db.organization, 'api-key', 'administrator', { name: `key ${seed}` });
    const texts = anyTexts(seed, 24);
    const bodies = anyJson(seed, 12, KEYS);
    for (const [round, body] of bodies.entries()) {
      const ids = ['A', 'C-1', ...texts];
      let at = round;
      const path = pattern.replace(
        /:\w+/g,
        () => encodeURIComponent(wellFormed(ids[at++ % ids.length] ?? '')) || '%20',
      );
      const query = PARAMETERS.filter((_, index) => (seed + round + index) % 4 === 0)
        .map((name, index) => `${name}=${encodeURIComponent(wellFormed(texts[(round + index) % texts.length] ?? ''))}`)
        .join('&');
      const answer = await api.call(method, `${path}?${query}`, {
        key: token,
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      });
      expect({ route, query, body, status: answer.status >= 500 ? answer.text : 'answered' }).toMatchObject({
        status: 'answered',
      });
    }
  });
});

// Half a surrogate pair cannot be part of an address.
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
