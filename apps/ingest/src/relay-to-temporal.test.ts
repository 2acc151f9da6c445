import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { v7 } from 'uuid';
import type { CaseSubject, ContactSubject } from '@puntual/casework/record/outbox';
import type { OutboxEntry } from '@puntual/db/outbox-reader';
import { contactWorkflowId, invoiceWorkflowId, moveWorkflowId } from '@puntual/contracts/workflow-ids';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { until } from '@puntual/testing/until';
import { relayToTemporal } from './relay-to-temporal.ts';
import type { RelayKey } from './outbox-relay.ts';

let server: TestNamespace;
let relay: RelayKey;

beforeAll(async () => {
  server = await openTestNamespace('relay');
  relay = relayToTemporal(server.client, 0);
});
afterAll(() => server.close());

let rows = 0;
let invoices = 0;

function aCase(run = 1): CaseSubject {
  const invoiceId = `INV-${++invoices}`;
  return { organizationId: v7(), slug: 'demo', id: v7(), invoiceId, customerId: 'C-1', dueOn: '2026-12-01', run };
}

const start = (subject: CaseSubject): OutboxEntry => ({
  id: String(++rows),
  key: `invoice/demo/${subject.invoiceId}`,
  kind: 'start-case',
  payload: { subject },
  attempts: 0,
});
const wake = (subject: CaseSubject, signal = 'payment'): OutboxEntry => ({
  id: String(++rows),
  key: `invoice/demo/${subject.invoiceId}`,
  kind: 'wake-case',
  payload: { subject, signal, detail: { paymentId: 'P-1' } },
  attempts: 0,
});
const contactRequest = (subject: ContactSubject): OutboxEntry => ({
  id: String(++rows),
  key: `contact/demo/${subject.customerId}`,
  kind: 'poke-contact',
  payload: { subject },
  attempts: 0,
});

const handleOf = (subject: CaseSubject) =>
  server.client.workflow.getHandle(invoiceWorkflowId('demo', subject.invoiceId));

const GRPC_NOT_FOUND = 5;

/**
 * Status, run id and number of signals of the workflow's latest run; null when there is none. No worker runs in this
 * test, so a started workflow stays open.
 */
async function stateOf(workflowId: string): Promise<{ status: string; runId: string; signals: number } | null> {
  try {
    const handle = server.client.workflow.getHandle(workflowId);
    const { status, runId } = await handle.describe();
    const { events } = await handle.fetchHistory();
    return {
      status: status.name,
      runId,
      signals: (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return null;
    // The workflow was deleted between the two calls.
    if (isGrpcServiceError(error) && Number(error.code) === GRPC_NOT_FOUND) return null;
    throw error;
  }
}
const caseState = (subject: CaseSubject) => stateOf(invoiceWorkflowId('demo', subject.invoiceId));

it('a move is started once, also when its row is repeated after it has ended', async () => {
  const move = (): OutboxEntry => ({
    id: String(++rows),
    key: moveWorkflowId('demo', 'standard', 2),
    kind: 'start-move',
    payload: { subject: { slug: 'demo', moveId: v7(), key: 'standard', version: 2 } },
    attempts: 0,
  });
  expect(await relay([move()])).toEqual({ done: [String(rows)] });
  const first = await stateOf('move/demo/standard/2');
  expect(first).toMatchObject({ status: 'RUNNING' });
  expect((await relay([move()])).failed).toBeUndefined();
  await server.client.workflow.getHandle('move/demo/standard/2').terminate();
  expect((await relay([move()])).failed).toBeUndefined();
  expect(await stateOf('move/demo/standard/2')).toMatchObject({ status: 'TERMINATED', runId: first?.runId });
});

describe('starting a case', () => {
  it('twice makes one run', async () => {
    const subject = aCase();
    expect(await relay([start(subject)])).toEqual({ done: [String(rows)] });
    const first = await caseState(subject);
    expect(await relay([start(subject)])).toEqual({ done: [String(rows)] });
    expect(await caseState(subject)).toEqual(first);
    expect(first).toMatchObject({ status: 'RUNNING' });
  });

  it('a closed case is not started again by a repeat of its first row', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    const first = await caseState(subject);
    await handleOf(subject).terminate();
    expect((await relay([start(subject)])).failed).toBeUndefined();
    expect(await caseState(subject)).toMatchObject({ status: 'TERMINATED', runId: first?.runId });
  });

  it('writes ids and the due date into the history, and nothing else', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    const description = await handleOf(subject).describe();
    expect(
      description.typedSearchAttributes
        .getAll()
        .map(({ key, value }) => [key.name, String(value instanceof Date ? value.toISOString() : value)])
        .sort(),
    ).toEqual([
      ['PuntualCustomer', 'C-1'],
      ['PuntualDueOn', '2026-12-01T00:00:00.000Z'],
      ['PuntualInvoice', subject.invoiceId],
      ['PuntualOrg', 'demo'],
    ]);
  });
});

describe('a late signal starts nothing, and its row counts as relayed', () => {
  it('to a closed case', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    const first = await caseState(subject);
    await handleOf(subject).terminate();
    expect(await relay([wake(subject)])).toEqual({ done: [String(rows)] });
    expect(await caseState(subject)).toEqual({ ...first, status: 'TERMINATED' });
  });

  it('to a case whose history was deleted', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    await handleOf(subject).terminate();
    await server.connection.workflowService.deleteWorkflowExecution({
      namespace: server.namespace,
      workflowExecution: { workflowId: handleOf(subject).workflowId },
    });
    await until('the server has deleted the history', async () => (await caseState(subject)) === null);
    expect(await relay([wake(subject)])).toEqual({ done: [String(rows)] });
    expect(await caseState(subject)).toBeNull();
  });

  it('to an unknown workflow id', async () => {
    const subject = aCase();
    expect(await relay([wake(subject)])).toEqual({ done: [String(rows)] });
    expect(await caseState(subject)).toBeNull();
  });
});

describe('a re-opened case', () => {
  it('goes on in the run that still ends', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    const first = await caseState(subject);
    expect(await relay([start({ ...subject, run: 2 })])).toEqual({ done: [String(rows)] });
    expect(await caseState(subject)).toEqual({ status: 'RUNNING', runId: first?.runId, signals: 1 });
  });

  it('gets one run of its own after the first run has ended', async () => {
    const subject = aCase();
    await relay([start(subject)]);
    const first = await caseState(subject);
    await handleOf(subject).terminate();
    await relay([start({ ...subject, run: 2 })]);
    const second = await caseState(subject);
    expect(second).toMatchObject({ status: 'RUNNING', signals: 0 });
    expect(second?.runId).not.toBe(first?.runId);
    await relay([start({ ...subject, run: 2 })]);
    expect(await caseState(subject)).toMatchObject({ runId: second?.runId, status: 'RUNNING' });
  });
});

describe('a contact request', () => {
  const customer = (): ContactSubject => ({
    organizationId: v7(),
    slug: 'demo',
    id: v7(),
    customerId: `C-${++invoices}`,
  });
  const contact = (subject: ContactSubject) => stateOf(contactWorkflowId('demo', subject.customerId));

  it('several contact requests of one batch need one signal', async () => {
    const subject = customer();
    const entries = Array.from({ length: 20 }, () => contactRequest(subject));
    expect(await relay(entries)).toEqual({ done: entries.map((entry) => entry.id) });
    expect(await contact(subject)).toMatchObject({ status: 'RUNNING', signals: 0 });
    const more = Array.from({ length: 20 }, () => contactRequest(subject));
    await relay(more);
    expect(await contact(subject)).toMatchObject({ signals: 1 });
  });

  it('starts a new contact workflow after the earlier one has ended', async () => {
    const subject = customer();
    await relay([contactRequest(subject)]);
    const first = await contact(subject);
    await server.client.workflow.getHandle(contactWorkflowId('demo', subject.customerId)).terminate();
    await relay([contactRequest(subject)]);
    const second = await contact(subject);
    expect(second).toMatchObject({ status: 'RUNNING' });
    expect(second?.runId).not.toBe(first?.runId);
  });

  it('that fails puts off its key from the first row on, not from the last', async () => {
    const subject = customer();
    const broken = relayToTemporal(
      new Client({ connection: server.connection, namespace: 'there-is-no-such-namespace' }),
      0,
    );
    const entries = [contactRequest(subject), contactRequest(subject), contactRequest(subject)];
    const result = await broken(entries);
    expect(result).toMatchObject({ done: [], failed: { entry: { id: entries[0]?.id }, away: false } });
  });
});

describe('Temporal fails', () => {
  it('is away when nothing answers at its address: the relay waits, and no row counts an attempt', async () => {
    // Port 1 (tcpmux): nothing listens there.
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const gone = relayToTemporal(new Client({ connection }), 0);
    const entries = [
      start(aCase()),
      wake(aCase()),
      start(aCase(2)),
      contactRequest({ organizationId: v7(), slug: 'demo', id: v7(), customerId: 'C-away' }),
    ];
    for (const result of await Promise.all(entries.map((entry) => gone([entry]))))
      expect(result).toMatchObject({ done: [], failed: { away: true } });
    await connection.close();
  });

  it('is away when it accepts the call and does not answer', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const connection = Connection.lazy({
      address: `127.0.0.1:${(silent.address() as AddressInfo).port}`,
      connectTimeout: 1000,
    });
    const gone = relayToTemporal(new Client({ connection }), 0);
    expect(await gone([wake(aCase())])).toMatchObject({ done: [], failed: { away: true } });
    await connection.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('refuses one row: that row waits alone, and the rows before it are done', async () => {
    const subject = aCase();
    const [good, bad] = [wake(subject), { ...wake(subject), kind: 'no-such-kind' }];
    expect(await relay([good, bad])).toMatchObject({ done: [good.id], failed: { entry: { id: bad.id }, away: false } });
  });

  it('a row too large for a workflow history is refused by the relay, with what to mend', async () => {
    const subject = aCase();
    const large = {
      ...wake(subject),
      payload: { subject, signal: 'payment', detail: { paymentId: 'x'.repeat(3 * 1024 * 1024) } },
    };
    const result = await relay([large]);
    expect(result).toMatchObject({ done: [], failed: { away: false } });
    expect(String((result.failed?.error as Error).message)).toMatch(/314\d{4} bytes.*at most 16384/);
  });
});
