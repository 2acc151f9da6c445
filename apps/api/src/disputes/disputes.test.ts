import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type Answer, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let key: string;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

let slug: string;
beforeEach(async () => {
  const organization = await freshOrganization(db);
  slug = organization.slug;
  key = (await api.issue(organization, 'api-key', 'collector', { name: 'Marta' })).token;
  api.setNow('2026-11-20T10:00:00Z');
  await api.take(
    organization,
    aCustomer(slug, 'C-1'),
    anInvoice(slug, 'A', 'C-1', '2026-11-10'),
    anInvoice(slug, 'B', 'C-1', '2026-11-11'),
  );
});

const get = (path: string) => api.get(path, { key });
const post = (path: string, body: unknown) => api.post(path, body, { key });
const idOf = (answer: Answer) => String(answer.body.id);

async function opened(body: object = {}): Promise<string> {
  const answer = await post('/v1/customers/C-1/disputes', {
    reason: 'two boxes missing',
    category: 'quantity',
    invoices: [{ invoiceId: 'A', amount: '5.00' }, { invoiceId: 'B' }],
    ...body,
  });
  expect(answer.status).toBe(201);
  return idOf(answer);
}

describe('a dispute of several invoices', () => {
  test('is shown, listed by its filters, changed and resolved', async () => {
    const id = await opened();
    const shown = await get(`/v1/disputes/${id}`);
    expect(shown.body).toMatchObject({
      number: 1,
      state: 'open',
      category: 'quantity',
      department: 'logistics',
      owner: 'Marta',
      deadlineOn: '2026-12-01',
      overdue: false,
      invoices: [
        { invoiceId: 'A', amount: '5.00' },
        { invoiceId: 'B', amount: null },
      ],
    });
    const filters = ['', 'state=open', 'owner=me', 'department=logistics', 'customerId=C-1', 'overdue=false'];
    for (const filter of filters)
      expect((await get(`/v1/disputes?${filter}`)).body).toMatchObject({ items: [{ id }], nextCursor: null });
    for (const filter of ['state=resolved', 'owner=Luis', 'department=sales', 'customerId=C-9', 'overdue=true'])
      expect((await get(`/v1/disputes?${filter}`)).body).toEqual({ items: [], nextCursor: null });

    const change = { department: 'sales', invoices: [{ invoiceId: 'B', amount: '1.00' }], revision: 0 };
    expect((await api.call('PATCH', `/v1/disputes/${id}`, { key, body: change })).body).toMatchObject({
      department: 'sales',
      invoices: [{ amount: '5.00' }, { amount: '1.00' }],
      revision: 1,
    });
    expect((await api.call('PATCH', `/v1/disputes/${id}`, { key, body: change })).body.code).toBe('dispute-changed');

    const split = { outcome: 'split', note: 'half is ours', credits: [{ invoiceId: 'A', amount: '2.00' }] };
    expect((await post(`/v1/disputes/${id}/resolve`, split)).body).toMatchObject({
      state: 'resolved',
      outcome: 'split',
      credit: { state: 'expected', dueOn: '2026-12-04' },
      invoices: [{ credited: '2.00' }, { credited: '0.00' }],
    });
    expect((await post(`/v1/disputes/${id}/resolve`, { outcome: 'for-us' })).status).toBe(200);
    expect((await post(`/v1/disputes/${id}/resolve`, { outcome: 'for-us' })).body.code).toBe('dispute-ended');
  });

  test('is paged, and overdue after its deadline', async () => {
    const first = await opened({ invoices: [{ invoiceId: 'A' }] });
    api.setNow('2026-11-21T10:00:00Z');
    const second = await opened({ invoices: [{ invoiceId: 'B' }] });
    const page = await get('/v1/disputes?limit=1');
    expect(page.body).toMatchObject({ items: [{ id: second }] });
    const next = await get(`/v1/disputes?limit=1&cursor=${String(page.body.nextCursor)}`);
    expect(next.body).toMatchObject({ items: [{ id: first }], nextCursor: null });
    api.setNow('2026-12-20T10:00:00Z');
    expect((await get('/v1/disputes?overdue=true')).body.items).toHaveLength(2);
  });

  test('has its time to resolve measured by category', async () => {
    const id = await opened({ invoices: [{ invoiceId: 'A', amount: '5.00' }] });
    await opened({ category: 'price', invoices: [{ invoiceId: 'B' }] });
    api.setNow('2026-11-26T10:00:00Z');
    await post(`/v1/disputes/${id}/resolve`, { outcome: 'for-us' });
    expect((await get('/v1/disputes/summary')).body).toMatchObject({
      categories: [
        { category: 'quantity', unsettled: 0, resolved: 1, daysToResolve: { average: 6, median: 6, longest: 6 } },
        { category: 'price', unsettled: 1, resolved: 0, daysToResolve: null },
      ],
    });
    expect((await get('/v1/disputes/summary?from=2026-11-21')).body.categories).toEqual([]);
  });
});

test('the body of before still disputes a whole invoice, and answers with its hold', async () => {
  const answer = await post('/v1/invoices/A/disputes', { reason: 'wrong price' });
  expect([answer.status, answer.body]).toMatchObject([201, { kind: 'dispute', reason: 'wrong price', until: null }]);
  expect((await get('/v1/invoices/A')).body.holds).toMatchObject([{ id: answer.body.id, kind: 'dispute' }]);
  expect((await post('/v1/invoices/A/disputes', { reason: 'again' })).body.code).toBe('already-disputed');
  expect((await get('/v1/tasks?kind=dispute')).body.items).toMatchObject([
    { dispute: { number: 1 }, claimedBy: 'Marta' },
  ]);
});

describe('evidence', () => {
  const upload = (id: string, content: Buffer, name = 'photo.pdf') =>
    fetch(`${api.url}/v1/disputes/${id}/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(content),
    });

  test('is kept byte for byte with its hash, once, and served as a download only', async () => {
    const id = await opened();
    const content = Buffer.from('%PDF-1.7 <script>alert(1)</script>');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = (await (await upload(id, content, 'foto «1».html')).json()) as { id: string };
    expect(file).toMatchObject({ kind: 'pdf', bytes: content.length, sha256, uploadedBy: 'Marta' });
    await upload(id, content);
    expect((await get(`/v1/disputes/${id}`)).body.files).toHaveLength(1);
    const served = await api.get(`/v1/disputes/${id}/files/${file.id}`, { key });
    expect(served.text).toBe(content.toString());
    expect(served.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('foto «1».html.pdf')}`,
    );
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(served.headers.get('cache-control')).toBe('private, no-store');
  });

  test.each([
    ['a page', '<script>alert(1)</script>', 'page.html', 'page.html.txt', 'page.html.txt'],
    ['a drawing with a script', '<svg onload="alert(1)"/>', 'a.svg', 'a.svg.txt', 'a.svg.txt'],
    ['another header', 'text', 'a\r\nSet-Cookie: x=1.txt', 'a Set-Cookie_ x=1.txt', 'a%20Set-Cookie_%20x%3D1.txt'],
    ['a path', 'more text', '../../etc/passwd', 'passwd.txt', 'passwd.txt'],
    ['letters turned around', 'other text', 'x\u202egpj.exe', 'xgpj.exe.txt', 'xgpj.exe.txt'],
    ['quotes', 'last text', `it's "q".txt`, "it's _q_.txt", 'it%27s%20_q_.txt'],
  ])('with a name that holds %s is kept under a harmless one', async (_what, text, given, name, inHeader) => {
    const id = await opened();
    const file = (await (await upload(id, Buffer.from(text), given)).json()) as { id: string; name: string };
    expect(file).toMatchObject({ kind: 'text', name });
    const served = await api.get(`/v1/disputes/${id}/files/${file.id}`, { key });
    expect(served.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${inHeader}`);
    expect(served.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test.each([
    ['an image of text', 'png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]), 201],
    ['plain text', 'txt', Buffer.from('Faltan dos cajas.\n'), 201],
    ['a program', 'pdf', Buffer.from([0x4d, 0x5a, 0x90, 0, 3]), 415],
    ['nothing', 'pdf', Buffer.alloc(0), 415],
    ['too much', 'pdf', Buffer.alloc(5 * 1024 * 1024 + 1, '%PDF-'), 413],
  ])('that is %s is judged by its content', async (_what, extension, content, status) => {
    expect((await upload(await opened(), content, `x.${extension}`)).status).toBe(status);
  });
});

describe('a question to a department', () => {
  const question = { department: 'logistics', address: 'almacen@x.example', language: 'es', question: '¿Salió todo?' };

  async function asked(id: string): Promise<{ token: string; questionId: string }> {
    const answer = await post(`/v1/disputes/${id}/questions`, question);
    expect(answer.status).toBe(201);
    return { token: new URL(String(answer.body.link)).searchParams.get('token') ?? '', questionId: idOf(answer) };
  }
  const page = (token: string) => api.get(`/dispute-question?token=${token}`, { key: null });
  const reply = (fields: Record<string, string>, site = 'same-origin') =>
    api.call('POST', '/dispute-question', {
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site },
      body: new URLSearchParams(fields).toString(),
    });

  test('is shown twenty times without effect, and answered once without an account', async () => {
    const id = await opened();
    const { token } = await asked(id);
    expect((await get(`/v1/disputes/${id}`)).body.state).toBe('waiting');
    for (let times = 0; times < 20; times++) {
      const shown = await page(token);
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('¿Salió todo?');
      expect(shown.text).not.toContain('two boxes missing');
    }
    expect(await get(`/v1/disputes/${id}`)).toMatchObject({ body: { state: 'waiting', notes: [] } });
    const answer = { token, name: 'Pepe', answer: 'Faltaron <b>dos</b> cajas' };
    expect((await reply(answer, 'cross-site')).status).toBe(403);
    expect((await reply({ ...answer, answer: ' ' })).status).toBe(422);
    expect((await reply(answer)).text).toContain('Gracias');
    expect((await reply(answer)).text).toContain('ya está respondida');
    expect((await get(`/v1/disputes/${id}`)).body).toMatchObject({
      state: 'open',
      notes: [{ author: 'Pepe (logistics)', text: 'Faltaron <b>dos</b> cajas' }],
      questions: [{ state: 'answered', answeredBy: 'Pepe' }],
    });
  });

  test('is out of reach when its link is withdrawn, expired or unknown, and the three look alike', async () => {
    const id = await opened();
    const { token, questionId } = await asked(id);
    expect((await api.call('DELETE', `/v1/disputes/${id}/questions/${questionId}`, { key })).status).toBe(204);
    const withdrawn = await page(token);
    const unknown = await page('pq_unknown');
    expect([withdrawn.status, unknown.status]).toEqual([410, 410]);
    expect(withdrawn.text).toBe(unknown.text);
    expect((await get(`/v1/disputes/${id}`)).body).toMatchObject({ state: 'open', questions: [{ state: 'revoked' }] });
    const { rows } = await db.database.inOrganization(
      (await db.database.shared.organization.findUniqueOrThrow({ where: { slug } })).id,
      async (tx) => {
        const kept = await tx.disputeQuestion.findMany();
        return { rows: kept.map((row) => JSON.stringify({ ...row })) };
      },
    );
    expect(rows.join()).not.toContain(token);
  });

  test('opens nothing else: its token is no credential', async () => {
    const { token } = await asked(await opened());
    expect((await api.get('/v1/disputes', { key: token })).status).toBe(401);
  });
});
