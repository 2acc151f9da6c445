import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

export interface TestNamespace {
  readonly address: string;
  readonly namespace: string;
  readonly connection: Connection;
  readonly client: Client;
  /** The number of billable actions in this namespace so far, by the server's `action` counter. */
  actions(): Promise<number>;
  close(): Promise<void>;
}

// temporal.api.enums.v1.IndexedValueType
const KEYWORD = 2;
const DATETIME = 6;

/**
 * The largest answer that a test accepts from the server. It fits a whole history: the server ends a workflow whose
 * history exceeds 50 MiB. The SDK sets this limit under a name that gRPC does not read (`max_receive_message_length`),
 * and gRPC's default of 4 MiB is the size at which the server suggests to continue as new.
 */
const LONGEST_ANSWER_BYTES = 128 * 1024 * 1024;

/** Reads a setting. Throws an Error that says how to get it. */
export function testSetting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: run the suite with \`npm test\`, or leave \`npm run services\` running and ` +
        'set what it prints',
    );
  return value;
}

/**
 * Creates a namespace on the real test server (PUNTUAL_TEST_TEMPORAL) with Puntual's search attributes, so that suites
 * share neither task queues nor workflow ids nor counters; `close` deletes it. Throws when the setting is missing.
 */
export async function openTestNamespace(suite: string): Promise<TestNamespace> {
  const address = testSetting('PUNTUAL_TEST_TEMPORAL');
  const namespace = `${suite}${Date.now().toString(36)}${process.pid}`.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const connection = await Connection.connect({
    address,
    channelArgs: { 'grpc.max_receive_message_length': LONGEST_ANSWER_BYTES },
  });
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  await untilKnown(() =>
    connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: {
        PuntualOrg: KEYWORD,
        PuntualCustomer: KEYWORD,
        PuntualInvoice: KEYWORD,
        PuntualDueOn: DATETIME,
      },
    }),
  );
  return {
    address,
    namespace,
    connection,
    client: new Client({ connection, namespace, identity: 'test' }),
    actions: () => countActions(namespace),
    close: async () => {
      await connection.operatorService.deleteNamespace({ namespace });
      await connection.close();
    },
  };
}

const SETTLE_TRIES = 240;
const SETTLE_MS = 500;

// The server publishes its counters about once a second, so they are read until two readings are equal.
async function countActions(namespace: string): Promise<number> {
  let before = -1;
  for (let tries = 0; tries < SETTLE_TRIES; tries++) {
    const text = await (await fetch(testSetting('PUNTUAL_TEST_TEMPORAL_METRICS'))).text();
    let sum = 0;
    for (const line of text.split('\n'))
      if (line.startsWith('action{') && line.includes(`namespace="${namespace}"`))
        sum += Number(line.slice(line.lastIndexOf(' ') + 1));
    if (sum > 0 && sum === before) return sum;
    before = sum;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS * 3));
  }
  throw new Error(`the server's action counter for ${namespace} did not settle`);
}

// A new namespace reaches the server's caches a moment later.
async function untilKnown(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= SETTLE_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  }
}
