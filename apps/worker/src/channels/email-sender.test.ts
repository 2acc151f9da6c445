import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ReservedMessage } from '@puntual/casework/contact/gate-run';
import { emailChannel } from './email.ts';

// Reports R24: one installation sends for several creditors from one address.

let server: Server;
const received: { from: string; reply_to?: string }[] = [];

beforeEach(async () => {
  received.length = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(parts).toString('utf8')) as (typeof received)[number]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"re-1"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => new Promise((closed) => server.close(closed)));

const messageOf = (sender: ReservedMessage['sender']): ReservedMessage => ({
  messageId: 'm-1',
  slug: 'demo',
  channel: 'email',
  recipients: [{ contactId: 'k1', channel: 'email', address: 'ap@example.com' }],
  sender,
  subject: 'Recordatorio',
  html: null,
  text: 'Hola',
  pdf: null,
  template: 'friendly',
  customerId: 'C-1',
  tries: 1,
});

test('answers go to the creditor of each mail, whose name it carries; without one they go to the sender', async () => {
  const { port } = server.address() as AddressInfo;
  const channel = emailChannel({
    apiKey: 're_test',
    baseUrl: `http://127.0.0.1:${port}`,
    from: 'Puntual <cobros@n.example>',
  });
  for (const sender of [
    { name: 'Aceros A', replyTo: 'cobros@a.example' },
    { name: 'Bodegas B', replyTo: 'cobros@b.example' },
    { name: 'Casa C', replyTo: null },
  ])
    expect(await channel.deliver(messageOf(sender))).toMatchObject({ kind: 'sent' });
  expect(received.map(({ from, reply_to: replyTo }) => [from, replyTo])).toEqual([
    ['Aceros A <cobros@n.example>', 'cobros@a.example'],
    ['Bodegas B <cobros@n.example>', 'cobros@b.example'],
    ['Casa C <cobros@n.example>', undefined],
  ]);
});
