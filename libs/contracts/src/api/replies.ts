import { z } from 'zod';
import { DISPUTE_CATEGORIES } from '@puntual/domain/disputes/dispute-codes';
import {
  MATCHED_BY,
  REPLY_ENDS,
  REPLY_KINDS,
  REPLY_STATES,
  UNMATCHED_BECAUSE,
} from '@puntual/domain/replies/reply-codes';
import { MOST_ANSWER_TEXT } from '@puntual/domain/replies/reply-settings';
import { freeTextSchema } from '../events/envelope.ts';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';

/** What a mail may mean, with the sentence that says so. A person confirms it with the task `answer-reply`. */
const suggestionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('promise'),
    quote: z.string(),
    /** Without an amount: all that is open. */
    parts: z.array(z.object({ on: date, amount: z.object({ amount, currency: z.string() }).nullable() })),
  }),
  z.object({ kind: z.literal('dispute'), quote: z.string(), category: z.enum(DISPUTE_CATEGORIES) }),
  z.object({ kind: z.literal('paid'), quote: z.string(), on: date.nullable() }),
]);

/** A mail that came in. */
export const replySchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(REPLY_KINDS),
    state: z.enum(REPLY_STATES),
    /** The customer (the ERP's id) whose it is; null: nobody has said. */
    customerId: z.string().nullable(),
    /** The contact who sent it; null: the sender is no contact of the customer. */
    contactId: z.string().nullable(),
    /** The message that it answers. */
    messageId: z.uuid().nullable(),
    matchedBy: z.enum(MATCHED_BY).nullable(),
    unmatchedBecause: z.enum(UNMATCHED_BECAUSE).nullable(),
    sender: z.string(),
    senderName: z.string(),
    subject: z.string(),
    /** The beginning of what the sender wrote. */
    excerpt: z.string(),
    receivedAt: instant,
    sentAt: instant.nullable(),
    suggestions: z.array(suggestionSchema),
    /** Accounts in the text that are none of the organization's own: nobody should pay there. */
    foreignAccounts: z.array(z.string()),
    files: z.int(),
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    decidedById: z.string().nullable(),
    /** Why it was discarded. */
    reason: z.string().nullable(),
    /** How it was dealt with; null: it waits for an answer, or needs none. */
    endedHow: z.enum(REPLY_ENDS).nullable(),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedById: z.string().nullable(),
  })
  .meta({ id: 'Reply' });
export type ReplyView = z.infer<typeof replySchema>;

const replyFileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Judged by the content. Null: it is of another kind, or too large, and is only in the mail itself. */
  kind: z.enum(['pdf', 'png', 'jpeg', 'text']).nullable(),
  bytes: z.int(),
  sha256: z.string(),
});

/** Adds the texts, the files, and what people answered. */
export const replyDetailSchema = replySchema
  .extend({
    /** What the sender wrote, without what the mail quotes. */
    text: z.string(),
    fullText: z.string(),
    attachments: z.array(replyFileSchema),
    answers: z.array(
      z.object({
        id: z.uuid(),
        subject: z.string(),
        text: z.string(),
        answeredAt: instant,
        by: z.string(),
        byId: z.string(),
      }),
    ),
  })
  .meta({ id: 'ReplyDetail' });
export type ReplyDetailView = z.infer<typeof replyDetailSchema>;

/** `waiting`: a person's mail that nobody has dealt with. */
export const replyQuerySchema = pageQuerySchema.extend({
  state: z.enum(REPLY_STATES).optional(),
  kind: z.enum(REPLY_KINDS).optional(),
  customerId: z.string().max(100).optional(),
  waiting: z.enum(['true']).optional(),
});

export const tieReplySchema = z.strictObject({ customerId: z.string().min(1).max(100) }).meta({ id: 'TieReply' });

export const discardReplySchema = z
  .strictObject({ reason: freeTextSchema(500).trim().min(1) })
  .meta({ id: 'DiscardReply' });

/** A text, or the key of a canned answer in the language of the contact. */
export const answerReplySchema = z
  .strictObject({
    text: freeTextSchema(MOST_ANSWER_TEXT).trim().min(1).optional(),
    canned: z.string().max(60).optional(),
    /** To whom; left out: the contact who wrote. */
    contactId: z.string().min(1).max(100).optional(),
  })
  .meta({ id: 'AnswerReply' });
export type AnswerReply = z.infer<typeof answerReplySchema>;

export const replyPageSchema = pageOf(replySchema, 'ReplyPage');

/** Shown once. */
export const inboundSecretSchema = z
  .object({ version: z.int(), secret: z.string(), webhook: z.string(), replyDomain: z.string().nullable() })
  .meta({ id: 'InboundSecret' });
