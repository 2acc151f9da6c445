import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import protobufs from '@temporalio/proto';
import { startChild, untilReady } from '@puntual/sandbox/infra/child-process';
import { answersAt, freePort } from '@puntual/sandbox/infra/free-port';

// A CommonJS module whose exported names Node cannot detect when it runs the sources directly, as the bench does.
const { temporal: protos } = protobufs;
const START_LIMIT_MS = 240_000;

/**
 * The SDK can start this server itself, but gives it five seconds, which Java misses on busy cores. It also accepts a
 * running server; its types do not mention that.
 */
const sdk = TestWorkflowEnvironment as unknown as {
  create(options: {
    readonly server: { readonly type: 'existing' };
    readonly supportsTimeSkipping: true;
    readonly address: string;
  }): Promise<TestWorkflowEnvironment>;
};

/**
 * Starts the time-skipping server of PUNTUAL_TEST_TIME_SKIPPING with Puntual's search attributes; its teardown stops
 * it. Throws when the setting is missing, with a hint how to get it, or when the server does not start.
 */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = process.env.PUNTUAL_TEST_TIME_SKIPPING;
  if (!path)
    throw new Error(
      'PUNTUAL_TEST_TIME_SKIPPING is not set: run the suite with `npm test`, or leave `npm run services` running ' +
        'and set what it prints',
    );
  const folder = await mkdtemp(join(tmpdir(), 'puntual-time-skipping-'));
  const port = await freePort();
  const server = await startChild({
    name: 'the time-skipping server',
    command: path,
    args: [String(port)],
    logFile: join(folder, 'server.log'),
  });
  const end = async () => {
    await server.kill9();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const env = await untilReady(server, START_LIMIT_MS, async () => {
      if (!(await answersAt({ host: '127.0.0.1', port }))) throw new Error('it does not listen yet');
      return sdk.create({ server: { type: 'existing' }, supportsTimeSkipping: true, address: `127.0.0.1:${port}` });
    });
    const closeConnections = env.teardown.bind(env);
    env.teardown = async () => {
      await closeConnections();
      await end();
    };
    const { INDEXED_VALUE_TYPE_DATETIME, INDEXED_VALUE_TYPE_KEYWORD } = protos.api.enums.v1.IndexedValueType;
    await env.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: {
        PuntualOrg: INDEXED_VALUE_TYPE_KEYWORD,
        PuntualCustomer: INDEXED_VALUE_TYPE_KEYWORD,
        PuntualInvoice: INDEXED_VALUE_TYPE_KEYWORD,
        PuntualDueOn: INDEXED_VALUE_TYPE_DATETIME,
      },
    });
    return env;
  } catch (error) {
    await end();
    throw error;
  }
}
