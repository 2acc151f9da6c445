import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { importOptionsSchema } from '@puntual/casework/imports/import-options';
import { receiveImport } from '@puntual/casework/imports/store-import';
import { clockOf } from '@puntual/platform/clock';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
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
    20,
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
