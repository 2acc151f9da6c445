import { createHash } from 'node:crypto';
import type { Channel } from './delivery-record.ts';
import type { Behaviour, Misbehaviour } from './misbehaviour-schema.ts';

/**
 * A request that misbehaviours may apply to. `key` is its idempotency key or, without one, another stable identifier.
 */
export type Encounter = { channel: Channel; to: string[]; key: string; attempt: number; nowMs: number };

export type Refusal =
  | { kind: 'fail'; status: 422 | 429 | 500 | 503; retryAfterSeconds: number | null }
  | { kind: 'rate-limit'; requestsPerSecond: number; retryAfterSeconds: number }
  | { kind: 'reset' };

export type Ending =
  { kind: 'answer' } | { kind: 'silence'; end: 'hang' | 'close' } | { kind: 'answer-twice'; afterMs: number };

/** What happens to one request. */
export type RequestPlan = { latencyMs: number; refusal: Refusal | null; ending: Ending; met: string[] };

/** What happens to a message after it was accepted. */
export type Fate = {
  end: 'delivered' | 'complained' | 'bounced' | 'suppressed' | 'failed';
  bounceType: 'Permanent' | 'Transient' | 'Undetermined';
  /** The recipient that the text of a bounce quotes. */
  quotes: string | null;
  /** Why the provider failed to send. */
  failure: string | null;
  repeats: number;
  reversed: boolean;
  lateMs: number;
  lost: boolean;
};

/** A number in [0, 1) that depends only on its arguments, so that concurrency cannot change the affected requests. */
export function chance(seed: number, ...parts: (string | number)[]): number {
  return (
    createHash('sha256')
      .update(JSON.stringify([seed, ...parts]))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48
  );
}

/** The bare address in `Name <address>`, in lower case. */
export function bareAddress(address: string): string {
  return (/<([^<>]*)>\s*$/.exec(address)?.[1] ?? address).trim().toLowerCase();
}

/** Turns a behaviour into decisions, and keeps its counters (`next`, the requests of the current second). */
export class MisbehaviourPlan {
  readonly behaviour: Behaviour;
  /** For each misbehaviour the number of requests that it may still apply to. */
  readonly #left: number[];
  readonly #windows = new Map<string, { second: number; count: number }>();

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#left = behaviour.misbehaviours.map((m) => ('next' in m && m.next !== undefined ? m.next : Infinity));
  }

  /** What happens to this request. Uses up the counters of the misbehaviours that apply. */
  planRequest(e: Encounter): RequestPlan {
    const plan: RequestPlan = { latencyMs: 0, refusal: null, ending: { kind: 'answer' }, met: [] };
    // Refusals before endings: a request on which a misbehaviour cannot show must not use up its counter.
    for (const effect of ['delay', 'refusal', 'ending'] as const) {
      for (const [index, m] of this.behaviour.misbehaviours.entries()) {
        const decided = plan.refusal !== null || plan.ending.kind !== 'answer';
        if (requestEffect(m) !== effect || (effect !== 'delay' && decided)) continue;
        if (!this.#meets(m, index, e)) continue;
        plan.met.push(m.kind);
        applyToRequest(plan, m);
      }
    }
    return plan;
  }

  /** What happens to the message that this request brought, once it is accepted. */
  planFate(e: Encounter): Fate {
    const fate: Fate = {
      end: 'delivered',
      bounceType: 'Permanent',
      quotes: null,
      failure: null,
      repeats: 1,
      reversed: false,
      lateMs: 0,
      lost: false,
    };
    for (const [index, m] of this.behaviour.misbehaviours.entries()) {
      if (requestEffect(m) === null && this.#meets(m, index, e)) applyToFate(fate, m);
    }
    return fate;
  }

  #meets(m: Misbehaviour, index: number, e: Encounter): boolean {
    if (m.channel !== undefined && m.channel !== e.channel) return false;
    if (m.kind === 'rate-limit') return this.#overRate(index, m.requestsPerSecond, e);
    if (m.to !== undefined && !m.to.some((a) => e.to.some((b) => bareAddress(a) === bareAddress(b)))) return false;
    const { seed } = this.behaviour;
    if (m.share !== undefined && chance(seed, index, e.channel, e.key, e.attempt) >= m.share) return false;
    if (this.#left[index]! <= 0) return false;
    this.#left[index]! -= 1;
    return true;
  }

  #overRate(index: number, perSecond: number, e: Encounter): boolean {
    const second = Math.floor(e.nowMs / 1000);
    const windowKey = `${index}|${e.channel}`;
    const window = this.#windows.get(windowKey);
    if (window?.second !== second) {
      this.#windows.set(windowKey, { second, count: 1 });
      return false;
    }
    window.count += 1;
    return window.count > perSecond;
  }
}

/** How a misbehaviour affects a request; null when it only affects what follows acceptance. */
function requestEffect(m: Misbehaviour): 'delay' | 'refusal' | 'ending' | null {
  switch (m.kind) {
    case 'latency':
      return 'delay';
    case 'fail':
    case 'rate-limit':
    case 'reset':
      return 'refusal';
    case 'accept-then-silence':
    case 'answer-twice':
      return 'ending';
    case 'bounce':
    case 'complain':
    case 'suppress':
    case 'fail-later':
    case 'webhooks-repeated':
    case 'webhooks-reversed':
    case 'webhooks-late':
    case 'webhooks-lost':
      return null;
  }
}

function applyToRequest(plan: RequestPlan, m: Misbehaviour): void {
  if (m.kind === 'latency') plan.latencyMs += m.ms;
  if (m.kind === 'fail')
    plan.refusal = {
      kind: 'fail',
      status: m.status,
      retryAfterSeconds: m.retryAfterSeconds ?? (m.status === 429 ? 1 : null),
    };
  if (m.kind === 'rate-limit')
    plan.refusal = { kind: 'rate-limit', requestsPerSecond: m.requestsPerSecond, retryAfterSeconds: 1 };
  if (m.kind === 'reset') plan.refusal = { kind: 'reset' };
  if (m.kind === 'accept-then-silence') plan.ending = { kind: 'silence', end: m.end };
  if (m.kind === 'answer-twice') plan.ending = { kind: 'answer-twice', afterMs: m.afterMs };
}

function applyToFate(fate: Fate, m: Misbehaviour): void {
  if (m.kind === 'bounce') Object.assign(fate, { end: 'bounced', bounceType: m.type, quotes: m.quotes ?? null });
  if (m.kind === 'suppress') fate.end = 'suppressed';
  if (m.kind === 'fail-later') Object.assign(fate, { end: 'failed', failure: m.reason });
  // Nobody has read a message that did not arrive: only a delivered one is complained of.
  if (m.kind === 'complain' && fate.end === 'delivered') fate.end = 'complained';
  if (m.kind === 'webhooks-repeated') fate.repeats = m.times;
  if (m.kind === 'webhooks-reversed') fate.reversed = true;
  if (m.kind === 'webhooks-late') fate.lateMs = m.ms;
  if (m.kind === 'webhooks-lost') fate.lost = true;
}
