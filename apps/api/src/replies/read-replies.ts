import type { z } from 'zod';
import {
  replySchema,
  type replyPageSchema,
  type replyQuerySchema,
  type ReplyDetailView,
  type ReplyView,
} from '@puntual/contracts/api/replies';
import type { Tx } from '@puntual/db/database';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** Characters of the text that a list shows. */
const EXCERPT = 300;

const COLUMNS = {
  id: true,
  kind: true,
  state: true,
  customerId: true,
  contactId: true,
  messageId: true,
  matchedBy: true,
  unmatchedBecause: true,
  sender: true,
  senderName: true,
  subject: true,
  body: true,
  receivedAt: true,
  sentAt: true,
  suggestion: true,
  foreignAccounts: true,
  decidedAt: true,
  decidedBy: true,
  reason: true,
  endedHow: true,
  endedAt: true,
  endedBy: true,
} as const;

type ReplyRow = Awaited<ReturnType<typeof readRows>>[number];

/** A page of the mails that came in, newest first. */
export async function listReplies(
  tx: Tx,
  { cursor, limit, state, kind, customerId, waiting }: z.infer<typeof replyQuerySchema>,
): Promise<z.infer<typeof replyPageSchema>> {
  const before = readCursor(cursor, instantPosition);
  const receivedAt = before && new Date(before[0]);
  const customer =
    customerId === undefined ? null : await tx.customer.findFirst({ where: { customerId }, select: { id: true } });
  if (customerId !== undefined && !customer) return { items: [], nextCursor: null };
  const rows = await readRows(
    tx,
    {
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(customer ? { customerId: customer.id } : {}),
      ...(waiting === undefined
        ? {}
        : { state: 'matched', kind: 'reply', AND: [{ OR: [{ endedAt: null }, { endedHow: 'lapsed' }] }] }),
      ...(before && receivedAt
        ? { OR: [{ receivedAt: { lt: receivedAt } }, { receivedAt, id: { lt: before[1] } }] }
        : {}),
    },
    limit + 1,
  );
  const page = pageOfRows(rows, limit, (row) => [row.receivedAt.toISOString(), row.id]);
  const views = await viewsOf(tx, page.rows);
  return { items: await withNames<ReplyView[]>(tx, views), nextCursor: page.nextCursor };
}

/** One mail; null: there is none. */
export async function findReply(tx: Tx, id: string): Promise<ReplyDetailView | null> {
  const [row] = await readRows(tx, { id }, 1);
  if (!row) return null;
  const [view] = await viewsOf(tx, [row]);
  if (!view) return null;
  const { fullText } = await tx.reply.findUniqueOrThrow({ where: { id }, select: { fullText: true } });
  const files = await tx.replyFile.findMany({
    where: { replyId: id },
    orderBy: { position: 'asc' },
    select: { id: true, name: true, kind: true, bytes: true, sha256: true },
  });
  const answers = await tx.replyAnswer.findMany({
    where: { replyId: id },
    orderBy: [{ answeredAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  return withNames<ReplyDetailView>(tx, {
    ...view,
    text: row.body,
    fullText,
    attachments: files as Unnamed<ReplyDetailView>['attachments'],
    answers: answers.map((answer) => ({
      id: answer.id,
      subject: answer.subject,
      text: answer.body,
      answeredAt: answer.answeredAt.toISOString(),
      by: answer.answeredBy,
    })),
  });
}

function readRows(tx: Tx, where: NonNullable<Parameters<Tx['reply']['findMany']>[0]>['where'], take: number) {
  return tx.reply.findMany({
    where: where ?? {},
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take,
    select: COLUMNS,
  });
}

async function viewsOf(tx: Tx, rows: readonly ReplyRow[]): Promise<Unnamed<ReplyView>[]> {
  const customers = await tx.customer.findMany({
    where: { id: { in: rows.flatMap(({ customerId }) => customerId ?? []) } },
    select: { id: true, customerId: true },
  });
  const files = await tx.replyFile.groupBy({
    by: ['replyId'],
    where: { replyId: { in: rows.map(({ id }) => id) } },
    _count: true,
  });
  return rows.map(({ body, suggestion, ...row }) => ({
    ...(row as Omit<typeof row, 'kind' | 'state'> & Pick<ReplyView, 'kind' | 'state'>),
    matchedBy: row.matchedBy as ReplyView['matchedBy'],
    unmatchedBecause: row.unmatchedBecause as ReplyView['unmatchedBecause'],
    endedHow: row.endedHow as ReplyView['endedHow'],
    customerId: customers.find(({ id }) => id === row.customerId)?.customerId ?? null,
    excerpt: body.slice(0, EXCERPT),
    receivedAt: row.receivedAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    suggestions: replySchema.shape.suggestions.catch([]).parse(suggestion ?? []),
    files: files.find(({ replyId }) => replyId === row.id)?._count ?? 0,
  }));
}
