import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';

/** What a person answers to a mail (row id). `askedId`: the request by which it is sent. */
export interface NewAnswer {
  readonly replyId: string;
  readonly customerRowId: string;
  readonly askedId: string;
  readonly subject: string;
  readonly body: string;
  readonly by: string;
}

/** Stores an answer, and returns its id. */
export async function storeAnswer(
  tx: Tx,
  organizationId: string,
  { replyId, customerRowId, askedId, subject, body, by }: NewAnswer,
  now: number,
): Promise<string> {
  const id = newId();
  await tx.replyAnswer.create({
    data: {
      id,
      organizationId,
      replyId,
      customerId: customerRowId,
      askedId,
      subject,
      body,
      answeredAt: new Date(now),
      answeredBy: by,
    },
  });
  return id;
}

/** An answer that is to be sent, with the headers of the mail that it answers. */
export interface AnswerToSend {
  readonly subject: string;
  readonly body: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** The answer that a request (row id of `asked_message`) sends; null: it sends something else. */
export async function readAnswer(tx: Tx, askedId: string): Promise<AnswerToSend | null> {
  const [row] = await tx.$queryRaw<
    { subject: string; body: string; rfc_message_id: string | null; rfc_references: string[] }[]
  >`
    SELECT a.subject, a.body, r.rfc_message_id, r.rfc_references
    FROM reply_answer a JOIN reply r ON r.id = a.reply_id
    WHERE a.asked_id = ${askedId}::uuid`;
  return (
    (row && { subject: row.subject, body: row.body, inReplyTo: row.rfc_message_id, references: row.rfc_references }) ??
    null
  );
}
