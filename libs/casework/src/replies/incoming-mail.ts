/** A mail as it came in: its bytes, and what was read in them. */
export interface IncomingMail {
  readonly raw: Uint8Array;
  /** The SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  /** Null: it could not be read as a mail. */
  readonly read: ReadMail | null;
}

/** What was read in a mail. Addresses are in lower case. */
export interface ReadMail {
  /** The headers that `classifyMail` reads. */
  readonly headers: Readonly<Record<string, string>>;
  readonly report: string | null;
  readonly sender: string;
  readonly senderName: string;
  readonly subject: string;
  /** What the sender wrote, without quoted text and signatures. */
  readonly body: string;
  readonly fullText: string;
  readonly rfcMessageId: string | null;
  /** The Message-IDs of In-Reply-To and References, the nearest last. */
  readonly references: readonly string[];
  /** The instant of its Date header, in milliseconds. */
  readonly sentAt: number | null;
  /** The messages (row ids) whose signed reply address it was sent to. */
  readonly addressed: readonly string[];
  /** Who wrote the mails that it forwards. */
  readonly forwardedFrom: readonly string[];
  readonly files: readonly MailFile[];
  /** What a report about a mail that did not arrive says; null for other mails. */
  readonly bounce: MailBounce | null;
}

export interface MailFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface MailBounce {
  /** The mail that did not arrive: its Message-IDs, and the messages (row ids) whose reply address it names. */
  readonly messageIds: readonly string[];
  readonly addressed: readonly string[];
  readonly recipients: readonly string[];
  /** The enhanced status code of RFC 3463, as in `5.1.1`; null: it says none. */
  readonly status: string | null;
  /** Whether the mail surely did not arrive; else it is late, or nothing can be told. */
  readonly failed: boolean;
}

const OWN_ID = /^<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.[mt]\.puntual@/i;

/** The message (row id) of Puntual that a Message-ID names; null: it is nobody's. */
export function messageOfId(messageId: string): string | null {
  return OWN_ID.exec(messageId)?.[1]?.toLowerCase() ?? null;
}

/** The Message-ID of a message (row id) in a mail's headers; `thread`: the one that all mails of its thread name. */
export function ownMessageId(messageRowId: string, domain: string, kind: 'message' | 'thread' = 'message'): string {
  return `<${messageRowId}.${kind === 'message' ? 'm' : 't'}.puntual@${domain}>`;
}
