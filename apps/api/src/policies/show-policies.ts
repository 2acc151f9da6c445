import type { PolicyFault } from '@puntual/domain/policy-check/check-policy';
import { sayPolicyFault } from '@puntual/domain/policy-check/say-policy-fault';
import type { MoveRow } from '@puntual/casework/policies/move-cases';
import type { PolicyDetail, PolicyRow } from '@puntual/casework/policies/list-policies';
import type { PolicyDetailView, PolicyMoveView, PolicyView } from '@puntual/contracts/api/policies';
import { moveWorkflowId } from '@puntual/contracts/workflow-ids';
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
export function faultView(fault: PolicyFault): {
  path: string;
  step: string | null;
  field: string;
  message: string;
} {
  const { path, step, field } = fault;
  return { path, step, field, message: sayPolicyFault(fault, currentLanguage.getStore() ?? 'en') };
}
