import { z } from 'zod';
import { ID_CHARACTERS } from './limits.ts';
import { notFound } from './api-problem.ts';

/** An id in a path: the ERP's own, or a row's. */
export const anyIdSchema = z.string().min(1).max(ID_CHARACTERS);
const uuid = z.uuid();

/** The id as a row's, or null when it cannot be one. */
export function asRowId(id: string): string | null {
  return uuid.safeParse(id).success ? id : null;
}

/** The id as a row's. Throws the 404 of a thing that is not there when it cannot be one. */
export function rowIdOf(id: string): string {
  const rowId = asRowId(id);
  if (!rowId) throw notFound();
  return rowId;
}
