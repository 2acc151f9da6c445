import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, RequestOutcome, RequestRecord } from './delivery-record.ts';
import type { Draft, Reading } from './request-fields.ts';
import { json, readJsonBody, refusal, writeAgain, writeAnswer, type Answer } from './http-answer.ts';
import type { Encounter, MisbehaviourPlan, Refusal, RequestPlan } from './misbehaviour-plan.ts';
import { fingerprintOf, scopeOf, type KeyClaim, type Outbox, type StoredDelivery } from './outbox.ts';
import { providerErrors, type ProviderError } from './provider-error.ts';
import { planEvents } from './webhook-events.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** The state that a request sees; `reset` replaces all of it. */
export type World = {
  outbox: Outbox;
  misbehaviour: MisbehaviourPlan;
  sender: WebhookSender | null;
  /** Aborted by `stop` and `reset`, which disconnects waiting clients. */
  ending: AbortSignal;
  now: () => number;
  /** Leaves a request without an answer. */
  hold(res: ServerResponse): void;
  /** Numbers the requests that come without a key. */
  nextNumber(): number;
};

/** An endpoint that accepts messages. */
export type SendRoute = {
  path: string;
  channel: Channel;
  scope: string;
  needsApiKey: boolean;
  read(body: Record<string, unknown>): Reading;
};

const UNANSWERED = {
  to: [],
  outcome: { kind: 'reset' },
  deliveryId: null,
  repeat: false,
  misbehaviours: [],
} satisfies Partial<RequestRecord>;

/**
 * Handles one request to send: parses it, applies misbehaviours, accepts it at most once per key, and answers (or does
 * not). Message and key are on disk before the answer.
 */
export async function handleSend(
  world: World,
  route: SendRoute,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const at = world.now();
  const key = headerOf(req, 'idempotency-key');
  const attempt = key === null ? 1 : world.outbox.countRequest(route.scope, key);
  const read = await readJsonBody(req);
  if (read === null) return;
  const record: RequestRecord = {
    ...UNANSWERED,
    at: new Date(at).toISOString(),
    method: req.method ?? 'POST',
    path: route.path,
    channel: route.channel,
    idempotencyKey: key,
    attempt,
  };
  const end = async (outcome: RequestOutcome, show: () => void) => {
    await world.outbox.noteRequest({ ...record, outcome }, route.scope);
    show();
  };
  const refuse = (error: ProviderError) =>
    end(answered(error.statusCode, error.name), () => writeAnswer(res, refusal(error)));

  if (route.needsApiKey && !/^Bearer \S+/.test(headerOf(req, 'authorization') ?? ''))
    return refuse(providerErrors.missingApiKey);
  if (key !== null && (key.length < 1 || key.length > 256)) return refuse(providerErrors.invalidKey);
  if ('error' in read) return refuse(read.error);
  const { draft, error } = route.read(read.body);
  if (error !== undefined) return refuse(error);
  record.to = draft.content.to;

  const encounter: Encounter = {
    channel: route.channel,
    to: [...draft.content.to, ...draft.content.cc, ...draft.content.bcc],
    key: key ?? `request ${world.nextNumber()}`,
    attempt,
    nowMs: at,
  };
  const plan = world.misbehaviour.planRequest(encounter);
  record.misbehaviours = plan.met;
  const claim: KeyClaim | null =
    key === null ? null : { scope: route.scope, key, fingerprint: fingerprintOf(read.body) };
  const claimed = claim === null ? ({ kind: 'fresh' } as const) : world.outbox.claim(claim, at);
  if (claimed.kind === 'other-body') return refuse(providerErrors.otherBody);
  if (claimed.kind === 'in-progress') return refuse(providerErrors.inProgress);
  try {
    // The key stays claimed meanwhile, so that a second request gets `concurrent_idempotent_requests`.
    if (plan.latencyMs > 0) await sleep(plan.latencyMs, undefined, { signal: world.ending });
    if (plan.refusal?.kind === 'reset') return await end({ kind: 'reset' }, () => req.socket.resetAndDestroy());
    if (plan.refusal !== null) {
      const answer = answerOf(plan.refusal);
      return await end(answered(answer.status, errorName(plan.refusal)), () => writeAnswer(res, answer));
    }
    const full = world.outbox.fullBecause();
    if (full !== null && claimed.kind === 'fresh') return await refuse({ ...providerErrors.unexpected, message: full });
    await acceptOnce(world, route, { encounter, draft, claim, claimed, record, plan });
  } finally {
    if (claim !== null && claimed.kind === 'fresh') world.outbox.release(claim);
  }
  await finish(world, { plan, answer: json(200, { id: record.deliveryId }), req, res });
}

type Acceptance = {
  encounter: Encounter;
  draft: Draft;
  claim: KeyClaim | null;
  claimed: { kind: 'fresh' } | { kind: 'repeat'; id: string };
  record: RequestRecord;
  plan: RequestPlan;
};

async function acceptOnce(
  world: World,
  route: SendRoute,
  { encounter, draft, claim, claimed, record, plan }: Acceptance,
): Promise<void> {
  record.outcome = outcomeOf(plan);
  if (claimed.kind === 'repeat') {
    Object.assign(record, { deliveryId: claimed.id, repeat: true });
    return world.outbox.noteRequest(record, route.scope);
  }
  const acceptedMs = world.now();
  const { lastEvent, events } = planEvents(world.misbehaviour.planFate(encounter), acceptedMs);
  const delivery: StoredDelivery = {
    ...draft.content,
    id: randomUUID(),
    idempotencyKey: claim?.key ?? null,
    receivedAt: new Date(acceptedMs).toISOString(),
    lastEvent,
    recalledAt: null,
  };
  record.deliveryId = delivery.id;
  const webhooks = world.sender !== null && route.channel === 'email' ? events : [];
  await world.outbox.accept({ delivery, files: draft.files, claim, events: webhooks }, record, scopeOf(delivery));
  world.sender?.send(delivery, webhooks);
}

async function finish(
  world: World,
  {
    plan,
    answer,
    req,
    res,
  }: {
    readonly plan: RequestPlan;
    readonly answer: Answer;
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
  },
): Promise<void> {
  switch (plan.ending.kind) {
    case 'answer':
      return writeAnswer(res, answer);
    case 'silence':
      return plan.ending.end === 'hang' ? world.hold(res) : void req.socket.destroy();
    case 'answer-twice':
      await sleep(plan.ending.afterMs, undefined, { signal: world.ending });
      return writeAgain(res, answer);
  }
}

function outcomeOf(plan: RequestPlan): RequestOutcome {
  switch (plan.ending.kind) {
    case 'answer':
      return answered(200, null);
    case 'silence':
      return { kind: 'no-answer', end: plan.ending.end };
    case 'answer-twice':
      return { kind: 'answered-twice', status: 200 };
  }
}

function answered(status: number, error: string | null): RequestOutcome {
  return { kind: 'answered', status, error };
}

function errorName(r: Exclude<Refusal, { kind: 'reset' }>): string {
  const status = r.kind === 'rate-limit' ? 429 : r.status;
  return {
    422: providerErrors.rejected.name,
    429: providerErrors.rateLimited.name,
    500: providerErrors.unexpected.name,
    503: 'unavailable',
  }[status];
}

function answerOf(r: Exclude<Refusal, { kind: 'reset' }>): Answer {
  const retryAfter: Record<string, string> =
    r.retryAfterSeconds === null ? {} : { 'retry-after': String(r.retryAfterSeconds) };
  if (r.kind === 'rate-limit') {
    const limits = {
      'ratelimit-limit': String(r.requestsPerSecond),
      'ratelimit-remaining': '0',
      'ratelimit-reset': '1',
    };
    return refusal(providerErrors.rateLimited, { ...retryAfter, ...limits });
  }
  switch (r.status) {
    case 422:
      return refusal(providerErrors.rejected, retryAfter);
    case 429:
      return refusal(providerErrors.rateLimited, retryAfter);
    case 500:
      return refusal(providerErrors.unexpected, retryAfter);
    case 503:
      return {
        status: 503,
        headers: { 'content-type': 'text/html', ...retryAfter },
        body: '<html><body><h1>503 Service Unavailable</h1></body></html>',
      };
  }
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}
