import { beforeEach, describe, expect, test } from '@jest/globals';
import { merged } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { fileOf, ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
import { takeEvents } from '../intake/take-events.ts';
import { importOptionsSchema } from './import-options.ts';
import { runImport } from './run-import.ts';
import { receiveImport, stopImport, takeDryRun, throwAwayFile } from './store-import.ts';

const db = useTestDatabase({ connections: 4 });
let world: ImportWorld;

beforeEach(async () => {
  world = new ImportWorld(db.database, await freshOrganization(db));
});

const invoices = (...rows: readonly string[]) =>
  `Nº factura;Cliente;Fecha;Vencimiento;Importe;Pendiente\n${rows.join('\n')}\n`;

describe('a file of customers', () => {
  const file = [
    'Código cliente;Razón social;NIF;Correo;Teléfono;Dirección;CP;Población;Etiquetas;Domiciliación',
    'C-1;Talleres Núñez S.L.;B1;ana@example.com;+34 600 111 222;Calle Mayor 1;28013;Madrid;clave,norte;sí',
    'C-2;Bar Güell;;;;;;;;',
    '',
  ].join('\n');

  test('creates customers with a contact, with the organization’s country and currency as defaults', async () => {
    expect(await world.imported('customers', file)).toMatchObject({ state: 'done', lines: 2, accepted: 2, faults: [] });
    const [one] = await world.inside((tx) => tx.customer.findMany({ orderBy: { customerId: 'asc' } }));
    expect(one).toMatchObject({
      customerId: 'C-1',
      name: 'Talleres Núñez S.L.',
      taxId: 'B1',
      country: 'ES',
      currency: 'EUR',
      tags: ['clave', 'norte'],
      directDebit: true,
      address: { lines: ['Calle Mayor 1'], postalCode: '28013', city: 'Madrid', country: 'ES' },
    });
    expect(await world.inside((tx) => tx.contact.findMany())).toMatchObject([
      { email: 'ana@example.com', phone: '+34600111222', channels: ['email', 'sms'] },
    ]);
  });

  test('puts customers into their group, and names the account manager', async () => {
    const grouped = 'customerId;name;group;groupPayer;accountManager\nC-1;Uno;G-1;C-2;ana\nC-2;Dos;;;\n';
    expect(await world.imported('customers', grouped)).toMatchObject({ state: 'done', accepted: 2, faults: [] });
    const [group] = await world.inside((tx) => tx.customerGroup.findMany());
    const customers = await world.inside((tx) => tx.customer.findMany({ orderBy: { customerId: 'asc' } }));
    expect(customers.map(({ groupId, accountManager }) => [groupId, accountManager])).toEqual([
      [group?.id, 'ana'],
      [group?.id, null],
    ]);
    expect(group).toMatchObject({ key: 'G-1', payerId: customers[1]?.id });
  });

  test('imported twice counts once, but counts again after another file with other data', async () => {
    const other = file.replace('ana@', 'eva@');
    await world.imported('customers', file);
    expect(await world.imported('customers', file)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await world.imported('customers', other)).toMatchObject({ accepted: 2 });
    expect(await world.imported('customers', file)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await world.inside((tx) => tx.contact.findFirst())).toMatchObject({ email: 'ana@example.com' });
  });

  test('has a fault for each bad line, and its other lines are accepted', async () => {
    const bad = [
      'customerId,name,email,phone,country,currency,creditLimit',
      'C 3,Uno,,,ES,EUR,',
      'C-4,,x,,ES,EUR,',
      'C-5,Cinco,no-mail,0034911,Atlántida,EUR,"1,5,5"',
      'C-6,Seis,seis@example.com,,ES,EUR,1000',
      '',
    ].join('\n');
    expect(await world.imported('customers', bad)).toMatchObject({
      state: 'done',
      lines: 4,
      accepted: 1,
      faulty: 3,
      faults: [
        [2, 'customerId', 'invalid-value'],
        [3, 'name', 'missing-value'],
        [4, 'creditLimit', 'not-an-amount'],
      ],
    });
    expect(await world.imported('customers', bad.replace('"1,5,5"', ''))).toMatchObject({
      faults: [
        [2, 'customerId', 'invalid-value'],
        [3, 'name', 'missing-value'],
        [4, 'country', 'invalid-value'],
        [4, 'email', 'invalid-value'],
        [4, 'phone', 'invalid-value'],
      ],
    });
  });
});

describe('a file of open invoices', () => {
  test('opens them, with earlier payments and credit notes', async () => {
    expect(
      await world.imported(
        'invoices',
        invoices(
          'F-1;C-1;01/10/2026;31/10/2026;1.210,00 €;710,00',
          'F/2;C-1;15/10/2026;30/11/2026;100,00;100,00',
          'R-3;C-1;20/10/2026;;-40,00;-30,00',
        ),
        { dates: 'dmy' },
      ),
    ).toMatchObject({ state: 'done', accepted: 3, faults: [] });
    const rows = await world.inside((tx) => tx.invoice.findMany({ orderBy: { number: 'asc' } }));
    expect(
      rows.map((row) => [
        row.invoiceId,
        row.number,
        row.totalMinor,
        row.openMinor,
        row.issueDate.toISOString().slice(0, 10),
      ]),
    ).toEqual([
      ['F-1', 'F-1', 121_000n, 71_000n, '2026-10-01'],
      ['F%2F2', 'F/2', 10_000n, 10_000n, '2026-10-15'],
    ]);
    expect(await world.inside((tx) => tx.payment.findMany({ where: { kind: 'credit-note' } }))).toMatchObject([
      { paymentId: 'R-3', amountMinor: 3_000n, unallocatedMinor: 3_000n },
    ]);
  });

  test('imported twice counts once, and is refused with other data of a known invoice', async () => {
    const file = invoices('F-1;C-1;2026-10-01;2026-10-31;100,00;60,00');
    await world.imported('invoices', file);
    expect(await world.imported('invoices', file)).toMatchObject({ accepted: 0, duplicates: 1, faults: [] });
    expect(await world.imported('invoices', file.replace('10-31', '11-30'))).toMatchObject({
      faulty: 1,
      faults: [[2, null, 'known-with-other-data']],
    });
    expect(await world.opens()).toEqual([['F-1', 6_000n]]);
  });

  test('may state less open each time, and each list brings what was paid since the last one', async () => {
    const list = (open: string) => invoices(`F-1;C-1;2026-10-01;2026-10-31;100,00;${open}`);
    for (const [open, minor] of [
      ['100,00', 10_000n],
      ['60,00', 6_000n],
      ['30,00', 3_000n],
      ['12,50', 1_250n],
    ] as const) {
      expect(await world.imported('invoices', list(open))).toMatchObject({ faulty: 0, faults: [] });
      expect(await world.opens()).toEqual([['F-1', minor]]);
      expect(await world.imported('invoices', list(open))).toMatchObject({ accepted: 0, duplicates: 1, faults: [] });
    }
    expect(await world.imported('invoices', list('90,00'))).toMatchObject({ faulty: 1 });
    expect(await world.opens()).toEqual([['F-1', 1_250n]]);
  });

  test('of a known invoice may name a customer who was merged into the invoice’s', async () => {
    await world.imported('invoices', invoices('F-1;C-1;2026-10-01;2026-10-31;100,00;'));
    const merge = merged({ from: 'C-1B', into: 'C-1' });
    await takeEvents(db.database, world.organization.slug, [merge], new Date(nowMs));
    const again = await world.imported('invoices', invoices('F-1;C-1B;2026-10-01;2026-10-31;100,00;'));
    expect(again).toMatchObject({ faulty: 0, faults: [] });
    expect(await world.opens()).toEqual([['F-1', 10_000n]]);
  });

  test('in a dry run changes nothing, has the same result, and can then be imported for real', async () => {
    const file = invoices(
      'F-1;C-1;2026-10-01;2026-10-31;100,00;',
      'F-2;C-1;2026-10-01;31/02/2026;100,00;',
      'F-3;C-1;2026-10-01;2026-10-31;1.234;',
      'F-1;C-1;2026-10-01;2026-12-31;100,00;',
    );
    const id = await world.give('invoices', file, {}, true);
    expect(await world.run(id)).toBe('ended');
    const dryRun = await world.outcome(id);
    expect(dryRun).toMatchObject({
      state: 'done',
      lines: 4,
      accepted: 1,
      faulty: 3,
      faults: [
        [3, 'Vencimiento', 'not-a-date'],
        [4, 'Importe', 'ambiguous-amount'],
        [5, null, 'repeated-line'],
      ],
    });
    expect([
      await world.opens(),
      await world.inside((tx) => tx.customer.count()),
      await world.inside((tx) => tx.inbox.count()),
      await world.inside((tx) => tx.outbox.count()),
    ]).toEqual([[], 0, 0, 0]);
    expect(await takeDryRun(db.database, world.actor, id, nowMs)).toEqual({ result: 'done' });
    expect(await world.run(id)).toBe('ended');
    expect(await world.outcome(id)).toEqual(dryRun);
    expect(await world.opens()).toEqual([['F-1', 10_000n]]);
    expect(await takeDryRun(db.database, world.actor, id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('without required columns, or without lines, fails as a whole', async () => {
    expect(await world.imported('invoices', 'Factura;Cliente\nF-1;C-1\n')).toMatchObject({
      state: 'failed',
      accepted: 0,
      faults: [[1, null, 'missing-column']],
    });
    expect(await world.imported('invoices', invoices())).toMatchObject({
      state: 'failed',
      faults: [[0, null, 'no-lines']],
    });
  });

  test('with unknown names of columns is read by the mapping of its options', async () => {
    const file = 'Beleg|Kunde|Datum|Fällig|Summe\nF-9|C-1|10.11.2026|24.12.2026|15.000\n';
    expect(
      await world.imported('invoices', file, {
        dates: 'dmy',
        decimal: 'comma',
        columns: { Beleg: 'number', Kunde: 'customerId', Datum: 'issueDate', Fällig: 'dueDate', Summe: 'total' },
      }),
    ).toMatchObject({ accepted: 1, faults: [] });
    expect(await world.opens()).toEqual([['F-9', 1_500_000n]]);
  });
});

describe('the processing of a file', () => {
  const many = (count: number) =>
    invoices(
      ...Array.from(
        { length: count },
        (_, index) => `F-${String(index).padStart(5, '0')};C-${index % 7};2026-10-01;2026-10-31;10,00;`,
      ),
    );

  test('goes on where another process left it, and counts no line twice', async () => {
    const id = await world.give('invoices', many(450));
    expect(await world.run(id, () => true)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ state: 'running', lines: 200, accepted: 200 });
    expect(await world.run(id)).toBe('ended');
    expect(await world.outcome(id)).toMatchObject({ state: 'done', lines: 450, accepted: 450, duplicates: 0 });
    expect(await world.inside((tx) => tx.invoice.count())).toBe(450);
  });

  test('is done by one process at a time, and by another one when the lease has expired', async () => {
    const id = await world.give('invoices', many(250));
    await world.inside(
      (tx) =>
        tx.$executeRaw`
          UPDATE data_import
          SET state = 'running', lease_until = now() + interval '1 minute'
          WHERE id = ${id}::uuid`,
    );
    expect(await world.run(id)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ lines: 0 });
    await world.inside(
      (tx) => tx.$executeRaw`UPDATE data_import SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`,
    );
    expect(await world.run(id)).toBe('ended');
  });

  test('ends when a user stops the import', async () => {
    const id = await world.give('invoices', many(450));
    await world.run(id, () => true);
    expect(await stopImport(db.database, world.actor, id, nowMs)).toEqual({ result: 'done' });
    expect(await world.run(id)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ state: 'stopped', lines: 200 });
    expect(await stopImport(db.database, world.actor, id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('ends with a report after an unexpected error, so that other files are not delayed', async () => {
    const id = await world.give('invoices', many(2));
    await world.inside(
      (tx) => tx.$executeRaw`UPDATE data_import SET options = '{"encoding":"morse"}' WHERE id = ${id}::uuid`,
    );
    const reported: unknown[] = [];
    expect(
      await runImport(
        db.database,
        { organizationId: world.organization.id, slug: world.organization.slug, importId: id },
        { now: () => nowMs, report: (error) => reported.push(error) },
      ),
    ).toBe('ended');
    expect(reported).toHaveLength(1);
    expect(await world.outcome(id)).toMatchObject({ state: 'failed', faults: [[0, null, 'unexpected']] });
  });

  test('stores a thousand faults and counts all of them', async () => {
    const id = await world.give('invoices', many(1_203).replaceAll(';10,00;', ';diez;'));
    await world.run(id);
    const row = await world.inside((tx) => tx.dataImport.findUniqueOrThrow({ where: { id } }));
    expect([
      row.faulty,
      row.faults,
      await world.inside((tx) => tx.dataImportFault.count({ where: { importId: id } })),
    ]).toEqual([1_203, 1_203, 1_000]);
  });

  test('is in the audit without the content of the file; the file can then be deleted', async () => {
    const id = await world.give('customers', 'customerId;name\nC-1;Ana Núñez\n');
    await world.run(id);
    await throwAwayFile(db.database, world.organization.id, id);
    const audit = await world.inside((tx) =>
      tx.auditEvent.findMany({ where: { kind: { startsWith: 'import.' } }, orderBy: { id: 'asc' } }),
    );
    expect(audit.map((row) => [row.kind, row.actor])).toEqual([
      ['import.received', 'Eva'],
      ['import.ended', 'puntual'],
    ]);
    expect(JSON.stringify(audit)).not.toContain('Núñez');
    expect(await world.inside((tx) => tx.dataImportPart.count())).toBe(0);
  });

  test('is due for files of all organizations, found through a function beside row-level security', async () => {
    const next = async () =>
      (
        await db.database.shared.$queryRaw<
          { id: string; work: string }[]
        >`SELECT id, work FROM next_data_import('1 day')`
      ).filter((row) => mine.includes(row.id));
    const mine = [await world.give('invoices', many(1))];
    // The function returns files of other organizations too; the filter of `next` leaves them out.
    await world.inside((tx) => tx.$executeRaw`UPDATE data_import SET lease_until = NULL`);
    expect((await next()).every((row) => row.work === 'run')).toBe(true);
    await world.run(mine[0] ?? '');
    expect((await next()).every((row) => row.work === 'throw-away')).toBe(true);
    expect(await db.database.shared.$queryRaw`SELECT id FROM data_import`).toEqual([]);
  });

  test('is given up after its process has ended five times without progress', async () => {
    const id = await world.give('customers', 'customerId;name\nC-1;Uno\n');
    const expireLease = (attempts: number) =>
      world.inside(
        (tx) => tx.$executeRaw`
        UPDATE data_import
        SET state = 'running', attempts = ${attempts}, lease_until = now() - interval '1 second'
        WHERE id = ${id}::uuid`,
      );
    await expireLease(5);
    expect(await world.run(id)).toBe('ended');
    expect(await world.outcome(id)).toMatchObject({
      state: 'failed',
      lines: 0,
      faults: [[0, null, 'attempts-used-up']],
    });
    const other = await world.give('customers', 'customerId;name\nC-2;Dos\n');
    await world.inside((tx) => tx.$executeRaw`UPDATE data_import SET attempts = 4 WHERE id = ${other}::uuid`);
    expect(await world.run(other)).toBe('ended');
    expect(await world.outcome(other)).toMatchObject({ state: 'done', accepted: 1 });
  });

  test('does not begin for a file that is empty or whose upload breaks off', async () => {
    const upload = {
      kind: 'bank' as const,
      dryRun: false,
      fileName: null,
      options: importOptionsSchema.parse({}),
    };
    expect(await receiveImport(db.database, world.actor, { ...upload, file: fileOf('') }, nowMs)).toEqual({
      result: 'empty',
    });
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'));
      throw new Error('gone');
    };
    await expect(receiveImport(db.database, world.actor, { ...upload, file: broken() }, nowMs)).rejects.toThrow('gone');
    expect((await world.inside((tx) => tx.dataImport.findMany())).map((row) => [row.state, row.fileGone])).toEqual([
      ['failed', true],
      ['failed', true],
    ]);
  });
});
