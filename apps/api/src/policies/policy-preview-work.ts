import { previewMove, summarizeMove } from '@puntual/casework/policies/preview-move';
import type { Database } from '@puntual/db/database';
import { compilePolicy } from '@puntual/domain/policy/compile-policy';
import type { PolicyPreview, PolicyPreviewInput } from './policy-preview-job.ts';

/** Previews a page of the cases that would move to a policy, and with the first page sums them all up. */
export async function previewCases(
  database: Database,
  { organizationId, document, version, limit, after, now }: PolicyPreviewInput,
): Promise<PolicyPreview> {
  const policy = compilePolicy(document, version);
  const rows = await previewMove(database, organizationId, { policy, limit, after }, now);
  return { rows, summary: after === null ? await summarizeMove(database, organizationId, { policy }, now) : null };
}
