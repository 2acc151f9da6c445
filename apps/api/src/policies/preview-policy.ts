import type { z } from 'zod';
import { findPolicy } from '@puntual/casework/policies/list-policies';
import { previewMove, summarizeMove } from '@puntual/casework/policies/preview-move';
import type { MovePreviewView, previewMoveSchema } from '@puntual/contracts/api/policies';
import type { Database } from '@puntual/db/database';
import { readPolicyDocument } from '@puntual/domain/policy-check/check-policy';
import { compilePolicy } from '@puntual/domain/policy/compile-policy';
import type { Policy } from '@puntual/domain/policy/policy';
import { invalid, notFound } from '../http/api-problem.ts';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';

interface PolicyRef {
  readonly organizationId: string;
  readonly key: string;
}

/**
 * What publishing would change for the cases on older versions of the key. Previews the given document, else the draft,
 * else the newest version. Throws the 404 and 422 problems.
 */
export async function previewPolicy(
  database: Database,
  { organizationId, key }: PolicyRef,
  body: z.infer<typeof previewMoveSchema>,
  now: number,
): Promise<MovePreviewView> {
  const policy = await policyToPreview(database, { organizationId, key }, body.document);
  const after = readCursor(body.cursor, idPosition);
  const rows = await previewMove(
    database,
    organizationId,
    { policy, limit: body.limit + 1, after: after?.[0] ?? null },
    now,
  );
  const page = pageOfRows(rows, body.limit, (row) => [row.id]);
  return {
    items: page.rows.map(({ from, ...row }) => ({ ...row, fromVersion: from.version })),
    nextCursor: page.nextCursor,
    summary: after === null ? await summarizeMove(database, organizationId, { policy }, now) : null,
  };
}

async function policyToPreview(
  database: Database,
  { organizationId, key }: PolicyRef,
  written: unknown,
): Promise<Policy> {
  const known = await database.inOrganization(organizationId, (tx) => findPolicy(tx, organizationId, key));
  if (!known) throw notFound();
  const newest = known.versions[0]?.version ?? 0;
  if (written !== undefined) {
    const read = readPolicyDocument(written);
    if (!read.ok) throw invalid(read.faults.map((fault) => ({ ...fault, path: `document.${fault.path}` })));
    if (read.document.key !== key) throw invalid([{ code: 'key-of-other-policy', path: 'document.key', values: {} }]);
    return compilePolicy(read.document, newest + 1);
  }
  if (known.draftDocument) return compilePolicy(known.draftDocument, newest + 1);
  if (known.document) return compilePolicy(known.document, newest);
  throw notFound();
}
