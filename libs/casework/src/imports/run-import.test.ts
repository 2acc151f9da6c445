import type { z } from 'zod';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/test-database';
import { useTestDatabase } from '@puntual/testing/use-test-database';
import { camtFile, type SampleEntry } from '../testing/camt-sample.ts';
import { assignReceipt, returnReceipt } from '../receipts/decide-receipt.ts';
import { suggestPayers } from '../receipts/suggest-payers.ts';
import { bankLineSchema } from './bank/bank-line.ts';
import { importOptionsSchema, type ImportKind } from './import-options.ts';
import { runImport } from './run-import.ts';
import { receiveImport, stopImport, takeDryRun, throwAwayFile } from './store-import.ts';

const db = useTestDatabase({ connections: 4 });
let organization: { readonly id: string; readonly slug: string };
const nowMs = Date.parse('2026-11-20T10:00:00Z');

beforeEach(async () => {
  organization = await freshOrganization(db);
});

const actor = () => ({ organizationId: organization.id, slug: organization.slug, name: 'Eva' });
const inside = <T>(work: Parameters<typeof db.database.inOrganization<T>>[1]) => db.database.inOrganization(organization.id, work);

async function* fileOf(content: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(content));
}

async function give(kind: ImportKind, content: string, options: z.input<typeof importOptionsSchema> = {}, dryRun = false): Promise<string> {
  const received = await receiveImport(db.database, actor(), { kind, dryRun, fileName: null, options: importOptionsSchema.parse(options) }, fileOf(content), nowMs);
  if (received.result !== 'received') throw new Error(received.result);
  return received.importId;
}

const run = (importId: string, stopping?: () => boolean) => runImport(db.database, { organizationId: organization.id, slug: organization.slug, importId }, { now: () => nowMs, ...(stopping ? { stopping } : {}) });

async function outcome(importId: string) {
  return inside(async (tx) => {
    const row = await tx.dataImport.findUniqueOrThrow({ where: { id: importId } });
    const faults = await tx.dataImportFault.findMany({ where: { importId }, orderBy: { number: 'asc' } });
    return { state: row.state, lines: row.lines, accepted: row.accepted, duplicates: row.duplicates, skipped: row.skipped, unidentified: row.unidentified, faulty: row.faulty, faults: faults.map((fault) => [fault.line, fault.field, fault.code]) };
  });
}

/** Gives a file, works it off, and says what became of it. */
async function imported(kind: ImportKind, content: string, options: z.input<typeof importOptionsSchema> = {}, dryRun = false) {
  const id = await give(kind, content, options, dryRun);
  expect(await run(id)).toBe('ended');
  return outcome(id);
}

const assign = (id: string, customerId: string) => assignReceipt(db.database, actor(), id, { customerId, rememberAccount: true }, nowMs);
const sendBack = (id: string, on: string) => returnReceipt(db.database, actor(), id, { on, reason: 'no es nuestro' }, nowMs);
const suggested = (id: string) => inside(async (tx) => {
  const { movement } = await tx.unidentifiedReceipt.findUniqueOrThrow({ where: { id } });
  return (await suggestPayers(tx, organization.id, bankLineSchema.parse(movement))).map((each) => [each.customerId, each.reasons, each.invoices.map((invoice) => invoice.number)]);
});

const invoices = (...rows: readonly string[]) => `Nº factura;Cliente;Fecha;Vencimiento;Importe;Pendiente\n${rows.join('\n')}\n`;
const opens = () => inside(async (tx) => (await tx.invoice.findMany({ orderBy: { number: 'asc' } })).map((row) => [row.number, row.openMinor]));

describe('a file of customers', () => {
  const file = 'Código cliente;Razón social;NIF;Correo;Teléfono;Dirección;CP;Población;Etiquetas;Domiciliación\nC-1;Talleres Núñez S.L.;B1;ana@example.com;+34 600 111 222;Calle Mayor 1;28013;Madrid;clave,norte;sí\nC-2;Bar Güell;;;;;;;;\n';

  test('makes customers with a contact, in the organization’s country and currency where it says nothing', async () => {
    expect(await imported('customers', file)).toMatchObject({ state: 'done', lines: 2, accepted: 2, faults: [] });
    const [one] = await inside((tx) => tx.customer.findMany({ orderBy: { customerId: 'asc' } }));
    expect(one).toMatchObject({ customerId: 'C-1', name: 'Talleres Núñez S.L.', taxId: 'B1', country: 'ES', currency: 'EUR', tags: ['clave', 'norte'], directDebit: true, address: { lines: ['Calle Mayor 1'], postalCode: '28013', city: 'Madrid', country: 'ES' } });
    expect(await inside((tx) => tx.contact.findMany())).toMatchObject([{ email: 'ana@example.com', phone: '+34600111222', channels: ['email', 'sms'] }]);
  });

  test('given twice counts once, and what it said before holds again after another file', async () => {
    const other = file.replace('ana@', 'eva@');
    await imported('customers', file);
    expect(await imported('customers', file)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await imported('customers', other)).toMatchObject({ accepted: 2 });
    expect(await imported('customers', file)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await inside((tx) => tx.contact.findFirst())).toMatchObject({ email: 'ana@example.com' });
  });

  test('says what is wrong with each bad line, and takes the others', async () => {
    const bad = 'customerId,name,email,phone,country,currency,creditLimit\nC 3,Uno,,,ES,EUR,\nC-4,,x,,ES,EUR,\nC-5,Cinco,no-mail,0034911,España,EUR,"1,5,5"\nC-6,Seis,seis@example.com,,ES,EUR,1000\n';
    expect(await imported('customers', bad)).toMatchObject({
      state: 'done', lines: 4, accepted: 1, faulty: 3, faults: [[2, 'customerId', 'invalid-value'], [3, 'name', 'missing-value'], [4, 'creditLimit', 'not-an-amount']],
    });
    expect(await imported('customers', bad.replace('"1,5,5"', ''))).toMatchObject({ faults: [[2, 'customerId', 'invalid-value'], [3, 'name', 'missing-value'], [4, 'country', 'invalid-value'], [4, 'email', 'invalid-value'], [4, 'phone', 'invalid-value']] });
  });
});

describe('a file of open invoices', () => {
  test('opens them, with what was paid before and credit notes', async () => {
    expect(await imported('invoices', invoices('F-1;C-1;01/10/2026;31/10/2026;1.210,00 €;710,00', 'F/2;C-1;15/10/2026;30/11/2026;100,00;100,00', 'R-3;C-1;20/10/2026;;-40,00;-30,00'), { dates: 'dmy' })).toMatchObject({ state: 'done', accepted: 3, faults: [] });
    const rows = await inside((tx) => tx.invoice.findMany({ orderBy: { number: 'asc' } }));
    expect(rows.map((row) => [row.invoiceId, row.number, row.totalMinor, row.openMinor, row.issueDate.toISOString().slice(0, 10)])).toEqual([['F-1', 'F-1', 121_000n, 71_000n, '2026-10-01'], ['F%2F2', 'F/2', 10_000n, 10_000n, '2026-10-15']]);
    expect(await inside((tx) => tx.payment.findMany({ where: { kind: 'credit-note' } }))).toMatchObject([{ paymentId: 'R-3', amountMinor: 3_000n, unallocatedMinor: 3_000n }]);
  });

  test('given twice counts once, and is told from one that says something else', async () => {
    const file = invoices('F-1;C-1;2026-10-01;2026-10-31;100,00;60,00');
    await imported('invoices', file);
    expect(await imported('invoices', file)).toMatchObject({ accepted: 0, duplicates: 1, faults: [] });
    expect(await imported('invoices', file.replace('10-31', '11-30'))).toMatchObject({ faulty: 1, faults: [[2, null, 'known-with-other-data']] });
    expect(await opens()).toEqual([['F-1', 6_000n]]);
  });

  test('that is only looked at changes nothing, says the same, and can then be taken', async () => {
    const file = invoices('F-1;C-1;2026-10-01;2026-10-31;100,00;', 'F-2;C-1;2026-10-01;31/02/2026;100,00;', 'F-3;C-1;2026-10-01;2026-10-31;1.234;', 'F-1;C-1;2026-10-01;2026-12-31;100,00;');
    const id = await give('invoices', file, {}, true);
    expect(await run(id)).toBe('ended');
    const looked = await outcome(id);
    expect(looked).toMatchObject({ state: 'done', lines: 4, accepted: 1, faulty: 3, faults: [[3, 'Vencimiento', 'not-a-date'], [4, 'Importe', 'ambiguous-amount'], [5, null, 'repeated-line']] });
    expect([await opens(), await inside((tx) => tx.customer.count()), await inside((tx) => tx.inbox.count()), await inside((tx) => tx.outbox.count())]).toEqual([[], 0, 0, 0]);
    expect(await takeDryRun(db.database, actor(), id, nowMs)).toEqual({ result: 'done' });
    expect(await run(id)).toBe('ended');
    expect(await outcome(id)).toEqual(looked);
    expect(await opens()).toEqual([['F-1', 10_000n]]);
    expect(await takeDryRun(db.database, actor(), id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('without the columns that it needs, or without a line, is refused whole', async () => {
    expect(await imported('invoices', 'Factura;Cliente\nF-1;C-1\n')).toMatchObject({ state: 'failed', accepted: 0, faults: [[1, null, 'missing-column']] });
    expect(await imported('invoices', invoices())).toMatchObject({ state: 'failed', faults: [[0, null, 'no-lines']] });
  });

  test('whose columns go by other names is read as it is told', async () => {
    const file = 'Beleg|Kunde|Datum|Fällig|Summe\nF-9|C-1|10.11.2026|24.12.2026|15.000\n';
    expect(await imported('invoices', file, { dates: 'dmy', decimal: 'comma', columns: { Beleg: 'number', Kunde: 'customerId', Datum: 'issueDate', Fällig: 'dueDate', Summe: 'total' } })).toMatchObject({ accepted: 1, faults: [] });
    expect(await opens()).toEqual([['F-9', 1_500_000n]]);
  });
});

describe('bank movements', () => {
  const entry = (amount: string, text: string, more: Partial<NonNullable<SampleEntry['transactions']>[number]> = {}): SampleEntry => ({ amount, transactions: [{ text, ...more }] });

  beforeEach(async () => {
    await imported('customers', 'customerId;name\nC-1;Talleres Núñez S.L.\nC-2;Bar Güell\nC-3;Bar Güell\n');
    await imported('invoices', 'number;customerId;issueDate;dueDate;currency;total\nF-2026/1001;C-1;2026-10-01;2026-10-31;EUR;121.00\nF-2026/1002;C-1;2026-10-01;2026-10-31;USD;100.00\nF-2026/2001;C-2;2026-10-01;2026-10-31;EUR;50.00\n');
  });

  test('are put on the invoices that they name, or on the payer’s account', async () => {
    const file = camtFile([entry('121.00', 'PAGO FRA F2026 1001'), entry('92.10', 'F-2026/1002', { instructed: ['100.00', 'USD'] }), entry('7.00', 'gracias', { payer: 'TALLERES NUÑEZ, S.L.' }), { amount: '3.00', side: 'DBIT' }]);
    expect(await imported('bank', file)).toMatchObject({ state: 'done', lines: 4, accepted: 3, skipped: 1, faults: [] });
    expect(await opens()).toEqual([['F-2026/1001', 0n], ['F-2026/1002', 0n], ['F-2026/2001', 5_000n]]);
    expect(await inside((tx) => tx.payment.findMany({ where: { unallocatedMinor: { gt: 0n } } }))).toMatchObject([{ amountMinor: 700n, currency: 'EUR' }]);
  });

  test('count once, whether they come as notification, as statement, or twice', async () => {
    const movements = [entry('60.00', 'F-2026/1001', { ref: 'B-1' }), entry('61.00', 'F-2026/1001', { ref: 'B-2' })];
    expect(await imported('bank', camtFile(movements, { message: '054', version: 8 }))).toMatchObject({ accepted: 2 });
    expect(await imported('bank', camtFile([...movements, entry('50.00', 'F-2026/2001')], { message: '053' }))).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(await opens()).toEqual([['F-2026/1001', 0n], ['F-2026/1002', 10_000n], ['F-2026/2001', 0n]]);
  });

  test('follow the remittance advice to the cent', async () => {
    const structured = ['F-2026/1001', 'F-2026/2001'].map((number, index) => `<Strd><RfrdDocInf><Nb>${number}</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy="EUR">${index === 0 ? '21.00' : '9.00'}</RmtdAmt></RfrdDocAmt></Strd>`);
    expect(await imported('bank', camtFile([{ amount: '30.00', transactions: [{ structured: structured[0] ?? '' }] }]))).toMatchObject({ accepted: 1 });
    expect((await opens())[0]).toEqual(['F-2026/1001', 10_000n]);
    // Of two customers: nobody's, until a person says so.
    expect(await imported('bank', camtFile([{ amount: '30.00', transactions: [{ structured: structured.join('') }] }]))).toMatchObject({ accepted: 0, unidentified: 1, faults: [] });
  });

  const iban = 'ES7921000813610123456789';
  const receipts = () => inside(async (tx) => (await tx.unidentifiedReceipt.findMany({ orderBy: { amountMinor: 'asc' } })).map((row) => [row.amountMinor, row.state, row.decidedBy]));
  const tasks = () => inside(async (tx) => (await tx.task.findMany({ where: { kind: 'unidentified-receipt' }, orderBy: { id: 'asc' } })).map((row) => [row.state, row.outcome]));
  const receiptOf = (minor: bigint) => inside(async (tx) => (await tx.unidentifiedReceipt.findFirstOrThrow({ where: { amountMinor: minor } })).id);
  const outboxKinds = () => inside((tx) => tx.$queryRaw<{ type: string; key: string; data: Record<string, unknown> }[]>`SELECT payload->>'type' AS type, key, payload->'data' AS data FROM outbox WHERE payload->'data'->>'kind' = 'unidentified-receipt' ORDER BY id`);

  test('of an unknown payer are kept, with a task each, until somebody says whose they are', async () => {
    const file = camtFile([entry('50.00', 'sin datos', { payer: 'BAR GUELL', payerIban: iban }), entry('1.00', 'sin datos', { payer: 'NADIE' })]);
    expect(await imported('bank', file, {}, true)).toMatchObject({ unidentified: 2, faulty: 0 });
    expect(await receipts()).toEqual([]);
    expect(await imported('bank', file)).toMatchObject({ accepted: 0, unidentified: 2, faulty: 0, faults: [] });
    expect(await imported('bank', file)).toMatchObject({ unidentified: 0, duplicates: 2 });
    expect(await tasks()).toEqual([['open', null], ['open', null]]);
    const audit = await inside((tx) => tx.auditEvent.findMany({ where: { kind: 'receipt.kept' } }));
    expect(audit).toHaveLength(2);
    expect(JSON.stringify([audit, await outboxKinds()])).not.toMatch(/GUELL|NADIE|ES79/);
    // The file may come again with the answer.
    expect(await imported('bank', file, { payers: { 'ES79 2100 0813 6101 2345 6789': 'C-2' } })).toMatchObject({ accepted: 1, duplicates: 1 });
    expect((await opens())[2]).toEqual(['F-2026/2001', 0n]);
    expect(await receipts()).toEqual([[100n, 'open', null], [5_000n, 'assigned', 'puntual']]);
    expect(await tasks()).toEqual([['done', 'assigned'], ['open', null]]);
    expect((await outboxKinds()).map((row) => row.type)).toEqual(['puntual.task.opened.v1', 'puntual.task.opened.v1', 'puntual.task.completed.v1']);
    expect(await imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 2 });
  });

  test('that a person assigns are the customer’s payment, once, and the account tells the next time', async () => {
    const file = camtFile([entry('121.00', 'sin datos', { payer: 'NADIE', payerIban: iban })]);
    await imported('bank', file);
    const id = await receiptOf(12_100n);
    expect(await suggested(id)).toEqual([['C-1', ['sum-of-one-invoice'], ['F-2026/1001']]]);
    expect(await assign(id, 'C-9')).toEqual({ result: 'invalid', path: 'customerId', message: 'there is no customer C-9' });
    expect(await Promise.all([assign(id, 'C-1'), assign(id, 'C-1')])).toEqual(expect.arrayContaining([{ result: 'done' }, { result: 'not-open' }]));
    expect((await opens())[0]).toEqual(['F-2026/1001', 0n]);
    expect([await receipts(), await tasks()]).toEqual([[[12_100n, 'assigned', 'Eva']], [['done', 'assigned']]]);
    expect(await imported('bank', file)).toMatchObject({ accepted: 0, duplicates: 1, unidentified: 0 });
    // From the same account, without a word: theirs. With another customer's very name: nobody's, until a person says so.
    expect(await imported('bank', camtFile([entry('3.00', 'gracias', { payer: 'OTRO', payerIban: iban })]))).toMatchObject({ accepted: 1 });
    await imported('customers', 'customerId;name\nC-7;Casa Roca\n');
    expect(await imported('bank', camtFile([entry('4.00', 'gracias', { payer: 'CASA ROCA', payerIban: iban })]))).toMatchObject({ accepted: 0, unidentified: 1 });
    expect(await suggested(await receiptOf(400n))).toEqual([['C-1', ['account-before'], []], ['C-7', ['name-same'], []]]);
    expect(await inside((tx) => tx.payment.findMany({ select: { amountMinor: true }, orderBy: { amountMinor: 'asc' } }))).toEqual([{ amountMinor: 300n }, { amountMinor: 12_100n }]);
    expect(JSON.stringify(await inside((tx) => tx.payerAccount.findMany()))).not.toContain(iban);
  });

  test('that were sent back are never a payment, whatever is known later; one that the bank gives back is closed by its file', async () => {
    const unknown = entry('50.00', 'sin datos', { payer: 'NADIE', endToEnd: 'T-1' });
    const other = entry('60.00', 'sin datos', { payer: 'NADIE', endToEnd: 'T-2' });
    const back: SampleEntry = { amount: '60.00', side: 'DBIT', on: '2026-11-20', transactions: [{ endToEnd: 'T-2', returned: true }] };
    // Of one statement, so that the money comes and goes in one slice.
    expect(await imported('bank', camtFile([unknown, other, back]))).toMatchObject({ accepted: 1, unidentified: 2, faulty: 0 });
    const id = await receiptOf(5_000n);
    expect(await sendBack(id, '2026-11-18')).toMatchObject({ result: 'invalid', path: 'on' });
    expect(await sendBack(id, '2026-11-21')).toMatchObject({ result: 'invalid', path: 'on' });
    expect(await sendBack(id, '2026-11-20')).toEqual({ result: 'done' });
    expect([await sendBack(id, '2026-11-20'), await assign(id, 'C-2')]).toEqual([{ result: 'not-open' }, { result: 'not-open' }]);
    expect(await imported('bank', camtFile([unknown, other, back]), { payers: { NADIE: 'C-2' } })).toMatchObject({ accepted: 0, duplicates: 3 });
    expect([await receipts(), await tasks()]).toEqual([[[5_000n, 'returned', 'Eva'], [6_000n, 'returned', 'puntual']], [['done', 'returned'], ['done', 'returned']]]);
    expect((await opens())[2]).toEqual(['F-2026/2001', 5_000n]);
  });

  test('that name a short number are only taken for that invoice’s when the amount agrees', async () => {
    await imported('invoices', 'number;customerId;issueDate;dueDate;currency;total\n4711;C-2;2026-10-01;2026-10-31;EUR;80.00\n');
    expect(await imported('bank', camtFile([entry('9.00', 'pedido 4711'), entry('80.00', 'pedido 4711')]))).toMatchObject({ accepted: 1, unidentified: 1 });
    expect(await suggested(await receiptOf(900n))).toEqual([['C-2', ['short-number-in-text'], ['4711']]]);
  });

  test('that came back take their payment back, once', async () => {
    const back: SampleEntry = { amount: '121.00', side: 'DBIT', on: '2026-11-20', transactions: [{ endToEnd: 'DD-1', returned: true }] };
    await imported('bank', camtFile([entry('121.00', 'F-2026/1001', { endToEnd: 'DD-1' })]));
    expect((await opens())[0]).toEqual(['F-2026/1001', 0n]);
    expect(await imported('bank', camtFile([back, { ...back, transactions: [{ endToEnd: 'DD-9', returned: true }] }]))).toMatchObject({ accepted: 1, faulty: 1, faults: [[2, null, 'reversal-unknown']] });
    expect(await imported('bank', camtFile([back]))).toMatchObject({ duplicates: 1 });
    expect((await opens())[0]).toEqual(['F-2026/1001', 12_100n]);
    // Both in one statement.
    const both = camtFile([entry('50.00', 'F-2026/2001', { endToEnd: 'DD-2' }), { ...back, amount: '50.00', transactions: [{ endToEnd: 'DD-2', returned: true }] }]);
    expect(await imported('bank', both)).toMatchObject({ accepted: 2, faults: [] });
    expect(await imported('bank', both)).toMatchObject({ duplicates: 2 });
    expect((await opens())[2]).toEqual(['F-2026/2001', 5_000n]);
  });

  test('in a file that breaks off are taken up to there', async () => {
    const whole = camtFile([entry('121.00', 'F-2026/1001'), entry('50.00', 'F-2026/2001')]);
    expect(await imported('bank', whole.slice(0, -60))).toMatchObject({ state: 'failed', lines: 1, accepted: 1 });
    expect(await imported('bank', whole)).toMatchObject({ state: 'done', accepted: 1, duplicates: 1 });
  });
});

describe('working a file off', () => {
  const many = (count: number) => invoices(...Array.from({ length: count }, (_, index) => `F-${String(index).padStart(5, '0')};C-${index % 7};2026-10-01;2026-10-31;10,00;`));

  test('goes on where a process left it, and counts nothing twice', async () => {
    const id = await give('invoices', many(450));
    expect(await run(id, () => true)).toBe('left');
    expect(await outcome(id)).toMatchObject({ state: 'running', lines: 200, accepted: 200 });
    expect(await run(id)).toBe('ended');
    expect(await outcome(id)).toMatchObject({ state: 'done', lines: 450, accepted: 450, duplicates: 0 });
    expect(await inside((tx) => tx.invoice.count())).toBe(450);
  });

  test('is done by one process at a time, and by another once that is dead', async () => {
    const id = await give('invoices', many(250));
    await inside((tx) => tx.$executeRaw`UPDATE data_import SET state = 'running', lease_until = now() + interval '1 minute' WHERE id = ${id}::uuid`);
    expect(await run(id)).toBe('left');
    expect(await outcome(id)).toMatchObject({ lines: 0 });
    await inside((tx) => tx.$executeRaw`UPDATE data_import SET lease_until = now() - interval '1 second' WHERE id = ${id}::uuid`);
    expect(await run(id)).toBe('ended');
  });

  test('ends where a person stops it', async () => {
    const id = await give('invoices', many(450));
    await run(id, () => true);
    expect(await stopImport(db.database, actor(), id, nowMs)).toEqual({ result: 'done' });
    expect(await run(id)).toBe('left');
    expect(await outcome(id)).toMatchObject({ state: 'stopped', lines: 200 });
    expect(await stopImport(db.database, actor(), id, nowMs)).toEqual({ result: 'not-now' });
  });

  test('that fails for a reason nobody expected ends, is reported, and keeps no other waiting', async () => {
    const id = await give('invoices', many(2));
    await inside((tx) => tx.$executeRaw`UPDATE data_import SET options = '{"encoding":"morse"}' WHERE id = ${id}::uuid`);
    const reported: unknown[] = [];
    expect(await runImport(db.database, { organizationId: organization.id, slug: organization.slug, importId: id }, { now: () => nowMs, report: (error) => reported.push(error) })).toBe('ended');
    expect(reported).toHaveLength(1);
    expect(await outcome(id)).toMatchObject({ state: 'failed', faults: [[0, null, 'unexpected']] });
  });

  test('keeps a thousand faults and counts all', async () => {
    const id = await give('invoices', many(1_203).replaceAll(';10,00;', ';diez;'));
    await run(id);
    const row = await inside((tx) => tx.dataImport.findUniqueOrThrow({ where: { id } }));
    expect([row.faulty, row.faults, await inside((tx) => tx.dataImportFault.count({ where: { importId: id } }))]).toEqual([1_203, 1_203, 1_000]);
  });

  test('is told in the audit, without what stands in the file; the file is thrown away', async () => {
    const id = await give('customers', 'customerId;name\nC-1;Ana Núñez\n');
    await run(id);
    await throwAwayFile(db.database, organization.id, id);
    const audit = await inside((tx) => tx.auditEvent.findMany({ where: { kind: { startsWith: 'import.' } }, orderBy: { id: 'asc' } }));
    expect(audit.map((row) => [row.kind, row.actor])).toEqual([['import.received', 'Eva'], ['import.ended', 'puntual']]);
    expect(JSON.stringify(audit)).not.toContain('Núñez');
    expect(await inside((tx) => tx.dataImportPart.count())).toBe(0);
  });

  test('names the next file of any organization through the door in the wall, and then those to be thrown away', async () => {
    const next = async () => (await db.database.shared.$queryRaw<{ id: string; work: string }[]>`SELECT id, work FROM next_data_import('1 day')`).filter((row) => mine.includes(row.id));
    const mine = [await give('invoices', many(1))];
    // Older ones of other tests come first: all of theirs are done by now, or stay leased.
    await inside((tx) => tx.$executeRaw`UPDATE data_import SET lease_until = NULL`);
    expect((await next()).every((row) => row.work === 'run')).toBe(true);
    await run(mine[0] ?? '');
    expect((await next()).every((row) => row.work === 'throw-away')).toBe(true);
    expect(await db.database.shared.$queryRaw`SELECT id FROM data_import`).toEqual([]);
  });

  test('a file that is empty or breaks off on the way is no import', async () => {
    expect(await receiveImport(db.database, actor(), { kind: 'bank', dryRun: false, fileName: null, options: importOptionsSchema.parse({}) }, fileOf(''), nowMs)).toEqual({ result: 'empty' });
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'));
      throw new Error('gone');
    };
    await expect(receiveImport(db.database, actor(), { kind: 'bank', dryRun: false, fileName: null, options: importOptionsSchema.parse({}) }, broken(), nowMs)).rejects.toThrow('gone');
    expect((await inside((tx) => tx.dataImport.findMany())).map((row) => [row.state, row.fileGone])).toEqual([['failed', true], ['failed', true]]);
  });
});
