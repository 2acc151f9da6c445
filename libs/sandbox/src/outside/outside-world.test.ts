import { mkdtemp, readFile, rm, appendFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Resend } from 'resend';
import { until } from '@puntual/testing/until';
import type { BehaviourInput } from './misbehaviour-schema.ts';
import { keyLifeMs } from './idempotency-keys.ts';
import { startOutsideWorld, type OutsideWorld, type OutsideWorldOptions } from './outside-world.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function outside(options: OutsideWorldOptions = {}): Promise<{ world: OutsideWorld; resend: Resend }> {
  const world = await startOutsideWorld(options);
  cleanups.push(() => world.stop());
  return { world, resend: new Resend('re_test', { baseUrl: world.url }) };
}

async function dataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outside-test-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return join(folder, 'outbox.jsonl');
}

const reminder = {
  from: 'Puntual <cobros@puntual.example>',
  to: 'ana@cliente.example',
  subject: 'Recordatorio de pago',
  html: '<p>Hola, Ana</p>',
  text: 'Hola, Ana',
};
const sendWith = (resend: Resend, idempotencyKey: string, more: object = {}) =>
  resend.emails.send({ ...reminder, ...more }, { idempotencyKey });

describe('the e-mail provider, seen from the real client', () => {
  it('accepts a message and returns every given field of it', async () => {
    const { world, resend } = await outside();
    const { data, error } = await sendWith(resend, 'inv-1:friendly:1', {
      replyTo: 'cobros@puntual.example',
      tags: [{ name: 'attempt', value: 'a-1' }],
      headers: { 'List-Unsubscribe': '<https://p.example/u>' },
      attachments: [{ filename: 'factura.pdf', content: Buffer.from('%PDF-1.7 x') }],
    });
    expect(error).toBeNull();
    expect(world.deliveries()).toMatchObject([
      {
        id: data?.id,
        channel: 'email',
        kind: 'email',
        idempotencyKey: 'inv-1:friendly:1',
        requestCount: 1,
        from: reminder.from,
        to: [reminder.to],
        replyTo: ['cobros@puntual.example'],
        subject: reminder.subject,
        html: reminder.html,
        text: reminder.text,
        tags: [{ name: 'attempt', value: 'a-1' }],
        headers: { 'List-Unsubscribe': '<https://p.example/u>' },
        attachments: [{ filename: 'factura.pdf', contentType: 'application/pdf', bytes: 10 }],
        lastEvent: 'delivered',
      },
    ]);
    const shown = await resend.emails.get(data!.id);
    expect(shown.data).toMatchObject({
      object: 'email',
      id: data?.id,
      last_event: 'delivered',
      to: [reminder.to],
      html: reminder.html,
      tags: [{ name: 'attempt', value: 'a-1' }],
    });
    expect((await resend.emails.list()).data).toMatchObject({
      object: 'list',
      has_more: false,
      data: [{ id: data?.id }],
    });
    expect((await resend.emails.get('no-such')).error).toMatchObject({ statusCode: 404, name: 'not_found' });
  });

  it('delivers once per key, however often it is requested, and refuses the key with another body', async () => {
    const { world, resend } = await outside();
    const first = await sendWith(resend, 'k');
    const again = await sendWith(resend, 'k');
    expect(again.data).toEqual(first.data);
    expect((await sendWith(resend, 'k', { subject: 'Otro' })).error).toMatchObject({
      statusCode: 409,
      name: 'invalid_idempotent_request',
    });
    expect(world.deliveries()).toMatchObject([{ requestCount: 3 }]);
    expect(world.requests().map((r) => [r.attempt, r.repeat, r.outcome])).toEqual([
      [1, false, { kind: 'answered', status: 200, error: null }],
      [2, true, { kind: 'answered', status: 200, error: null }],
      [3, false, { kind: 'answered', status: 409, error: 'invalid_idempotent_request' }],
    ]);
  });

  it('forgets a key after 24 hours, as Resend does', async () => {
    let now = Date.parse('2026-03-01T09:00:00Z');
    const { world, resend } = await outside({ now: () => now });
    await sendWith(resend, 'k');
    now += keyLifeMs - 1;
    await sendWith(resend, 'k');
    expect(world.deliveries()).toHaveLength(1);
    now += 1;
    await sendWith(resend, 'k');
    expect(world.deliveries()).toHaveLength(2);
  });

  it('answers concurrent_idempotent_requests while the first request is in progress', async () => {
    const { world, resend } = await outside({ behaviour: { misbehaviours: [{ kind: 'latency', ms: 60_000 }] } });
    const both = [sendWith(resend, 'k'), sendWith(resend, 'k')];
    // The first of the two stays in progress until it is cut off.
    expect((await Promise.race(both)).error?.name).toBe('concurrent_idempotent_requests');
    await world.reset();
    expect((await Promise.all(both)).map((answer) => answer.error?.name).sort()).toEqual([
      'application_error',
      'concurrent_idempotent_requests',
    ]);
    expect(world.deliveries()).toEqual([]);
  });

  it.each([
    [{ to: 'nobody' }, 'validation_error'],
    [{ from: 'x' }, 'validation_error'],
    [{ to: [] }, 'missing_required_field'],
    [{ html: '', text: '' }, 'missing_required_field'],
    [{ tags: [{ name: 'año', value: '1' }] }, 'validation_error'],
    [{ to: 'a@b.example\r\nBcc: c@d.example' }, 'validation_error'],
    [{ attachments: [{ filename: 'a.pdf', path: 'https://x.example/a.pdf' }] }, 'invalid_attachment'],
    [{ scheduledAt: '2026-03-01T09:00:00Z' }, 'validation_error'],
  ])('refuses %j with 422 %s and delivers nothing', async (more, name) => {
    const { world, resend } = await outside();
    const { data, error } = await sendWith(resend, 'k', more);
    expect(data).toBeNull();
    expect(error).toEqual({ statusCode: 422, name, message: expect.any(String) });
    expect(world.deliveries()).toEqual([]);
    expect((await sendWith(resend, 'k')).error).toBeNull(); // a refused request does not use up its key
  });

  it('refuses a key of more than 256 characters and a request without an API key', async () => {
    const { world, resend } = await outside();
    expect((await sendWith(resend, 'k'.repeat(257))).error).toMatchObject({
      statusCode: 400,
      name: 'invalid_idempotency_key',
    });
    const bare = await fetch(`${world.url}/emails`, { method: 'POST', body: JSON.stringify(reminder) });
    expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ name: 'missing_api_key' })]);
  });
});

describe('misbehaviour, seen from the real client', () => {
  const refusals: [BehaviourInput, object, Record<string, string>][] = [
    [{ misbehaviours: [{ kind: 'fail', status: 500, next: 1 }] }, { statusCode: 500, name: 'application_error' }, {}],
    [
      { misbehaviours: [{ kind: 'fail', status: 503, retryAfterSeconds: 7, next: 1 }] },
      { statusCode: 503, name: 'application_error' },
      { 'retry-after': '7' },
    ],
    [
      { misbehaviours: [{ kind: 'fail', status: 429, retryAfterSeconds: 30, next: 1 }] },
      { statusCode: 429, name: 'rate_limit_exceeded' },
      { 'retry-after': '30' },
    ],
    [
      { misbehaviours: [{ kind: 'fail', status: 422, to: ['Ana <ANA@cliente.example>'], next: 1 }] },
      { statusCode: 422, name: 'validation_error' },
      {},
    ],
  ];
  it.each(refusals)(
    '%j refuses the next request, then the retry is accepted once',
    async (behaviour, error, headers) => {
      const { world, resend } = await outside({ behaviour });
      const refused = await sendWith(resend, 'k');
      expect(refused.error).toMatchObject(error);
      expect(refused.headers).toMatchObject(headers);
      expect(world.deliveries()).toEqual([]);
      expect((await sendWith(resend, 'k')).error).toBeNull();
      expect(world.deliveries()).toMatchObject([{ requestCount: 2 }]);
    },
  );

  it('resets the connection before accepting: the client cannot know, and nothing was delivered', async () => {
    const { world, resend } = await outside({ behaviour: { misbehaviours: [{ kind: 'reset', next: 1 }] } });
    expect((await sendWith(resend, 'k')).error).toMatchObject({ statusCode: null, name: 'application_error' });
    expect(world.deliveries()).toEqual([]);
    expect(world.requests()).toMatchObject([
      { outcome: { kind: 'reset' }, misbehaviours: ['reset'], deliveryId: null },
    ]);
  });

  it('accepts and closes the connection: the message is delivered, and the client’s retry gets its id', async () => {
    const { world, resend } = await outside({
      behaviour: { misbehaviours: [{ kind: 'accept-then-silence', end: 'close', next: 1 }] },
    });
    expect((await sendWith(resend, 'k')).error).toMatchObject({ statusCode: null, name: 'application_error' });
    expect(world.deliveries()).toHaveLength(1);
    const retried = await sendWith(resend, 'k');
    expect(retried.data?.id).toBe(world.deliveries()[0]?.id);
    expect(world.deliveries()).toMatchObject([{ requestCount: 2 }]);
  });

  it('accepts and never answers, until the client gives up', async () => {
    const { world, resend } = await outside({
      behaviour: { misbehaviours: [{ kind: 'accept-then-silence', end: 'hang', next: 1 }] },
    });
    const patience = new AbortController();
    const sending = resend.post('/emails', reminder, { signal: patience.signal, idempotencyKey: 'k' });
    await until('it is accepted', () => world.deliveries().length === 1);
    patience.abort();
    expect((await sending).error).toMatchObject({ statusCode: null });
    expect(world.requests()).toMatchObject([{ outcome: { kind: 'no-answer', end: 'hang' } }]);
  });

  it('answers late and twice; the client uses the first answer and can send again', async () => {
    const { world, resend } = await outside({
      behaviour: { misbehaviours: [{ kind: 'answer-twice', afterMs: 20, next: 1 }] },
    });
    const first = await sendWith(resend, 'k');
    expect(first.data?.id).toBe(world.deliveries()[0]?.id);
    expect((await sendWith(resend, 'k2')).error).toBeNull();
    expect(world.requests()[0]?.outcome).toEqual({ kind: 'answered-twice', status: 200 });
  });

  it('writes the second answer on the same connection', async () => {
    const { world } = await outside({ behaviour: { misbehaviours: [{ kind: 'answer-twice', afterMs: 0 }] } });
    const body = JSON.stringify({ to: '+34600111222', text: 'Hola' });
    const socket = connect(world.port, '127.0.0.1');
    socket.write(`POST /sms HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    let heard = '';
    for await (const part of socket as AsyncIterable<Buffer>) {
      heard += part.toString();
      if (heard.split(world.deliveries()[0]!.id).length === 3) break; // both answers have the id
    }
    expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  it('limits the rate of each second', async () => {
    let now = 1_000_000;
    const { resend } = await outside({
      now: () => now,
      behaviour: { misbehaviours: [{ kind: 'rate-limit', requestsPerSecond: 2 }] },
    });
    const answers = [];
    for (const key of ['1', '2', '3']) answers.push(await sendWith(resend, key));
    expect(answers.map((a) => a.error?.name ?? 'accepted')).toEqual(['accepted', 'accepted', 'rate_limit_exceeded']);
    expect(answers[2]?.headers).toMatchObject({
      'retry-after': '1',
      'ratelimit-limit': '2',
      'ratelimit-remaining': '0',
    });
    now += 1_000;
    expect((await sendWith(resend, '3')).error).toBeNull();
  });

  it('affects the same requests for the same seed, whatever their order', async () => {
    const met = async (seed: number, keys: string[]) => {
      const { world, resend } = await outside({
        behaviour: { seed, misbehaviours: [{ kind: 'fail', status: 500, share: 0.2 }] },
      });
      await Promise.all(keys.map((k) => sendWith(resend, k)));
      return world
        .requests()
        .filter((r) => r.misbehaviours.length > 0)
        .map((r) => r.idempotencyKey)
        .sort();
    };
    const keys = Array.from({ length: 200 }, (_, i) => `k${i}`);
    const first = await met(7, keys);
    expect(first.length).toBeGreaterThan(20);
    expect(first.length).toBeLessThan(60);
    expect(await met(7, [...keys].reverse())).toEqual(first);
    expect(await met(8, keys)).not.toEqual(first);
  });

  it('can be set over HTTP and for one channel; an unknown misbehaviour is refused', async () => {
    const { world, resend } = await outside();
    const put = (body: object) => fetch(`${world.url}/behaviour`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ misbehaviours: [{ kind: 'fail', status: 500, channel: 'sms' }] })).status).toBe(200);
    expect((await sendWith(resend, 'k')).error).toBeNull();
    expect(
      (await fetch(`${world.url}/sms`, { method: 'POST', body: JSON.stringify({ to: '+34600111222', text: 'Hola' }) }))
        .status,
    ).toBe(500);
    expect((await put({ misbehaviours: [{ kind: 'explode' }] })).status).toBe(422);
    expect((await put({ misbehaviours: [{ kind: 'fail', status: 418 }] })).status).toBe(422);
  });
});

describe('the data file', () => {
  it('keeps messages, keys, counts and files over a restart, and cuts off an incomplete last line', async () => {
    const file = await dataFile();
    const before = await outside({ dataFile: file });
    const sent = await sendWith(before.resend, 'k', {
      attachments: [{ filename: 'a.pdf', content: Buffer.from('%PDF-1.7 á') }],
    });
    const remembered = before.world.deliveries();
    await before.world.stop();
    await appendFile(file, `{"kind":"delivery","delivery":{"id":"${'half'.repeat(5_000)}`); // longer than the next line
    const after = await outside({ dataFile: file });
    expect(after.world.deliveries()).toEqual(remembered);
    expect(
      (await sendWith(after.resend, 'k', { attachments: [{ filename: 'a.pdf', content: Buffer.from('%PDF-1.7 á') }] }))
        .data,
    ).toEqual(sent.data);
    expect(after.world.deliveries()).toMatchObject([{ requestCount: 2 }]);
    const pdf = await fetch(`${after.world.url}/outbox/items/${sent.data!.id}/pdf`);
    expect(Buffer.from(await pdf.arrayBuffer()).toString()).toBe('%PDF-1.7 á');
    expect(
      (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .every((line) => JSON.parse(line)),
    ).toBe(true);
  });

  it('is refused with the number of the line that is not JSON', async () => {
    const file = await dataFile();
    await appendFile(file, '{}\nnot json\n{}\n');
    await expect(startOutsideWorld({ dataFile: file })).rejects.toThrow(/^Line 2 of the outbox data file/);
  });

  it('is emptied by a reset, also over HTTP, which disconnects waiting clients', async () => {
    const file = await dataFile();
    const { world, resend } = await outside({
      dataFile: file,
      behaviour: { misbehaviours: [{ kind: 'latency', ms: 60_000, to: ['slow@cliente.example'] }] },
    });
    await sendWith(resend, 'k');
    // The first request holds the key while it waits, and the other one is refused.
    const two = ['one', 'other'].map((subject) => sendWith(resend, 'slow', { to: 'slow@cliente.example', subject }));
    await Promise.race(two);
    await fetch(`${world.url}/outbox/items`, { method: 'DELETE' });
    expect((await Promise.all(two)).map((answer) => answer.error?.name).sort()).toEqual([
      'application_error',
      'invalid_idempotent_request',
    ]);
    expect([world.deliveries(), world.requests(), await readFile(file, 'utf8')]).toEqual([[], [], '']);
    expect((await sendWith(resend, 'k', { subject: 'new' })).error).toBeNull();
    expect(world.deliveries()).toHaveLength(1);
  });
});
