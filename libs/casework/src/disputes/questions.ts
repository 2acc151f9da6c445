import { randomBytes } from 'node:crypto';
import type { DisputeDepartment } from '@puntual/domain/disputes/dispute-codes';
import type { Language } from '@puntual/domain/language/languages';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { hashToken } from '../access/credentials.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { auditDispute, isUnsettled, lockDispute } from './dispute-record.ts';

/** Most questions of one dispute. */
export const MOST_QUESTIONS = 50;
/** Longest answer. */
export const ANSWER_CHARACTERS = 4000;
const PREFIX = 'pq_';
const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;

/** A question about a dispute to somebody of a department. */
export interface NewQuestion {
  readonly disputeId: string;
  readonly department: DisputeDepartment;
  /** The e-mail address of whoever should answer. */
  readonly address: string;
  readonly language: Language;
  readonly question: string;
  /** Days of real time that the link is valid. */
  readonly days: number;
}

export type AskResult =
  | { readonly result: 'done'; readonly questionId: string; readonly token: string; readonly expiresAt: Date }
  | { readonly result: 'not-found' }
  | { readonly result: 'ended' }
  | { readonly result: 'full' };

/**
 * Asks somebody without an account about an unsettled dispute, which waits for the answer from then on. Returns the
 * token of the link; only its hash is stored. `wallMs`: real time, by which the link expires.
 */
export function askQuestion(
  database: Database,
  actor: Actor,
  asked: NewQuestion,
  { now, wallMs }: { readonly now: number; readonly wallMs: number },
): Promise<AskResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<AskResult> => {
    const { disputeId, days, ...question } = asked;
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) return { result: 'not-found' };
    if (!isUnsettled(dispute)) return { result: 'ended' };
    if ((await tx.disputeQuestion.count({ where: { disputeId } })) >= MOST_QUESTIONS) return { result: 'full' };
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const questionId = newId();
    const at = new Date(now);
    const expiresAt = new Date(wallMs + days * DAY_MS);
    await tx.disputeQuestion.create({
      data: {
        id: questionId,
        organizationId: actor.organizationId,
        disputeId,
        ...question,
        tokenHash: hashToken(token),
        askedAt: at,
        askedBy: storedActor(actor),
        expiresAt,
      },
    });
    await tx.dispute.update({ where: { id: disputeId }, data: { state: 'waiting', revision: { increment: 1 } } });
    const more = { questionId, department: asked.department };
    await auditDispute(tx, actor.organizationId, dispute, {
      kind: 'dispute.question-asked',
      more,
      by: storedActor(actor),
      at,
    });
    return { result: 'done', questionId, token, expiresAt };
  });
}

/** Withdraws the link of a question. `already-ended`: it is answered or withdrawn. */
export function revokeQuestion(
  database: Database,
  actor: Actor,
  { disputeId, questionId }: { readonly disputeId: string; readonly questionId: string },
  now: number,
): Promise<'done' | 'already-ended' | 'not-found'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const dispute = await lockDispute(tx, disputeId);
    const question = dispute && (await tx.disputeQuestion.findUnique({ where: { id: questionId } }));
    if (!dispute || question?.disputeId !== disputeId) return 'not-found';
    if (question.revokedAt !== null || question.answeredAt !== null) return 'already-ended';
    const at = new Date(now);
    await tx.disputeQuestion.update({ where: { id: questionId }, data: { revokedAt: at } });
    await goOnWhenAnswered(tx, disputeId);
    const more = { questionId };
    await auditDispute(tx, actor.organizationId, dispute, {
      kind: 'dispute.question-revoked',
      more,
      by: storedActor(actor),
      at,
    });
    return 'done';
  });
}

/** A question as whoever has its link may see it: nothing of the dispute but its number and its invoices. */
export interface LinkedQuestion {
  readonly id: string;
  readonly organizationId: string;
  readonly organization: string;
  readonly language: Language;
  readonly department: DisputeDepartment;
  readonly question: string;
  readonly disputeNumber: number;
  readonly invoices: readonly string[];
  readonly isAnswered: boolean;
}

/**
 * The question of a link's token; null for an unknown, revoked or expired one, and when the dispute has ended without
 * the answer. Changes nothing. `wallMs`: real time.
 */
export async function findQuestion(database: Database, token: string, wallMs: number): Promise<LinkedQuestion | null> {
  if (!token.startsWith(PREFIX)) return null;
  const [found] = await database.shared.$queryRaw<{ id: string; organization_id: string; slug: string }[]>`
    SELECT id, organization_id, slug FROM find_dispute_question(${hashToken(token)})`;
  if (!found) return null;
  return database.inOrganization(found.organization_id, async (tx) => {
    const row = await tx.disputeQuestion.findUnique({ where: { id: found.id } });
    if (!row || row.revokedAt !== null || row.expiresAt.getTime() <= wallMs) return null;
    const dispute = await tx.dispute.findUniqueOrThrow({ where: { id: row.disputeId } });
    if (row.answeredAt === null && !isUnsettled({ state: dispute.state as 'open' })) return null;
    const { name } = await tx.organization.findUniqueOrThrow({ where: { id: found.organization_id } });
    const invoices = await tx.$queryRaw<{ number: string }[]>`
      SELECT i.number FROM dispute_line l JOIN invoice i ON i.id = l.invoice_id
      WHERE l.dispute_id = ${row.disputeId}::uuid ORDER BY i.due_date, i.id LIMIT 50`;
    return {
      id: row.id,
      organizationId: found.organization_id,
      organization: name,
      language: row.language as Language,
      department: row.department as DisputeDepartment,
      question: row.question,
      disputeNumber: dispute.number,
      invoices: invoices.map(({ number }) => number),
      isAnswered: row.answeredAt !== null,
    };
  });
}

/**
 * Keeps the answer to a question, once: it stands on the dispute as a note too, which is open again for its owner.
 * Returns false when the link is not valid, or the question is answered already.
 */
export async function answerQuestion(
  database: Database,
  answer: { readonly token: string; readonly text: string; readonly by: string },
  { now, wallMs }: { readonly now: number; readonly wallMs: number },
): Promise<boolean> {
  const question = await findQuestion(database, answer.token, wallMs);
  if (!question || question.isAnswered) return false;
  return database.inOrganization(question.organizationId, async (tx) => {
    const known = await tx.disputeQuestion.findUniqueOrThrow({ where: { id: question.id } });
    const dispute = await lockDispute(tx, known.disputeId);
    const at = new Date(now);
    const { count } = await tx.disputeQuestion.updateMany({
      where: { id: question.id, answeredAt: null, revokedAt: null },
      data: { answeredAt: at, answeredBy: answer.by, answer: answer.text },
    });
    if (!dispute || count === 0) return false;
    await tx.disputeNote.create({
      data: {
        id: newId(),
        organizationId: question.organizationId,
        disputeId: dispute.id,
        at,
        author: `${answer.by} (${question.department})`,
        text: answer.text,
      },
    });
    await goOnWhenAnswered(tx, dispute.id);
    const more = { questionId: question.id, department: question.department };
    await auditDispute(tx, question.organizationId, dispute, {
      kind: 'dispute.question-answered',
      more,
      by: `department:${question.department}`,
      at,
    });
    return true;
  });
}

// A dispute waits while a question is neither answered nor withdrawn.
async function goOnWhenAnswered(tx: Tx, disputeId: string): Promise<void> {
  const waiting = await tx.disputeQuestion.count({ where: { disputeId, answeredAt: null, revokedAt: null } });
  if (waiting > 0) return;
  await tx.dispute.updateMany({
    where: { id: disputeId, state: 'waiting' },
    data: { state: 'open', revision: { increment: 1 } },
  });
}
