import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery } from './delivery-record.ts';
import { type PlannedEvent, signWebhook, webhookOf } from './webhook-events.ts';

/** The receiver of webhooks. `retryDelaysMs` holds the waits between attempts; there is one more attempt than waits. */
export type WebhookTarget = { url: string; secret: string; retryDelaysMs?: number[] };

/** One POST of a webhook. `status` is null when there was no answer. */
export type WebhookAttempt = {
  eventId: string;
  type: string;
  deliveryId: string;
  attempt: number;
  status: number | null;
};

type Message = Pick<Delivery, 'id' | 'from' | 'to' | 'subject' | 'tags' | 'receivedAt'>;

/**
 * About 80 s: a restart of the receiver must not lose events, and a receiver that is gone must not be called for ever.
 */
const defaultRetryDelaysMs = [250, 1_000, 4_000, 15_000, 60_000];
const postsAtOnce = 8;
const maxWaitingMessages = 20_000;
const maxAttemptsKept = 200_000;
const answerTimeoutMs = 10_000;

/** Sends the webhooks of each message one after the other, those of different messages in parallel. */
export class WebhookSender {
  readonly #target: WebhookTarget;
  readonly #settled: (eventId: string) => Promise<void>;
  readonly #now: () => number;
  readonly #slots = new Slots(postsAtOnce);
  /** One promise for each message whose webhooks are in progress. */
  readonly #inProgress = new Set<Promise<void>>();
  #stopping = new AbortController();
  #attempts: WebhookAttempt[] = [];

  /** Calls `settled` when a webhook was received or given up; `now` is in epoch milliseconds. */
  constructor(target: WebhookTarget, settled: (eventId: string) => Promise<void>, now: () => number) {
    this.#target = target;
    this.#settled = settled;
    this.#now = now;
  }

  /**
   * Queues the webhooks of one message. Returns false when too many messages wait already; its webhooks stay open until
   * the next start.
   */
  send(message: Message, events: PlannedEvent[]): boolean {
    if (this.#inProgress.size >= maxWaitingMessages) return false;
    const { signal } = this.#stopping;
    const work = this.#sendInOrder(message, events, signal).catch((error: unknown) => {
      if (!signal.aborted) logFailure(message, error);
    });
    this.#inProgress.add(work);
    void work.finally(() => this.#inProgress.delete(work));
    return true;
  }

  attempts(): WebhookAttempt[] {
    return [...this.#attempts];
  }

  /** Resolves when no webhook is in progress. */
  async whenSettled(): Promise<void> {
    while (this.#inProgress.size > 0) await Promise.all(this.#inProgress);
  }

  /** Gives up the webhooks in progress and starts afresh. */
  async clear(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#inProgress);
    this.#stopping = new AbortController();
    this.#attempts = [];
  }

  async #sendInOrder(message: Message, events: PlannedEvent[], signal: AbortSignal): Promise<void> {
    for (const planned of events) {
      const waitMs = Date.parse(planned.notBefore) - this.#now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      for (let time = 0; time < planned.times; time += 1) await this.#sendWithRetries(message, planned, signal);
      await this.#settled(planned.eventId);
    }
  }

  async #sendWithRetries(message: Message, planned: PlannedEvent, signal: AbortSignal): Promise<void> {
    const delays = this.#target.retryDelaysMs ?? defaultRetryDelaysMs;
    for (let attempt = 1; attempt <= delays.length + 1; attempt += 1) {
      if (await this.#slots.run(() => this.#attempt(message, planned, attempt, signal))) return;
      if (attempt <= delays.length) await sleep(delays[attempt - 1], undefined, { signal });
    }
  }

  /** Returns whether the receiver took the webhook. */
  async #attempt(message: Message, planned: PlannedEvent, attempt: number, signal: AbortSignal): Promise<boolean> {
    const webhook = webhookOf(message, planned);
    const status = await this.#post(planned.eventId, JSON.stringify(webhook), signal);
    signal.throwIfAborted();
    const { eventId } = planned;
    const kept = this.#attempts.push({ eventId, type: webhook.type, deliveryId: message.id, attempt, status });
    if (kept > maxAttemptsKept) this.#attempts = this.#attempts.slice(maxAttemptsKept / 2);
    return status !== null && status >= 200 && status < 300;
  }

  /** Returns the status of the answer, or null when the receiver is down or slow. */
  async #post(eventId: string, body: string, signal: AbortSignal): Promise<number | null> {
    try {
      const response = await fetch(this.#target.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...signWebhook(this.#target.secret, eventId, new Date(), body),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }
}

/** Runs at most `limit` pieces of work at once; the others wait in the order of their arrival. */
class Slots {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy < this.#limit) this.#busy += 1;
    // Whoever ends hands its slot over, so the slot stays busy.
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }
}

function logFailure(message: Message, error: unknown): void {
  const line = {
    level: 'error',
    msg: 'webhooks of a message stopped',
    deliveryId: message.id,
    error: String(error),
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
