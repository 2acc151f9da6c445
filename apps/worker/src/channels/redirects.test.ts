import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ReservedMessage } from '@puntual/casework/contact/gate-run';
import { TryAgainLater } from './channel.ts';
import { emailChannel } from './email.ts';
import { postJson } from './json-provider.ts';

let provider: Server;
let elsewhere: Server;
let led: number;
let status: number;
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeEach(async () => {
  led = 0;
  elsewhere = createServer((_request, response) => {
    led++;
    response.end('{"id":"taken"}');
  });
  provider = createServer((_request, response) => {
    response.writeHead(status, { location: `${addressOf(elsewhere)}/all` }).end();
  });
  await Promise.all(
    [elsewhere, provider].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
});
afterEach(() => {
  for (const server of [provider, elsewhere]) server.close();
});

const message = {
  messageId: 'm-1',
  slug: 'demo',
  sender: null,
  channel: 'email',
  recipients: [{ contactId: 'k1', channel: 'email', address: 'ana@x.example' }],
  subject: 's',
  html: null,
  text: 'You owe 100.00 EUR',
  pdf: null,
  template: 'friendly',
  customerId: 'C-1',
  tries: 1,
} as ReservedMessage;

test.each([301, 302, 303, 307, 308])(
  'a redirect (%s) of a provider is not followed, and the message waits',
  async (code) => {
    status = code;
    const calls = [
      () => postJson(addressOf(provider), 'secret', 'key', { to: '+34600111222' }),
      () => emailChannel({ apiKey: 're_1', baseUrl: addressOf(provider), from: 'a@b.example' }).deliver(message),
    ];
    for (const call of calls) {
      const error = await call().catch((each: unknown) => each);
      expect(error).toBeInstanceOf(TryAgainLater);
      expect((error as Error).message).toContain(String(code));
    }
    expect(led).toBe(0);
  },
);
