import { withTestDatabase } from '/work/main/libs/testing/src/test-database.ts';
import { addCustomers } from '/work/main/apps/e2e/src/bench/ingestion.ts';
import { invoiceEvent } from '/work/main/apps/e2e/src/bench/sample-events.ts';
import { benchKafka, makeTopic, publishEvents } from '/work/main/apps/e2e/src/bench/topics.ts';
import { spawnSync } from 'node:child_process';
const kafka = benchKafka(process.env.PUNTUAL_TEST_KAFKA!);
const topic = `one-${Date.now()}`; await makeTopic(kafka, topic);
await publishEvents(kafka, topic, Array.from({ length: Number(process.env.N) }, (_, n) => invoiceEvent('demo', n)));
for (const contender of process.argv.slice(2)) {
  const db = await withTestDatabase({ connections: 1 }); await addCustomers(db);
  const r = spawnSync(process.execPath, ['--no-warnings', '--conditions=@puntual/source', '/work/main/apps/e2e/src/bench/consume-entry.ts'], { cwd: '/work/main', encoding: 'utf8', env: { ...process.env, BENCH_CONSUME: JSON.stringify({ contender, brokers: process.env.PUNTUAL_TEST_KAFKA, topic, events: Number(process.env.N), database: db.urls.app, organizationId: db.organization.id }) } });
  console.log(contender, r.stdout, r.stderr); await db.close();
}
process.exit(0);
