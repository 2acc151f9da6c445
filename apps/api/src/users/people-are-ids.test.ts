import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { collectorSchema } from '@puntual/contracts/api/collectors';
import { noteSchema } from '@puntual/contracts/api/notes';
import { worklistPageSchema } from '@puntual/contracts/api/worklist';
import { checkout } from '@puntual/sandbox/checkout';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aPerson, asPerson, signIn, type Person } from '../testing/people.ts';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let first: Person & { readonly call: ReturnType<typeof asPerson> };
let second: typeof first;
let customer: string;
let invoice: string;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  first = await anAna('ana.ruiz@norte.example');
  second = await anAna('ana.soto@norte.example');
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', 'I-1', 'C-1', '2026-11-10'));
  await db.database.inOrganization(db.organization.id, async (tx) => {
    customer = (await tx.customer.findFirstOrThrow({ where: { customerId: 'C-1' } })).id;
    invoice = (await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'I-1' } })).id;
  });
  for (const { id } of [first, second]) await api.call('PUT', `/v1/collectors/${id}`, { body: {} });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

let task: string;
beforeEach(async () => {
  await rename(first, 'Ana Pérez');
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.task.updateMany({ data: { state: 'done', outcome: 'handled' } }),
  );
  task = await seedTask(db.database, db.organization, customer, [invoice], 'call', { dueOn: '2026-11-24' });
});

async function anAna(email: string): Promise<typeof first> {
  const person = await aPerson(db.database, db.organization, 'collector', email);
  await rename(person, 'Ana Pérez');
  return { ...person, call: asPerson(api, await signIn(api, email)) };
}

function rename({ id }: Person, name: string): Promise<void> {
  return withClient(db.ownerUrl, async (client) => {
    await client.query('UPDATE app_user SET name = $1 WHERE id = $2', [name, id]);
  });
}

const idOf = ({ id }: Person) => `user:${id}`;
const listOf = async (who: typeof first, person: string) =>
  worklistPageSchema
    .parse((await who.call('GET', `/v1/worklist?person=${person}`)).body)
    .items.map((row) => row.taskId);

test('of two users of one name, only the one who claimed a task has it', async () => {
  const claimed = await first.call('POST', `/v1/tasks/${task}/claim`, {});
  expect(claimed.body).toMatchObject({ claimedBy: 'Ana Pérez', claimedById: idOf(first) });
  const again = await second.call('POST', `/v1/tasks/${task}/claim`, {});
  expect([again.status, again.body.code, again.body.detail]).toEqual([
    409,
    'task-claimed-by-other',
    expect.stringContaining('Ana Pérez'),
  ]);
  expect(await listOf(first, 'me')).toContain(task);
  expect(await listOf(second, 'me')).not.toContain(task);
  expect(await listOf(second, idOf(first))).toContain(task);
  expect(await listOf(second, 'ana.ruiz')).toContain(task);
  expect(await listOf(second, 'Ana Pérez')).toEqual([]);
});

test('the work, notes, promises and disputes of a user who is renamed stay theirs, under the new name', async () => {
  await first.call('POST', `/v1/tasks/${task}/claim`, {});
  const { body: call } = await first.call('POST', '/v1/customers/C-1/calls', { direction: 'out' });
  const note = await first.call('POST', '/v1/customers/C-1/notes', { body: '@ana.soto, she asked for you' });
  const { body: pause } = await first.call('POST', '/v1/customers/C-1/pauses', { until: '2026-11-25', reason: 'x' });
  await rename(first, 'Ana Ruiz');
  expect((await first.call('GET', `/v1/tasks/${task}`)).body).toMatchObject({
    claimedBy: 'Ana Ruiz',
    claimedById: idOf(first),
  });
  expect(await listOf(first, 'me')).toContain(task);
  const by = { name: 'Ana Ruiz', id: idOf(first) };
  expect((await second.call('GET', '/v1/customers/C-1/calls')).body.items).toContainEqual(
    expect.objectContaining({ id: call.id, by: by.name, byId: by.id }),
  );
  expect((await second.call('GET', '/v1/customers/C-1/pauses')).body.items).toContainEqual(
    expect.objectContaining({ pauseId: pause.pauseId, openedBy: by.name, openedById: by.id }),
  );
  const { items } = (await second.call('GET', '/v1/notes')).body as { items: unknown[] };
  expect(items.map((each) => noteSchema.parse(each))).toContainEqual(
    expect.objectContaining({
      noteId: note.body.noteId,
      writtenBy: by.name,
      writtenById: by.id,
      mentions: [idOf(second)],
    }),
  );
  expect((await first.call('GET', '/v1/notes')).body.items).toEqual([]);
  const collector = collectorSchema.parse((await api.get('/v1/collectors/ana.ruiz')).body);
  expect(collector).toMatchObject({ personId: idOf(first), name: 'Ana Ruiz', handle: 'ana.ruiz' });
});

test('a task is given to an id, a handle or an address, and to no display name', async () => {
  const assign = (to: string) => api.post(`/v1/tasks/${task}/assign`, { to, reason: 'x' });
  for (const to of [first.id, idOf(first), 'ANA.RUIZ', 'Ana.Ruiz@norte.example'])
    expect((await assign(to)).body).toMatchObject({ assignedTo: 'Ana Pérez', assignedToId: idOf(first) });
  expect((await assign('Ana Pérez')).status).toBe(422);
  const history = await api.get(`/v1/audit?kind=task.assigned&limit=1`);
  expect(history.body.items).toMatchObject([{ text: expect.stringContaining('Ana Pérez') }]);
});

test('a handle belongs to one collector, and the ERP names the account manager by it', async () => {
  const taken = await api.call('PUT', `/v1/collectors/${first.id}`, { body: { handle: 'ana.soto' } });
  expect([taken.status, taken.body.errors]).toMatchObject([422, [{ path: 'handle' }]]);
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.customer.update({ where: { id: customer }, data: { accountManager: 'Ana.Soto' } }),
  );
  const rules = { assignment: [{ id: 'owner', to: { kind: 'account-manager' } }] };
  await api.call('PUT', '/v1/settings/worklist', { body: rules });
  expect((await api.get(`/v1/tasks/${task}/work`)).body).toMatchObject({ assignedToId: idOf(second) });
});

test('names that fit one person of the organization become ids when the database is migrated', async () => {
  const third = await aPerson(db.database, db.organization, 'collector', 'luis@norte.example');
  await rename(third, 'Luis Gil');
  const other = await seedTask(db.database, db.organization, customer, [invoice], 'confirm-payment');
  await withClient(db.ownerUrl, async (client) => {
    await client.query('ALTER TABLE task DISABLE TRIGGER task_people_are_ids');
    await client.query('UPDATE task SET claimed_by = $1, assigned_to = $2 WHERE id = $3', ['Luis Gil', 'zoe', task]);
    await client.query('UPDATE task SET claimed_by = $1, assigned_to = NULL WHERE id = $2', ['Ana Pérez', other]);
    await client.query('ALTER TABLE task ENABLE TRIGGER task_people_are_ids');
    await client.query(
      "INSERT INTO collector (organization_id, person_id, name, handle) VALUES ($1, 'Luis Gil', 'Luis', 'luis')",
      [db.organization.id],
    );
    const file = join(checkout, 'prisma/migrations/20261130170100_map_person_names/migration.sql');
    await client.query(await readFile(file, 'utf8'));
  });
  expect((await api.get(`/v1/tasks/${task}/work`)).body).toMatchObject({
    claimedBy: 'Luis Gil',
    claimedById: `user:${third.id}`,
    assignedTo: 'zoe',
    assignedToId: 'zoe',
  });
  expect((await api.get(`/v1/tasks/${other}/work`)).body).toMatchObject({ claimedById: 'Ana Pérez' });
  expect((await api.get('/v1/collectors/luis')).body).toMatchObject({ personId: `user:${third.id}` });
});

test('a name that the version before writes while both serve becomes the id of the person', async () => {
  const { id } = await aPerson(db.database, db.organization, 'collector', 'eva@norte.example');
  await rename({ id, email: '' }, 'Eva Mas');
  await db.database.inOrganization(db.organization.id, (tx) =>
    tx.task.update({ where: { id: task }, data: { state: 'claimed', claimedBy: 'Eva Mas' } }),
  );
  expect((await api.get(`/v1/tasks/${task}`)).body).toMatchObject({ claimedBy: 'Eva Mas', claimedById: `user:${id}` });
});
