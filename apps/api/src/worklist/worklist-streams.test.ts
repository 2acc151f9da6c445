import { EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { revokeCredential } from '@puntual/casework/access/credentials';
import { ensureOrganization, withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import type { Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { STREAMS_PER_CREDENTIAL, STREAMS_PER_ORGANIZATION } from '../http/limits.ts';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { WorklistStreams } from './worklist-streams.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'A', 'C-1', '2026-11-10'));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

interface OpenStream {
  readonly status: number;
  /** Resolves when the stream has sent this text, or throws at its end. */
  sent(text: string): Promise<void>;
  /** All that the stream sent, once it has ended. */
  ended(): Promise<string>;
  close(): void;
}

const open: OpenStream[] = [];
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

async function connect(key: string, headers: Readonly<Record<string, string>> = {}): Promise<OpenStream> {
  const closing = new AbortController();
  const response = await fetch(`${api.url}/v1/worklist/stream`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    signal: closing.signal,
  });
  const reader = response.body?.getReader();
  if (!reader) throw new Error('the answer has no body');
  const decoder = new TextDecoder();
  let text = '';
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    text += decoder.decode(value);
    return !done;
  };
  const stream = {
    status: response.status,
    sent: async (part: string) => {
      while (!text.includes(part)) if (!(await read())) throw new Error(`the stream ended with ${text}`);
    },
    ended: async () => {
      while (await read());
      return text;
    },
    close: () => closing.abort(),
  };
  open.push(stream);
  return stream;
}

const CHANGED = 'event: changed\ndata: {}\n\n';
const issue = async (name: string) => api.issue(db.organization, 'api-key', 'collector', { name });

test('a payment, a task and a hold are announced, without a word of what they are about', async () => {
  for (const change of [
    () => api.take(db.organization, aPayment('demo', 'P-1', 'C-1', 'A', '21.00')),
    () => api.call('PUT', '/v1/collectors/me', { body: { name: 'Ana' } }),
    () => api.post('/v1/invoices/A/holds', { reason: 'asked for time', until: '2026-11-27' }),
  ]) {
    const stream = await connect(api.keys.collector);
    await stream.sent(': open');
    await change();
    await stream.sent(CHANGED);
    stream.close();
  }
});

test('changes of another organization are not announced', async () => {
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  const { token } = await api.issue(other, 'api-key', 'collector');
  const [theirs, ours] = [await connect(token), await connect(api.keys.collector)];
  await api.take(other, aCustomer('other', 'C-1'), anInvoice('other', 'A', 'C-1', '2026-11-10'));
  await theirs.sent(CHANGED);
  await api.app.get(WorklistStreams).beforeApplicationShutdown();
  expect(await ours.ended()).not.toContain('changed');
  await restart();
});

test('a client that comes back is told that it may have missed something', async () => {
  await (await connect(api.keys.collector, { 'last-event-id': '1' })).sent(CHANGED);
});

test('a lost connection to the database is replaced, and everybody is told', async () => {
  const stream = await connect(api.keys.collector);
  await stream.sent(': open');
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query = 'LISTEN puntual_worklist'`,
    ),
  );
  await stream.sent(CHANGED);
});

test('a stream ends with its credential', async () => {
  const { id, token } = await issue('leaving');
  const [leaving, staying] = [await connect(token), await connect(api.keys.collector)];
  await revokeCredential(db.database, { id, organizationId: db.organization.id }, Date.now());
  await api.app.get(WorklistStreams).endRevoked();
  await leaving.ended();
  await api.post('/v1/invoices/A/holds', { reason: 'asked for more time', until: '2027-02-01' });
  await staying.sent(CHANGED);
});

test('one credential has a limited number of streams, which it can close', async () => {
  const { token } = await issue('many');
  const streams = await Promise.all(Array.from({ length: STREAMS_PER_CREDENTIAL }, () => connect(token)));
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
  const answer = await api.get('/v1/worklist/stream', { key: token });
  expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([429, 'too-many-streams', '15']);
  expect((await connect(api.keys.collector)).status).toBe(200);
});

test('one organization has a limited number of streams, and leaves others some', async () => {
  const streams = api.app.get(WorklistStreams);
  const opened: EventEmitter[] = [];
  const openFor = (organizationId: string, credentialId: string) => {
    const response = Object.assign(new EventEmitter(), {
      status: () => undefined,
      setHeader: () => undefined,
      write: () => true,
      end: () => undefined,
      writableLength: 0,
    });
    opened.push(response);
    const caller = { organizationId, credentialId } as Caller;
    return streams.open(caller, response as unknown as HttpResponse, false);
  };
  const [many, few] = ['many', 'few'];
  for (let index = 0; index < STREAMS_PER_ORGANIZATION; index++) await openFor(many, `key ${index}`);
  await expect(openFor(many, 'another key')).rejects.toMatchObject({ status: 429, code: 'too-many-streams' });
  await openFor(few, 'key');
  for (const response of opened) response.emit('close');
  await openFor(many, 'another key');
  opened.at(-1)?.emit('close');
});

// A service that was told to stop opens no streams.
async function restart(): Promise<void> {
  await api.close();
  api = await withApi(db.database, db.organization);
}
