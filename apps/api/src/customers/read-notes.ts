import type { z } from 'zod';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { NoteView } from '@puntual/contracts/api/notes';
import { nameActors } from '@puntual/casework/record/actor-names';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

interface NoteRow {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly body: string;
  readonly mentions: string[];
  readonly pinned: boolean;
  readonly written_at: Date;
  readonly written_by: string;
}

type NotePage = { readonly items: NoteView[]; readonly nextCursor: string | null };

/** The notes about a customer (row id), newest first. */
export function listNotes(tx: Tx, customerRowId: string, query: z.infer<typeof pageQuerySchema>): Promise<NotePage> {
  return pageWhere(tx, sql`n.customer_id = ${customerRowId}::uuid`, query);
}

/** The notes that mention a collector (person id), newest first. */
export function listMentions(tx: Tx, personId: string, query: z.infer<typeof pageQuerySchema>): Promise<NotePage> {
  return pageWhere(tx, sql`n.mentions @> ARRAY[${personId}]::text[]`, query);
}

/** One note; null when this organization has none of that id. */
export async function findNote(tx: Tx, noteId: string): Promise<NoteView | null> {
  const [row] = await tx.$queryRaw<NoteRow[]>`${NOTES} WHERE n.id = ${noteId}::uuid`;
  return row ? ((await noteViews(tx, [row]))[0] ?? null) : null;
}

const NOTES = sql`
  SELECT n.id, c.customer_id, c.name, n.body, n.mentions, n.pinned, n.written_at, n.written_by
  FROM customer_note n JOIN customer c ON c.id = n.customer_id`;

async function pageWhere(tx: Tx, where: Sql, query: z.infer<typeof pageQuerySchema>): Promise<NotePage> {
  const before = readCursor(query.cursor, instantPosition);
  const rows = await tx.$queryRaw<NoteRow[]>`
    ${NOTES}
    WHERE ${where}
      AND (
        ${before?.[0] ?? null}::timestamptz IS NULL
        OR (n.written_at, n.id) < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid)
      )
    ORDER BY n.written_at DESC, n.id DESC
    LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.written_at.toISOString(), row.id]);
  return { items: await noteViews(tx, page.rows), nextCursor: page.nextCursor };
}

async function noteViews(tx: Tx, rows: readonly NoteRow[]): Promise<NoteView[]> {
  const nameOf = await nameActors(
    tx,
    rows.flatMap(({ mentions }) => mentions),
  );
  const views = rows.map((row) => ({ ...noteView(row), mentionNames: row.mentions.map(nameOf) }));
  return withNames<NoteView[]>(tx, views);
}

function noteView(row: NoteRow): Omit<Unnamed<NoteView>, 'mentionNames'> {
  return {
    noteId: row.id,
    customerId: row.customer_id,
    customerName: row.name,
    body: row.body,
    mentions: row.mentions,
    pinned: row.pinned,
    writtenAt: row.written_at.toISOString(),
    writtenBy: row.written_by,
  };
}
