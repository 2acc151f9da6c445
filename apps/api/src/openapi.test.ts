import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { rights } from './auth/roles.ts';
import { openApiText } from './openapi-text.ts';
import { withApi, type TestApi } from './testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let document: OpenAPIObject;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  document = JSON.parse(openApiText(api.app)) as OpenAPIObject;
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('openapi.json is up to date (`npm run openapi -w @puntual/api` writes it)', () => {
  expect(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')).toBe(openApiText(api.app));
});

test('it is OpenAPI 3.1, and served with its page without a key', async () => {
  const served = await api.get('/openapi.json', { key: null });
  expect([served.status, served.body.openapi]).toEqual([200, '3.1.0']);
  expect(served.body).toEqual(document);
  const page = await api.get('/docs', { key: null, headers: { accept: 'text/html' } });
  expect([page.status, page.text.includes('Puntual API')]).toEqual([200, true]);
  expect(page.text).not.toMatch(/<script>[^<]/);
  expect((await api.get('/docs/swagger-ui-bundle.js', { key: null })).status).toBe(200);
});

test('every route of /v1 is in it, with its problem', () => {
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(documented.filter((route) => route.includes('/v1/')).sort()).toEqual(
    Object.keys(rights)
      .filter((route) => route.includes('/v1/'))
      .sort(),
  );
  for (const item of Object.values(document.paths))
    for (const operation of [item.get, item.post, item.delete])
      if (operation)
        expect(operation.responses.default).toMatchObject({
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        });
});

test('it names the problems of each route: of whoever has no right, of what is not there, of a body', () => {
  const statuses = (operation: object | undefined) =>
    Object.keys((operation as { responses: object }).responses).filter((status) => status.startsWith('4'));
  expect(statuses(document.paths['/healthz']?.get)).toEqual(['400', '421', '422', '429', '431']);
  expect(statuses(document.paths['/v1/invoices']?.get)).toEqual(['400', '401', '403', '421', '422', '429', '431']);
  expect(statuses(document.paths['/v1/invoices/{id}']?.get)).toContain('404');
  expect(statuses(document.paths['/v1/keys']?.post)).toEqual([
    '400',
    '401',
    '403',
    '404',
    '409',
    '413',
    '415',
    '421',
    '422',
    '429',
    '431',
  ]);
});

test('every reference in it resolves', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  expect(refs.length).toBeGreaterThan(20);
  for (const ref of refs) expect(Object.keys(document.components?.schemas ?? {})).toContain(ref);
  expect(JSON.stringify(document)).not.toContain('$defs');
});
