import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startOutsideWorld, type OutsideWorld } from './outside-world.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await startOutsideWorld();
});
afterEach(() => world.stop());

const post = async (path: string, body: object, key?: string) => {
  const response = await fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { id: string; name?: string; message?: string } };
};
const get = (path: string) => fetch(`${world.url}${path}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const letter = {
  to: ['Ana Ruiz', 'Calle Mayor 1', '28001 Madrid', 'España'],
  pdf: base64('%PDF-1.7 carta'),
  registered: true,
};

describe('SMS, post and agency', () => {
  it('each accepts one message per key, and two providers do not share keys', async () => {
    const sms = await post('/sms', { to: '+34600111222', from: 'Puntual', text: 'Factura vencida' }, 'k');
    expect(await post('/sms', { text: 'Factura vencida', from: 'Puntual', to: '+34600111222' }, 'k')).toEqual(sms);
    expect((await post('/sms', { to: '+34600111222', text: 'Otra' }, 'k')).body.name).toBe(
      'invalid_idempotent_request',
    );
    await post('/letters', letter, 'k');
    await post(
      '/agency/placements',
      { agency: 'Cobra', pack: { debtor: 'c-1' }, files: [{ filename: 'mandate.pdf', content: base64('%PDF-1.7 m') }] },
      'k',
    );
    expect(world.deliveries()).toMatchObject([
      { channel: 'sms', to: ['+34600111222'], text: 'Factura vencida', requestCount: 3 },
      {
        channel: 'letter',
        to: ['Ana Ruiz\nCalle Mayor 1\n28001 Madrid\nEspaña'],
        attachments: [{ filename: 'letter.pdf', bytes: 14 }],
        pack: { registered: true },
        requestCount: 1,
      },
      {
        channel: 'agency',
        kind: 'placement',
        to: ['Cobra'],
        pack: { debtor: 'c-1' },
        attachments: [{ contentType: 'application/pdf' }],
      },
    ]);
  });

  it('recalls a placement once, and only an existing one', async () => {
    const { body: placement } = await post('/agency/placements', { agency: 'Cobra', pack: {} });
    const recall = await post(`/agency/placements/${placement.id}/recall`, { reason: 'paid' }, 'r');
    expect(await post(`/agency/placements/${placement.id}/recall`, { reason: 'paid' }, 'r')).toEqual(recall);
    expect((await post('/agency/placements/none/recall', { reason: 'paid' })).status).toBe(404);
    const [placed, recalled] = world.deliveries();
    expect(placed?.recalledAt).toBe(recalled?.receivedAt);
    expect(recalled).toMatchObject({ kind: 'recall', placementId: placement.id, text: 'paid', requestCount: 2 });
  });

  it.each([
    ['/sms', { to: '600111222', text: 'x' }, 'to'],
    ['/sms', { to: '+34600111222' }, 'text'],
    ['/letters', { ...letter, pdf: base64('hello') }, 'pdf'],
    ['/letters', { ...letter, to: [] }, 'to'],
    ['/agency/placements', { agency: 'Cobra' }, 'pack'],
    ['/agency/placements', { agency: 'Cobra', pack: {}, files: [{ filename: 'x', content: 'ñ' }] }, 'files'],
  ])('%s refuses %j, naming the field', async (path, body, field) => {
    const refused = await post(path, body);
    expect([refused.status, refused.body.name, refused.body.message]).toEqual([
      422,
      'validation_error',
      expect.stringContaining(field),
    ]);
    expect(world.deliveries()).toEqual([]);
  });

  it('refuses a body that is not a JSON object', async () => {
    const response = await fetch(`${world.url}/sms`, { method: 'POST', body: '[1' });
    expect(response.status).toBe(400);
  });
});

describe('reading the outbox', () => {
  const email = async (to: string, subject: string) => {
    const response = await fetch(`${world.url}/emails`, {
      method: 'POST',
      headers: { authorization: 'Bearer re_x' },
      body: JSON.stringify({ from: 'a@p.example', to, subject, html: '<b>hi</b>' }),
    });
    return ((await response.json()) as { id: string }).id;
  };
  const list = async (query: string) =>
    (await (await get(`/outbox/items?${query}`)).json()) as {
      items: { id: string; subject: string }[];
      nextCursor: string | null;
      total: number;
    };

  it('pages from the newest to the oldest message, also while new messages arrive', async () => {
    for (const n of [1, 2, 3, 4, 5]) await email('ana@c.example', `n${n}`);
    const first = await list('limit=2');
    await email('ana@c.example', 'n6');
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    expect([...first.items, ...second.items, ...third.items].map((i) => i.subject)).toEqual([
      'n5',
      'n4',
      'n3',
      'n2',
      'n1',
    ]);
    expect(third.nextCursor).toBeNull();
  });

  it('filters by channel, recipient and words, and refuses a page of more than 200', async () => {
    await email('ana@c.example', 'Primera');
    await email('luis@c.example', 'Última');
    await post('/sms', { to: '+34600111222', text: 'ÚLTIMA llamada' });
    expect((await list('channel=email&to=luis')).items).toHaveLength(1);
    expect((await list('q=última')).items).toHaveLength(2);
    expect((await list('q=última&channel=sms')).items).toHaveLength(1);
    for (const wrong of ['limit=201', 'limit=0', 'limit=x', 'cursor=-1', 'channel=fax'])
      expect((await get(`/outbox/items?${wrong}`)).status).toBe(422);
  });

  it('returns a whole message, its HTML with scripts blocked, its text and its PDF', async () => {
    const id = await email('ana@c.example', 'Hola');
    expect(await (await get(`/outbox/items/${id}`)).json()).toEqual(JSON.parse(JSON.stringify(world.deliveries()[0])));
    const html = await get(`/outbox/items/${id}/html`);
    expect([html.headers.get('content-security-policy')?.startsWith('sandbox'), await html.text()]).toEqual([
      true,
      '<b>hi</b>',
    ]);
    expect((await get(`/outbox/items/${id}/pdf`)).status).toBe(404);
    const { body } = await post('/letters', letter);
    const pdf = await get(`/outbox/items/${body.id}/pdf`);
    expect([pdf.headers.get('content-type'), await pdf.text()]).toEqual(['application/pdf', '%PDF-1.7 carta']);
    const sms = await post('/sms', { to: '+34600111222', text: 'Hola' });
    expect(await (await get(`/outbox/items/${sms.body.id}/text`)).text()).toBe('Hola');
    expect((await get('/outbox/items/none')).status).toBe(404);
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok', items: 3 });
  });
});
