import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { standardDocument } from '@puntual/domain/policy/standard';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { asPerson, aPerson, signIn, type Person } from '../testing/people.ts';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { seedTask } from '../testing/seed-message.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let ana: Person;
let asAna: ReturnType<typeof asPerson>;
let asLuis: ReturnType<typeof asPerson>;
const ALL = ['write-off', 'placement', 'bank-details', 'policy-publishing'];

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  ana = await aPerson(db.database, db.organization, 'manager');
  asAna = asPerson(api, await signIn(api, ana.email));
});
afterAll(async () => {
  await api.close();
  await db.close();
});

let invoices = 0;
let invoiceId = '';
beforeEach(async () => {
  api.setNow('2026-11-20T10:00:00Z');
  invoiceId = `INV-${++invoices}`;
  await api.take(db.organization, aCustomer('demo', 'C-1'), anInvoice('demo', invoiceId, 'C-1', '2026-12-10'));
});

const invoice = async () => (await api.get(`/v1/invoices/${invoiceId}`)).body;
const writeOff = () => ({ kind: 'write-off', invoiceId, reason: 'small and old' });
async function asked(body: object = writeOff()): Promise<string> {
  const answer = await asAna('POST', '/v1/approvals', body);
  expect([answer.status, answer.body.state]).toEqual([201, 'open']);
  return String(answer.body.id);
}

test('nothing needs a second person unless the organization says so, and it needs two people to say so', async () => {
  expect((await api.get('/v1/settings/four-eyes')).body).toEqual({ kinds: [] });
  const alone = await api.call('PUT', '/v1/settings/four-eyes', { body: { kinds: ALL } });
  expect([alone.status, alone.body.code]).toEqual([409, 'needs-two-people']);
  expect((await api.post(`/v1/invoices/${invoiceId}/write-off`, { reason: 'x' })).status).toBe(200);
  const luis = await aPerson(db.database, db.organization, 'manager');
  asLuis = asPerson(api, await signIn(api, luis.email));
  const both = await api.call('PUT', '/v1/settings/four-eyes', { body: { kinds: ALL } });
  expect([both.status, both.body.kinds]).toEqual([200, ALL]);
});

describe('an act that needs a second person', () => {
  test('is refused to everybody alone: people, administrators and keys', async () => {
    for (const call of [asAna, asLuis]) {
      const refused = await call('POST', `/v1/invoices/${invoiceId}/write-off`, { reason: 'x' });
      expect([refused.status, refused.body.code]).toEqual([409, 'needs-approval']);
    }
    expect((await api.post(`/v1/invoices/${invoiceId}/write-off`, { reason: 'x' })).body.code).toBe('needs-approval');
    const accounts = { accounts: [{ account: 'ES9121000418450200051332', name: 'x' }] };
    expect((await api.call('PUT', '/v1/settings/bank-accounts', { body: accounts })).body.code).toBe('needs-approval');
    expect((await api.post('/v1/policies/standard/publish', { mode: 'now' })).body.code).toBe('needs-approval');
    expect((await invoice()).status).toBe('open');
  });

  test('is done when another person approves it, by them, once', async () => {
    const id = await asked();
    expect((await invoice()).status).toBe('open');
    expect((await asLuis('GET', `/v1/approvals/${id}`)).body).toMatchObject({
      kind: 'write-off',
      mayDecide: true,
      requestedBy: `user:${ana.id}`,
      request: { invoiceId, reason: 'small and old' },
    });
    const answers = await Promise.all(
      [1, 2].map(() => asLuis('POST', `/v1/approvals/${id}/approve`, { note: 'agreed' })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await invoice()).status).toBe('written-off');
    const { items } = (await api.get(`/v1/invoices/${invoiceId}/history`)).body as {
      items: { kind: string; actorId: string }[];
    };
    const luisId = (await asLuis('GET', '/v1/session')).body.actorId;
    expect(items.find((item) => item.kind === 'invoice.written-off')?.actorId).toBe(luisId);
    const events = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { data: { path: ['approvalId'], equals: id } }, orderBy: { id: 'asc' } }),
    );
    expect(events.map((event) => [event.kind, event.actor])).toEqual([
      ['approval.requested', `user:${ana.id}`],
      ['approval.decided', luisId],
    ]);
  });

  test('is not approved by whoever asked: not in another session, nor by a key of theirs', async () => {
    const id = await asked();
    expect((await asAna('GET', `/v1/approvals/${id}`)).body.mayDecide).toBe(false);
    const other = asPerson(api, await signIn(api, ana.email));
    expect((await other('POST', `/v1/approvals/${id}/approve`, {})).body.code).toBe('approval-own');
    await api.call('PATCH', `/v1/users/${ana.id}`, { body: { role: 'administrator' } });
    const key = (await asAna('POST', '/v1/keys', { kind: 'api-key', role: 'manager', name: `Ana's ${id}` })).body.token;
    await api.call('PATCH', `/v1/users/${ana.id}`, { body: { role: 'manager' } });
    const byKey = await api.post(`/v1/approvals/${id}/approve`, {}, { key: String(key) });
    expect([byKey.status, byKey.body.code]).toEqual([403, 'approval-own']);
    // Nor is what the key asked for approved by Ana.
    await asAna('POST', `/v1/approvals/${id}/withdraw`, {});
    const again = await api.post('/v1/approvals', writeOff(), { key: String(key) });
    const own = await asAna('POST', `/v1/approvals/${String(again.body.id)}/approve`, {});
    expect([again.status, own.body.code]).toEqual([201, 'approval-own']);
  });

  test('is neither asked for nor approved by a key of nobody', async () => {
    expect((await api.post('/v1/approvals', writeOff())).body.code).toBe('approval-by-person');
    const id = await asked();
    for (const as of ['approve', 'refuse'])
      expect((await api.post(`/v1/approvals/${id}/${as}`, {})).body.code).toBe('approval-by-person');
    expect((await invoice()).status).toBe('open');
  });

  test('needs the right to it of both', async () => {
    const weak = await aPerson(db.database, db.organization, 'collector');
    const asWeak = asPerson(api, await signIn(api, weak.email));
    expect((await asWeak('POST', '/v1/approvals', writeOff())).body.code).toBe('forbidden');
    await api.call('PUT', '/v1/roles/approver', {
      body: { name: 'x', rights: ['approval.decide', 'approval.read', 'case.read'] },
    });
    await api.call('PATCH', `/v1/users/${weak.id}`, { body: { role: 'approver' } });
    const id = await asked();
    expect((await asWeak('POST', `/v1/approvals/${id}/approve`, {})).body.code).toBe('forbidden');
  });

  test('is refused at once when it could not be done, and leaves nothing', async () => {
    const much = await asAna('POST', '/v1/approvals', { ...writeOff(), amount: '999999.00' });
    expect([much.status, much.body.code]).toEqual([422, 'invalid']);
    expect((await asAna('POST', '/v1/approvals', { ...writeOff(), invoiceId: 'nobody' })).status).toBe(404);
    await asked();
    expect((await asAna('POST', '/v1/approvals', writeOff())).body.code).toBe('approval-pending');
  });

  test('that cannot be done any more is refused to the approver with its own problem, and stays open', async () => {
    const id = await asked();
    const cancelled = { invoiceId, customerId: 'C-1' };
    await api.take(db.organization, anEvent('demo', `${invoiceId} off`, 'puntual.invoice.cancelled.v1', cancelled));
    const late = await asLuis('POST', `/v1/approvals/${id}/approve`, {});
    expect([late.status, late.body.code]).toEqual([409, 'invoice-settled']);
    expect((await asLuis('GET', `/v1/approvals/${id}`)).body.state).toBe('open');
    expect((await asLuis('POST', `/v1/approvals/${id}/refuse`, { note: 'no longer' })).body).toMatchObject({
      state: 'refused',
      note: 'no longer',
    });
  });

  test('that nobody decides for seven days is refused, and that is told', async () => {
    const id = await asked();
    api.setNow('2026-11-27T09:59:59Z');
    expect((await asAna('GET', `/v1/approvals/${id}`)).body.state).toBe('open');
    api.setNow('2026-11-27T10:00:00Z');
    expect((await asLuis('POST', `/v1/approvals/${id}/approve`, {})).body.code).toBe('approval-expired');
    const mine = (await asAna('GET', '/v1/approvals?mine=true&state=expired')).body.items as { id: string }[];
    expect(mine.map((item) => item.id)).toContain(id);
    const events = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.auditEvent.findMany({ where: { kind: 'approval.decided', data: { path: ['approvalId'], equals: id } } }),
    );
    expect(events.map((event) => [event.actor, (event.data as { decision: string }).decision])).toEqual([
      ['puntual', 'expired'],
    ]);
    expect((await invoice()).status).toBe('open');
    // It may be asked for again.
    await asked();
  });

  test('is withdrawn by whoever asked, and by nobody else', async () => {
    const id = await asked();
    expect((await asLuis('POST', `/v1/approvals/${id}/withdraw`, {})).status).toBe(404);
    expect((await asAna('POST', `/v1/approvals/${id}/withdraw`, {})).body.state).toBe('withdrawn');
    expect((await asLuis('POST', `/v1/approvals/${id}/approve`, {})).body.code).toBe('approval-not-open');
  });
});

describe('each kind', () => {
  test('bank details are replaced by the approval', async () => {
    const accounts = [{ account: 'ES9121000418450200051332', currency: 'EUR', name: 'Main' }];
    const id = await asked({ kind: 'bank-details', accounts });
    expect((await api.get('/v1/settings/bank-accounts')).body).toEqual({ accounts: [] });
    expect((await asLuis('POST', `/v1/approvals/${id}/approve`, {})).status).toBe(200);
    expect((await api.get('/v1/settings/bank-accounts')).body).toEqual({ accounts });
  });

  test('a policy is published as the draft was when it was asked for, or not at all', async () => {
    const [courtesy, ...others] = standardDocument.steps;
    const save = (day: number) =>
      api.post('/v1/policies', { ...standardDocument, key: 'own', steps: [{ ...courtesy, day }, ...others] });
    expect((await save(-3)).status).toBeLessThan(300);
    const request = { kind: 'policy-publishing', key: 'own', mode: 'new-only' };
    const id = await asked(request);
    await save(-4);
    expect((await asLuis('POST', `/v1/approvals/${id}/approve`, {})).body.code).toBe('approval-outdated');
    await asAna('POST', `/v1/approvals/${id}/withdraw`, {});
    const second = await asked(request);
    expect((await asLuis('POST', `/v1/approvals/${second}/approve`, {})).body.state).toBe('approved');
    expect((await api.get('/v1/policies/own')).text).toContain('"version":1');
  });

  test('a debt is handed to the agency by the approval alone; its task stays open until then', async () => {
    const rows = await db.database.inOrganization(db.organization.id, (tx) =>
      tx.invoice.findFirstOrThrow({ where: { invoiceId } }),
    );
    const taskId = await seedTask(db.database, db.organization, rows.customerId, [rows.id], 'approve-agency');
    const alone = await asLuis('POST', `/v1/tasks/${taskId}/complete`, { outcome: 'approve' });
    expect(alone.body.code).toBe('needs-approval');
    // To decline the hand-over needs nobody else.
    const id = await asked({ kind: 'placement', taskId });
    expect((await api.get(`/v1/tasks/${taskId}`)).body.state).toBe('open');
    const approved = await asLuis('POST', `/v1/approvals/${id}/approve`, {});
    expect([approved.status, (await api.get(`/v1/tasks/${taskId}`)).body.state]).toEqual([200, 'done']);
  });

  test('to ask for a second person less often needs one', async () => {
    const fewer = ['write-off', 'placement', 'bank-details'];
    const alone = await api.call('PUT', '/v1/settings/four-eyes', { body: { kinds: fewer } });
    expect([alone.status, alone.body.code]).toEqual([409, 'needs-approval']);
    const id = await asked({ kind: 'four-eyes', kinds: fewer });
    expect((await asLuis('POST', `/v1/approvals/${id}/approve`, {})).status).toBe(200);
    expect((await api.get('/v1/settings/four-eyes')).body).toEqual({ kinds: fewer });
  });
});
