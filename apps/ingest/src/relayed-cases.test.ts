import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { until } from '@puntual/testing/until';
import { relayToTemporal } from './relay-to-temporal.ts';
import { startOutboxRelay, type Relay } from './outbox-relay.ts';

const log = pino({ level: 'silent' });
const NOW = new Date('2026-11-02T09:00:00Z');
let db: TestDatabase;
let server: TestNamespace;
let relay: Relay | null = null;

beforeAll(async () => {
  [db, server] = await Promise.all([withTestDatabase(), openTestNamespace('relayed')]);
});
afterEach(async () => {
  await relay?.stop();
  relay = null;
});
afterAll(async () => {
  await db.close();
  await server.close();
});

let cases = 0;

/** Creates an invoice of a new customer through the use case; the row that starts its case waits in the outbox. */
async function anIssuedInvoice(): Promise<{ readonly invoiceId: string; readonly customerId: string }> {
  cases += 1;
  const [invoiceId, customerId] = [`INV-${cases}`, `C-${cases}`];
  await takeEvents(db.database, 'demo', [customer({ customerId }), issued({ invoiceId, customerId })], NOW);
  return { invoiceId, customerId };
}

const pay = ({ invoiceId, customerId }: { invoiceId: string; customerId: string }, paymentId: string) =>
  takeEvents(
    db.database,
    'demo',
    [paid({ paymentId, customerId, allocations: [{ invoiceId, amount: '1210.00' }], receivedOn: '2026-11-02' })],
    NOW,
  );

// Writes what the case's activity would write; no worker runs in this test.
const closeCase = (invoiceId: string) =>
  withClient(db.ownerUrl, (client) =>
    client.query(`UPDATE invoice SET case_state = 'closed' WHERE invoice_id = $1`, [invoiceId]),
  );

async function relayed(): Promise<void> {
  relay ??= startOutboxRelay({
    url: db.urls.relay,
    target: 'temporal',
    relayKey: relayToTemporal(server.client, 0),
    log,
  });
  await until('nothing is left', async () => (await left()) === 0);
}

const left = () =>
  withClient(db.ownerUrl, async (client) =>
    Number((await client.query(`SELECT count(*) AS n FROM outbox WHERE target = 'temporal'`)).rows[0].n),
  );

async function runOf(invoiceId: string): Promise<{ status: string; runId: string; signals: string[] }> {
  const handle = server.client.workflow.getHandle(invoiceWorkflowId('demo', invoiceId));
  const { status, runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  return {
    status: status.name,
    runId,
    signals: (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? []),
  };
}

describe('a case from its first event to its workflow', () => {
  it('an issued invoice starts one run, and a payment signals it', async () => {
    const invoice = await anIssuedInvoice();
    await relayed();
    expect(await runOf(invoice.invoiceId)).toMatchObject({ status: 'RUNNING', signals: [] });
    await pay(invoice, 'P-1');
    await relayed();
    expect(await runOf(invoice.invoiceId)).toMatchObject({ status: 'RUNNING', signals: ['payment'] });
  });

  it('a late payment to a closed invoice starts no run and leaves no row behind', async () => {
    const invoice = await anIssuedInvoice();
    await pay(invoice, 'P-2');
    await relayed();
    const first = await runOf(invoice.invoiceId);
    await server.client.workflow.getHandle(invoiceWorkflowId('demo', invoice.invoiceId)).terminate();
    await closeCase(invoice.invoiceId);
    await pay(invoice, 'P-3');
    await relayed();
    expect(await runOf(invoice.invoiceId)).toEqual({ ...first, status: 'TERMINATED' });
  });

  it('a reversal after the end starts the next run; one before the end wakes the running one', async () => {
    const invoice = await anIssuedInvoice();
    await pay(invoice, 'P-4');
    await relayed();
    const first = await runOf(invoice.invoiceId);
    await takeEvents(
      db.database,
      'demo',
      [reversed({ paymentId: 'P-4', customerId: invoice.customerId, reversedOn: '2026-11-02' })],
      NOW,
    );
    await relayed();
    expect((await runOf(invoice.invoiceId)).runId).toBe(first.runId);

    await pay(invoice, 'P-5');
    await relayed();
    await server.client.workflow.getHandle(invoiceWorkflowId('demo', invoice.invoiceId)).terminate();
    await closeCase(invoice.invoiceId);
    await takeEvents(
      db.database,
      'demo',
      [reversed({ paymentId: 'P-5', customerId: invoice.customerId, reversedOn: '2026-11-02' })],
      NOW,
    );
    await relayed();
    const second = await runOf(invoice.invoiceId);
    expect(second).toMatchObject({ status: 'RUNNING', signals: [] });
    expect(second.runId).not.toBe(first.runId);
  });

  it('while Temporal is away events are accepted and rows wait; then all rows leave, in order', async () => {
    const gate = await openGate(server.address);
    gate.shut();
    const client = new Client({ connection: Connection.lazy({ address: gate.address }), namespace: server.namespace });
    relay = startOutboxRelay({ url: db.urls.relay, target: 'temporal', relayKey: relayToTemporal(client, 0), log });
    const invoices = [await anIssuedInvoice(), await anIssuedInvoice(), await anIssuedInvoice()];
    for (const [index, invoice] of invoices.entries()) await pay(invoice, `P-away-${index}`);
    await until(
      'the relay says that Temporal refuses',
      async () => relay?.fault()?.startsWith('temporal refuses') ?? false,
    );
    expect(await left()).toBe(6);
    gate.open();
    await until('nothing is left', async () => (await left()) === 0);
    for (const { invoiceId } of invoices)
      expect(await runOf(invoiceId)).toMatchObject({ status: 'RUNNING', signals: ['payment'] });
    await relay.stop();
    relay = null;
    await client.connection.close();
    await gate.close();
  });
});

/** A TCP proxy in front of the Temporal server that can refuse connections. */
async function openGate(
  address: string,
): Promise<{ address: string; shut(): void; open(): void; close(): Promise<void> }> {
  const [host = '', port = ''] = address.split(':');
  const sockets = new Set<Socket>();
  let isOpen = true;
  const gate = createServer((incoming) => {
    if (!isOpen) return void incoming.destroy();
    const outgoing = connect(Number(port), host);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          incoming.destroy();
          outgoing.destroy();
        });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(gate.address() as AddressInfo).port}`,
    shut: () => {
      isOpen = false;
      cut();
    },
    open: () => {
      isOpen = true;
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        gate.close(() => resolve());
      }),
  };
}
