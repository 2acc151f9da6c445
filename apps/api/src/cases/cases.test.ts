import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { startBeat, UNATTENDED_CASES } from '@puntual/platform/service-health';
import { ensureOrganization, withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const set = (invoiceId: string, columns: string) =>
  withClient(db.ownerUrl, (client) => client.query(`UPDATE invoice SET ${columns} WHERE invoice_id = $1`, [invoiceId]));
const deciding = (code: string) =>
  `next_action = '{"do": "wait", "stepId": null, "stage": null, "reasons": [{"code": "${code}"}]}'::jsonb`;

test('the cases that nothing moves are listed with the reason, only those of the organization', async () => {
  const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
  const ids = ['silent', 'asked', 'overdue', 'waiting', 'closed', 'new'];
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    ...ids.map((id) => anInvoice('demo', id, 'C-1', '2026-12-10')),
  );
  await api.take(other, aCustomer('other', 'C-1'), anInvoice('other', 'theirs', 'C-1', '2026-12-10'));
  for (const id of ['silent', 'asked', 'theirs']) await set(id, `${deciding('nothing-left')}, next_action_at = NULL`);
  await set('overdue', `${deciding('step-day')}, next_action_at = '2026-11-20T09:00:00Z'`);
  await set('waiting', `${deciding('step-day')}, next_action_at = '2026-11-20T10:30:00Z'`);
  await set('closed', `case_state = 'closed'`);
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        WITH opened AS (
          INSERT INTO task (id, organization_id, kind, customer_id, opened_at, due_on)
          SELECT gen_random_uuid(), organization_id, 'call', customer_id, now(), '2026-11-24'
          FROM invoice
          WHERE invoice_id = 'asked'
          RETURNING id, organization_id)
        INSERT INTO task_invoice (task_id, invoice_id, organization_id)
        SELECT o.id, i.id, o.organization_id
        FROM opened o JOIN invoice i ON i.invoice_id = 'asked'`,
    ),
  );
  api.setNow('2026-11-20T10:30:00Z');
  const first = (await api.get('/v1/cases/unattended?limit=2', { key: api.keys.viewer })).body;
  const rest = (await api.get(`/v1/cases/unattended?limit=2&cursor=${String(first.nextCursor)}`)).body;
  expect(rest.nextCursor).toBeNull();
  const items = [...(first.items as Record<string, unknown>[]), ...(rest.items as Record<string, unknown>[])];
  // The one without a decision is not late yet.
  expect(items.map(({ invoiceId, why }) => [invoiceId, why])).toEqual([
    ['silent', 'silent'],
    ['overdue', 'overdue'],
    ['closed', 'closed'],
  ]);
  expect(items[1]).toMatchObject({
    customerId: 'C-1',
    nextActionAt: '2026-11-20T09:00:00.000Z',
    workflowId: 'invoice/demo/overdue',
  });
  expect((await api.get('/v1/cases/unattended', { key: api.keys.integration })).status).toBe(403);
});

test('readiness counts them, without becoming unready and without a name', async () => {
  let written = (): void => undefined;
  const first = new Promise<void>((resolve) => (written = resolve));
  const health = { registry: new Registry(), runChecks: () => Promise.resolve({ ready: true, checks: {} }) };
  const beat = startBeat(db.database.shared, 'ingest', health, {
    details: () => ({ [UNATTENDED_CASES]: '3' }),
    afterBeat: () => Promise.resolve(written()),
  });
  await first;
  const { body } = await api.get('/readyz', { key: null });
  expect((body.checks as Record<string, string>).cases).toMatch(/^3 open cases/);
  await beat.stop();
});
