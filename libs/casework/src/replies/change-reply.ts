import type { Tx } from '@puntual/db/database';

/** A stored mail, without its bytes. */
export interface StoredReply {
  readonly id: string;
  readonly customerId: string | null;
  readonly kind: string;
  readonly state: string;
  readonly messageId: string | null;
  readonly contactId: string | null;
  readonly sender: string;
  readonly subject: string;
  readonly body: string;
  readonly rfcMessageId: string | null;
  readonly rfcReferences: readonly string[];
  readonly sentAt: Date | null;
}

/** Who decides about a mail, and when. */
interface Decided {
  readonly replyId: string;
  readonly by: string;
  readonly now: number;
}

/** Locks a mail to the end of the transaction, after the customer, and reads it. Null: there is none. */
export async function lockReply(tx: Tx, replyId: string): Promise<StoredReply | null> {
  await tx.$queryRaw`SELECT 1 FROM reply WHERE id = ${replyId}::uuid FOR NO KEY UPDATE`;
  return tx.reply.findUnique({
    where: { id: replyId },
    select: {
      id: true,
      customerId: true,
      kind: true,
      state: true,
      messageId: true,
      contactId: true,
      sender: true,
      subject: true,
      body: true,
      rfcMessageId: true,
      rfcReferences: true,
      sentAt: true,
    },
  });
}

/** Notes that a person said whose a mail is. A mail that a person ties is one that a person answers. */
export async function tieStored(
  tx: Tx,
  {
    replyId,
    customerRowId,
    contactId,
    suggestions,
    by,
    now,
  }: Decided & {
    readonly customerRowId: string;
    readonly contactId: string | null;
    readonly suggestions: object | null;
  },
): Promise<void> {
  await tx.reply.update({
    where: { id: replyId },
    data: {
      kind: 'reply',
      state: 'matched',
      customerId: customerRowId,
      contactId,
      matchedBy: 'person',
      unmatchedBecause: null,
      ...(suggestions === null ? {} : { suggestion: suggestions }),
      decidedAt: new Date(now),
      decidedBy: by,
      endedAt: null,
      endedBy: null,
      endedHow: null,
    },
    select: { id: true },
  });
}

/** Notes that a mail is not its customer's. */
export async function untieStored(tx: Tx, { replyId, by, now }: Decided): Promise<void> {
  await tx.reply.update({
    where: { id: replyId },
    data: {
      state: 'unmatched',
      customerId: null,
      contactId: null,
      messageId: null,
      matchedBy: null,
      unmatchedBecause: 'untied',
      decidedAt: new Date(now),
      decidedBy: by,
      endedAt: null,
      endedBy: null,
      endedHow: null,
    },
    select: { id: true },
  });
}

/** Notes that a mail is nobody's. */
export async function discardStored(
  tx: Tx,
  { replyId, reason, by, now }: Decided & { readonly reason: string },
): Promise<void> {
  await tx.reply.update({
    where: { id: replyId },
    data: { state: 'discarded', reason, decidedAt: new Date(now), decidedBy: by },
    select: { id: true },
  });
}
