import { spawn } from 'node:child_process';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { lastInstant } from './histories.ts';
import { processorSeconds } from './process-figures.ts';
import { openPuntualRun, type PuntualRun } from './puntual-run.ts';
import { median, ratioOfRounds, type BenchReport } from './report.ts';
import { invoiceEvent, paymentEvent } from './sample-events.ts';
import type { BenchSettings } from './settings.ts';

const CASES = 300;
const WARM_UP = 50;
const GOAL = 0.7;
/** Parallel calls, as many as the outbox relay makes. */
const AT_ONCE = 24;
const DUE_AT = Date.UTC(2027, 11, 1);

interface Rates {
  readonly starts: number[];
  readonly payments: number[];
}

interface Comparison {
  readonly what: string;
  readonly ours: readonly number[];
  readonly yardstick: string;
  readonly theirs: readonly number[];
}

function rowsOf(part: string, { what, ours, yardstick, theirs }: Comparison): BenchReport['rows'] {
  const ratio = ratioOfRounds(ours, theirs);
  return [
    {
      part,
      what,
      value: `${median(ours).toFixed(1)} /s`,
      ratio: ratio.toFixed(2),
      goal: `>= ${GOAL}`,
      met: ratio >= GOAL ? 'yes' : 'no',
    },
    { part, what: yardstick, value: `${median(theirs).toFixed(1)} /s`, ratio: '', goal: '', met: '' },
  ];
}

/**
 * Parts b and c of the bench. (b) Invoices per second from Kafka to a workflow with its first timer, and (c) payments
 * per second from Kafka to a completed workflow, by Puntual's own processes. Baseline: starts and signals of a ten-line
 * workflow on the same server, by a plain client and a separate worker.
 */
export async function measureCases(settings: BenchSettings): Promise<BenchReport> {
  const run = await openPuntualRun(
    settings,
    settings.profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${settings.home}` } : {},
  );
  const bare = await startBareWorker(settings, run.server.namespace);
  const puntual: Rates = { starts: [], payments: [] };
  const ten: Rates = { starts: [], payments: [] };
  const cpu: string[] = [];
  try {
    await puntualRound(run, 0, WARM_UP, { starts: [], payments: [] });
    await bareRound(run, 'warm', WARM_UP, { starts: [], payments: [] });
    for (let round = 0; round < settings.rounds; round++) {
      const ours = () => puntualRound(run, WARM_UP + round * CASES, CASES, puntual);
      const theirs = () => bareRound(run, `round-${round}`, CASES, ten);
      for (const contender of round % 2 === 0 ? [ours, theirs] : [theirs, ours]) await contender();
      settings.log(
        `(b, c) round ${round + 1}: Puntual ${puntual.starts.at(-1)?.toFixed(1)} invoices/s and ` +
          `${puntual.payments.at(-1)?.toFixed(1)} payments/s, ten lines ${ten.starts.at(-1)?.toFixed(1)} and ` +
          `${ten.payments.at(-1)?.toFixed(1)}`,
      );
    }
    for (const name of ['ingest', 'worker'] as const)
      cpu.push(`${name} ${(await processorSeconds(run.stack.services[name]?.pid() ?? 0)).toFixed(1)} s`);
  } finally {
    await bare.stop();
    await run.close();
  }
  return {
    rows: [
      ...rowsOf('(b)', {
        what: 'invoice published to timer armed, Puntual',
        ours: puntual.starts,
        yardstick: 'bare start of ten lines to timer armed',
        theirs: ten.starts,
      }),
      ...rowsOf('(c)', {
        what: 'payment published to workflow completed, Puntual',
        ours: puntual.payments,
        yardstick: 'bare signal to ten lines completed',
        theirs: ten.payments,
      }),
    ],
    notes: [
      `(b, c) ${CASES} cases a round, ${settings.rounds} rounds in turns after ${WARM_UP} unmeasured; instants ` +
        `are the server's. Puntual's processes took ${cpu.join(', ')} of processor time for ` +
        `${WARM_UP + CASES * settings.rounds} cases opened and paid. ` +
        'The limit is the processors, all of them: profiled on two cores, 300 payments took 22 s of processor, of ' +
        "them Temporal's server 7.5, the worker 6.5, Postgres 2.5, ingest 2.4, Kafka 1.8; 300 signals to ten " +
        "lines took 8.3, of them Temporal's server 4.5 and the worker 1.8. " +
        'The ten lines go through neither Kafka nor Postgres. Beyond them a case costs an evaluation, a ' +
        'marker and four search attributes; a payment also closes the case in the database and starts the ' +
        "customer's contact workflow for the thank-you.",
    ],
  };
}

async function puntualRound(run: PuntualRun, from: number, count: number, rates: Rates): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => from + n);
  const ids = numbers.map((n) => invoiceWorkflowId(run.slug, `INV-${n}`));
  let began = Date.now();
  await run.publish(numbers.map((n) => invoiceEvent(run.slug, n)));
  await run.until('SELECT count(*) AS n FROM invoice WHERE next_action IS NOT NULL', from + count);
  rates.starts.push((count * 1000) / ((await lastInstant(run.server.client, ids, 'timer')) - began));
  began = Date.now();
  await run.publish(numbers.map((n) => paymentEvent(run.slug, n)));
  await run.until(`SELECT count(*) AS n FROM invoice WHERE case_state = 'closed'`, from + count);
  rates.payments.push((count * 1000) / ((await lastInstant(run.server.client, ids, 'completed')) - began));
  await run.until('SELECT 1 - least(count(*), 1) AS n FROM outbox', 1);
}

async function bareRound(run: PuntualRun, name: string, count: number, rates: Rates): Promise<void> {
  const { client } = run.server;
  const ids = Array.from({ length: count }, (_, n) => `ten-lines/${name}/${n}`);
  let began = Date.now();
  await atOnce(ids, (workflowId) =>
    client.workflow.start('baselineWorkflow', { workflowId, taskQueue: 'ten-lines', args: [DUE_AT] }),
  );
  rates.starts.push((count * 1000) / ((await lastInstant(client, ids, 'timer')) - began));
  began = Date.now();
  await atOnce(ids, (workflowId) => client.workflow.getHandle(workflowId).signal('payment'));
  rates.payments.push((count * 1000) / ((await lastInstant(client, ids, 'completed')) - began));
}

async function atOnce(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
  const queue = [...ids];
  const take = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) await work(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
}

async function startBareWorker(settings: BenchSettings, namespace: string): Promise<{ stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--conditions=@puntual/source', new URL('./baseline-worker-entry.ts', import.meta.url).pathname],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, BENCH_TEMPORAL: settings.temporal, BENCH_NAMESPACE: namespace },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the yardstick's worker ended with ${code}`)));
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
