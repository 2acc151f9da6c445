import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { AuthGuard } from '../auth/auth.guard.ts';
import { aCustomer, anInvoice, aPayment } from './sample-events.ts';
import { seedCharge, seedMessage, seedTask } from './seed-message.ts';
import { withApi, type TestApi } from './with-api.ts';

/** An API with one of everything, and where each thing is. */
export interface FuzzWorld {
  readonly api: TestApi;
  /** Existing ids by the part of the address before them, such as `invoices` and `holds`. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  close(): Promise<void>;
}

const INVOICES = ['INV-1', 'INV-2', 'INV-3', 'INV-4', 'INV-5', 'INV-6'];

/**
 * Starts the API over a database of its own. Its callers are not limited in their requests: the limit has its own
 * tests. Throws when one of the things cannot be made.
 */
export async function openFuzzWorld(): Promise<FuzzWorld> {
  const db = await withTestDatabase();
  const api = await withApi(db.database, db.organization, {
    LOG_LEVEL: 'error',
    RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of this test').toString('base64')}`,
    PUNTUAL_SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
  api.app.get(AuthGuard).requests.take = () => 0;
  const ids = { ...(await seedRows(db, api)), ...(await seedByRoutes(api)) };
  return {
    api,
    ids,
    close: async () => {
      await api.close();
      await db.close();
    },
  };
}

// What only events and workflows make.
async function seedRows(db: TestDatabase, api: TestApi): Promise<Record<string, readonly string[]>> {
  const org = db.organization;
  await api.take(
    org,
    aCustomer(org.slug, 'C-1'),
    aCustomer(org.slug, 'C-2'),
    ...INVOICES.map((id) => anInvoice(org.slug, id, 'C-1', '2026-11-10')),
    aPayment(org.slug, 'P-1', 'C-1', 'INV-6', '21.00'),
  );
  const [customer, invoice] = await db.database.inOrganization(
    org.id,
    async (tx) =>
      [
        await tx.customer.findFirstOrThrow({ where: { customerId: 'C-1' } }),
        await tx.invoice.findFirstOrThrow({ where: { invoiceId: 'INV-1' } }),
      ] as const,
  );
  const tasks = [];
  for (const kind of ['call', 'fix-contact', 'reconcile'])
    tasks.push(await seedTask(db.database, org, customer.id, [invoice.id], kind, { dueOn: '2026-11-23' }));
  const message = await seedMessage(db.database, org, customer.id, [invoice.id], { pdf: Buffer.from('%PDF-1.7') });
  const charge = await seedCharge(db.database, org, {
    customerRowId: customer.id,
    invoiceRowId: invoice.id,
    messageId: message,
  });
  return {
    customers: ['C-1', customer.id],
    invoices: [...INVOICES, invoice.id],
    payments: ['P-1'],
    tasks,
    messages: [message],
    charges: [charge],
    contacts: ['k1'],
    'opt-outs': ['sms', 'email'],
  };
}

// What people make.
async function seedByRoutes(api: TestApi): Promise<Record<string, readonly string[]>> {
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await api.post(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
    const { disputeId, id: own, noteId, pauseId } = answer.body;
    const id = disputeId ?? own ?? noteId ?? pauseId;
    if (typeof id !== 'string') throw new Error(`POST ${path}: no id in ${answer.text}`);
    return id;
  };
  const dispute = await made('/v1/invoices/INV-2/disputes', { reason: 'wrong price' });
  const plan = { invoiceIds: ['INV-4'], instalments: [{ date: '2026-12-01', amount: '121.00' }] };
  await api.call('PUT', '/v1/collectors/ana', { body: { name: 'Ana' } });
  return {
    holds: [await made('/v1/invoices/INV-1/holds', { reason: 'wait' })],
    disputes: [dispute],
    promises: [await made('/v1/invoices/INV-3/promises', { date: '2026-12-01' })],
    'payment-plans': [await made('/v1/customers/C-1/payment-plans', plan)],
    notes: [await made('/v1/customers/C-1/notes', { body: 'asked twice' })],
    pauses: [await made('/v1/customers/C-2/pauses', { until: '2026-11-27', reason: 'holiday' })],
    calls: [await made('/v1/customers/C-1/calls', {})],
    keys: [await made('/v1/keys', { kind: 'api-key', name: 'spare', role: 'viewer' })],
    users: [await made('/v1/users', { email: 'p@example.com', name: 'P', role: 'collector' })],
    collectors: ['ana'],
    policies: ['standard'],
    roles: ['viewer', 'collector', 'own'],
    feeds: ['erp'],
  };
}
