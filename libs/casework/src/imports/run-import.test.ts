import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { fileOf, ImportWorld, nowMs } from '@puntual/testing/worlds/import-world';
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
  const file =
    'Código cliente;Razón social;NIF;Correo;Teléfono;Dirección;CP;Población;Etiquetas;Domiciliación\nC-1;Talleres Núñez S.L.;B1;ana@example.com;+34 600 111 222;Calle Mayor 1;28013;Madrid;clave,norte;sí\nC-2;Bar Güell;;;;;;;;\n';

  test('makes customers with a contact, in the organization’s country and currency where it says nothing', async () => {
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

  test('given twice counts once, and what it said before holds again after another file', async () => {
    const other = file.replace('ana@', 'eva@');
    await world.imported('customers', file);
    expect(await world.imported('customers', file)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await world.imported('customers', other)).toMatchObject({ accepted: 2 });
    expect(await world.imported('customers', file)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await world.inside((tx) => tx.contact.findFirst())).toMatchObject({ email: 'ana@example.com' });
  });

  test('says what is wrong with each bad line, and takes the others', async () => {
    const bad =
      'customerId,name,email,phone,country,currency,creditLimit\nC 3,Uno,,,ES,EUR,\nC-4,,x,,ES,EUR,\nC-5,Cinco,no-mail,0034911,España,EUR,"1,5,5"\nC-6,Seis,seis@example.com,,ES,EUR,1000\n';
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
  test('opens them, with what was paid before and credit notes', async () => {
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

  test('given twice counts once, and is told from one that says something else', async () => {
    const file = invoices('F-1;C-1;2026-10-01;2026-10-31;100,00;60,00');
    await world.imported('invoices', file);
    expect(await world.imported('invoices', file)).toMatchObject({ accepted: 0, duplicates: 1, faults: [] });
    expect(await world.imported('invoices', file.replace('10-31', '11-30'))).toMatchObject({
      faulty: 1,
      faults: [[2, null, 'known-with-other-data']],
    });
    expect(await world.opens()).toEqual([['F-1', 6_000n]]);
  });

  test('that is only looked at changes nothing, says the same, and can then be taken', async () => {
    const file = invoices(
      'F-1;C-1;2026-10-01;2026-10-31;100,00;',
      'F-2;C-1;2026-10-01;31/02/2026;100,00;',
      'F-3;C-1;2026-10-01;2026-10-31;1.234;',
      'F-1;C-1;2026-10-01;2026-12-31;100,00;',
    );
    const id = await world.give('invoices', file, {}, true);
    expect(await world.run(id)).toBe('ended');
    const looked = await world.outcome(id);
    expect(looked).toMatchObject({
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
    expect(await world.outcome(id)).toEqual(looked);
    expect(await world.opens()).toEqual([['F-1', 10_000n]]);
    expect(await takeDryRun(db.database, world.actor, id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('without the columns that it needs, or without a line, is refused whole', async () => {
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

  test('whose columns go by other names is read as it is told', async () => {
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

describe('working a file off', () => {
  const many = (count: number) =>
    invoices(
      ...Array.from(
        { length: count },
        (_, index) => `F-${String(index).padStart(5, '0')};C-${index % 7};2026-10-01;2026-10-31;10,00;`,
      ),
    );

  test('goes on where a process left it, and counts nothing twice', async () => {
    const id = await world.give('invoices', many(450));
    expect(await world.run(id, () => true)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ state: 'running', lines: 200, accepted: 200 });
    expect(await world.run(id)).toBe('ended');
    expect(await world.outcome(id)).toMatchObject({ state: 'done', lines: 450, accepted: 450, duplicates: 0 });
    expect(await world.inside((tx) => tx.invoice.count())).toBe(450);
  });

  test('is done by one process at a time, and by another once that is dead', async () => {
    const id = await world.give('invoices', many(250));
    await world.inside(
      (tx) =>
        tx.$executeRaw`UPDATE data_import SET state = 'running', lease_until = now() + interval '1 minute' WHERE id = ${id}::uuid`,
    );
    expect(await world.run(id)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ lines: 0 });
    await world.inside(
      (tx) => tx.$executeRaw`UPDATE data_import SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`,
    );
    expect(await world.run(id)).toBe('ended');
  });

  test('ends where a person stops it', async () => {
    const id = await world.give('invoices', many(450));
    await world.run(id, () => true);
    expect(await stopImport(db.database, world.actor, id, nowMs)).toEqual({ result: 'done' });
    expect(await world.run(id)).toBe('left');
    expect(await world.outcome(id)).toMatchObject({ state: 'stopped', lines: 200 });
    expect(await stopImport(db.database, world.actor, id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('that fails for a reason nobody expected ends, is reported, and keeps no other waiting', async () => {
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

  test('keeps a thousand faults and counts all', async () => {
    const id = await world.give('invoices', many(1_203).replaceAll(';10,00;', ';diez;'));
    await world.run(id);
    const row = await world.inside((tx) => tx.dataImport.findUniqueOrThrow({ where: { id } }));
    expect([
      row.faulty,
      row.faults,
      await world.inside((tx) => tx.dataImportFault.count({ where: { importId: id } })),
    ]).toEqual([1_203, 1_203, 1_000]);
  });

  test('is told in the audit, without what stands in the file; the file is thrown away', async () => {
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

  test('names the next file of any organization through the door in the wall, and then those to be thrown away', async () => {
    const next = async () =>
      (
        await db.database.shared.$queryRaw<
          { id: string; work: string }[]
        >`SELECT id, work FROM next_data_import('1 day')`
      ).filter((row) => mine.includes(row.id));
    const mine = [await world.give('invoices', many(1))];
    // Older ones of other tests come first: all of theirs are done by now, or stay leased.
    await world.inside((tx) => tx.$executeRaw`UPDATE data_import SET lease_until = NULL`);
    expect((await next()).every((row) => row.work === 'run')).toBe(true);
    await world.run(mine[0] ?? '');
    expect((await next()).every((row) => row.work === 'throw-away')).toBe(true);
    expect(await db.database.shared.$queryRaw`SELECT id FROM data_import`).toEqual([]);
  });

  test('a file that is empty or breaks off on the way is no import', async () => {
    expect(
      await receiveImport(
        db.database,
        world.actor,
        { kind: 'bank', dryRun: false, fileName: null, options: importOptionsSchema.parse({}) },
        fileOf(''),
        nowMs,
      ),
    ).toEqual({ result: 'empty' });
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'));
      throw new Error('gone');
    };
    await expect(
      receiveImport(
        db.database,
        world.actor,
        { kind: 'bank', dryRun: false, fileName: null, options: importOptionsSchema.parse({}) },
        broken(),
        nowMs,
      ),
    ).rejects.toThrow('gone');
    expect((await world.inside((tx) => tx.dataImport.findMany())).map((row) => [row.state, row.fileGone])).toEqual([
      ['failed', true],
      ['failed', true],
    ]);
  });
});
