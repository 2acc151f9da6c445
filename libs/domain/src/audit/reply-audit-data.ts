import type { MatchedBy, ReplyEnd, ReplyKind } from '../replies/reply-codes.ts';

/** What the events of mails that came in record. None holds an address, a subject or a text. */
export interface ReplyAuditData {
  /** `askedId`: the request by which the answer is sent. */
  'reply.answered': ReplyId & { readonly answerId: string; readonly askedId: string; readonly contactId: string };
  'reply.discarded': ReplyId;
  /** `how`: why chasing goes on. `taskId`: the task that is still open when nobody answered. */
  'reply.pause-ended': ReplyId & { readonly how: ReplyEnd; readonly taskId?: string };
  /** `by`: what tied it to the customer; null: nothing did. `messageId`: the message that it answers. */
  'reply.received': ReplyId & {
    readonly kind: ReplyKind;
    readonly by: MatchedBy | null;
    readonly messageId?: string;
    readonly taskId?: string;
    /** The last day of the pause, in the debtor's time zone. */
    readonly until?: string;
  };
  /** A new secret for the organization's inbound webhook. */
  'reply.secret-made': { readonly version: number };
  /** A person said whose it is. */
  'reply.tied': ReplyId & { readonly taskId?: string; readonly until?: string };
  'reply.untied': ReplyId;
}

interface ReplyId {
  readonly replyId: string;
}
