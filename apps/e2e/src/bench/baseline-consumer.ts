import type { EachBatchPayload, Kafka } from 'kafkajs';
import pg from 'pg';
import { v7 } from 'uuid';
import type { ConsumeOrder } from './consume-entry.ts';
import type { invoiceEvent } from './sample-events.ts';

const BATCH = 500;
const PARTITIONS_AT_ONCE = 3;

type Issued = ReturnType<typeof invoiceEvent>;
type Cells = readonly (string | number | null)[];

/**
 * The baselines of ingestion: a plain kafkajs consumer, and the same with a plain `pg` inserter. The inserter writes
 * the rows that Puntual writes for an invoice (same tables, rows and columns, one transaction per 500 messages, one
 * multi-row statement per table, offsets after the commit) and checks nothing: no schema, no duplicates, no locks, no
 * matching.
 */
export async function consumeBare(
  kafka: Kafka,
  group: string,
  topic: string,
  order: ConsumeOrder,
): Promise<() => Promise<void>> {
  const pool = order.contender === 'inserter' ? new pg.Pool({ connectionString: order.database, max: 8 }) : null;
  const customers = pool ? await customerRows(pool, order.organizationId) : new Map<string, string>();
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: 30_000,
    heartbeatInterval: 3000,
    maxWaitTimeInMs: 300,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    autoCommit: true,
    partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
    eachBatch,
  });
  return async () => {
    await consumer.disconnect();
    await pool?.end();
  };

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { messages } = payload.batch;
    for (let from = 0; from < messages.length; from += BATCH) {
      const slice = messages.slice(from, from + BATCH);
      const events = slice.map((message) => JSON.parse(String(message.value)) as Issued);
      if (pool) await insertAll(pool, order.organizationId, customers, events);
      const last = slice.at(-1);
      if (last) payload.resolveOffset(last.offset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      await payload.heartbeat();
    }
  }
}

async function customerRows(pool: pg.Pool, organizationId: string): Promise<Map<string, string>> {
  return inOrganization(pool, organizationId, async (client) => {
    const { rows } = await client.query<{ id: string; customer_id: string }>('SELECT id, customer_id FROM customer');
    return new Map(rows.map((row) => [row.customer_id, row.id]));
  });
}

async function inOrganization<T>(
  pool: pg.Pool,
  organizationId: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('puntual.organization', $1, true)`, [organizationId]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
  }
}

const INVOICE =
  'id uuid, organization_id uuid, invoice_id text, number text, customer_id uuid, issue_date date, due_date date, ' +
  'currency text, total_minor bigint, tax_minor bigint, open_minor bigint, status text, settled_on date, revision ' +
  'int, purchase_order text, document_url text, payment_url text, lines jsonb, terms jsonb, already_reached ' +
  'jsonb, policy_key text, stage text, known_at timestamptz, created_at timestamptz';
const ENTRY =
  'id uuid, organization_id uuid, invoice_id uuid, kind text, amount_minor bigint, currency text, entry_on date, ' +
  'cause text, payment_id uuid, created_at timestamptz';
const AUDIT =
  'id uuid, organization_id uuid, at timestamptz, kind text, actor text, customer_id uuid, invoice_id uuid, data jsonb';
const OUTBOX = 'organization_id uuid, target text, key text, kind text, payload jsonb';
const INBOX = 'organization_id uuid, source text, event_id text, taken_at timestamptz';

/** One invoice to insert, with what its rows have in common. */
interface InvoiceRow {
  readonly org: string;
  readonly now: string;
  readonly event: Issued;
  readonly rowId: string;
  readonly customerRowId: string;
  readonly totalMinor: number;
}

async function insertAll(
  pool: pg.Pool,
  org: string,
  customers: ReadonlyMap<string, string>,
  events: readonly Issued[],
): Promise<void> {
  const now = new Date().toISOString();
  const rows = events.map((event): InvoiceRow => ({
    org,
    now,
    event,
    rowId: v7(),
    customerRowId: customers.get(event.data.customerId) ?? '',
    totalMinor: Number(event.data.total.replace('.', '')),
  }));
  await inOrganization(pool, org, async (client) => {
    await insertColumns(client, 'inbox', INBOX, rows.map(inboxCells));
    await insertColumns(client, 'invoice', INVOICE, rows.map(invoiceCells));
    await insertColumns(client, 'entry', ENTRY, rows.map(entryCells));
    await insertColumns(client, 'audit_event', AUDIT, rows.map(auditCells));
    await insertColumns(client, 'outbox', OUTBOX, rows.map(outboxCells));
  });
}

function inboxCells({ org, now, event }: InvoiceRow): Cells {
  return [org, event.source, event.id, now];
}

function invoiceCells({ org, now, event: { data }, rowId, customerRowId, totalMinor }: InvoiceRow): Cells {
  return [
    rowId,
    org,
    data.invoiceId,
    data.number,
    customerRowId,
    data.issueDate,
    data.dueDate,
    data.currency,
    totalMinor,
    17366,
    totalMinor,
    'open',
    null,
    0,
    data.purchaseOrder ?? null,
    data.documentUrl ?? null,
    data.paymentUrl ?? null,
    JSON.stringify(data.lines),
    null,
    null,
    null,
    'not-due',
    now,
    now,
  ];
}

function entryCells({ org, now, event, rowId, totalMinor }: InvoiceRow): Cells {
  return [v7(), org, rowId, 'invoice', totalMinor, 'EUR', event.data.issueDate, `event:${event.id}`, null, now];
}

function auditCells({ org, now, event: { source, data }, rowId, customerRowId }: InvoiceRow): Cells {
  const details = { number: data.number, total: { amount: data.total, currency: 'EUR' }, dueOn: data.dueDate };
  return [v7(), org, now, 'invoice.issued', `erp:${source}`, customerRowId, rowId, JSON.stringify(details)];
}

function outboxCells({ org, event, rowId }: InvoiceRow): Cells {
  const { invoiceId, customerId, dueDate } = event.data;
  const subject = {
    organizationId: org,
    slug: event.org,
    id: rowId,
    invoiceId,
    customerId,
    dueOn: dueDate,
    run: 1,
  };
  return [org, 'temporal', `invoice/${event.org}/${invoiceId}`, 'start-case', JSON.stringify({ subject })];
}

async function insertColumns(
  client: pg.PoolClient,
  table: string,
  columns: string,
  rows: readonly Cells[],
): Promise<void> {
  const list = columns.split(', ').map((column) => column.split(' ') as [string, string]);
  const sql = `
    INSERT INTO ${table} (${list.map(([name]) => name).join(', ')})
    SELECT *
    FROM unnest(${list.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`;
  await client.query(
    sql,
    list.map((_, column) => rows.map((row) => row[column])),
  );
}
