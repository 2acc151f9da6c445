import { CHANNELS } from '@puntual/domain/policy/vocabulary';

/** The channels of the outside world, each a provider of its own: those of messages, and the agency. */
export const channels = [...CHANNELS, 'agency'] as const;
export type Channel = (typeof channels)[number];

/** The last thing that really happened to a message, in Resend's words. */
export type LastEvent = 'sent' | 'delivered' | 'bounced' | 'complained' | 'suppressed' | 'failed';

/** An attachment without its bytes, which stay in the data file. */
export type AttachmentMeta = {
  filename: string;
  contentType: string;
  contentId: string | null;
  bytes: number;
  /** Hex. */
  sha256: string;
};

export type Tag = { name: string; value: string };

/** The content of a message as its provider understood it, before acceptance. */
export type MessageContent = {
  channel: Channel;
  kind: 'email' | 'sms' | 'letter' | 'placement' | 'recall';
  from: string | null;
  /** Addresses; for a letter its address lines in one string; for the agency its name. */
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string | null;
  html: string | null;
  text: string | null;
  attachments: AttachmentMeta[];
  tags: Tag[];
  headers: Record<string, string>;
  /** Further JSON content: an agency's case file, a letter's options. */
  pack: unknown;
  /** The placement that a recall withdraws. */
  placementId: string | null;
};

/**
 * A message that the outside world accepted. There is one per idempotency key within 24 hours, however often it was
 * requested.
 */
export type Delivery = MessageContent & {
  id: string;
  idempotencyKey: string | null;
  /** ISO instant of acceptance. */
  receivedAt: string;
  /** Number of requests with this key, including refused and repeated ones; 1 without a key. */
  requestCount: number;
  lastEvent: LastEvent;
  /** ISO instant; only for a placement. */
  recalledAt: string | null;
};

/** How a request ended, as its sender saw it. */
export type RequestOutcome =
  | { kind: 'answered'; status: number; error: string | null }
  | { kind: 'answered-twice'; status: number }
  | { kind: 'no-answer'; end: 'hang' | 'close' }
  | { kind: 'reset' };

/** One request to send something, kept whether or not it was accepted. */
export type RequestRecord = {
  /** ISO instant of arrival. */
  at: string;
  method: string;
  path: string;
  channel: Channel;
  idempotencyKey: string | null;
  /** 1 for the first request with this key. */
  attempt: number;
  to: string[];
  outcome: RequestOutcome;
  /** The message that the request created or, for a repeat, found. */
  deliveryId: string | null;
  /** True when the key was already answered, so that nothing new was delivered. */
  repeat: boolean;
  /** The kinds of misbehaviour that applied to the request. */
  misbehaviours: string[];
};
