import type { z } from 'zod';
import { findPolicy } from '@puntual/casework/policies/list-policies';
import { countMoving } from '@puntual/casework/policies/preview-move';
import type { MovePreviewView, previewMoveSchema } from '@puntual/contracts/api/policies';
import type { Database } from '@puntual/db/database';
import { readPolicyDocument } from '@puntual/domain/policy-check/check-policy';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import { invalid, notFound } from '../http/api-problem.ts';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { INVOICES_PLANNED_AT_ONCE } from '../http/limits.ts';
import type { HeavyWork } from '../threads/heavy-work.ts';
import { policyPreviewJob } from './policy-preview-job.ts';
import { previewCases } from './policy-preview-work.ts';

interface PolicyRef {
  readonly organizationId: string;
  readonly key: string;
}

/**
 * What publishing would change for the cases on older versions of the key. Previews the given document, else the draft,
 * else the newest version; of many cases in a thread. Throws the 404 and 422 problems.
 */
export async function previewPolicy(
  { database, heavy }: { readonly database: Database; readonly heavy: HeavyWork },
  { organizationId, key }: PolicyRef,
  body: z.infer<typeof previewMoveSchema>,
  now: number,
): Promise<MovePreviewView> {
  const policy = await policyToPreview(database, { organizationId, key }, body.document);
  const after = readCursor(body.cursor, idPosition)?.[0] ?? null;
  const input = { organizationId, ...policy, limit: body.limit + 1, after, now };
  const cases = await countMoving(database, organizationId, { key, version: policy.version });
  const { rows, summary } = await (cases > INVOICES_PLANNED_AT_ONCE
    ? heavy.simulate(policyPreviewJob, { organizationId, input })
    : previewCases(database, input));
  const page = pageOfRows(rows, body.limit, (row) => [row.id]);
  return {
    items: page.rows.map(({ from, ...row }) => ({ ...row, fromVersion: from.version })),
    nextCursor: page.nextCursor,
    summary,
  };
}

async function policyToPreview(
  database: Database,
  { organizationId, key }: PolicyRef,
  written: unknown,
): Promise<{ readonly document: PolicyDocument; readonly version: number }> {
  const known = await database.inOrganization(organizationId, (tx) => findPolicy(tx, organizationId, key));
  if (!known) throw notFound();
  const newest = known.versions[0]?.version ?? 0;
  if (written !== undefined) {
    const read = readPolicyDocument(written);
    if (!read.ok) throw invalid(read.faults.map((fault) => ({ ...fault, path: `document.${fault.path}` })));
    if (read.document.key !== key) throw invalid([{ code: 'key-of-other-policy', path: 'document.key', values: {} }]);
    return { document: read.document, version: newest + 1 };
  }
  if (known.draftDocument) return { document: known.draftDocument, version: newest + 1 };
  if (known.document) return { document: known.document, version: newest };
  throw notFound();
}
