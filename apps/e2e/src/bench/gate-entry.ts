import { performance } from 'node:perf_hooks';
import { reserveMessage, type MessageDraft, type RenderedMessage } from '@puntual/casework/contact/reserve-message';
import { settleMessage } from '@puntual/casework/contact/settle-message';
import { openDatabase } from '@puntual/db/database';

/** What the process that passes the gate is asked for (BENCH_GATE, JSON) and answers (its last line of output, JSON). */
export interface GateOrder {
  /** The services' restricted role. */
  readonly database: string;
  readonly organizationId: string;
  readonly slug: string;
  /** The morning's instant, epoch milliseconds. */
  readonly now: number;
  /** Customers' row ids, a list for each round; the first round is not measured. */
  readonly rounds: readonly (readonly string[])[];
}

export interface GateResult {
  /** Milliseconds of each measured round. */
  readonly ms: readonly number[];
  /** Processor time of this process in the measured rounds, milliseconds. */
  readonly cpuMs: number;
  /** Share of a message's time in which it is put into words. */
  readonly words: number;
  /** Share of the measured time in which its one thread of JavaScript had work to do. */
  readonly threadBusy: number;
}

type Render = (draft: MessageDraft) => Promise<RenderedMessage>;

/** As many sends at once as the worker makes, on as many connections. */
const AT_ONCE = 16;
const CONNECTIONS = 24;

const order = JSON.parse(process.env.BENCH_GATE ?? 'null') as GateOrder;
// Applications are no libraries: the worker's words are loaded by their place, as they are built (their sources are not JavaScript that Node reads).
const { renderDraft } = (await import(new URL('../../../worker/dist/render-draft.js', import.meta.url).href)) as {
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

// What the worker's activity does for one message, with a provider that takes it at once.
async function passOne(customerRowId: string): Promise<void> {
  const began = performance.now();
  const ref = { organizationId: order.organizationId, slug: order.slug, customerRowId };
  const reservation = await reserveMessage(database, ref, order.now, Date.now(), 0, async (draft) => {
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
    messageId,
    { kind: 'sent', providerId: `re-${messageId}`, by: 'answer' },
    order.now,
  );
  spent.all += performance.now() - began;
}
