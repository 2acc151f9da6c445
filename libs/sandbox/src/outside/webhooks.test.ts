import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Resend, type WebhookEventPayload } from 'resend';
import { until } from '@puntual/testing/until';
import type { Misbehaviour } from './misbehaviour-schema.ts';
import { startOutsideWorld, type OutsideWorldOptions } from './outside-world.ts';
import { signWebhook } from './webhook-events.ts';

const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

type Heard = { id: string; event: WebhookEventPayload };

/** A receiver that verifies with the real client; `status` gives its answer to the nth request. */
async function receiver(status: (n: number) => number = () => 200) {
  const heard: Heard[] = [];
  let count = 0;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        const answer = status((count += 1));
        const id = String(req.headers['svix-id']);
        const headers = {
          id,
          timestamp: String(req.headers['svix-timestamp']),
          signature: String(req.headers['svix-signature']),
        };
        if (answer === 200)
          heard.push({
            id,
            event: new Resend('re_x').webhooks.verify({
              payload: Buffer.concat(parts).toString(),
              headers,
              webhookSecret: secret,
            }),
          });
        res.writeHead(answer).end();
      });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  cleanups.push(
    () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  );
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks/resend` };
}

async function outside(options: OutsideWorldOptions) {
  const world = await startOutsideWorld(options);
  cleanups.push(() => world.stop());
  const resend = new Resend('re_test', { baseUrl: world.url });
  const send = async (to = 'ana@c.example') => {
    const { data } = await resend.emails.send(
      { from: 'p@p.example', to, subject: 'Hola', text: 'x', tags: [{ name: 'attempt', value: 'a-1' }] },
      { idempotencyKey: `k-${to}` },
    );
    return data!.id;
  };
  return { world, send, resend };
}

async function typesAfter(misbehaviours: Misbehaviour[]) {
  const { heard, url } = await receiver();
  const { world, send, resend } = await outside({ webhook: { url, secret }, behaviour: { misbehaviours } });
  const id = await send();
  await world.whenWebhooksSettled();
  return {
    types: heard.map((h) => h.event.type),
    heard,
    lastEvent: (await resend.emails.get(id)).data?.last_event,
    id,
  };
}

describe('webhooks', () => {
  it("report sent and delivered in Resend's shape, with a signature that the real client accepts", async () => {
    const { heard, id } = await typesAfter([]);
    expect(heard.map((h) => h.event)).toEqual(
      ['email.sent', 'email.delivered'].map((type) => ({
        type,
        created_at: expect.any(String),
        data: {
          created_at: expect.any(String),
          email_id: id,
          message_id: expect.any(String),
          from: 'p@p.example',
          to: ['ana@c.example'],
          subject: 'Hola',
          tags: { attempt: 'a-1' },
        },
      })),
    );
    expect(heard[0]!.event.created_at < heard[1]!.event.created_at).toBe(true);
  });

  it('are refused by the real client with another secret, a changed body or an old instant', () => {
    const { webhooks } = new Resend('re_x');
    const check = (signedWith: string, at: Date, payload: string) => {
      const h = signWebhook(signedWith, 'msg_1', at, '{"a":1}');
      return () =>
        webhooks.verify({
          payload,
          headers: { id: h['svix-id'], timestamp: h['svix-timestamp'], signature: h['svix-signature'] },
          webhookSecret: secret,
        });
    };
    expect(check(secret, new Date(), '{"a":1}')()).toEqual({ a: 1 });
    expect(check(`whsec_${Buffer.from('other').toString('base64')}`, new Date(), '{"a":1}')).toThrow(
      'No matching signature',
    );
    expect(check(secret, new Date(), '{"a":2}')).toThrow('No matching signature');
    expect(check(secret, new Date(Date.now() - 360_000), '{"a":1}')).toThrow('too old');
  });

  it.each<[string, Misbehaviour[], string[], string]>([
    [
      'a bounce',
      [{ kind: 'bounce', type: 'Permanent', to: ['ana@c.example'] }],
      ['email.sent', 'email.bounced'],
      'bounced',
    ],
    [
      'a complaint',
      [{ kind: 'complain', to: ['ana@c.example'] }],
      ['email.sent', 'email.delivered', 'email.complained'],
      'complained',
    ],
    [
      'nothing for other addresses',
      [{ kind: 'complain', to: ['luis@c.example'] }],
      ['email.sent', 'email.delivered'],
      'delivered',
    ],
    ['a suppressed address', [{ kind: 'suppress', to: ['ana@c.example'] }], ['email.suppressed'], 'suppressed'],
    [
      'a mail that it failed to send',
      [{ kind: 'fail-later', reason: 'domain_not_verified' }],
      ['email.failed'],
      'failed',
    ],
    ['the wrong order', [{ kind: 'webhooks-reversed' }], ['email.delivered', 'email.sent'], 'delivered'],
    ['nothing, when webhooks are lost', [{ kind: 'webhooks-lost' }], [], 'delivered'],
  ])('tells of %s', async (_what, misbehaviours, types, lastEvent) => {
    expect(await typesAfter(misbehaviours)).toMatchObject({ types, lastEvent });
  });

  it('contain the type of a bounce', async () => {
    const { heard } = await typesAfter([{ kind: 'bounce', type: 'Transient' }]);
    expect(heard[1]?.event).toMatchObject({
      type: 'email.bounced',
      data: { bounce: { type: 'Transient', subType: 'MailboxFull', message: expect.any(String) } },
    });
  });

  it('quote the recipient that a bounce is about, beside the list of all', async () => {
    const { heard } = await typesAfter([{ kind: 'bounce', type: 'Permanent', quotes: 'ana@c.example' }]);
    expect(heard[1]?.event).toMatchObject({
      data: { to: ['ana@c.example'], bounce: { message: expect.stringContaining('<ana@c.example>') } },
    });
  });

  it('are not reached by a sender whose name would begin another address', async () => {
    const { resend } = await outside({});
    const from = (name: string) =>
      resend.emails.send({ from: `${name} <p@p.example>`, to: 'ana@c.example', subject: 'Hola', text: 'x' });
    expect((await from('Núñez, Ramírez y Cía.')).error).toMatchObject({ name: 'validation_error' });
    expect((await from('"Núñez, Ramírez y Cía."')).error).toBeNull();
  });

  it('are repeated with the same id when the behaviour says so', async () => {
    const { heard, types } = await typesAfter([{ kind: 'webhooks-repeated', times: 3 }]);
    expect(types).toEqual([
      'email.sent',
      'email.sent',
      'email.sent',
      'email.delivered',
      'email.delivered',
      'email.delivered',
    ]);
    expect(new Set(heard.map((h) => h.id)).size).toBe(2);
  });

  it('are not sent before their time', async () => {
    const { heard, url } = await receiver();
    const { world, send } = await outside({
      webhook: { url, secret },
      behaviour: { misbehaviours: [{ kind: 'webhooks-late', ms: 600_000 }] },
    });
    await send();
    expect([heard, world.webhookAttempts(), world.deliveries().length]).toEqual([[], [], 1]);
  });

  it('are sent again while the receiver fails, and given up after the last attempt', async () => {
    const { heard, url } = await receiver((n) => (n <= 2 ? 503 : 200));
    const { world, send } = await outside({ webhook: { url, secret, retryDelaysMs: [1, 1] } });
    await send();
    await world.whenWebhooksSettled();
    expect(heard.map((h) => h.event.type)).toEqual(['email.sent', 'email.delivered']);
    expect(world.webhookAttempts().map((a) => [a.type, a.attempt, a.status])).toEqual([
      ['email.sent', 1, 503],
      ['email.sent', 2, 503],
      ['email.sent', 3, 200],
      ['email.delivered', 1, 200],
    ]);

    const gone = await outside({ webhook: { url: 'http://127.0.0.1:9/', secret, retryDelaysMs: [1, 1] } });
    await gone.send();
    await gone.world.whenWebhooksSettled();
    expect(gone.world.webhookAttempts().map((a) => a.status)).toEqual([null, null, null, null, null, null]);
  });

  it('are not sent again for a repeated request', async () => {
    const { heard, url } = await receiver();
    const { world, send } = await outside({ webhook: { url, secret } });
    expect(await send()).toBe(await send());
    await world.whenWebhooksSettled();
    expect(heard).toHaveLength(2);
  });

  it('that were not received are sent after a restart, and the received ones are not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outside-test-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const dataFile = join(folder, 'outbox.jsonl');
    const { heard, url } = await receiver();
    const before = await outside({
      dataFile,
      webhook: { url, secret },
      behaviour: { misbehaviours: [{ kind: 'webhooks-late', ms: 600_000, to: ['late@c.example'] }] },
    });
    await before.send('early@c.example');
    await until(
      'it is written down that both were told',
      async () => (await readFile(dataFile, 'utf8')).split('webhook-settled').length === 3,
    );
    const late = await before.send('late@c.example');
    await before.world.stop();
    const told = heard.length;
    const after = await outside({ dataFile, webhook: { url, secret }, now: () => Date.now() + 600_000 });
    await after.world.whenWebhooksSettled();
    expect(told).toBe(2);
    expect(heard.slice(2).map((h) => [h.event.type, (h.event.data as { email_id: string }).email_id])).toEqual([
      ['email.sent', late],
      ['email.delivered', late],
    ]);
  });
});
