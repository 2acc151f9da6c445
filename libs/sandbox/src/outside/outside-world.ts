import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, RequestRecord } from './delivery-record.ts';
import { json, readJsonBody, refusal, writeAnswer, type Answer } from './http-answer.ts';
import { createMisbehaviourPlan } from './misbehaviour-plan.ts';
import { behaviourSchema, type Behaviour, type BehaviourInput } from './misbehaviour-schema.ts';
import { openOutbox } from './outbox.ts';
import { listEmails, listItems, showEmail, showItem } from './outbox-routes.ts';
import { providerErrors } from './provider-error.ts';
import { readEmail } from './read-email.ts';
import { readLetter, readPlacement, readRecall, readSms } from './read-other-channels.ts';
import { handleSend, type SendRoute, type World } from './send-route.ts';
import { isWebhookSecret } from './webhook-events.ts';
import { createWebhookSender, type WebhookAttempt, type WebhookTarget } from './webhook-sender.ts';

export type OutsideWorldOptions = {
  /** Address to listen on; default is the loopback (a container's outbox must be reachable from other containers). */
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /**
   * JSON lines of everything accepted, read back at the start. Absent: a temporary file that is deleted with the
   * server.
   */
  dataFile?: string;
  webhook?: WebhookTarget;
  behaviour?: BehaviourInput;
  /** Epoch milliseconds; for tests of the 24 hours that a key lives. */
  now?: () => number;
};

export type OutsideWorld = {
  url: string;
  port: number;
  deliveries(): Delivery[];
  requests(): RequestRecord[];
  webhookAttempts(): WebhookAttempt[];
  /** Resolves when no webhook is in progress: each was received or given up. */
  whenWebhooksSettled(): Promise<void>;
  /** Replaces the behaviour and resets its counters. @throws ZodError for an invalid behaviour. */
  setBehaviour(behaviour: BehaviourInput): void;
  stop(): Promise<void>;
  /**
   * Deletes every message, request, key and webhook, disconnects waiting clients, and restores the faultless behaviour.
   */
  reset(): Promise<void>;
};

const maxHeld = 2_000;
const faultless: BehaviourInput = {};

/**
 * Starts the stand-in for the e-mail provider (Resend) and the SMS, post and agency providers.
 * @throws when the port is taken, the data file is unreadable, or the webhook secret is not `whsec_` and base64.
 */
export async function startOutsideWorld(options: OutsideWorldOptions = {}): Promise<OutsideWorld> {
  const { webhook, now = Date.now } = options;
  if (webhook && !isWebhookSecret(webhook.secret))
    throw new Error('The webhook secret must be `whsec_` followed by base64, as Resend gives it.');
  const ownFolder = options.dataFile === undefined ? await mkdtemp(join(tmpdir(), 'puntual-outside-')) : null;
  const outbox = await openOutbox(options.dataFile ?? join(ownFolder!, 'outbox.jsonl'));
  const sender = webhook ? createWebhookSender(webhook, (id) => outbox.settleEvent(id), now) : null;
  let misbehaviour = createMisbehaviourPlan(behaviourSchema.parse(options.behaviour ?? faultless));
  let ending = new AbortController();
  let unnamed = 0;
  let stopped = false;
  /** New requests wait while it is set: they belong to the time after the reset. */
  let resetting: Promise<void> | null = null;
  const held = new Set<ServerResponse>();
  const underWay = new Set<Promise<void>>();

  function hold(res: ServerResponse): void {
    held.add(res);
    res.once('close', () => held.delete(res));
    const [oldest] = held;
    if (held.size > maxHeld) oldest?.destroy();
  }

  const world = (): World => ({
    outbox,
    misbehaviour,
    sender,
    ending: ending.signal,
    now,
    hold,
    nextNumber: () => (unnamed += 1),
  });

  async function settleUnderWay(): Promise<void> {
    ending.abort();
    for (const res of held) res.destroy();
    await Promise.all(underWay);
    ending = new AbortController();
  }

  async function forgetAll(): Promise<void> {
    await settleUnderWay();
    await sender?.clear();
    await outbox.clear();
    misbehaviour = createMisbehaviourPlan(behaviourSchema.parse(faultless));
    unnamed = 0;
  }

  async function reset(): Promise<void> {
    while (resetting) await resetting;
    resetting = forgetAll().finally(() => (resetting = null));
    await resetting;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://outside.invalid');
    const method = req.method ?? 'GET';
    const send = method === 'POST' ? sendRouteOf(url.pathname, (id) => outbox.find(id)) : null;
    if (send === 'no-placement') return writeAnswer(res, refusal(providerErrors.placementNotFound));
    if (send !== null) return handleSend(world(), send, req, res);
    if (method === 'PUT' && url.pathname === '/behaviour') return writeAnswer(res, await changeBehaviour(req));
    const read = await readRoute(method, url);
    if (read !== null) return writeAnswer(res, read);
    writeAnswer(res, refusal(providerErrors.notFound));
  }

  async function changeBehaviour(req: IncomingMessage): Promise<Answer> {
    const read = await readJsonBody(req);
    if (read === null || 'error' in read) return refusal(providerErrors.notJson);
    const parsed = behaviourSchema.safeParse(read.body);
    if (!parsed.success)
      return json(422, {
        statusCode: 422,
        name: 'validation_error',
        message: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
      });
    misbehaviour = createMisbehaviourPlan(parsed.data);
    return json(200, misbehaviour.behaviour satisfies Behaviour);
  }

  async function readRoute(method: string, { pathname, searchParams }: URL): Promise<Answer | null> {
    if (method === 'GET' && pathname === '/healthz') return json(200, { status: 'ok', items: outbox.count() });
    if (method === 'GET' && pathname === '/behaviour') return json(200, misbehaviour.behaviour);
    if (method === 'GET' && pathname === '/emails') return listEmails(outbox, searchParams);
    if (method === 'GET' && pathname.startsWith('/emails/'))
      return showEmail(outbox, pathname.slice('/emails/'.length));
    if (method === 'GET' && pathname === '/outbox/items') return listItems(outbox, searchParams);
    const item = /^\/outbox\/items\/([\w-]+)(?:\/(.+))?$/.exec(pathname);
    return method === 'GET' && item ? showItem(outbox, item[1]!, item[2] ?? null) : null;
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await answer(req, res);
    } catch (error) {
      // stopped or reset while the request waited
      if ((error as Error).name === 'AbortError') return void res.destroy();
      const line = { level: 'error', msg: 'outside world failed', path: req.url?.split('?')[0], error: String(error) };
      process.stderr.write(`${JSON.stringify(line)}\n`);
      writeAnswer(res, refusal(providerErrors.unexpected));
    }
  }

  async function admit(req: IncomingMessage, res: ServerResponse): Promise<void> {
    while (resetting) await resetting;
    if (stopped) return void res.destroy();
    // Not counted among the requests in progress: the reset would wait for itself.
    if (req.method === 'DELETE' && req.url === '/outbox/items')
      return reset().then(() => writeAnswer(res, json(200, { emptied: true })));
    const work = serve(req, res);
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  const server = createServer((req, res) => void admit(req, res));
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((ready, fail) =>
    server.once('error', fail).listen(options.port ?? 0, options.host ?? '127.0.0.1', ready),
  ).catch(async (error: unknown) => {
    await outbox.close();
    throw error;
  });
  for (const { delivery, events } of sender ? outbox.openEvents() : []) sender?.send(delivery, events);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    deliveries: () => outbox.deliveries(),
    requests: () => outbox.requests(),
    webhookAttempts: () => sender?.attempts() ?? [],
    whenWebhooksSettled: async () => sender?.whenSettled(),
    setBehaviour(behaviour) {
      misbehaviour = createMisbehaviourPlan(behaviourSchema.parse(behaviour));
    },
    reset,
    async stop() {
      while (resetting) await resetting;
      if (stopped) return;
      stopped = true;
      const closed = new Promise((done) => server.close(done));
      await settleUnderWay();
      await sender?.clear();
      server.closeAllConnections();
      await closed;
      await outbox.close();
      if (ownFolder !== null) await rm(ownFolder, { recursive: true, force: true });
    },
  };
}

const sendRoutes: Record<string, SendRoute> = {
  '/emails': { path: '/emails', channel: 'email', scope: 'email', needsApiKey: true, read: readEmail },
  '/sms': { path: '/sms', channel: 'sms', scope: 'sms', needsApiKey: false, read: readSms },
  '/letters': { path: '/letters', channel: 'letter', scope: 'letter', needsApiKey: false, read: readLetter },
  '/agency/placements': {
    path: '/agency/placements',
    channel: 'agency',
    scope: 'placement',
    needsApiKey: false,
    read: readPlacement,
  },
};

function sendRouteOf(path: string, find: (id: string) => Delivery | null): SendRoute | 'no-placement' | null {
  const recall = /^\/agency\/placements\/([\w-]+)\/recall$/.exec(path);
  if (!recall) return sendRoutes[path] ?? null;
  const placement = find(recall[1]!);
  if (placement?.kind !== 'placement') return 'no-placement';
  return {
    path,
    channel: 'agency',
    scope: `recall/${placement.id}`,
    needsApiKey: false,
    read: (body) => readRecall(body, placement.to, placement.id),
  };
}
