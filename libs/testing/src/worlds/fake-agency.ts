import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How the agency answers the next requests, one each; after them well. `silent`: it takes the debt and breaks the
 * connection. `silent-deaf`: it breaks the connection and took nothing. `slow`: it takes the debt, and answers when
 * `answerSlow` is called. `no-reference`: it says yes and gives no reference. `lying`: it says yes with a reference and
 * took nothing. A number: it answers with this status and takes nothing.
 */
export type Misbehaviour = 'silent' | 'silent-deaf' | 'slow' | 'no-reference' | 'lying' | number;

/** A request that the agency got. */
export interface GotRequest {
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly isSigned: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an agency reports. */
export interface FakeReport {
  readonly placementId: string;
  readonly reportId: string;
  readonly outcome: 'accepted' | 'collected' | 'returned' | 'uncollectable';
  readonly on: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly reference?: string;
}

/** A collection agency with an API, which keeps to it or misbehaves as it is told. */
export interface FakeAgency {
  readonly url: string;
  /** Its host with the port, for AGENCY_HOSTS. */
  readonly host: string;
  readonly requests: readonly GotRequest[];
  /** The debts that it has, by placement, with its references. */
  readonly debts: ReadonlyMap<string, string>;
  /** The secret that it shares with Puntual. */
  share(secret: string): void;
  misbehave(...how: readonly Misbehaviour[]): void;
  /** Gives the answers that it held back because it was slow, the oldest first; returns how many. */
  answerSlow(): number;
  /**
   * Sends a report to a webhook, signed; returns the last answer's status. `secondsLate`: how old the signature is.
   * `lies`: signs another body than it sends. `times`: sends it so often at once.
   */
  report(
    webhook: string,
    report: FakeReport,
    how?: { secondsLate?: number; lies?: boolean; times?: number },
  ): Promise<number>;
  close(): Promise<void>;
}

/** Starts a fake agency on this computer. */
export async function startFakeAgency(): Promise<FakeAgency> {
  const debts = new Map<string, string>();
  const requests: GotRequest[] = [];
  const misbehaviours: Misbehaviour[] = [];
  const held: (() => void)[] = [];
  let secret = '';
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const got = requestOf(request, text, secret);
      requests.push(got);
      answer(got, response, { debts, held, how: misbehaviours.shift() });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/api`,
    host,
    requests,
    debts,
    share: (shared) => {
      secret = shared;
    },
    misbehave: (...how) => {
      misbehaviours.push(...how);
    },
    answerSlow: () => {
      const due = held.splice(0);
      for (const give of due) give();
      return due.length;
    },
    report: async (webhook, report, { secondsLate = 0, lies = false, times = 1 } = {}) => {
      const seconds = Math.floor(Date.now() / 1000) - secondsLate;
      const body = JSON.stringify(report);
      const send = async () => {
        const response = await fetch(webhook, {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'puntual-timestamp': String(seconds),
            'puntual-signature': sign(secret, String(seconds), lies ? `${body} ` : body),
          },
        });
        await response.arrayBuffer();
        return response.status;
      };
      const statuses = await Promise.all(Array.from({ length: times }, send));
      return statuses.at(-1) ?? 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function requestOf(request: IncomingMessage, text: string, secret: string): GotRequest {
  const header = (name: string) => String(request.headers[name] ?? '');
  return {
    method: request.method ?? '',
    path: (request.url ?? '').replace(/^\/api/, ''),
    key: header('idempotency-key'),
    isSigned: header('puntual-signature') === sign(secret, header('puntual-timestamp'), text),
    body: text === '' ? {} : (JSON.parse(text) as GotRequest['body']),
  };
}

function answer(
  { method, path, isSigned, body }: GotRequest,
  response: ServerResponse,
  {
    debts,
    held,
    how,
  }: { readonly debts: Map<string, string>; readonly held: (() => void)[]; readonly how: Misbehaviour | undefined },
): void {
  const say = (status: number, json: object) => {
    const give = () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    return how === 'slow' ? void held.push(give) : void give();
  };
  if (how === 'silent-deaf') return void response.destroy();
  if (typeof how === 'number') return void say(how, { error: 'as told' });
  if (!isSigned) return void say(401, { error: 'bad signature' });
  if (how === 'lying') return void say(200, { reference: 'AG-NEVER' });
  const placementId = path.split('/')[2] ?? (typeof body['placementId'] === 'string' ? body['placementId'] : '');
  if (method === 'POST' && path === '/placements' && !debts.has(placementId))
    debts.set(placementId, `AG-${debts.size + 1}`);
  if (how === 'silent') return void response.destroy();
  const reference = debts.get(placementId);
  if (reference === undefined) return void say(404, { error: 'unknown' });
  if (path.endsWith('/recall')) debts.delete(placementId);
  say(200, how === 'no-reference' ? {} : { reference });
}

// As docs/agencies.md tells agencies to sign.
function sign(secret: string, seconds: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
