const base = '/tmp/w/imports/libs';
const { withTestDatabase } = await import(`${base}/testing/src/test-database.ts`);
const { receiveImport } = await import(`${base}/casework/src/imports/store-import.ts`);
const { runImport } = await import(`${base}/casework/src/imports/run-import.ts`);
const { importOptionsSchema } = await import(`${base}/casework/src/imports/import-options.ts`);
const { camtEntry, camtFile } = await import(`${base}/casework/src/imports/bank/camt-sample.ts`);
const db = await withTestDatabase({ connections: 4 });
const count = Number(process.argv[2]);
async function* invoices() { yield Buffer.from('number;customerId;issueDate;dueDate;currency;total\n'); for (let i = 0; i < count; i += 500) yield Buffer.from(Array.from({ length: 500 }, (_, k) => `F-2026/${i + k};C-${(i + k) % 1000};01/10/2026;31/12/2026;EUR;121,00\n`).join('')); }
async function* bank() { const [h, f] = camtFile([], { version: 8 }).split('</Stmt>'); yield Buffer.from(h); for (let i = 0; i < count; i += 500) yield Buffer.from(Array.from({ length: 500 }, (_, k) => camtEntry({ amount: '121.00', ref: `B-${i + k}`, transactions: [{ amount: '121.00', text: `Pago F-2026/${i + k}`, payer: 'X', endToEnd: `E-${i + k}` }] }, 8)).join('')); yield Buffer.from(`</Stmt>${f}`); }
const actor = { organizationId: db.organization.id, slug: db.organization.slug, name: 'x' };
for (const [kind, file] of [['invoices', invoices()], ['bank', bank()]] as const) {
  const t = performance.now();
  const got = await receiveImport(db.database, actor, { kind, dryRun: false, fileName: null, options: importOptionsSchema.parse({ dates: 'dmy' }) }, file, Date.now());
  const t1 = performance.now();
  const r = await runImport(db.database, { organizationId: db.organization.id, slug: db.organization.slug, importId: got.importId }, { now: () => Date.now(), report: (e: unknown, l: number) => console.log(l, e) });
  const row = await db.database.inOrganization(db.organization.id, (tx: any) => tx.dataImport.findUniqueOrThrow({ where: { id: got.importId } }));
  console.log(kind, r, row.lines, row.accepted, row.faulty, 'upload s', Math.round((t1 - t) / 1000), 'run s', Math.round((performance.now() - t1) / 1000), 'maxRSS MB', Math.round(process.resourceUsage().maxRSS / 1024), 'cpu s', Math.round(process.cpuUsage().user / 1e6));
}
await db.close();
