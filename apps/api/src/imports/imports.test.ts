import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FAULT_CODES } from '@puntual/casework/imports/files/line-fault';
import { runImport } from '@puntual/casework/imports/run-import';
import { importFaultPageSchema, importPageSchema, importSchema, type ImportView } from '@puntual/contracts/api/imports';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type Answer, type TestApi } from '../testing/with-api.ts';
import { faults as english } from './en/faults.ts';
import { faults as spanish } from './es/faults.ts';
import { describeFault } from './fault-words.ts';

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

const give = (query: string, body: string, type = 'text/csv', key = api.keys.integration): Promise<Answer> =>
  api.call('POST', `/v1/imports?${query}`, { key, body, headers: { 'content-type': type } });

async function worked(answer: Answer): Promise<ImportView> {
  expect([answer.status, answer.body.code]).toEqual([202, undefined]);
  const { id } = importSchema.parse(answer.body);
  await runImport(
    db.database,
    { organizationId: db.organization.id, slug: db.organization.slug, importId: id },
    { now: () => api.now() },
  );
  return importSchema.parse((await api.get(`/v1/imports/${id}`)).body);
}

const file = [
  'Nº factura;Cliente;Fecha;Vencimiento;Importe',
  'F-1001;C-1;01/10/2026;31/10/2026;1.210,00',
  'F-2;C-1;01/10/2026;31/02/2026;100,00',
  '',
].join('\n');

describe('an uploaded file', () => {
  test('is checked in a dry run that says in the reader’s language what to correct, and then imported', async () => {
    const dryRun = await worked(await give('kind=invoices&dryRun=true&dates=dmy&fileName=abiertas.csv', file));
    expect(dryRun).toMatchObject({
      kind: 'invoices',
      dryRun: true,
      fileName: 'abiertas.csv',
      state: 'done',
      lines: 2,
      accepted: 1,
      faulty: 1,
      faultCount: 1,
      givenBy: 'integration',
    });
    expect(dryRun.bytesRead).toBe(dryRun.bytes);
    expect(dryRun.faults).toEqual([
      {
        line: 3,
        field: 'Vencimiento',
        code: 'not-a-date',
        text: '"31/02/2026" is no day: write 2026-12-31, or 31/12/2026 with dates=dmy.',
      },
    ]);
    const spanish = importFaultPageSchema.parse(
      (await api.get(`/v1/imports/${dryRun.id}/faults?limit=1`, { headers: { 'accept-language': 'es' } })).body,
    );
    expect(spanish).toEqual({
      items: [
        {
          line: 3,
          field: 'Vencimiento',
          code: 'not-a-date',
          text: '«31/02/2026» no es un día: escriba 2026-12-31, o 31/12/2026 con dates=dmy.',
        },
      ],
      nextCursor: null,
    });
    expect((await api.get('/v1/invoices')).body.items).toEqual([]);
    expect(await worked(await api.post(`/v1/imports/${dryRun.id}/take`, {}))).toMatchObject({
      dryRun: false,
      state: 'done',
      accepted: 1,
      givenBy: 'administrator',
    });
    expect((await api.get('/v1/invoices/F-1001')).body).toMatchObject({ total: '1210.00', open: '1210.00' });
    expect((await api.post(`/v1/imports/${dryRun.id}/take`, {})).body.code).toBe('import-not-now');
    expect((await api.post(`/v1/imports/${dryRun.id}/stop`, {})).status).toBe(409);
  });

  test('of invoices says what became of each column, and shows the first rows as they will be taken', async () => {
    const list = [
      'Factura;Cliente;Fecha;Vencimiento;Importe;IVA;Total;;Estado',
      'G-9;C-1;15/07/2026;14/08/2026;100,00;21,00;121,00;ok;Pendiente',
      'G-10;C-1;15/07/2026;14/08/2026;100,00;21,00;121,00;ok;Anulada',
      '',
    ].join('\n');
    const dryRun = await worked(await give('kind=invoices&dryRun=true', list));
    expect(dryRun.table?.columns.map(({ name, field, text }) => [name, field, text]).slice(4)).toEqual([
      ['Importe', null, 'Ignored: another column gives the same.'],
      ['IVA', 'tax', 'Read as tax.'],
      ['Total', 'total', 'Read as total.'],
      ['', null, 'Ignored: the column has no name.'],
      ['Estado', 'status', 'Read as status.'],
    ]);
    expect(dryRun.rows).toEqual([
      {
        line: 2,
        type: 'puntual.invoice.issued.v1',
        values: {
          invoiceId: 'G-9',
          number: 'G-9',
          customerId: 'C-1',
          issueDate: '2026-07-15',
          dueDate: '2026-08-14',
          currency: 'EUR',
          total: '121.00',
          tax: '21.00',
        },
      },
    ]);
    const spanish = await api.get(`/v1/imports/${dryRun.id}`, { headers: { 'accept-language': 'es' } });
    expect(importSchema.parse(spanish.body).remarks).toContainEqual({
      code: 'voided',
      count: 1,
      lines: [3],
      text: 'Se omite: el estado dice que está anulada.',
    });
  });

  test('a refusal is said in the reader’s language, whenever the file was read', () => {
    const refusal = JSON.stringify({ code: 'unknown-currency', values: { currency: 'XXQ' } });
    const [inEnglish, inSpanish] = (['en', 'es'] as const).map((language) =>
      describeFault('refused', { reason: 'English of old', refusal }, language),
    );
    expect(inEnglish).not.toBe(inSpanish);
    expect([inEnglish, inSpanish]).toEqual([expect.stringContaining('XXQ'), expect.stringContaining('XXQ')]);
    expect(describeFault('refused', { reason: 'English of old' }, 'es')).toBe('Rechazada: English of old');
    expect(describeFault('refused', { reason: 'x', refusal: '{"code":"of-tomorrow","values":{}}' }, 'es')).toContain(
      'Rechazada',
    );
  });

  test('accepts columns and payers as JSON', async () => {
    const columns = encodeURIComponent(
      JSON.stringify({ Beleg: 'number', Kunde: 'customerId', Datum: 'issueDate', Frist: 'dueDate', Summe: 'total' }),
    );
    expect(
      await worked(
        await give(
          `kind=invoices&columns=${columns}&delimiter=pipe`,
          'Beleg|Kunde|Datum|Frist|Summe\nG-1|C-2|2026-10-01|2026-10-31|5.00\n',
        ),
      ),
    ).toMatchObject({ accepted: 1, faults: [] });
    const wrong = await give(`kind=invoices&columns=${encodeURIComponent('{"Beleg":"nummer"}')}`, file);
    expect([wrong.status, wrong.body.errors]).toEqual([422, [expect.objectContaining({ path: 'columns' })]]);
    expect((await give('kind=invoices&columns=nonsense', file)).status).toBe(422);
  });

  test('of bank movements pays the invoices that it names', async () => {
    const camt =
      '<?xml version="1.0"?><Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>ES1</IBAN></Id></Acct>' +
      '<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>' +
      '<BookgDt><Dt>2026-11-19</Dt></BookgDt>' +
      '<NtryDtls><TxDtls><RmtInf><Ustrd>FRA F-1001 abono</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>' +
      '</Stmt></BkToCstmrStmt></Document>';
    expect(await worked(await give('kind=bank', camt, 'application/xml'))).toMatchObject({
      state: 'done',
      accepted: 1,
    });
    const bomb = await worked(
      await give('kind=bank', '<!DOCTYPE d [<!ENTITY a "ha">]><Document>&a;</Document>', 'text/xml'),
    );
    expect(bomb).toMatchObject({ state: 'failed', faults: [expect.objectContaining({ code: 'xml-doctype' })] });
  });

  test('is listed, the newest first', async () => {
    const page = importPageSchema.parse((await api.get('/v1/imports?limit=2')).body);
    expect(page.items.map((item) => item.kind)).toEqual(['bank', 'bank']);
    expect(
      importPageSchema
        .parse((await api.get(`/v1/imports?limit=2&cursor=${page.nextCursor}`)).body)
        .items.map((item) => item.kind),
    ).toEqual(['invoices', 'invoices']);
  });
});

test('a file of any kind may say what it is', async () => {
  for (const type of [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/x-ofx',
    'application/zip',
    'text/plain; charset=utf-8',
  ])
    expect((await give('kind=bank', 'x', type)).status).toBe(202);
  expect((await give('kind=bank', 'x', 'application/pdf')).status).toBe(415);
});

test('without content, or by a caller without the right, is refused', async () => {
  expect((await give('kind=invoices', '')).body.code).toBe('empty-file');
  expect((await give('kind=invoices', '{}', 'application/json')).body.code).toBe('not-a-file');
  for (const query of ['', 'kind=letters', 'kind=bank&dryrun=true', 'kind=bank&dates=american'])
    expect((await give(query, file)).status).toBe(422);
  for (const key of [api.keys.collector, api.keys.viewer])
    expect((await give('kind=invoices', file, 'text/csv', key)).status).toBe(403);
  const nothing = await fetch(`${api.url}/v1/imports?kind=bank`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.integration}`, 'content-type': 'application/xml' },
  });
  expect(nothing.status).toBe(422);
  expect((await api.get('/v1/imports/no-id')).status).toBe(404);
});

test('with an Idempotency-Key is answered as before when repeated; another file is refused', async () => {
  const under = (body: string) =>
    api.call('POST', '/v1/imports?kind=customers', {
      body,
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'file-1' },
    });
  const [one, other] = ['customerId;name\nC-71;Uno\n', 'customerId;name\nC-72;Dos\n'];
  const first = await under(one);
  const again = await under(one);
  expect([first.status, again.status, again.headers.get('idempotency-replayed'), again.body.id]).toEqual([
    202,
    202,
    'true',
    first.body.id,
  ]);
  for (const file of [other, `${one}C-73;Tres\n`])
    expect([(await under(file)).status, (await under(file)).body.code]).toEqual([422, 'idempotency-key-reuse']);
  expect((await under(one)).body.id).toBe(first.body.id);
});

test('every fault has a sentence in both languages, with the same values', () => {
  const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const code of FAULT_CODES)
    expect([code, named(spanish.faults[code])]).toEqual([code, named(english.faults[code])]);
  expect(describeFault('invalid-value', { field: 'email', reason: 'x' }, 'es')).toBe(
    'El valor no sirve: una dirección de correo.',
  );
  expect(describeFault('invalid-value', { field: 'taxId', reason: 'too long' }, 'en')).toBe(
    'The value does not fit: see what the field takes (too long).',
  );
});
