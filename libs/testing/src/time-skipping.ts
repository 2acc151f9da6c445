import { TestWorkflowEnvironment } from '@temporalio/testing';
import { temporal as protos } from '@temporalio/proto';

const START_TRIES = 10;

/** The server that skips time, from PUNTUAL_TEST_TIME_SKIPPING, with Puntual's search attributes. Throws with how to provide it. */
export async function startTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = process.env.PUNTUAL_TEST_TIME_SKIPPING;
  if (!path) throw new Error('PUNTUAL_TEST_TIME_SKIPPING is not set: run the suite with `npm test`, or leave `npm run services` running and use what it prints');
  const env = await insisting(() => TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }));
  const { INDEXED_VALUE_TYPE_DATETIME, INDEXED_VALUE_TYPE_KEYWORD } = protos.api.enums.v1.IndexedValueType;
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default', searchAttributes: { PuntualOrg: INDEXED_VALUE_TYPE_KEYWORD, PuntualCustomer: INDEXED_VALUE_TYPE_KEYWORD, PuntualInvoice: INDEXED_VALUE_TYPE_KEYWORD, PuntualDueOn: INDEXED_VALUE_TYPE_DATETIME },
  });
  return env;
}

// The SDK gives it five seconds, which a Java machine on two busy cores may miss.
async function insisting<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === START_TRIES || !(error instanceof Error) || !error.message.includes('did not start')) throw error;
    }
  }
}
