import type { PolicyFault } from '@puntual/domain/policy-check/check-policy';
import type { MoveRow } from '@puntual/casework/policies/move-cases';
import type { PolicyDetail, PolicyRow } from '@puntual/casework/policies/list-policies';
import type { PolicyDetailView, PolicyMoveView, PolicyView } from '@puntual/contracts/api/policies';
import { moveWorkflowId } from '@puntual/contracts/workflow-ids';
import { invalid, type ApiProblem } from '../http/api-problem.ts';
import { currentLanguage } from '../http/language.ts';

/** A policy as lists show it. */
export function policyView(row: PolicyRow): PolicyView {
  return {
    key: row.key,
    name: row.name,
    state: row.state,
    isDefault: row.isDefault,
    draft: row.draft && { savedAt: row.draft.savedAt.toISOString(), savedBy: row.draft.savedBy },
    versions: row.versions.map((version) => ({ ...version, publishedAt: version.publishedAt?.toISOString() ?? null })),
  };
}

/** A policy with its documents. */
export function policyDetailView(detail: PolicyDetail): PolicyDetailView {
  return { ...policyView(detail), draftDocument: detail.draftDocument, document: detail.document };
}

/** A move with the id of its workflow. */
export function moveView(row: MoveRow, slug: string, key: string): PolicyMoveView {
  return {
    ...row,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    workflowId: moveWorkflowId(slug, key, row.version),
  };
}

/** A fault in the reader's language. */
export function faultView({ path, step, field, message }: PolicyFault): {
  path: string;
  step: string | null;
  field: string;
  message: string;
} {
  return { path, step, field, message: message[currentLanguage.getStore() ?? 'en'] };
}

/** The 422 problem that names step and field of each fault. */
export function policyProblem(faults: readonly PolicyFault[]): ApiProblem {
  return invalid(
    faults.map((fault) => ({ path: fault.path, message: fault.message[currentLanguage.getStore() ?? 'en'] })),
  );
}
