import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { importOptionsSchema, type ImportKind } from '@puntual/casework/imports/import-options';
import { receiveImport } from '@puntual/casework/imports/store-import';
import { checkout } from '@puntual/sandbox/checkout';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { childResult } from './child-result.ts';
import type { ImportOrder, ImportResult } from './import-entry.ts';
import type { BenchReport, BenchRow } from './report.ts';
import type { BenchSettings } from './settings.ts';

/** Lines of each file; BENCH_IMPORT_LINES=100000 is a whole ledger. */
const USUAL_LINES = 2_000;
const INVOICES_EACH = 10;
/** One bank line in this many has an unknown payer. */
const UNKNOWN_EVERY = 100;
const BATCH = 200;
/** A process that kept the whole file in memory would fail with this heap; the Helm chart gives ingest 384 MiB. */
const HEAP_MIB = 192;
const MOST_MIB = 400;

/**
 * Part k: imports a file of open invoices and a bank statement with as many lines into real Postgres. A first process
 * is killed in the middle and a second one continues. Baseline: a bare insert of as many rows, two hundred per
 * transaction. Throws when a line is lost or counted twice.
 */
export async function measureImports({
  log,
  home,
  profile,
}: Pick<BenchSettings, 'log' | 'home' | 'profile'>): Promise<BenchReport> {
  const lines = Number(process.env.BENCH_IMPORT_LINES ?? USUAL_LINES);
  if (!Number.isInteger(lines) || lines < 1000 || lines > 1_000_000)
    throw new Error('BENCH_IMPORT_LINES: a whole number from 1,000 to 1,000,000');
  const db = await withTestDatabase();
  try {
    const bare = await bareInsert(db, lines);
    const rows: BenchRow[] = [
      {
        part: '(k)',
        what: `a bare insert of ${lines} rows, ${BATCH} a transaction`,
        value: `${bare.toFixed(0)} lines/s`,
        ratio: '',
        goal: '',
        met: '',
      },
    ];
    const notes: string[] = [];
    for (const [kind, what, file] of [
      ['invoices', 'open invoices (CSV)', invoicesFile(lines)],
      ['bank', 'bank movements (camt.053)', bankFile(lines)],
    ] as const) {
      const result = await importKilled(db, { kind, file, lines, profileTo: profile ? home : null });
      const perSecond = result.lines / result.seconds;
      log(
        `(k) ${lines} ${what}: killed at ${lines - result.lines}, the rest at ${perSecond.toFixed(0)} lines/s, ` +
          `${result.peakMiB.toFixed(0)} MiB`,
      );
      rows.push(
        {
          part: '(k)',
          what: `${what}, ${lines} lines, killed in the middle`,
          value: `${perSecond.toFixed(0)} lines/s`,
          ratio: (perSecond / bare).toFixed(3),
          goal: '',
          met: '',
        },
        {
          part: '(k)',
          what: `${what}: peak memory of the process`,
          value: `${result.peakMiB.toFixed(0)} MiB`,
          ratio: '',
          goal: `<= ${MOST_MIB}`,
          met: result.peakMiB <= MOST_MIB ? 'yes' : 'no',
        },
      );
      notes.push(
        `(k) ${what}: the second process took ${result.lines} lines in ${result.seconds.toFixed(1)} s, ` +
          `${((result.cpuSeconds * 1000) / result.lines).toFixed(2)} ms of its processor a line.`,
      );
    }
    await holdBooks(db, lines);
    return { rows, notes };
  } finally {
    await db.close();
  }
}

async function importKilled(
  db: TestDatabase,
  {
    kind,
    file,
    lines,
    profileTo,
  }: {
    readonly kind: ImportKind;
    readonly file: Generator<string>;
    readonly lines: number;
    readonly profileTo: string | null;
  },
): Promise<ImportResult & { readonly lines: number }> {
  const actor = { organizationId: db.organization.id, slug: db.organization.slug, name: 'bench' };
  const received = await receiveImport(
    db.database,
    actor,
    { kind, dryRun: false, fileName: null, options: importOptionsSchema.parse({}), file: bytesOf(file) },
    Date.now(),
  );
  if (received.result !== 'received') throw new Error(`the file is ${received.result}`);
  const { importId } = received;
  const order: ImportOrder = {
    database: db.urls.app,
    organizationId: db.organization.id,
    slug: db.organization.slug,
    importId,
  };
  const entry = new URL('./import-entry.ts', import.meta.url);
  const env = { BENCH_IMPORT: JSON.stringify(order), NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };

  const first = spawn(process.execPath, ['--no-warnings', '--conditions=@puntual/source', entry.pathname], {
    cwd: checkout,
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  const gone = once(first, 'close');
  while ((await standing(db, importId)).lines < lines / 2)
    if (first.exitCode !== null) throw new Error(`the first process ended with ${first.exitCode}`);
  first.kill('SIGKILL');
  await gone;
  // The dead process's transaction may still be ending, and its lease would last a minute.
  await db.database.inOrganization(
    db.organization.id,
    (tx) => tx.$executeRaw`UPDATE data_import SET lease_until = NULL WHERE id = ${importId}::uuid`,
  );
  const before = (await standing(db, importId)).lines;
  const result = await childResult<ImportResult>(entry, env, { profileTo });
  const after = await standing(db, importId);
  if (after.state !== 'done' || after.lines !== lines || after.accepted + after.unidentified !== lines)
    throw new Error(`the file of ${lines} lines stands at ${JSON.stringify(after)}`);
  return { ...result, lines: lines - before };
}

async function standing(
  db: TestDatabase,
  importId: string,
): Promise<{ state: string; lines: number; accepted: number; unidentified: number }> {
  return db.database.inOrganization(db.organization.id, (tx) =>
    tx.dataImport.findUniqueOrThrow({
      where: { id: importId },
      select: { state: true, lines: true, accepted: true, unidentified: true },
    }),
  );
}

// Checks the ledger: every line is one invoice, or one payment that paid an invoice in full, or one receipt.
async function holdBooks(db: TestDatabase, lines: number): Promise<void> {
  const {
    rows: [books],
  } = await withClient(db.ownerUrl, (client) =>
    client.query<Record<string, number>>(`
    SELECT (SELECT count(*) FROM invoice)::int AS invoices, (SELECT count(*)
      FROM payment)::int AS payments, (SELECT count(*) FROM unidentified_receipt)::int AS receipts, (SELECT count(*)
      FROM invoice WHERE status = 'open')::int AS open,
      (SELECT count(*) FROM payment WHERE unallocated_minor > 0)::int AS unallocated`),
  );
  const unknown = Math.floor(lines / UNKNOWN_EVERY);
  const wanted = { invoices: lines, payments: lines - unknown, receipts: unknown, open: unknown, unallocated: 0 };
  if (JSON.stringify(books) !== JSON.stringify(wanted))
    throw new Error(`the books say ${JSON.stringify(books)}, not ${JSON.stringify(wanted)}`);
}

// The baseline: as much text as an invoice's line, into a table with a key only.
async function bareInsert(db: TestDatabase, lines: number): Promise<number> {
  return withClient(db.ownerUrl, async (client) => {
    await client.query('CREATE TABLE bench_line (id text PRIMARY KEY, said text NOT NULL)');
    const began = performance.now();
    for (let from = 0; from < lines; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, lines - from) }, (_, index) => invoiceLine(from + index));
      await client.query('INSERT INTO bench_line SELECT * FROM unnest($1::text[], $2::text[])', [
        rows.map((_, index) => numberOf(from + index)),
        rows,
      ]);
    }
    const seconds = (performance.now() - began) / 1000;
    await client.query('DROP TABLE bench_line');
    return lines / seconds;
  });
}

const numberOf = (index: number) => `F-2026-${String(index).padStart(7, '0')}`;
const amountOf = (index: number) => `${100 + (index % 900)}.${String(index % 100).padStart(2, '0')}`;
const invoiceLine = (index: number) =>
  `${numberOf(index)};C-${Math.floor(index / INVOICES_EACH)};2026-10-01;2026-10-31;EUR;${amountOf(index)}\n`;

function* invoicesFile(lines: number): Generator<string> {
  yield 'number;customerId;issueDate;dueDate;currency;total\n';
  for (let index = 0; index < lines; index++) yield invoiceLine(index);
}

// The bank file pays the invoices in another order than that of the invoice file.
function* bankFile(lines: number): Generator<string> {
  yield (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document ' +
    'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>' +
    '<Acct><Id><IBAN>ES9121000418450200051332</IBAN></Id></Acct>\n'
  );
  for (let line = 0; line < lines; line++) {
    const index = (line * 7919) % lines;
    const unknown = (line + 1) % UNKNOWN_EVERY === 0;
    yield (
      `<Ntry><Amt Ccy="EUR">${amountOf(index)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
      `<BookgDt><Dt>2026-11-19</Dt></BookgDt><AcctSvcrRef>B-${line}</AcctSvcrRef><NtryDtls><TxDtls>` +
      `<Refs><EndToEndId>E2E-${line}</EndToEndId></Refs>` +
      `<RltdPties><Dbtr><Pty><Nm>Payer ${index}</Nm></Pty></Dbtr>` +
      `<DbtrAcct><Id><IBAN>ES79${String(index).padStart(20, '0')}</IBAN></Id></DbtrAcct></RltdPties>` +
      `<RmtInf><Ustrd>${unknown ? 'gracias' : `PAGO FRA ${numberOf(index)}`}</Ustrd></RmtInf>` +
      '</TxDtls></NtryDtls></Ntry>\n'
    );
  }
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}

async function* bytesOf(pieces: Generator<string>): AsyncGenerator<Uint8Array> {
  let held = '';
  for (const piece of pieces) {
    held += piece;
    if (held.length < 65_536) continue;
    yield await Promise.resolve(Buffer.from(held));
    held = '';
  }
  yield Buffer.from(held);
}
