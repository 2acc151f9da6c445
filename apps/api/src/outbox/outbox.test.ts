import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import { startOutsideWorld, type OutsideWorld } from '@puntual/sandbox/outside/outside-world';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
let outside: OutsideWorld;
let mail: string;

beforeAll(async () => {
  db = await withTestDatabase();
  outside = await startOutsideWorld();
  api = await withApi(db.database, db.organization, { OUTBOX_URL: outside.url });
  const send = (path: string, body: unknown) =>
    fetch(outside.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: 'Bearer re_test' },
    });
  const sent = await send('/emails', {
    from: 'Puntual <a@puntual.example>',
    to: ['ana@example.com'],
    subject: 'Factura <b>F-1</b>',
    html: '<p>Hola</p><script>alert(1)</script>',
    text: 'Hola',
    attachments: [
      { filename: 'factura.pdf', content: Buffer.from('%PDF-1.7').toString('base64'), content_type: 'application/pdf' },
      {
        filename: 'page.html',
        content: Buffer.from('<script>1</script>').toString('base64'),
        content_type: 'text/html',
      },
    ],
  });
  mail = ((await sent.json()) as { id: string }).id;
});
afterAll(async () => {
  await api.close();
  await outside.stop();
  await db.close();
});

const page = { headers: { accept: 'text/html', 'accept-language': 'es' } };

describe('the outbox', () => {
  test('lists what was sent, escaped, in the reader’s language', async () => {
    const list = await api.get('/outbox', page);
    expect([list.status, list.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(list.text).toContain('Bandeja de salida');
    expect(list.text).toContain('<td>Entregado</td>');
    expect((await api.get(`/outbox/items/${mail}`, page)).text).toContain('<dd>Entregado</dd>');
    expect(list.text).toContain('Factura &lt;b&gt;F-1&lt;/b&gt;');
    expect(list.text).not.toContain('<b>F-1');
    expect((await api.get('/outbox?channel=sms')).text).toContain('Nothing yet.');
    expect((await api.get('/outbox?q=ana%40')).text).toContain('F-1');
    expect((await api.get('/outbox?chanel=sms')).status).toBe(422);
    const injected = await api.get(`/outbox?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(injected.text).not.toContain('<script>');
  });

  test('shows an e-mail in a frame that runs no scripts', async () => {
    const item = await api.get(`/outbox/items/${mail}`);
    expect(item.text).toContain(`<iframe sandbox="" src="/outbox/items/${mail}/html"`);
    expect(item.text).not.toContain('<script>');
    const html = await api.get(`/outbox/items/${mail}/html`);
    expect(html.text).toContain('<p>Hola</p>');
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
  });

  test('shows PDFs inline, and offers other files as downloads only', async () => {
    const pdf = await api.get(`/outbox/items/${mail}/pdf`);
    expect([pdf.headers.get('content-type'), pdf.headers.get('content-disposition'), pdf.text]).toEqual([
      'application/pdf',
      'inline',
      '%PDF-1.7',
    ]);
    const file = await api.get(`/outbox/items/${mail}/files/1`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await api.get(`/outbox/items/${mail}/files/9`)).status).toBe(404);
    expect((await api.get('/outbox/items/nothing')).status).toBe(404);
    expect((await api.get('/outbox/items/..%2f..%2fbehaviour')).status).toBe(404);
  });

  test('is only for people signed in at the organization that runs the installation', async () => {
    const nobody = await api.get('/outbox', { ...page, key: null });
    expect([nobody.status, nobody.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(nobody.text).toContain('Inicie sesión');
    const other = { id: await ensureOrganization(db.ownerUrl, { slug: 'other' }), slug: 'other' };
    const { token } = await api.issue(other, 'api-key', 'administrator');
    expect((await api.get('/outbox', { key: token })).status).toBe(404);
    expect((await api.get('/v1/session', { key: token })).body.outboxUrl).toBeNull();
    expect((await api.get('/v1/session')).body.outboxUrl).toBe('/outbox');
  });

  test('says in words that an item is missing or that the outbox does not answer', async () => {
    const without = await withApi(db.database, db.organization);
    const away = await withApi(db.database, db.organization, { OUTBOX_URL: 'http://127.0.0.1:1' });
    try {
      expect((await without.get('/outbox', page)).text).toContain('proveedor real');
      const answer = await away.get('/outbox');
      expect([answer.status, answer.body.code]).toEqual([502, 'outbox-away']);
    } finally {
      await without.close();
      await away.close();
    }
  });
});
