import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { contactWorkflowId, invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { withClient } from '@puntual/sandbox/prepare-database';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { until } from '@puntual/testing/until';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';
import { startOutboxRelay, type Relay } from './outbox-relay.ts';
import { relayToTemporal } from './relay-to-temporal.ts';
import { newRevivalState, reviveWorkflows, type RevivalState, type UnattendedCounts } from './revive-workflows.ts';

const ISSUED = Date.parse('2026-11-02T09:00:00Z');
/** Due on Tuesday 2026-12-01: the courtesy is of 2026-11-24. */
const LATE = Date.parse('2026-11-26T12:00:00Z');
let db: TestDatabase;
let server: TestNamespace;
let relay: Relay | null = null;
let state: RevivalState;
let restarted: string[];

beforeAll(async () => {
  server = await openTestNamespace('revive');
});
beforeEach(async () => {
  db = await withTestDatabase();
  relay = startOutboxRelay({
    url: db.urls.relay,
    target: 'temporal',
    relayKey: relayToTemporal(server.client, 0),
    log: pino({ level: 'silent' }),
  });
  state = newRevivalState();
  restarted = [];
});
afterEach(async () => {
  await relay?.stop();
  await db.close();
});
afterAll(() => server.close());

let cases = 0;

/** An issued invoice of a new customer, whose workflow runs. No worker runs in this test, so nothing happens to it. */
async function aRunningCase(): Promise<{ readonly invoiceId: string; readonly customerId: string }> {
  cases += 1;
  const [invoiceId, customerId] = [`INV-${cases}`, `C-${cases}`];
  await takeEvents(
    db.database,
    'demo',
    [customer({ customerId }), issued({ invoiceId, customerId })],
    new Date(ISSUED),
  );
  await until('the case runs', async () => (await runOf(invoiceId)) !== null);
  return { invoiceId, customerId };
}

async function runOf(invoiceId: string): Promise<{ status: string; runId: string; signals: string[] } | null> {
  const handle = server.client.workflow.getHandle(invoiceWorkflowId('demo', invoiceId));
  try {
    const { status, runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    return {
      status: status.name,
      runId,
      signals: (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []),
    };
  } catch {
    return null;
  }
}

const terminate = (invoiceId: string) =>
  server.client.workflow.getHandle(invoiceWorkflowId('demo', invoiceId)).terminate('an operator');

/** Evaluates the case at `now`, as its worker would. */
async function evaluate(invoiceId: string, now: number) {
  const [row] = await withClient(
    db.ownerUrl,
    async (client) =>
      (await client.query<{ id: string }>('SELECT id FROM invoice WHERE invoice_id = $1', [invoiceId])).rows,
  );
  const ref = { organizationId: db.organization.id, slug: 'demo', invoiceRowId: row?.id ?? '' };
  return evaluateCase(db.database, ref, now);
}

const revive = (now = LATE, stuckAfterMs = 600_000, temporal = server.client): Promise<UnattendedCounts> =>
  reviveWorkflows({ database: db.database, temporal, gatherMs: 0, restarted: (what) => restarted.push(what) }, state, {
    realMs: Date.now(),
    late: new Date(now - 3_600_000),
    stuckAfterMs,
  });

// temporal.api.enums.v1.WorkflowTaskFailedCause
const NON_DETERMINISTIC_ERROR = 24;

/** Fails the next task of the workflow, as a worker does whose code does not fit the history. */
async function failItsTask(workflowId: string): Promise<void> {
  const { connection, namespace } = server;
  await until('the task is failed', async () => {
    const task = await connection.withDeadline(Date.now() + 70_000, () =>
      connection.workflowService.pollWorkflowTaskQueue({
        namespace,
        taskQueue: { name: COLLECTIONS_QUEUE },
        identity: 'a test',
      }),
    );
    if (task.workflowExecution?.workflowId !== workflowId) return false;
    await connection.workflowService.respondWorkflowTaskFailed({
      namespace,
      taskToken: task.taskToken,
      cause: NON_DETERMINISTIC_ERROR,
      identity: 'a test',
    });
    return true;
  });
}

const untilListed = (invoiceId: string) =>
  until('Temporal lists the end', async () => {
    const query = `WorkflowId = '${invoiceWorkflowId('demo', invoiceId)}' AND ExecutionStatus = 'Terminated'`;
    for await (const execution of server.client.workflow.list({ query })) if (execution.runId) return true;
    return false;
  });

describe('the workflow of an open case', () => {
  it('that was terminated and whose step is late is started again, once, under its id', async () => {
    const { invoiceId } = await aRunningCase();
    await evaluate(invoiceId, ISSUED);
    const first = await runOf(invoiceId);
    await terminate(invoiceId);
    expect(await revive()).toEqual({ silent: 0, overdue: 1, closed: 0 });
    const second = await runOf(invoiceId);
    expect(second).toMatchObject({ status: 'RUNNING', signals: [] });
    expect(second?.runId).not.toBe(first?.runId);
    expect(restarted).toEqual(['case']);
    await revive();
    expect(await runOf(invoiceId)).toEqual(second);
    // What the new run does first: the step that is due, once.
    expect(await evaluate(invoiceId, LATE)).toMatchObject({ did: ['requested courtesy'] });
    expect(await revive()).toEqual({ silent: 0, overdue: 0, closed: 0 });
  });

  it('that was terminated long before its next step is found by its end', async () => {
    const { invoiceId } = await aRunningCase();
    await evaluate(invoiceId, ISSUED);
    await terminate(invoiceId);
    await untilListed(invoiceId);
    expect(await revive(ISSUED)).toEqual({ silent: 0, overdue: 0, closed: 0 });
    expect(await runOf(invoiceId)).toMatchObject({ status: 'RUNNING' });
    expect(restarted).toEqual(['case']);
  });

  it('that cannot be asked about keeps no other from its turn', async () => {
    const [refused, other] = [await aRunningCase(), await aRunningCase()];
    for (const { invoiceId } of [refused, other]) {
      await evaluate(invoiceId, ISSUED);
      await terminate(invoiceId);
    }
    const getHandle = (workflowId: string) => {
      if (workflowId === invoiceWorkflowId('demo', refused.invoiceId)) throw new Error('Temporal refuses');
      return server.client.workflow.getHandle(workflowId);
    };
    const workflow = Object.create(server.client.workflow, { getHandle: { value: getHandle } }) as object;
    const refusing = Object.create(server.client, { workflow: { value: workflow } }) as typeof server.client;
    await expect(revive(LATE, 600_000, refusing)).rejects.toThrow('Temporal refuses');
    await revive(LATE, 600_000, refusing).catch(() => undefined);
    expect(await runOf(other.invoiceId)).toMatchObject({ status: 'RUNNING' });
  });

  it('that has never evaluated its case is started when it does not run', async () => {
    const { invoiceId } = await aRunningCase();
    await terminate(invoiceId);
    expect(await revive()).toMatchObject({ overdue: 1 });
    expect(await runOf(invoiceId)).toMatchObject({ status: 'RUNNING' });
  });

  it('that runs is left alone, however late its step is', async () => {
    const { invoiceId } = await aRunningCase();
    await evaluate(invoiceId, ISSUED);
    const before = await runOf(invoiceId);
    expect(await revive()).toMatchObject({ overdue: 1 });
    expect(await runOf(invoiceId)).toEqual(before);
    expect(restarted).toEqual([]);
  });

  it('that runs a silent case gets one signal, so that the case asks a person', async () => {
    const { invoiceId } = await aRunningCase();
    await evaluate(invoiceId, ISSUED);
    await withClient(db.ownerUrl, (client) => client.query('UPDATE invoice SET next_action_at = NULL'));
    expect(await revive()).toEqual({ silent: 1, overdue: 0, closed: 0 });
    expect(await revive()).toEqual({ silent: 1, overdue: 0, closed: 0 });
    expect(await runOf(invoiceId)).toMatchObject({ status: 'RUNNING', signals: ['task'] });
  });

  it('that is stuck, because its task fails again and again, gets a new run', async () => {
    const { invoiceId } = await aRunningCase();
    await evaluate(invoiceId, ISSUED);
    const first = await runOf(invoiceId);
    for (let tries = 0; tries < 3; tries++) await failItsTask(invoiceWorkflowId('demo', invoiceId));
    await revive(LATE);
    expect(await runOf(invoiceId)).toEqual(first);
    await revive(LATE, 0);
    const second = await runOf(invoiceId);
    expect(second).toMatchObject({ status: 'RUNNING' });
    expect(second?.runId).not.toBe(first?.runId);
    expect(restarted).toEqual(['case']);
  });

  it('of a settled invoice is not started again', async () => {
    const { invoiceId, customerId } = await aRunningCase();
    const allocations = [{ invoiceId, amount: '1210.00' }];
    await takeEvents(
      db.database,
      'demo',
      [paid({ customerId, paymentId: `P-${invoiceId}`, allocations, receivedOn: '2026-11-02' })],
      new Date(ISSUED),
    );
    await evaluate(invoiceId, ISSUED);
    await terminate(invoiceId);
    await untilListed(invoiceId);
    await revive();
    expect(await runOf(invoiceId)).toMatchObject({ status: 'TERMINATED' });
    expect(restarted).not.toContain('case');
  });
});

it('a message that was requested and does not leave gets its contact workflow back', async () => {
  const { invoiceId, customerId } = await aRunningCase();
  await evaluate(invoiceId, LATE);
  const handle = server.client.workflow.getHandle(contactWorkflowId('demo', customerId));
  const state = async () => {
    try {
      const { status, runId } = await handle.describe();
      return { status: status.name, runId };
    } catch {
      return null;
    }
  };
  await until('the contact runs', async () => (await state()) !== null);
  const first = await state();
  await handle.terminate('an operator');
  await revive(LATE + 2 * 3_600_000);
  const second = await state();
  expect(second).toMatchObject({ status: 'RUNNING' });
  expect(second?.runId).not.toBe(first?.runId);
  await revive(LATE + 2 * 3_600_000);
  expect(await state()).toEqual(second);
  expect(restarted).toEqual(['contact']);
});
