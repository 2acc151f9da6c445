import { z } from 'zod';
import { channels } from './delivery-record.ts';

/** Which requests a misbehaviour applies to: every given condition must hold. */
const whenShape = {
  channel: z.enum(channels).optional(),
  /** Only messages to one of these addresses (case and display names are ignored). */
  to: z.array(z.string().min(1)).min(1).max(1_000).optional(),
  /**
   * A share of the requests, 0 to 1, drawn from the seed, the idempotency key and the attempt: the same run affects the
   * same requests, whatever their order.
   */
  share: z.number().min(0).max(1).optional(),
  /** Only this many requests that meet the other conditions. */
  next: z.number().int().min(1).max(1_000_000).optional(),
};

const milliseconds = z.number().int().min(0).max(600_000);

/** One way in which the outside world misbehaves. */
export const misbehaviourSchema = z.discriminatedUnion('kind', [
  /** Delays each answer (and acceptance). */
  z.strictObject({ kind: z.literal('latency'), ms: milliseconds, ...whenShape }),
  /** Refused with this status; nothing is accepted. The body of a 503 is not JSON, like a proxy's. */
  z.strictObject({
    kind: z.literal('fail'),
    status: z.union([z.literal(422), z.literal(429), z.literal(500), z.literal(503)]),
    retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
    ...whenShape,
  }),
  /** Above this many per second, requests are refused with 429 and `retry-after`, as Resend does by default at 2. */
  z.strictObject({
    kind: z.literal('rate-limit'),
    requestsPerSecond: z.number().int().min(1).max(100_000),
    channel: whenShape.channel,
  }),
  /** The connection is reset before anything is accepted. */
  z.strictObject({ kind: z.literal('reset'), ...whenShape }),
  /** The worst case: accepted and delivered, but the client never learns of it. */
  z.strictObject({ kind: z.literal('accept-then-silence'), end: z.enum(['hang', 'close']), ...whenShape }),
  /** Accepted; the answer comes late, and then a second time on the same connection. */
  z.strictObject({ kind: z.literal('answer-twice'), afterMs: milliseconds, ...whenShape }),
  /** Accepted, sent, and returned by the recipient's server. */
  z.strictObject({
    kind: z.literal('bounce'),
    type: z.enum(['Permanent', 'Transient', 'Undetermined']).default('Permanent'),
    /** The recipient that the report's text quotes, as mail servers do; its list names all recipients in any case. */
    quotes: z.string().min(3).max(320).optional(),
    ...whenShape,
  }),
  /** Accepted, but never sent: the address is on the provider's suppression list. */
  z.strictObject({ kind: z.literal('suppress'), ...whenShape }),
  /** Accepted, but never sent: the provider fails for a reason of its own, such as a domain that is not verified. */
  z.strictObject({ kind: z.literal('fail-later'), reason: z.string().max(200), ...whenShape }),
  /** Delivered, and reported as spam by the recipient. */
  z.strictObject({ kind: z.literal('complain'), ...whenShape }),
  /** Each webhook is sent this many times, with the same id. */
  z.strictObject({ kind: z.literal('webhooks-repeated'), times: z.number().int().min(2).max(20), ...whenShape }),
  /** Webhooks come in reverse order: `delivered` before `sent`. */
  z.strictObject({ kind: z.literal('webhooks-reversed'), ...whenShape }),
  /** Webhooks start only after this time. */
  z.strictObject({ kind: z.literal('webhooks-late'), ms: milliseconds, ...whenShape }),
  /** No webhook at all. */
  z.strictObject({ kind: z.literal('webhooks-lost'), ...whenShape }),
]);
export type Misbehaviour = z.output<typeof misbehaviourSchema>;

/**
 * How the outside world behaves; by default without faults. The first refusal and the first ending that apply to a
 * request win; latencies add up.
 */
export const behaviourSchema = z.strictObject({
  seed: z.number().int().default(1),
  misbehaviours: z.array(misbehaviourSchema).max(100).default([]),
});
export type Behaviour = z.output<typeof behaviourSchema>;
/** The form in which a test writes it: fields with defaults are optional. */
export type BehaviourInput = z.input<typeof behaviourSchema>;
