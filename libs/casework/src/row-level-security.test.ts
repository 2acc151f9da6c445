import { beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase, type Database, type Tx } from '@puntual/db/database';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import type { OrganizationRef } from './record/refs.ts';

// Tables whose rows belong to no organization, or that services read across organizations. All others need a column for
// the organization and row-level security.
// The rows of people belong to no organization either; `access/acting-user.test.ts` tests their walls.
const SHARED = [
  '_prisma_migrations',
  'app_user',
  'organization',
  'passkey',
  'platform_clock',
  'service_beat',
  'sign_in_flow',
  'user_secret',
];
const PROTECTED = [
  'agency',
  'agency_entry',
  'agency_message',
  'agency_report',
  'approval',
  'asked_message',
  'audit_block',
  'audit_event',
  'audit_sealed_event',
  'bank_movement',
  'call_log',
  'case_decision',
  'charge',
  'collector',
  'collector_absence',
  'contact',
  'credential',
  'credit_limit_change',
  'customer',
  'customer_access',
  'customer_credit',
  'customer_group',
  'customer_group_member',
  'customer_note',
  'customer_pause',
  'data_import',
  'data_import_fault',
  'data_import_part',
  'dispute',
  'dispute_file',
  'dispute_line',
  'dispute_note',
  'dispute_question',
  'early_event',
  'entry',
  'feed_state',
  'gate_wait',
  'hold',
  'idempotency_key',
  'inbox',
  'invoice',
  'invoice_assignment',
  'membership',
  'message',
  'message_day',
  'message_decision',
  'message_invoice',
  'money_out',
  'open_items_list',
  'opt_out',
  'organization_role',
  'organization_setting',
  'outbox',
  'payer_account',
  'payment',
  'payment_plan',
  'payment_plan_invoice',
  'placement',
  'placement_file',
  'plan_agreement',
  'policy_move',
  'policy_version',
  'portal_act',
  'portal_file',
  'portal_link',
  'promise',
  'promise_invoice',
  'reply',
  'reply_answer',
  'reply_file',
  'service_message',
  'step',
  'supply_hold',
  'task',
  'task_invoice',
  'task_outcome',
  'team',
  'unidentified_receipt',
  'unreached_address',
  'webhook_event',
  'worklist_setting',
];
const APPEND_ONLY = [
  'agency_entry',
  'agency_report',
  'audit_block',
  'audit_event',
  'audit_sealed_event',
  'case_decision',
  'dispute_file',
  'dispute_note',
  'entry',
  'inbox',
  'message_decision',
  'message_invoice',
  'money_out',
  'outbox',
  'payment_plan_invoice',
  'placement_file',
  'plan_agreement',
  'promise_invoice',
  'reply_file',
  'webhook_event',
];
// Values that check constraints require. When `fill` fails because of a new constraint, add a value for it here.
const VALID: Record<string, Record<string, string>> = {
  agency: { adapter: 'http', state: 'active' },
  agency_entry: { kind: 'collected' },
  agency_message: { kind: 'placement', state: 'pending' },
  agency_report: { outcome: 'accepted' },
  audit_block: { number: '1', events: '1' },
  credit_limit_change: { source: 'erp' },
  customer_credit: { source: 'erp', limit_minor: '1', erp_minor: '1' },
  customer_access: { state: 'asked' },
  charge: { kind: 'fee', when_principal_paid: 'waive', amount_minor: '1', open_minor: '1' },
  dispute: { origin: 'person', state: 'open' },
  dispute_file: { kind: 'pdf', content: 'x' },
  placement_file: { content: 'x' },
  portal_file: { content: 'x' },
  invoice: { open_minor: '1' },
  payment: { kind: 'payment', amount_minor: '1', unallocated_minor: '1' },
  message: { state: 'sent' },
  step: { state: 'sent' },
  supply_hold: { state: 'lifted' },
  data_import: { kind: 'bank', state: 'done' },
  data_import_part: { content: 'x' },
  task: { kind: 'unidentified-receipt' },
  unidentified_receipt: { amount_minor: '1' },
  opt_out: { channel: 'sms' },
  asked_message: { what: 'invoices', channel: 'sms' },
  call_log: { direction: 'in', seconds: '1' },
  unreached_address: { channel: 'sms', why: 'bounced' },
  policy_version: { state: 'published' },
  money_out: { kind: 'refund' },
  payment_plan: { state: 'active', source: 'call', charges: 'included' },
  plan_agreement: { pdf: 'x' },
  promise: { state: 'open', source: 'call' },
  reply: { kind: 'reply', state: 'unmatched', raw: 'x' },
  reply_file: { kind: 'pdf', content: 'x' },
  policy_move: { mode: 'now', state: 'done' },
  membership: { state: 'active' },
  organization_role: { rights: '{}' },
  approval: { kind: 'write-off', state: 'open' },
};

const db = useTestDatabase({ connections: 2 });
let other: OrganizationRef;
let tables: string[] = [];

beforeAll(async () => {
  other = await freshOrganization(db);
  tables = await withClient(db.ownerUrl, async (client) =>
    (
      await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
      )
    ).rows.map((row) => row.name),
  );
  for (const table of PROTECTED) await withClient(db.ownerUrl, (client) => fill(client, table, other.id));
});

interface Client {
  query<T extends object = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<{ rows: T[] }>;
}

// Inserts one row of the organization into the table, with a value for each column that needs one. The session's role
// `replica` switches off the checks of foreign keys.
async function fill(client: Client, table: string, organizationId: string): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `SELECT column_name AS name, udt_name AS type
     FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL`,
    [table],
  );
  const value = (column: { name: string; type: string }) => {
    if (column.name === 'organization_id') return `'${organizationId}'`;
    const given = VALID[table]?.[column.name];
    if (given) return `'${given}'`;
    const byType: Record<string, string> = {
      uuid: 'gen_random_uuid()',
      jsonb: `'{}'`,
      timestamptz: 'now()',
      date: 'now()',
      int4: '1',
      int8: '1',
      bool: 'false',
      bpchar: `'ES'`,
      text: `'x'`,
    };
    const text = byType[column.type];
    if (!text) throw new Error(`${table}.${column.name}: add a value of the type ${column.type} to byType`);
    return text;
  };
  await client.query(`SET session_replication_role = replica`);
  const names = columns.map((column) => `"${column.name}"`);
  await client.query(`INSERT INTO "${table}" (${names.join(', ')}) VALUES (${columns.map(value).join(', ')})`);
}

const asApp = <T>(work: (tx: Tx) => Promise<T>) => db.database.inOrganization(db.organization.id, work);
const denied = /permission denied|row-level security/;

describe('row-level security between organizations', () => {
  test('protects every table that is not shared by all organizations', async () => {
    expect(tables.filter((table) => !SHARED.includes(table))).toEqual(PROTECTED);
    const { rows } = await withClient(db.ownerUrl, (client) =>
      client.query<{ name: string }>(
        `SELECT c.relname AS name
         FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL($1)
           AND NOT (
             c.relrowsecurity AND c.relforcerowsecurity
             AND EXISTS (
               SELECT FROM information_schema.columns i
               WHERE i.table_name = c.relname AND i.column_name = 'organization_id' AND i.is_nullable = 'NO')
             AND EXISTS (
               SELECT FROM pg_policies p
               WHERE p.tablename = c.relname AND p.roles = '{puntual_app}' AND p.cmd = 'ALL'
                 AND p.qual LIKE '%current_organization()%' AND p.with_check LIKE '%current_organization()%'))`,
        [SHARED],
      ),
    );
    expect(rows.map((row) => row.name)).toEqual([]);
  });

  test('lets the owner, whom it binds too, see all rows, as the functions need that look past it', async () => {
    const { rows } = await withClient(db.ownerUrl, (client) =>
      client.query<{ name: string }>(
        `SELECT c.relname AS name
         FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity
           AND NOT EXISTS (
             SELECT FROM pg_policies p
             WHERE p.tablename = c.relname AND p.roles = ARRAY[current_user]::name[] AND p.cmd = 'ALL'
               AND p.qual = 'true' AND p.with_check = 'true')`,
      ),
    );
    expect(rows).toEqual([]);
  });

  test('is reported as missing for a new table without it', async () => {
    const { rows } = await withClient(db.ownerUrl, async (client) => {
      await client.query('BEGIN');
      await client.query('CREATE TABLE forgotten (organization_id uuid NOT NULL)');
      const found = await client.query<{ name: string }>(
        `SELECT c.relname AS name
         FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL($1)
           AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
        [SHARED],
      );
      await client.query('ROLLBACK');
      return found;
    });
    expect(rows).toEqual([{ name: 'forgotten' }]);
  });

  test.each(PROTECTED)('hides the rows of %s from other organizations, and refuses their changes', async (table) => {
    const count = (tx: Tx) => tx.$queryRawUnsafe<{ rows: number }[]>(`SELECT count(*)::int AS rows FROM "${table}"`);
    expect(
      await withClient(
        db.ownerUrl,
        async (client) => (await client.query(`SELECT count(*)::int AS rows FROM "${table}"`)).rows,
      ),
    ).toEqual([{ rows: 1 }]);
    expect(await count(db.database.shared)).toEqual([{ rows: 0 }]);
    expect(await asApp(count)).toEqual([{ rows: 0 }]);
    expect(await db.database.inOrganization(other.id, count)).toEqual([{ rows: 1 }]);

    for (const change of [`UPDATE "${table}" SET organization_id = organization_id`, `DELETE FROM "${table}"`]) {
      const affected = await asApp((tx) => tx.$executeRawUnsafe(change)).catch((error: unknown) => {
        expect(String(error)).toMatch(denied);
        return 0;
      });
      expect(affected).toBe(0);
    }
    // A copy of the other organization's row, inserted by this organization.
    const { rows } = await withClient(db.ownerUrl, (client) =>
      client.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM "${table}" t`),
    );
    await expect(
      asApp((tx) =>
        tx.$executeRawUnsafe(
          `INSERT INTO "${table}" SELECT * FROM jsonb_populate_record(NULL::"${table}", $1::jsonb)`,
          JSON.stringify(rows[0]?.row),
        ),
      ),
    ).rejects.toThrow(denied);
  });

  test('refuses a row that refers to a row of another organization', async () => {
    const { rows } = await withClient(db.ownerUrl, (client) => client.query<{ id: string }>('SELECT id FROM customer'));
    await expect(
      asApp((tx) =>
        tx.$executeRawUnsafe(
          `INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, opened_at, opened_by)
           VALUES (
             gen_random_uuid(), '${db.organization.id}', gen_random_uuid(), gen_random_uuid(), 'manual', now(), 'x')`,
        ),
      ),
    ).rejects.toThrow(/foreign key/i);
    await expect(
      asApp((tx) =>
        tx.$executeRawUnsafe(
          `INSERT INTO contact (id, organization_id, customer_id, contact_id, name, role)
           VALUES (gen_random_uuid(), '${db.organization.id}', '${rows[0]?.id}', 'k', 'x', 'other')`,
        ),
      ),
    ).rejects.toThrow(/foreign key/i);
  });

  test('refuses to move a row to another organization', async () => {
    await asApp((tx) =>
      tx.$executeRawUnsafe(
        `INSERT INTO feed_state (organization_id, feed, complete_until) VALUES ('${db.organization.id}', 'own', now())`,
      ),
    );
    await expect(
      asApp((tx) => tx.$executeRawUnsafe(`UPDATE feed_state SET organization_id = '${other.id}' WHERE feed = 'own'`)),
    ).rejects.toThrow(denied);
  });

  test('cannot be switched off or bypassed by the services’ role', async () => {
    for (const sql of [
      'SET row_security = off',
      'ALTER TABLE invoice DISABLE ROW LEVEL SECURITY',
      'SET ROLE postgres',
      'DROP POLICY organization_wall ON invoice',
      'CREATE TABLE own (id int)',
    ]) {
      const outcome = await asApp(async (tx) => {
        await tx.$executeRawUnsafe(sql);
        return tx.$queryRawUnsafe('SELECT 1 FROM invoice');
      }).catch((error: unknown) => String(error));
      expect(outcome).toEqual(
        expect.stringMatching(/permission denied|must be owner|would be affected|query would be affected/),
      );
    }
    expect(
      await withClient(
        db.ownerUrl,
        async (client) =>
          (
            await client.query(
              `SELECT rolsuper, rolbypassrls, rolcreaterole
               FROM pg_roles
               WHERE rolname IN ('puntual_app_login', 'puntual_relay_login', 'puntual_app', 'puntual_relay')`,
            )
          ).rows,
      ),
    ).toEqual(Array(4).fill({ rolsuper: false, rolbypassrls: false, rolcreaterole: false }));
  });
});

describe('an append-only table', () => {
  test.each(APPEND_ONLY)('%s refuses the services every change and deletion of rows', async (table) => {
    for (const change of [
      `UPDATE "${table}" SET organization_id = organization_id`,
      `DELETE FROM "${table}"`,
      `TRUNCATE "${table}"`,
    ]) {
      await expect(db.database.inOrganization(other.id, (tx) => tx.$executeRawUnsafe(change))).rejects.toThrow(
        /permission denied/,
      );
    }
  });
});

describe('the relay’s role', () => {
  test('reads and changes the outbox of all organizations, and no other rows of theirs', async () => {
    const relay = openDatabase(db.urls.relay, { connections: 1 });
    try {
      expect(await relay.shared.$queryRawUnsafe(`SELECT organization_id FROM outbox`)).toEqual([
        { organization_id: other.id },
      ]);
      const readable: string[] = [];
      const writable: string[] = [];
      for (const table of tables) {
        const { rows } = await withClient(db.ownerUrl, (client) =>
          client.query<{ reads: boolean; writes: boolean }>(
            `SELECT
               has_table_privilege('puntual_relay_login', $1, 'SELECT') AS reads,
               has_table_privilege('puntual_relay_login', $1, 'INSERT')
                 OR has_table_privilege('puntual_relay_login', $1, 'UPDATE')
                 OR has_table_privilege('puntual_relay_login', $1, 'DELETE') AS writes`,
            [`public."${table}"`],
          ),
        );
        if (rows[0]?.reads) readable.push(table);
        if (rows[0]?.writes) writable.push(table);
      }
      expect(readable).toEqual(['organization', 'outbox', 'platform_clock']);
      expect(writable).toEqual(['outbox']);
      await expect(
        relay.shared.$executeRawUnsafe(
          `INSERT INTO outbox (organization_id, target, key, kind, payload)
           VALUES ('${other.id}', 'kafka', 'k', 'x', '{}')`,
        ),
      ).rejects.toThrow(/permission denied/);
      await expect(relay.shared.$queryRawUnsafe('SELECT 1 FROM customer')).rejects.toThrow(/permission denied/);
      await expect(relay.shared.$queryRawUnsafe(`SELECT find_credential('x')`)).rejects.toThrow(/permission denied/);
    } finally {
      await relay.close();
    }
  });
});

describe('a pooled connection', () => {
  const seen = (database: Database) =>
    database.shared.$queryRawUnsafe<{ organization: string | null; rows: number }[]>(
      `SELECT current_organization() AS organization, (SELECT count(*)::int FROM customer) AS rows`,
    );

  test('belongs to no organization after a commit, an error in the work, or a failed statement', async () => {
    const single = openDatabase(db.urls.app, { connections: 1 });
    const nothing = [{ organization: null, rows: 0 }];
    try {
      await single.inOrganization(other.id, (tx) => tx.customer.count());
      expect(await seen(single)).toEqual(nothing);
      await expect(single.inOrganization(other.id, () => Promise.reject(new Error('work failed')))).rejects.toThrow(
        'work failed',
      );
      expect(await seen(single)).toEqual(nothing);
      await expect(single.inOrganization(other.id, (tx) => tx.$executeRawUnsafe('SELECT 1/0'))).rejects.toThrow(
        /division by zero/,
      );
      expect(await seen(single)).toEqual(nothing);
      await expect(
        single.inOrganization(other.id, async (tx) => {
          await tx.$executeRawUnsafe(
            `INSERT INTO feed_state (organization_id, feed, complete_until) VALUES ('${other.id}', 'half', now())`,
          );
          throw new Error('after a write');
        }),
      ).rejects.toThrow('after a write');
      expect(
        await single.inOrganization(other.id, (tx) =>
          tx.$queryRawUnsafe(`SELECT 1 FROM feed_state WHERE feed = 'half'`),
        ),
      ).toEqual([]);
      expect(await single.inOrganization(db.organization.id, (tx) => tx.customer.count())).toBe(0);
    } finally {
      await single.close();
    }
  });

  test('shows no row of another organization while transactions of both are broken off (R50)', async () => {
    const few = openDatabase(db.urls.app, { connections: 3 });
    const rowsOf = (tx: Tx) =>
      tx.$queryRawUnsafe<{ id: string }[]>('SELECT organization_id::text AS id FROM feed_state');
    const breakOff = async (tx: Tx, number: number): Promise<void> => {
      if (number % 12 === 0) {
        await tx.$executeRawUnsafe('SET LOCAL statement_timeout = 5');
        await tx.$executeRawUnsafe('SELECT pg_sleep(1)');
      }
      if (number % 3 === 0) throw new Error('the client went away');
    };
    try {
      for (const { id } of [other, db.organization])
        await few.inOrganization(id, (tx) =>
          tx.feedState.upsert({
            where: { organizationId_feed: { organizationId: id, feed: 'broken-off' } },
            create: { organizationId: id, feed: 'broken-off', completeUntil: new Date(0) },
            update: {},
          }),
        );
      const answers = await Promise.all(
        Array.from({ length: 120 }, async (_, number) => {
          const { id } = number % 2 === 0 ? other : db.organization;
          const read = await few
            .inOrganization(id, async (tx) => {
              const rows = await rowsOf(tx);
              await breakOff(tx, number);
              return rows;
            })
            .catch(() => null);
          // Null: broken off. Each of the others sees its own rows, and no others.
          return read === null ? number % 3 === 0 : read.length > 0 && read.every((row) => row.id === id);
        }),
      );
      expect(answers.filter((isOwn) => !isOwn)).toEqual([]);
      expect(await seen(few)).toEqual([{ organization: null, rows: 0 }]);
    } finally {
      await few.close();
    }
  });

  test('refuses an organization id that is no UUID, and finds no rows for an empty one', async () => {
    await expect(db.database.inOrganization('not-a-uuid', (tx) => tx.customer.count())).rejects.toThrow(/uuid/i);
    expect(await db.database.inOrganization('', (tx) => tx.customer.count())).toBe(0);
  });
});
