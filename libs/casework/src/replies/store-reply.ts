import { createHash } from 'node:crypto';
import { evidenceKind, MOST_EVIDENCE_BYTES } from '@puntual/domain/disputes/evidence-kind';
import {
  MOST_ADDRESS,
  MOST_REPLY_FILES,
  MOST_REPLY_SUBJECT,
  MOST_REPLY_TEXT,
  type MatchedBy,
  type ReplyKind,
  type ReplyState,
  type UnmatchedBecause,
} from '@puntual/domain/replies/reply-codes';
import type { Suggestion } from '@puntual/domain/replies/suggest-act';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import type { IncomingMail, MailFile, ReadMail } from './incoming-mail.ts';

/** Most Message-IDs that are kept of a mail, and most characters of one. */
const MOST_REFERENCES = 50;
const MOST_ID = 400;
const MOST_NAME = 200;
const MOST_FILE_NAME = 200;

/** What is known of a mail besides what stands in it. */
export interface JudgedReply {
  readonly replyId: string;
  readonly kind: ReplyKind;
  readonly state: ReplyState;
  readonly customerRowId: string | null;
  readonly contactId: string | null;
  readonly messageRowId: string | null;
  readonly matchedBy: MatchedBy | null;
  readonly unmatchedBecause: UnmatchedBecause | null;
  readonly suggestions: readonly Suggestion[];
  readonly foreignAccounts: readonly string[];
}

/**
 * Stores a mail with its files. Returns false when it was stored before: its bytes are known, or the same mail came on
 * another way (with its Message-ID, its sender and its text).
 */
export async function storeReply(
  tx: Tx,
  organizationId: string,
  { mail, judged }: { readonly mail: IncomingMail; readonly judged: JudgedReply },
  now: number,
): Promise<boolean> {
  const { read } = mail;
  const { count } = await tx.reply.createMany({
    data: [
      {
        id: judged.replyId,
        organizationId,
        customerId: judged.customerRowId,
        kind: judged.kind,
        state: judged.state,
        messageId: judged.messageRowId,
        contactId: judged.contactId,
        matchedBy: judged.matchedBy,
        unmatchedBecause: judged.unmatchedBecause,
        ...textOf(read),
        sha256: mail.sha256,
        sameKey: sameKeyOf(read),
        raw: new Uint8Array(mail.raw),
        ...(judged.suggestions.length === 0 ? {} : { suggestion: toJson(judged.suggestions) as object }),
        foreignAccounts: [...judged.foreignAccounts],
        receivedAt: new Date(now),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await storeFiles(tx, organizationId, { replyId: judged.replyId, files: read?.files ?? [] });
  return true;
}

function textOf(read: ReadMail | null) {
  return {
    sender: stored(read?.sender ?? '', MOST_ADDRESS),
    senderName: stored(read?.senderName ?? '', MOST_NAME),
    subject: stored(read?.subject ?? '', MOST_REPLY_SUBJECT),
    body: stored(read?.body ?? '', MOST_REPLY_TEXT),
    fullText: stored(read?.fullText ?? '', MOST_REPLY_TEXT),
    rfcMessageId: read?.rfcMessageId ? stored(read.rfcMessageId, MOST_ID) : null,
    rfcReferences: (read?.references ?? []).slice(-MOST_REFERENCES).map((id) => stored(id, MOST_ID)),
    sentAt: read?.sentAt == null ? null : new Date(read.sentAt),
  };
}

// The database holds neither null characters nor halves of surrogate pairs.
function stored(text: string, most: number): string {
  return text
    .slice(0, most)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A mail that came on two ways has other headers of the way, and the same Message-ID, sender and text. */
function sameKeyOf(read: ReadMail | null): string | null {
  if (!read?.rfcMessageId) return null;
  const key = [read.rfcMessageId, read.sender, read.subject.trim(), read.body.replace(/\s+/g, ' ').trim()];
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}

// A file is kept apart by its content, never by its name. Of others (SVG, HTML, programs, large ones) the list tells,
// and the mail's own bytes have them.
async function storeFiles(
  tx: Tx,
  organizationId: string,
  { replyId, files }: { readonly replyId: string; readonly files: readonly MailFile[] },
): Promise<void> {
  await tx.replyFile.createMany({
    data: files.slice(0, MOST_REPLY_FILES).map(({ name, content }, position) => {
      const kind = content.length <= MOST_EVIDENCE_BYTES ? evidenceKind(content) : null;
      return {
        id: newId(),
        organizationId,
        replyId,
        position,
        name: stored(name, MOST_FILE_NAME),
        kind,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        content: kind === null ? null : new Uint8Array(content),
      };
    }),
  });
}
