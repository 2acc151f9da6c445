import { z } from 'zod';
import { ID_CHARACTERS } from './limits.ts';
import { notFound } from './api-problem.ts';

/** An id in a path: the ERP's id or a row id. */
export const anyIdSchema = z.string().min(1).max(ID_CHARACTERS);
const uuid = z.uuid();

/** Returns the id if it can be a row id, else null. */
export function asRowId(id: string): string | null {
  return uuid.safeParse(id).success ? id : null;
}

/** Returns the id if it can be a row id. Throws the 404 problem otherwise. */
export function rowIdOf(id: string): string {
  const rowId = asRowId(id);
  if (!rowId) throw notFound();
  return rowId;
}
