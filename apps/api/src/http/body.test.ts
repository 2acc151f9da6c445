import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync, brotliCompressSync, deflateSync } from 'node:zlib';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { withApi, type TestApi } from '../testing/with-api.ts';
import { shapeOfJson } from './json-shape.ts';
import { BODIES_BYTES, BODY_BYTES, JSON_DEPTH, JSON_VALUES, LARGE_BODY_BYTES } from './limits.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

async function send(
  path: string,
  body: string | Uint8Array,
  { key = api.keys.administrator as string | null, ...headers }: Record<string, string | null> = {},
) {
  const response = await fetch(api.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(headers as Record<string, string>),
    },
    body,
  });
  const answer = (await response.json()) as { code?: string; errors?: unknown };
  return [response.status, answer.code] as const;
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const bomb = gzipSync('['.repeat(LARGE_BODY_BYTES));

describe('without a credential no body is inflated or parsed: the answer is 401 whatever the body is', () => {
  test.each([
    ['a bomb of gzip', '/v1/events', bomb, { 'content-encoding': 'gzip' }],
    ['what does not inflate', '/v1/events', 'no gzip', { 'content-encoding': 'gzip' }],
    ['an unknown encoding', '/v1/events', 'text', { 'content-encoding': 'snappy' }],
    ['broken JSON', '/v1/events', '{"id":', {}],
    ['deep JSON', '/v1/policies/simulate', nested(100_000), {}],
    ['a body larger than the limit', '/v1/reconcile', 'x'.repeat(LARGE_BODY_BYTES + 1), {}],
    ['another type', '/v1/settings/stop-contact', 'a=b', { 'content-type': 'text/plain' }],
  ])('%s', async (_what, path, body, headers) => {
    expect(await send(path, body, { key: null, ...headers })).toEqual([401, 'not-signed-in']);
  });

  test('for a role that may not call the route the answer is 403', async () => {
    expect(await send('/v1/events', bomb, { key: api.keys.viewer, 'content-encoding': 'gzip' })).toEqual([
      403,
      'forbidden',
    ]);
  });

  test('an address without a route answers 404 without reading the body', async () => {
    expect(await send('/v1/nothing', '{"id":', { key: null })).toEqual([404, 'not-found']);
  });
});

describe('with a credential', () => {
  const settings = '/v1/settings/resume-contact';

  test('a body that inflates beyond the limit is too large, at the limit it is read', async () => {
    const text = (bytes: number) => `["${'x'.repeat(bytes - 4)}"]`;
    const gzip = { 'content-encoding': 'gzip' };
    expect(await send(settings, gzipSync(text(BODY_BYTES + 1)), gzip)).toEqual([413, 'too-large']);
    expect((await send(settings, gzipSync(text(BODY_BYTES)), gzip))[1]).not.toBe('too-large');
    expect(await send('/v1/events', gzipSync('['.repeat(LARGE_BODY_BYTES * 8)), gzip)).toEqual([413, 'too-large']);
  });

  test.each([
    ['gzip', gzipSync('[{}]')],
    ['GZIP', gzipSync('[{}]')],
    ['deflate', deflateSync('[{}]')],
    ['br', brotliCompressSync('[{}]')],
    ['identity', '[{}]'],
  ])('the encoding %s is read', async (encoding, body) => {
    expect((await send('/v1/events', body, { 'content-encoding': encoding }))[0]).toBe(202);
  });

  test.each([
    ['an unknown encoding', '[{}]', { 'content-encoding': 'snappy' }, [415, 'not-json']],
    ['what does not inflate', 'no gzip', { 'content-encoding': 'gzip' }, [400, 'unreadable']],
    ['a truncated gzip', gzipSync('[{}]').subarray(0, 15), { 'content-encoding': 'gzip' }, [400, 'unreadable']],
    ['another charset', '[{}]', { 'content-type': 'application/json; charset=utf-16' }, [415, 'not-json']],
    ['a number', '7', {}, [400, 'unreadable']],
  ])('%s is refused', async (_what, body, headers, answer) => {
    expect(await send('/v1/events', body, headers)).toEqual(answer);
  });

  test('JSON may nest so deep and no deeper, whether or not it is well-formed', async () => {
    expect((await send('/v1/events', nested(JSON_DEPTH)))[1]).not.toBe('invalid');
    expect(await send('/v1/events', nested(JSON_DEPTH + 1))).toEqual([422, 'invalid']);
    expect(await send('/v1/events', '['.repeat(LARGE_BODY_BYTES))).toEqual([422, 'invalid']);
    expect(await send('/v1/events', '{"a":'.repeat(100_000))).toEqual([422, 'invalid']);
  });

  test('JSON may hold so many values and no more', async () => {
    expect(await send('/v1/events', `[${'[],'.repeat(JSON_VALUES)}[]]`)).toEqual([413, 'too-many-values']);
  });

  test('JSON may have so many different keys and no more, in one object or in many', async () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `"key ${index}":1`);
    expect(await send('/v1/events', `[{${keys.join(',')}}]`)).toEqual([413, 'too-many-keys']);
    expect(await send('/v1/events', `[${keys.map((key) => `{${key}}`).join(',')}]`)).toEqual([413, 'too-many-keys']);
    const same = Array.from({ length: 400 }, () => `{${keys.slice(0, 100).join(',')}}`).join(',');
    expect((await send('/v1/events', `[${same}]`))[1]).not.toBe('too-many-keys');
  });

  test('bodies that are held at once are limited, and given back when their connection ends', async () => {
    const started = Array.from({ length: BODIES_BYTES / LARGE_BODY_BYTES }, () => {
      const headers = {
        authorization: `Bearer ${api.keys.administrator}`,
        'content-type': 'application/json',
        'content-length': LARGE_BODY_BYTES,
      };
      const held = request(`${api.url}/v1/events`, { method: 'POST', headers });
      held.on('error', () => undefined).write('[');
      return held;
    });
    await until('no further body is taken', async () => (await send('/v1/events', '[{}]'))[0] === 429);
    for (const held of started) held.destroy();
    await until('bodies are taken again', async () => (await send('/v1/events', '[{}]'))[0] === 202);
  });
});

describe('the shape of JSON', () => {
  test.each([
    ['{}', 1, 1, 0],
    ['[1,2,[3]]', 2, 4, 0],
    [String.raw`{"a\"[[[":"]\\","b":[]}`, 2, 3, 2],
    ['[{"a":1,"b":"a:b"},{"b":2},{"c" :3}]', 2, 7, 3],
    ['"[[[', 0, 0, 0],
    [']]][', 0, 1, 0],
    [':::', 0, 0, 1],
    ['', 0, 0, 0],
  ])('%s', (text, depth, values, keys) => {
    expect(shapeOfJson(Buffer.from(text))).toEqual({ depth, values, keys });
  });

  test('takes no longer for a long string that many colons follow', () => {
    const began = performance.now();
    shapeOfJson(Buffer.from(`{"${'a'.repeat(150_000)}"${':'.repeat(150_000)}`));
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('counts no more keys than there are', () => {
    const keys = Array.from({ length: 3000 }, (_, index) => `"key ${index}":${index}`);
    const counted = shapeOfJson(Buffer.from(`{${keys.join(',')}}`)).keys;
    expect(counted).toBeLessThanOrEqual(3000);
    expect(counted).toBeGreaterThan(2800);
  });
});
