import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { importOptionsSchema } from '@puntual/casework/imports/import-options';
import { receiveImport } from '@puntual/casework/imports/store-import';
import { clockOf } from '@puntual/platform/clock';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { until } from '@puntual/testing/until';
import { startImportLoop } from './import-loop.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());

const inside = <T>(work: Parameters<typeof db.database.inOrganization<T>>[1]) =>
  db.database.inOrganization(db.organization.id, work);

it('an uploaded file is imported and deleted, and nothing of its content is logged', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const actor = { organizationId: db.organization.id, slug: db.organization.slug, name: 'Eva' };
  const give = (content: string, dryRun: boolean) =>
    receiveImport(
      db.database,
      actor,
      {
        kind: 'customers',
        dryRun,
        fileName: null,
        options: importOptionsSchema.parse({}),
        file: Readable.from([Buffer.from(content)]),
      },
      Date.now(),
    );
  await give('customerId,name,email\nC-1,Ana Núñez,ana@example.com\nC-2,Eva,no-mail\n', false);
  await give('customerId,name\nC-3,Sol Prados\n', true);
  const imports = startImportLoop(
    db.database,
    clockOf(null, () => Date.now()),
    log,
    { pollMs: 20 },
  );
  try {
    await until(
      'both files are imported',
      async () => (await inside((tx) => tx.dataImport.count({ where: { state: 'done' } }))) === 2,
    );
    await until(
      'the old file is deleted',
      async () => (await inside((tx) => tx.dataImport.count({ where: { fileGone: true } }))) === 1,
    );
    expect(imports.fault()).toBeNull();
  } finally {
    await imports.stop();
  }
  expect(await inside((tx) => tx.customer.findMany({ select: { name: true } }))).toEqual([{ name: 'Ana Núñez' }]);
  // The file of a dry run is kept, so that the real import needs no second upload.
  expect(await inside((tx) => tx.dataImportPart.count())).toBe(1);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toMatch(/Núñez|example|no-mail|Sol/);
});

it('organizations take turns: the files of one do not keep those of another waiting', async () => {
  const other = await freshOrganization(db);
  const rows = (prefix: string, count: number) =>
    `customerId,name\n${Array.from({ length: count }, (_, index) => `${prefix}-${index},Name ${index}`).join('\n')}\n`;
  const give = async (organization: { readonly id: string; readonly slug: string }, content: string) => {
    const actor = { organizationId: organization.id, slug: organization.slug, name: 'Eva' };
    const file = Readable.from([Buffer.from(content)]);
    const options = importOptionsSchema.parse({});
    const wanted = { kind: 'customers' as const, dryRun: false, fileName: null, options, file };
    const received = await receiveImport(db.database, actor, wanted, Date.now());
    return received.result === 'received' ? received.importId : '';
  };
  const large = await give(db.organization, rows('L', 1200));
  const next = await give(db.organization, rows('N', 10));
  const small = await give(other, rows('S', 10));
  const smaller = await give(other, rows('T', 10));
  const imports = startImportLoop(
    db.database,
    clockOf(null, () => Date.now()),
    pino({ level: 'silent' }),
    { pollMs: 20, turnMs: 1 },
  );
  const ended = () =>
    withClient(db.ownerUrl, async (client) =>
      (
        await client.query<{ id: string }>('SELECT id FROM data_import WHERE id = ANY($1) AND state = $2', [
          [large, next, small, smaller],
          'done',
        ])
      ).rows.map(({ id }) => id),
    );
  const order: string[] = [];
  try {
    await until(
      'all files are imported',
      async () => {
        for (const id of await ended()) if (!order.includes(id)) order.push(id);
        return order.length === 4;
      },
      undefined,
      5,
    );
  } finally {
    await imports.stop();
  }
  expect(order.indexOf(small)).toBeLessThan(order.indexOf(large));
});
