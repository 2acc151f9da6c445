/** What carries a message out: one provider each. */
export const channels = ['email', 'sms', 'letter', 'agency'] as const;
export type Channel = (typeof channels)[number];

/** How the last thing that truly happened to a message is called (Resend's words). */
export type LastEvent = 'sent' | 'delivered' | 'bounced' | 'complained';

/** What is told of an attached file; its bytes stay in the data file. */
export type AttachmentMeta = {
  filename: string;
  contentType: string;
  contentId: string | null;
  bytes: number;
  /** Hex. */
  sha256: string;
};

export type Tag = { name: string; value: string };

/** The content of a message as its provider understood it, before it is accepted. */
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
  /** What else was given as JSON: an agency's pack, a letter's options. */
  pack: unknown;
  /** A recall names the placement it takes back. */
  placementId: string | null;
};

/** A message that the outside world took on. There is one for each idempotency key in 24 hours, however often it was asked for. */
export type Delivery = MessageContent & {
  id: string;
  idempotencyKey: string | null;
  /** ISO instant at which it was accepted. */
  receivedAt: string;
  /** How many requests came with this key, refused and repeated ones included; 1 without a key. */
  requestCount: number;
  lastEvent: LastEvent;
  /** ISO instant; only for a placement. */
  recalledAt: string | null;
};

/** How a request ended, seen from outside. */
export type RequestOutcome =
  | { kind: 'answered'; status: number; error: string | null }
  | { kind: 'answered-twice'; status: number }
  | { kind: 'no-answer'; end: 'hang' | 'close' }
  | { kind: 'reset' };

/** One request to send something, kept whether or not it was accepted. */
export type RequestRecord = {
  /** ISO instant at which it arrived. */
  at: string;
  method: string;
  path: string;
  channel: Channel;
  idempotencyKey: string | null;
  /** 1 for the first request with this key. */
  attempt: number;
  to: string[];
  outcome: RequestOutcome;
  /** The message it made or, for a repeat, found. */
  deliveryId: string | null;
  /** True when the key was already answered, so that nothing new was delivered. */
  repeat: boolean;
  /** Kinds of misbehaviour that it met. */
  misbehaviours: string[];
};
