import { z } from 'zod';
import { invalid } from './api-problem.ts';
import { isStorable } from './storable.ts';

/** Encodes the position at which a page ended as the opaque text that the client sends to get the next page. */
export function writeCursor(...position: readonly string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Decodes a cursor by the schema of its position; null without a cursor. Throws the 422 problem for a cursor that this
 * list did not produce.
 */
export function readCursor<T extends readonly unknown[]>(cursor: string | undefined, position: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isStorable(value)) return position.parse(value);
  } catch {
    // Said below.
  }
  throw invalid([{ code: 'other-cursor', path: 'cursor', values: {} }]);
}

/** Cuts `limit` + 1 rows to a page, with the cursor of the next page when there is one more row. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => readonly string[],
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    rows: kept,
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(...positionOf(last)) : null,
  };
}

const uuid = z.uuid();
/** Positions: by day and id, by instant and id, by text and id, by id alone. */
export const dayPosition = z.tuple([z.iso.date(), uuid]);
export const instantPosition = z.tuple([z.iso.datetime(), uuid]);
export const textPosition = z.tuple([z.string().max(400), uuid]);
export const idPosition = z.tuple([uuid]);

/** A search text as an ILIKE pattern that finds it anywhere; its wildcard characters are escaped. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
