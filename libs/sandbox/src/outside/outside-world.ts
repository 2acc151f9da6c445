import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery, RequestRecord } from './delivery-record.ts';
import { json, refusal, writeAnswer } from './http-answer.ts';
import { behaviourSchema, type BehaviourInput } from './misbehaviour-schema.ts';
import { openOutbox } from './outbox.ts';
import { answerRequest } from './outside-routes.ts';
import { providerErrors } from './provider-error.ts';
import { RequestsInProgress } from './requests-in-progress.ts';
import { isWebhookSecret } from './webhook-events.ts';
import { WebhookSender, type WebhookAttempt, type WebhookTarget } from './webhook-sender.ts';
import { WorldState } from './world-state.ts';

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
  const sender = webhook ? new WebhookSender(webhook, (id) => outbox.settleEvent(id), now) : null;
  const state = new WorldState({ outbox, sender, now, behaviour: behaviourSchema.parse(options.behaviour ?? {}) });
  const running = new OutsideServer(state);
  const port = await running.listen(options.port ?? 0, options.host ?? '127.0.0.1').catch(async (error: unknown) => {
    await outbox.close();
    throw error;
  });
  for (const { delivery, events } of sender ? outbox.openEvents() : []) sender?.send(delivery, events);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    deliveries: () => outbox.deliveries(),
    requests: () => outbox.requests(),
    webhookAttempts: () => sender?.attempts() ?? [],
    whenWebhooksSettled: async () => sender?.whenSettled(),
    setBehaviour: (behaviour) => state.setBehaviour(behaviourSchema.parse(behaviour)),
    reset: () => running.reset(),
    async stop() {
      const stoppedNow = await running.stop();
      if (stoppedNow && ownFolder !== null) await rm(ownFolder, { recursive: true, force: true });
    },
  };
}

/** The HTTP server: admits requests, and ends all of them before a reset or the stop touches the state. */
class OutsideServer {
  readonly #state: WorldState;
  readonly #requests = new RequestsInProgress();
  readonly #server: Server;
  /** New requests wait while it is set: they belong to the time after the reset. */
  #resetting: Promise<void> | null = null;
  #stopped = false;

  constructor(state: WorldState) {
    this.#state = state;
    this.#server = createServer((req, res) => void this.#admit(req, res));
    this.#server.keepAliveTimeout = 30_000;
  }

  /** Returns the port that the server listens on. @throws when the port is taken. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((ready, fail) => this.#server.once('error', fail).listen(port, host, ready));
    return (this.#server.address() as AddressInfo).port;
  }

  async reset(): Promise<void> {
    while (this.#resetting) await this.#resetting;
    this.#resetting = this.#endRequestsAndEmpty().finally(() => (this.#resetting = null));
    await this.#resetting;
  }

  async #endRequestsAndEmpty(): Promise<void> {
    await this.#requests.endAll();
    await this.#state.empty();
  }

  /** Returns false when the server was stopped before. */
  async stop(): Promise<boolean> {
    while (this.#resetting) await this.#resetting;
    if (this.#stopped) return false;
    this.#stopped = true;
    const closed = new Promise((done) => this.#server.close(done));
    await this.#requests.endAll();
    await this.#state.sender?.clear();
    this.#server.closeAllConnections();
    await closed;
    await this.#state.outbox.close();
    return true;
  }

  async #admit(req: IncomingMessage, res: ServerResponse): Promise<void> {
    while (this.#resetting) await this.#resetting;
    if (this.#stopped) return void res.destroy();
    // Not counted among the requests in progress: the reset would wait for itself.
    if (req.method === 'DELETE' && req.url === '/outbox/items')
      return this.reset().then(() => writeAnswer(res, json(200, { emptied: true })));
    return this.#requests.track(this.#serve(req, res));
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      await answerRequest(this.#state, this.#requests, req, res);
    } catch (error) {
      // stopped or reset while the request waited
      if ((error as Error).name === 'AbortError') return void res.destroy();
      const line = { level: 'error', msg: 'outside world failed', path: req.url?.split('?')[0], error: String(error) };
      process.stderr.write(`${JSON.stringify(line)}\n`);
      writeAnswer(res, refusal(providerErrors.unexpected));
    }
  }
}
