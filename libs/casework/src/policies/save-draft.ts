import { readPolicyDocument, type PolicyFault } from '@puntual/domain/policy-check/check-policy';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { type Actor, storedActor } from '../record/actor.ts';

/** The saved draft, or what the schema refuses in the document. */
export type DraftResult =
  | { readonly result: 'saved'; readonly document: PolicyDocument }
  | { readonly result: 'invalid'; readonly faults: readonly PolicyFault[] };

/**
 * Saves a policy document as the draft of its key and replaces the draft before it. No case runs on a draft. A document
 * that the schema refuses is not saved (`invalid`).
 */
export async function saveDraft(database: Database, actor: Actor, input: unknown, now: number): Promise<DraftResult> {
  const read = readPolicyDocument(input);
  if (!read.ok) return { result: 'invalid', faults: read.faults };
  const { document } = read;
  const at = new Date(now);
  await database.inOrganization(actor.organizationId, async (tx) => {
    await tx.$executeRaw`
      INSERT INTO policy_version (id, organization_id, key, version, state, document, saved_at, saved_by)
      VALUES (
        ${newId()}::uuid,
        ${actor.organizationId}::uuid,
        ${document.key},
        0,
        'draft',
        ${JSON.stringify(document)}::jsonb,
        ${at},
        ${storedActor(actor)}
      )
      ON CONFLICT (organization_id, key, version) DO UPDATE
      SET document = EXCLUDED.document, saved_at = EXCLUDED.saved_at, saved_by = EXCLUDED.saved_by`;
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'policy.draft-saved',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { key: document.key },
      },
    ]);
  });
  return { result: 'saved', document };
}
