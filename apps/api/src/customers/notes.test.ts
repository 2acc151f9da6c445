import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeByPerson } from '@puntual/casework/people/merge-by-person';
import { notePageSchema, noteSchema } from '@puntual/contracts/api/notes';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let ana: string;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(db.organization, aCustomer('demo', 'C-1'), aCustomer('demo', 'C-2'));
  ana = `key:${(await api.issue(db.organization, 'api-key', 'collector', { name: 'ana' })).id}`;
  await api.call('PUT', `/v1/collectors/${ana}`, { body: {} });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const write = (customer: string, body: object) => api.post(`/v1/customers/${customer}/notes`, body);
const notes = async (path: string) => notePageSchema.parse((await api.get(path)).body);

test('a note is listed at its customer and for whom it mentions, newest first', async () => {
  const first = await write('C-1', { body: 'The owner is Núñez. @ana knows her.' });
  expect(first.status).toBe(201);
  expect(noteSchema.parse(first.body)).toMatchObject({
    mentions: [ana],
    mentionNames: ['ana'],
    pinned: false,
    writtenBy: 'administrator',
  });
  api.setNow('2026-11-20T11:00:00Z');
  await write('C-1', { body: 'Asked for the statement.' });
  const page = await notes('/v1/customers/C-1/notes?limit=1');
  expect(page.items.map(({ body }) => body)).toEqual(['Asked for the statement.']);
  const rest = await notes(`/v1/customers/C-1/notes?limit=1&cursor=${page.nextCursor}`);
  expect([rest.items.length, rest.nextCursor]).toEqual([1, null]);
  expect((await notes('/v1/notes?person=ana')).items.map(({ customerId }) => customerId)).toEqual(['C-1']);
  expect((await notes('/v1/notes')).items).toEqual([]);
});

test.each([
  [{ body: '@zoe, please call' }, 'body'],
  [{ body: 'call', mentions: ['ana', 'zoe'] }, 'mentions.1'],
  [{ body: '' }, 'body'],
  [{ body: 'x'.repeat(4001) }, 'body'],
])('%j is refused and not written', async (body, path) => {
  const before = (await notes('/v1/customers/C-1/notes')).items.length;
  const answer = await write('C-1', body);
  expect([answer.status, (answer.body.errors as { path: string }[])[0]?.path]).toEqual([422, path]);
  expect((await notes('/v1/customers/C-1/notes')).items).toHaveLength(before);
});

test('one note is pinned at a time, also when two people pin at once, and after a merge', async () => {
  const pinned = async (customer: string) =>
    (await notes(`/v1/customers/${customer}/notes`)).items.filter((note) => note.pinned).map(({ body }) => body);
  await write('C-1', { body: 'one', pinned: true });
  const two = noteSchema.parse((await write('C-1', { body: 'two', pinned: true })).body);
  expect(await pinned('C-1')).toEqual(['two']);
  const all = (await notes('/v1/customers/C-1/notes')).items;
  const answers = await Promise.all(all.map(({ noteId }) => api.post(`/v1/customers/C-1/notes/${noteId}/pin`, {})));
  expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200));
  expect(await pinned('C-1')).toHaveLength(1);
  await api.post(`/v1/customers/C-1/notes/${two.noteId}/pin`, {});
  expect((await api.post(`/v1/customers/C-2/notes/${two.noteId}/pin`, {})).status).toBe(404);

  await write('C-2', { body: 'three', pinned: true });
  const actor = { organizationId: db.organization.id, slug: db.organization.slug, name: 'Marta' };
  await mergeByPerson(db.database, actor, { from: 'C-2', into: 'C-1' }, api.now());
  expect(await pinned('C-1')).toEqual(['two']);
  expect((await notes('/v1/customers/C-1/notes')).items.map(({ body }) => body)).toContain('three');
  await api.call('DELETE', `/v1/customers/C-1/notes/${two.noteId}/pin`);
  expect(await pinned('C-1')).toEqual([]);
});
