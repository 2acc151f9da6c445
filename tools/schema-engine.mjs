#!/usr/bin/env node
// Prisma's schema engine without the native binary: the same protocol (JSON-RPC on stdio, `cli` sub-commands) served by
// @prisma/schema-engine-wasm over node-postgres. tools/prisma.mjs sets PRISMA_SCHEMA_ENGINE_BINARY to this file.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as bg from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
const argv = process.argv.slice(2);
const opt = (name) => argv.flatMap((a, i) => (a === name ? [argv[i + 1]] : []));
const datasource = JSON.parse(opt('--datasource')[0] ?? '{}');
const logLine = (level, message, error_code) =>
  console.error(
    JSON.stringify({ level, target: 'schema_engine::logger', fields: { message, error_code }, is_panic: false }),
  );

async function onMaintenanceDb(url, fn) {
  const u = new URL(url);
  const name = decodeURIComponent(u.pathname.slice(1));
  u.pathname = '/postgres';
  u.search = '';
  const c = new pg.Client({ connectionString: u.href });
  await c.connect();
  try {
    await fn(c, c.escapeIdentifier(name));
    return name;
  } finally {
    await c.end();
  }
}
const createDatabase = (url) => onMaintenanceDb(url, (c, n) => c.query(`CREATE DATABASE ${n}`));
const dropDatabase = (url) => onMaintenanceDb(url, (c, n) => c.query(`DROP DATABASE IF EXISTS ${n} WITH (FORCE)`));
async function ping(url) {
  const c = new pg.Client({ connectionString: url });
  await c.connect();
  await c.end();
}

if (argv.includes('cli')) {
  logLine('INFO', 'Starting schema engine CLI'); // the Prisma CLI drops the first stderr line
  const run = { 'can-connect-to-database': ping, 'create-database': createDatabase, 'drop-database': dropDatabase }[
    argv[argv.indexOf('cli') + 1]
  ];
  try {
    await run(datasource.url);
    process.exit(0);
  } catch (e) {
    logLine(
      'ERROR',
      e.message || String(e),
      { '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' }[e.code] ?? 'P1001',
    );
    process.exit(1);
  }
}

// What the stock adapter lacks for the engine: (1) `"char"` columns must arrive as Character (check constraints anywhere,
// NOT NULL constraints on Postgres 18), other catalogue types as text; (2) scripts must be sent whole - its executeScript
// splits on ';', which breaks $$ function bodies and literals.
const AS_TEXT = new Map([
  [18, 25],
  [22, 25],
  [24, 25],
  [28, 25],
  [194, 25],
  [2205, 25],
  [2206, 25],
  [1002, 1009],
  [1003, 1009],
]);
let charColumns = [];
class EngineClient extends pg.Client {
  constructor(...a) {
    super(...a);
    this.on('error', () => {});
    this.connection.on('rowDescription', ({ fields }) => {
      charColumns = fields.flatMap((f, i) => (f.dataTypeID === 18 ? [i] : []));
      for (const f of fields) f.dataTypeID = AS_TEXT.get(f.dataTypeID) ?? f.dataTypeID;
    });
  }
}
const fixTypes = (queryable) => {
  const { queryRaw, startTransaction } = queryable;
  queryable.queryRaw = async (q) => {
    charColumns = [];
    const r = await queryRaw.call(queryable, q);
    for (const i of charColumns) r.columnTypes[i] = ColumnTypeEnum.Character;
    return r;
  };
  if (startTransaction)
    queryable.startTransaction = async (...a) => fixTypes(await startTransaction.apply(queryable, a));
  return queryable;
};
async function connect(connectionString) {
  const pool = new pg.Pool({ connectionString, Client: EngineClient, max: 2 });
  pool.on('error', () => {});
  const conn = fixTypes(await new PrismaPg(pool, { disposeExternalPool: true }).connect());
  conn.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (e) {
      conn.onError(e);
    }
  };
  return conn;
}
async function connectToShadowDb() {
  if (datasource.shadowDatabaseUrl) return connect(datasource.shadowDatabaseUrl);
  const u = new URL(datasource.url);
  u.pathname = `/prisma_migrate_shadow_db_${randomUUID()}`;
  await createDatabase(u.href);
  const conn = await connect(u.href);
  const dispose = conn.dispose.bind(conn);
  conn.dispose = async () => {
    await dispose();
    await dropDatabase(u.href);
  };
  return conn;
}

globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (m) => logLine('ERROR', m) };
const wasm = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), {
  './schema_engine_bg.js': bg,
});
bg.__wbg_set_wasm(exports);
exports.__wbindgen_start();

const datamodels = opt('--datamodels').map((p) => [p, readFileSync(p, 'utf8')]);
const factory = {
  provider: 'postgres',
  adapterName: '@prisma/adapter-pg',
  connect: () => connect(datasource.url),
  connectToShadowDb,
};
let started;
const engine = () =>
  (started ??= bg.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  ));
const own = {
  getDatabaseVersion: async () => (await engine()).version(null),
  createDatabase: async () => ({ databaseName: await createDatabase(datasource.url) }),
  ensureConnectionValidity: async () => {
    await ping(datasource.url);
    return {};
  },
};
const send = (o) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...o }) + '\n');
let queue = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params } = JSON.parse(line);
    if (!method) return; // the CLI's answer to `print`
    queue = queue.then(async () => {
      try {
        const result = own[method] ? await own[method](params) : await (await engine())[method](params);
        if (method === 'diff' && result?.stdout)
          send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } });
        send({ id, result: result ?? {} });
      } catch (e) {
        send({
          id,
          error: {
            code: 4466,
            message: 'An error happened. Check the data field for details.',
            data: { is_panic: false, message: e?.message ?? String(e), error_code: e?.code ?? null },
          },
        });
      }
    });
  })
  .on('close', () => queue.finally(() => process.exit(0)));
