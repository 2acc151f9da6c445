import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, RequestOutcome, RequestRecord } from './delivery-record.ts';
import type { Draft, Reading } from './request-fields.ts';
import { json, readJsonBody, refusal, writeAgain, writeAnswer, type Answer } from './http-answer.ts';
import type { Encounter, MisbehaviourPlan, Refusal, RequestPlan } from './misbehaviour-plan.ts';
import type { KeyClaim } from './idempotency-keys.ts';
import { fingerprintOf, scopeOf, type Outbox, type StoredDelivery } from './outbox.ts';
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

/** One request in progress, and the record that is written when it ends. */
type Exchange = {
  readonly world: World;
  readonly route: SendRoute;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Epoch milliseconds of the arrival. */
  readonly arrivedMs: number;
  readonly record: RequestRecord;
};

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
  const arrivedMs = world.now();
  const key = headerOf(req, 'idempotency-key');
  const attempt = key === null ? 1 : world.outbox.keys.countRequest(route.scope, key);
  const body = await readJsonBody(req);
  if (body === null) return;
  const record: RequestRecord = {
    at: new Date(arrivedMs).toISOString(),
    method: req.method ?? 'POST',
    path: route.path,
    channel: route.channel,
    idempotencyKey: key,
    attempt,
    to: [],
    outcome: { kind: 'reset' },
    deliveryId: null,
    repeat: false,
    misbehaviours: [],
  };
  const exchange: Exchange = { world, route, req, res, arrivedMs, record };
  const read = readDraft(exchange, body);
  if (read.error !== undefined) return refuse(exchange, read.error);
  record.to = read.draft.content.to;
  const encounter = encounterOf(exchange, read.draft);
  const plan = world.misbehaviour.planRequest(encounter);
  record.misbehaviours = plan.met;
  const claim: KeyClaim | null =
    key === null ? null : { scope: route.scope, key, fingerprint: fingerprintOf(read.body) };
  await sendClaimed(exchange, { draft: read.draft, encounter, plan, claim });
}

type ReadDraft = { draft: Draft; body: Record<string, unknown>; error?: never } | { error: ProviderError };

/** The message in the request, or the error that a provider without faults answers with. */
function readDraft(
  { route, req, record }: Exchange,
  read: { body: Record<string, unknown> } | { error: ProviderError },
): ReadDraft {
  const key = record.idempotencyKey;
  if (route.needsApiKey && !/^Bearer \S+/.test(headerOf(req, 'authorization') ?? ''))
    return { error: providerErrors.missingApiKey };
  if (key !== null && (key.length < 1 || key.length > 256)) return { error: providerErrors.invalidKey };
  if ('error' in read) return read;
  const { draft, error } = route.read(read.body);
  return error === undefined ? { draft, body: read.body } : { error };
}

function encounterOf({ world, route, record, arrivedMs }: Exchange, { content }: Draft): Encounter {
  return {
    channel: route.channel,
    to: [...content.to, ...content.cc, ...content.bcc],
    key: record.idempotencyKey ?? `request ${world.nextNumber()}`,
    attempt: record.attempt,
    nowMs: arrivedMs,
  };
}

/** A readable request: its message, its key and what is planned for it. */
type Sendable = { draft: Draft; encounter: Encounter; plan: RequestPlan; claim: KeyClaim | null };

/** Claims the key, applies the plan and accepts the message. The key stays claimed until the message is accepted. */
async function sendClaimed(exchange: Exchange, sendable: Sendable): Promise<void> {
  const { world, record, arrivedMs } = exchange;
  const { plan, claim } = sendable;
  const claimed = claim === null ? ({ kind: 'fresh' } as const) : world.outbox.keys.claim(claim, arrivedMs);
  if (claimed.kind === 'other-body') return refuse(exchange, providerErrors.otherBody);
  if (claimed.kind === 'in-progress') return refuse(exchange, providerErrors.inProgress);
  try {
    // A second request with the key gets `concurrent_idempotent_requests` during this wait.
    if (plan.latencyMs > 0) await sleep(plan.latencyMs, undefined, { signal: world.ending });
    if (plan.refusal !== null) return await misbehave(exchange, plan.refusal);
    const full = world.outbox.fullBecause();
    if (full !== null && claimed.kind === 'fresh')
      return await refuse(exchange, { ...providerErrors.unexpected, message: full });
    record.outcome = outcomeOf(plan);
    if (claimed.kind === 'fresh') await accept(exchange, sendable);
    else await noteRepeat(exchange, claimed.id);
  } finally {
    if (claim !== null && claimed.kind === 'fresh') world.outbox.keys.release(claim);
  }
  await finish(exchange, plan, json(200, { id: record.deliveryId }));
}

async function misbehave(exchange: Exchange, planned: Refusal): Promise<void> {
  if (planned.kind === 'reset')
    return closeWith(exchange, { kind: 'reset' }, () => exchange.req.socket.resetAndDestroy());
  const answer = answerOf(planned);
  await closeWith(exchange, answered(answer.status, errorName(planned)), () => writeAnswer(exchange.res, answer));
}

function refuse(exchange: Exchange, error: ProviderError): Promise<void> {
  return closeWith(exchange, answered(error.statusCode, error.name), () => writeAnswer(exchange.res, refusal(error)));
}

/** Writes the record to disk, and then the answer to the client. */
async function closeWith(
  { world, route, record }: Exchange,
  outcome: RequestOutcome,
  writeToClient: () => void,
): Promise<void> {
  await world.outbox.noteRequest({ ...record, outcome }, route.scope);
  writeToClient();
}

async function noteRepeat({ world, route, record }: Exchange, deliveryId: string): Promise<void> {
  Object.assign(record, { deliveryId, repeat: true });
  await world.outbox.noteRequest(record, route.scope);
}

async function accept({ world, route, record }: Exchange, { draft, encounter, claim }: Sendable): Promise<void> {
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

async function finish({ world, req, res }: Exchange, { ending }: RequestPlan, answer: Answer): Promise<void> {
  switch (ending.kind) {
    case 'answer':
      return writeAnswer(res, answer);
    case 'silence':
      return ending.end === 'hang' ? world.hold(res) : void req.socket.destroy();
    case 'answer-twice':
      await sleep(ending.afterMs, undefined, { signal: world.ending });
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
