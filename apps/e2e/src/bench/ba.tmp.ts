import { withTestDatabase } from '/work/main/libs/testing/src/test-database.ts';
import { addCustomers } from '/work/main/apps/e2e/src/bench/ingestion.ts';
import { invoiceEvent } from '/work/main/apps/e2e/src/bench/sample-events.ts';
import { benchKafka, makeTopic, publishEvents } from '/work/main/apps/e2e/src/bench/topics.ts';
import { spawnSync } from 'node:child_process';
const kafka = benchKafka(process.env.PUNTUAL_TEST_KAFKA!);
const fill = async (name: string, from: number, n: number) => { const topic = `ba-${Date.now()}-${name}`; await makeTopic(kafka, topic); await publishEvents(kafka, topic, Array.from({ length: n }, (_, i) => invoiceEvent('demo', from + i))); return { topic, events: n }; };
const topics = { measured: await fill('m', 0, 20000), warmUp: await fill('w', 20000, 3000) };
const I = 'libs/db/src/insert-rows.ts', L = 'libs/casework/src/events/lock-customers.ts', B = 'libs/casework/src/events/load-books.ts', T = 'libs/casework/src/events/take-events.ts';
const ways: Record<string, [string, string]> = { inserter: ['inserter', ''], before: ['puntual', [I, L, B, T].join()], 'insert-rows': ['puntual', [L, B, T].join()], '+load-books': ['puntual', [L, T].join()], after: ['puntual', ''] };
const names = Object.keys(ways);
for (let round = 0; round < 4; round++) for (let k = 0; k < names.length; k++) {
  const name = names[(k + round) % names.length]!; const [contender, old] = ways[name]!;
  const db = await withTestDatabase({ connections: 1 }); await addCustomers(db);
  const r = spawnSync(process.execPath, ['--import', '/tmp/bench/old.mjs', '--no-warnings', '--conditions=@puntual/source', '/work/main/apps/e2e/src/bench/consume-entry.ts'], { cwd: '/work/main', encoding: 'utf8', env: { ...process.env, OLD: old, BENCH_CONSUME: JSON.stringify({ contender, brokers: process.env.PUNTUAL_TEST_KAFKA, ...topics, database: db.urls.app, organizationId: db.organization.id }) } });
  const x = JSON.parse(r.stdout || 'null'); console.log(round, name.padEnd(12), x ? `${(2e7 / x.ms).toFixed(0)} events/s, ${(x.cpuMs / 20).toFixed(0)} us` : r.stderr.slice(-400)); await db.close();
}
process.exit(0);
