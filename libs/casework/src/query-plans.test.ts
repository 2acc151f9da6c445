import { beforeAll, expect, jest, test } from '@jest/globals';
import { openDatabase, type Database } from '@puntual/db/database';
import {
  amended,
  creditNote,
  customer,
  issued,
  openItems,
  paid,
  refunded,
  reversed,
} from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { until } from '@puntual/testing/until';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { openHold } from './people/holds.ts';
import type { BankLine } from './receipts/bank-line.ts';
import { findPayers } from './receipts/find-payers.ts';
import { loadStatement } from './statements/load-statement.ts';
import { takeDeliveryReport } from './contact/take-delivery-report.ts';

jest.setTimeout(600_000);
const db = useTestDatabase();

const CUSTOMERS = 5_000;
const INVOICES = 50_000;

// 50,000 invoices of 5,000 customers: each with its entries and a step, every second one paid, four messages a
// customer.
beforeAll(async () => {
  const org = `'${db.organization.id}'::uuid`;
  await withClient(db.ownerUrl, async (client) => {
    await client.query(`SET session_replication_role = replica`);
    await client.query(`
      INSERT INTO customer (id, organization_id, customer_id, name, country, language, time_zone, currency)
      SELECT gen_random_uuid(), ${org}, 'C-' || n, 'x' || n, 'ES', 'es', 'Europe/Madrid', 'EUR'
      FROM generate_series(1, ${CUSTOMERS}) n`);
    await client.query(`
      INSERT INTO customer_group (id, organization_id, key, created_at)
      SELECT gen_random_uuid(), ${org}, 'G-' || n, now()
      FROM generate_series(1, ${CUSTOMERS}) n`);
    await client.query(`
      INSERT INTO contact (id, organization_id, customer_id, contact_id, name, role, email, channels)
      SELECT gen_random_uuid(), ${org}, id, 'k1', 'x', 'accounts-payable', 'k1@x.example', '{email}'
      FROM customer`);
    await client.query(`
      INSERT INTO invoice (
        id, organization_id, invoice_id, number, customer_id, issue_date, due_date, currency, total_minor,
        open_minor, status, known_at, revision)
      SELECT gen_random_uuid(), ${org}, 'I-' || n, 'F/' || n, c.id, '2026-10-01', '2026-11-01'::date + n % 60, 'EUR',
        10000, CASE WHEN n % 2 = 0 THEN 0 ELSE 10000 END,
        CASE WHEN n % 2 = 0 THEN 'paid' ELSE 'open' END, '2026-10-01', 1
      FROM generate_series(1, ${INVOICES}) n JOIN customer c ON c.customer_id = 'C-' || (1 + n % ${CUSTOMERS})`);
    await client.query(`
      INSERT INTO payment (
        id, organization_id, kind, payment_id, customer_id, amount_minor, unallocated_minor, currency, received_on,
        method, created_at)
      SELECT gen_random_uuid(), ${org}, 'payment', 'P-' || i.invoice_id, i.customer_id, 10000, 0, 'EUR', '2026-11-05',
        'transfer', now()
      FROM invoice i
      WHERE status = 'paid'`);
    await client.query(`
      INSERT INTO entry (
        id, organization_id, invoice_id, kind, amount_minor, currency, entry_on, cause, created_at)
      SELECT gen_random_uuid(), ${org}, id, 'invoice', 10000, 'EUR', issue_date, 'x', now()
      FROM invoice`);
    await client.query(`
      INSERT INTO entry (
        id, organization_id, invoice_id, kind, amount_minor, currency, entry_on, cause, payment_id, created_at)
      SELECT gen_random_uuid(), ${org}, i.id, 'payment', -10000, 'EUR', issue_date, 'x', p.id, now()
      FROM invoice i JOIN payment p ON p.payment_id = 'P-' || i.invoice_id`);
    await client.query(`
      INSERT INTO inbox (organization_id, source, event_id)
      SELECT ${org}, '/erp', 'old-' || n
      FROM generate_series(1, ${INVOICES}) n`);
    await client.query(`
      INSERT INTO early_event (id, organization_id, subject, event)
      SELECT gen_random_uuid(), ${org}, 'invoice/never-' || n, '{}'
      FROM generate_series(1, ${INVOICES}) n`);
    await client.query(`
      INSERT INTO money_out (id, organization_id, payment_id, kind, amount_minor, out_on, erp_id, cause, created_at)
      SELECT gen_random_uuid(), ${org}, id, 'refund', 1, '2026-11-20', payment_id, 'event:1', now()
      FROM payment`);
    await client.query(`
      INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
      SELECT ${org}, id, 'email', customer_id || '@example.com', 'undelivered', now(), '2026-11-01'
      FROM customer`);
    await client.query(`
      INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", state, requested_at, changed_on)
      SELECT gen_random_uuid(), ${org}, id, customer_id, 'courtesy', 'send', 'sent', now(), '2026-11-01'
      FROM invoice`);
    await client.query(`
      INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, opened_at, opened_by, released_at)
      SELECT gen_random_uuid(), ${org}, id, customer_id, 'manual', now(), 'x', now()
      FROM invoice`);
    await client.query(`
      INSERT INTO promise (
        id, organization_id, customer_id, currency, state, source, parts, promised_minor, grace_days, until_on,
        opened_at, opened_by)
      SELECT gen_random_uuid(), ${org}, id, 'EUR', 'kept', 'call', '[{"on": "2026-11-01", "minor": "1"}]', 1, 2,
        '2026-11-03', now(), 'x'
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO promise_invoice (promise_id, invoice_id, organization_id)
      SELECT p.id, i.id, ${org}
      FROM promise p JOIN invoice i USING (customer_id)
      WHERE i.status = 'paid'`);
    await client.query(`
      INSERT INTO payment_plan (
        id, organization_id, customer_id, currency, state, source, instalments, total_minor, charges, grace_days,
        proposed_at, proposed_by)
      SELECT gen_random_uuid(), ${org}, id, 'EUR', 'completed', 'call', '[{"on": "2026-11-01", "minor": "1"}]', 1,
        'included', 7, now(), 'x'
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO payment_plan_invoice (plan_id, invoice_id, organization_id)
      SELECT p.id, i.id, ${org}
      FROM payment_plan p JOIN invoice i USING (customer_id)
      WHERE i.status = 'paid'`);
    await client.query(`
      INSERT INTO supply_hold (
        id, organization_id, invoice_id, step_id, case_run, state, requested_at, lifted_at, lifted_because)
      SELECT gen_random_uuid(), ${org}, id, 'hold', 1, 'lifted', now(), now(), 'settled'
      FROM invoice`);
    await client.query(`
      INSERT INTO customer_credit (organization_id, customer_id, limit_minor, limit_currency, source, version)
      SELECT ${org}, id, 1000, 'EUR', 'erp', 1
      FROM customer`);
    await client.query(`
      INSERT INTO credit_limit_change (
        id, organization_id, customer_id, limit_minor, limit_currency, source, set_by, set_at)
      SELECT gen_random_uuid(), ${org}, id, 1000, 'EUR', 'erp', 'erp:/erp', now()
      FROM customer`);
    await client.query(`
      INSERT INTO invoice_assignment (
        id, organization_id, invoice_id, hold_id, assigned_to, assigned_on, assigned_at, returned_on, returned_at)
      SELECT gen_random_uuid(), ${org}, i.id, h.id, 'x', '2026-11-01', now(), '2026-11-02', now()
      FROM invoice i JOIN hold h ON h.invoice_id = i.id AND h.kind = 'manual'`);
    await client.query(`
      INSERT INTO asked_message (id, organization_id, customer_id, what, contact_id, channel, asked_at, asked_by)
      SELECT gen_random_uuid(), ${org}, id, 'statement', 'k1', 'email', now(), 'x'
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO service_message (id, organization_id, customer_id, kind, subject_id, requested_at)
      SELECT gen_random_uuid(), ${org}, id, 'promise-confirmed', id, now()
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO call_log (id, organization_id, customer_id, direction, started_at, ended_at, seconds, made_by)
      SELECT gen_random_uuid(), ${org}, id, 'out', now(), now(), 0, 'x'
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO agency (id, organization_id, key, name, adapter, address, terms, position, state, created_at)
      SELECT id, ${org}, id::text, 'x', 'http', 'x', '{}', 1, 'retired', now()
      FROM customer`);
    await client.query(`
      INSERT INTO agency_message (id, organization_id, placement_id, kind, state, body, body_hash, created_at)
      SELECT gen_random_uuid(), ${org}, id, 'changed', 'sent', '{}', 'x', now()
      FROM invoice`);
    await client.query(`
      INSERT INTO customer_pause (
        id, organization_id, customer_id, until_on, reason, opened_at, opened_by, released_at, released_by)
      SELECT gen_random_uuid(), ${org}, id, '2026-11-01', 'x', now(), 'x', now(), 'x'
      FROM customer`);
    await client.query(`
      INSERT INTO dispute (
        id, organization_id, number, customer_id, origin, category, department, reason, state, deadline_on, opened_at,
        opened_by, opened_on, resolved_at)
      SELECT id, ${org}, row_number() OVER (), customer_id, 'person', 'price', 'sales', 'x', 'resolved', '2026-11-10',
        '2026-11-01', 'x', '2026-11-01', '2026-11-05'
      FROM invoice`);
    await client.query(`
      INSERT INTO dispute_line (dispute_id, invoice_id, organization_id)
      SELECT id, id, ${org} FROM invoice`);
    await client.query(`
      INSERT INTO message (
        id, organization_id, customer_id, template, stage, reminder, language, state, channel, recipients, subject,
        text, content_hash, totals, composed_at)
      SELECT gen_random_uuid(), ${org}, id, 'courtesy', 'courtesy', false, 'es', 'sent', 'email', '[]', 's', 't', 'h',
        '[]', '2026-11-01'
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO message_decision (message_id, organization_id, at, tolerance_ms, composition, facts, hash)
      SELECT id, ${org}, composed_at, 0, '{}', '{}', 'h'
      FROM message`);
    await client.query(`
      INSERT INTO message_invoice (message_id, invoice_id, organization_id, section, open_minor, currency)
      SELECT m.id, i.id, ${org}, 'upcoming', 1, 'EUR'
      FROM message m JOIN invoice i USING (customer_id)
      WHERE i.status = 'open'`);
    await client.query(`
      INSERT INTO charge (
        id, organization_id, invoice_id, customer_id, key, kind, currency, amount_minor, open_minor, charged_on,
        message_id, stage, when_principal_paid, how, created_at)
      SELECT gen_random_uuid(), ${org}, i.id, i.customer_id, 'fee', 'fee', 'EUR', 100, 100, '2026-11-01', m.id,
        'courtesy', 'demand', '{}', now()
      FROM invoice i
      JOIN LATERAL (SELECT id FROM message WHERE message.customer_id = i.customer_id LIMIT 1) m ON true
      WHERE i.status = 'paid'`);
    await client.query(`
      INSERT INTO opt_out (organization_id, customer_id, contact_id, channel, opted_out_at, opted_out_by)
      SELECT ${org}, id, 'k1', 'sms', now(), 'x'
      FROM customer`);
    await client.query(`
      INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
      SELECT ${org}, id, 'email', 'old@x.example', 'bounced', now(), '2026-11-01'
      FROM customer`);
    await client.query(`
      INSERT INTO open_items_list (organization_id, customer_id, as_of, items, listed_at)
      SELECT ${org}, id, '2026-12-01', '[]', now()
      FROM customer`);
    await client.query(`
      INSERT INTO task (id, organization_id, kind, state, customer_id, opened_at)
      SELECT gen_random_uuid(), ${org}, 'call', 'done', id, now()
      FROM customer, generate_series(1, 4)`);
    await client.query(`
      INSERT INTO task_invoice (task_id, invoice_id, organization_id)
      SELECT t.id, i.id, ${org}
      FROM task t JOIN invoice i USING (customer_id)
      WHERE i.status = 'open'`);
    await client.query(`
      INSERT INTO placement (
        id, organization_id, invoice_id, customer_id, state, open_minor, pack, pack_hash, proposed_at)
      SELECT gen_random_uuid(), ${org}, id, customer_id, 'rejected', 1, '{}', '', now()
      FROM invoice
      WHERE status = 'open'`);
    await client.query(`
      INSERT INTO audit_event (id, organization_id, at, kind, actor, customer_id, invoice_id, data)
      SELECT gen_random_uuid(), ${org}, now(), 'invoice.issued', 'x', customer_id, id, '{}'
      FROM invoice`);
    await client.query('ANALYZE');
  });
});

/**
 * How often `work` read each table from end to end. `work` gets a connection of its own, because Postgres adds its
 * counts to the statistics only when the connection closes.
 */
async function wholeReads(work: (world: CaseWorld) => Promise<unknown>): Promise<Record<string, number>> {
  const counts = () =>
    withClient(
      db.ownerUrl,
      async (client) =>
        (
          await client.query<{ name: string; reads: string }>(
            'SELECT relname AS name, seq_scan AS reads FROM pg_stat_user_tables',
          )
        ).rows,
    );
  const before = await counts();
  const own: Database = openDatabase(db.urls.app, { connections: 1 });
  await work(new CaseWorld(own, db.organization));
  await own.close();
  // The Postgres process of the connection writes its counts when it ends.
  await withClient(db.ownerUrl, (client) =>
    until('the backend has ended', async () => {
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'puntual_app_login'`,
      );
      return rows.length === 0;
    }),
  );
  const after = await counts();
  // Tables so small that reading them whole is cheaper than an index.
  const small = new Set([
    'organization',
    'feed_state',
    'credential',
    'outbox',
    'service_beat',
    'gate_wait',
    'worklist_setting',
    'collector',
    'collector_absence',
    'organization_setting',
    'policy_version',
  ]);
  return Object.fromEntries(
    after.flatMap(({ name, reads }) => {
      const more = Number(reads) - Number(before.find((row) => row.name === name)?.reads ?? 0);
      return more > 0 && !small.has(name) ? [[name, more]] : [];
    }),
  );
}

const NOW = at('2026-12-14 12:00');
const allocations = (invoiceId: string) => [{ invoiceId, amount: '100.00' }];

test('processing a batch of events reads no table from end to end', async () => {
  expect(
    await wholeReads(async (world) => {
      const nth = (n: number) => `C-${1 + (n % CUSTOMERS)}`;
      await world.take(
        [
          ...Array.from({ length: 40 }, (_, n) =>
            paid({
              paymentId: `new-${n}`,
              customerId: nth(2 * n + 1),
              amount: '100.00',
              allocations: allocations(`I-${2 * n + 1}`),
            }),
          ),
          paid({ paymentId: 'by-number', customerId: nth(101), amount: '100.00', reference: 'F/101' }),
          reversed({ paymentId: 'P-I-200', customerId: nth(200) }),
          amended({ invoiceId: 'I-301', customerId: nth(301), revision: 1, total: '90.00' }),
          refunded({ customerId: nth(201), amount: '1.00', paymentId: 'P-I-202' }),
          creditNote({ customerId: nth(401), amount: '5.00', allocations: allocations('I-401') }),
          issued({ invoiceId: 'I-new', customerId: nth(501), total: '1.00' }),
          customer({ customerId: nth(601), timeZone: 'Atlantic/Canary' }),
          openItems({ customerId: nth(701) }),
        ],
        NOW,
      );
      await world.take(
        [amended({ invoiceId: 'I-301', customerId: nth(301), revision: 1, documentUrl: 'https://erp.example/x' })],
        NOW,
      );
    }),
  ).toEqual({});
});

test('computing a statement and finding the payer of a bank movement read no table from end to end', async () => {
  // Not through the suite's pool, whose idle connection could write its counts while `work` is measured.
  const customerRowId = await withClient(
    db.ownerUrl,
    async (client) =>
      (await client.query<{ id: string }>("SELECT id FROM customer WHERE customer_id = 'C-8'")).rows[0]?.id ?? '',
  );
  const movement: BankLine = {
    line: 1,
    account: 'ES1',
    bookedOn: '2026-11-19',
    amount: '100.00',
    currency: 'EUR',
    instructed: null,
    direction: 'credit',
    reversal: false,
    returned: false,
    booked: true,
    entryRef: null,
    transactionRef: null,
    endToEndId: 'E-1',
    payer: 'Nobody',
    payerAccount: null,
    text: 'F/7001',
    documents: [],
  };
  expect(
    await wholeReads((world) =>
      world.database.inOrganization(db.organization.id, async (tx) => {
        const statement = await loadStatement(tx, customerRowId, { on: '2026-12-13', knownAt: NOW }, NOW);
        expect(statement?.statement.overdue.length).toBeGreaterThan(0);
        expect(await findPayers(tx, db.organization.id, [movement], {})).toMatchObject([{ customerId: 'C-2002' }]);
        expect(await tx.$queryRaw`SELECT * FROM payments_named('{E-1}')`).toEqual([]);
      }),
    ),
  ).toEqual({});
});

test('evaluating a case reads no table from end to end', async () => {
  expect(
    await wholeReads(async (world) => {
      for (const id of ['I-1', 'I-3', 'I-5']) await world.evaluate(NOW, id);
    }),
  ).toEqual({});
});

test('reserving and settling a message, a delivery report and a hold read no table from end to end', async () => {
  expect(
    await wholeReads(async (world) => {
      await world.evaluate(NOW, 'I-7');
      const message = await world.reserve(NOW, { customerId: 'C-8' });
      await world.reserve(NOW, { customerId: 'C-8' });
      await world.settle(message.messageId, { kind: 'sent', providerId: 'x', by: 'answer' }, NOW, 'C-8');
      await takeDeliveryReport(
        world.database,
        { slug: db.organization.slug, messageId: message.messageId, webhookId: 'w', providerId: 'x', state: 'bounced' },
        NOW,
      );
      await openHold(
        world.database,
        world.actor,
        { invoiceRowId: (await world.invoice('I-7')).id, kind: 'manual', reason: 'x', untilOn: null },
        NOW,
      );
    }),
  ).toEqual({});
});
