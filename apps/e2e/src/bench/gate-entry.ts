import { performance } from 'node:perf_hooks';
import type { MessageDraft, RenderedMessage } from '@puntual/casework/contact/message-draft';
import { reserveMessage } from '@puntual/casework/contact/reserve-message';
import { settleMessage } from '@puntual/casework/contact/settle-message';
import { openDatabase } from '@puntual/db/database';

/** The order for the gate's process (BENCH_GATE, JSON). The last line of its output is the result (JSON). */
export interface GateOrder {
  /** Address of the services' restricted role. */
  readonly database: string;
  readonly organizationId: string;
  readonly slug: string;
  /** The instant of the morning, epoch milliseconds. */
  readonly now: number;
  /** Row ids of the customers, a list per round; the first round is not measured. */
  readonly rounds: readonly (readonly string[])[];
}

export interface GateResult {
  /** Milliseconds of each measured round. */
  readonly ms: readonly number[];
  /** Processor time of this process in the measured rounds, milliseconds. */
  readonly cpuMs: number;
  /** Share of a message's time spent on rendering. */
  readonly words: number;
  /** Share of the measured time in which the JavaScript thread had work. */
  readonly threadBusy: number;
}

type Render = (draft: MessageDraft) => Promise<RenderedMessage>;

/** Parallel sends, as many as the worker makes, on as many connections. */
const AT_ONCE = 16;
const CONNECTIONS = 24;

const order = JSON.parse(process.env.BENCH_GATE ?? 'null') as GateOrder;
// Apps cannot be imported as packages, so the worker's renderer is loaded by path, in built form (its sources are TSX,
// which Node cannot read).
const { renderDraft } = (await import(
  new URL('../../../worker/dist/activities/render-draft.js', import.meta.url).href
)) as {
  renderDraft: Render;
};
const database = openDatabase(order.database, { connections: CONNECTIONS });
const spent = { words: 0, all: 0 };
const [warmUp = [], ...rounds] = order.rounds;
await pass(warmUp);
spent.words = 0;
spent.all = 0;
const [cpu, busy] = [process.cpuUsage(), performance.eventLoopUtilization()];
const ms: number[] = [];
for (const customers of rounds) {
  const began = performance.now();
  await pass(customers);
  ms.push(performance.now() - began);
}
const took = process.cpuUsage(cpu);
const result: GateResult = {
  ms,
  cpuMs: (took.user + took.system) / 1000,
  words: spent.words / spent.all,
  threadBusy: performance.eventLoopUtilization(busy).utilization,
};
await database.close();
process.stdout.write(`${JSON.stringify(result)}\n`);

async function pass(customers: readonly string[]): Promise<void> {
  const queue = [...customers];
  const take = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) await passOne(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
}

// The worker's activity for one message, with a provider that accepts at once.
async function passOne(customerRowId: string): Promise<void> {
  const began = performance.now();
  const ref = { organizationId: order.organizationId, slug: order.slug, customerRowId };
  const at = { now: order.now, realMs: Date.now(), toleranceMs: 0 };
  const reservation = await reserveMessage(database, ref, at, async (draft) => {
    const from = performance.now();
    const rendered = await renderDraft(draft);
    spent.words += performance.now() - from;
    return rendered;
  });
  if (reservation.kind !== 'reserved') throw new Error(`the gate says ${reservation.kind}`);
  const { messageId } = reservation.message;
  await settleMessage(
    database,
    ref,
    { messageId, outcome: { kind: 'sent', providerId: `re-${messageId}`, by: 'answer' } },
    order.now,
  );
  spent.all += performance.now() - began;
}
