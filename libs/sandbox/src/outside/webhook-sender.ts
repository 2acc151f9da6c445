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
const atOnce = 8;
const maxWaitingMessages = 20_000;
const maxAttemptsKept = 200_000;
const answerTimeoutMs = 10_000;

/**
 * Sends the webhooks of each message one after the other, those of different messages in parallel. Calls `settled` when
 * one was received or given up; `now` is in epoch milliseconds.
 */
export function createWebhookSender(
  target: WebhookTarget,
  settled: (eventId: string) => Promise<void>,
  now: () => number = Date.now,
) {
  const delays = target.retryDelaysMs ?? defaultRetryDelaysMs;
  let stopping = new AbortController();
  let attempts: WebhookAttempt[] = [];
  const chains = new Set<Promise<void>>();
  let busy = 0;
  const queue: (() => void)[] = [];

  async function slot<T>(work: () => Promise<T>): Promise<T> {
    if (busy >= atOnce)
      await new Promise<void>((go) => queue.push(go)); // the slot passes to the next one and stays busy
    else busy += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else busy -= 1;
    }
  }

  async function post(message: Message, planned: PlannedEvent, attempt: number, signal: AbortSignal): Promise<boolean> {
    const webhook = webhookOf(message, planned);
    const body = JSON.stringify(webhook);
    let status: number | null = null;
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...signWebhook(target.secret, planned.eventId, new Date(), body),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      await response.body?.cancel();
      status = response.status;
    } catch {
      // No answer: the receiver is down or slow; the waits below cover that.
    }
    signal.throwIfAborted();
    if (
      attempts.push({ eventId: planned.eventId, type: webhook.type, deliveryId: message.id, attempt, status }) >
      maxAttemptsKept
    )
      attempts = attempts.slice(maxAttemptsKept / 2);
    return status !== null && status >= 200 && status < 300;
  }

  async function tell(message: Message, planned: PlannedEvent, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; attempt <= delays.length + 1; attempt += 1) {
      if (await slot(() => post(message, planned, attempt, signal))) return;
      if (attempt <= delays.length) await sleep(delays[attempt - 1], undefined, { signal });
    }
  }

  async function tellAll(message: Message, events: PlannedEvent[], signal: AbortSignal): Promise<void> {
    for (const planned of events) {
      const wait = Date.parse(planned.notBefore) - now();
      if (wait > 0) await sleep(wait, undefined, { signal });
      for (let time = 0; time < planned.times; time += 1) await tell(message, planned, signal);
      await settled(planned.eventId);
    }
  }

  return {
    /**
     * Queues the webhooks of one message. Returns false when too many messages wait already; its webhooks stay open
     * until the next start.
     */
    send(message: Message, events: PlannedEvent[]): boolean {
      if (chains.size >= maxWaitingMessages) return false;
      const { signal } = stopping;
      const chain = tellAll(message, events, signal).catch((error: unknown) => {
        if (signal.aborted) return;
        const line = {
          level: 'error',
          msg: 'webhooks of a message stopped',
          deliveryId: message.id,
          error: String(error),
        };
        process.stderr.write(`${JSON.stringify(line)}\n`);
      });
      chains.add(chain);
      void chain.finally(() => chains.delete(chain));
      return true;
    },
    attempts: (): WebhookAttempt[] => [...attempts],
    /** Resolves when no webhook is in progress. */
    async whenSettled(): Promise<void> {
      while (chains.size > 0) await Promise.all(chains);
    },
    /** Gives up the webhooks in progress and starts afresh. */
    async clear(): Promise<void> {
      stopping.abort();
      await Promise.all(chains);
      stopping = new AbortController();
      attempts = [];
    },
  };
}

export type WebhookSender = ReturnType<typeof createWebhookSender>;
