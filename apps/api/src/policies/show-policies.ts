import type { PolicyFault } from '@puntual/domain/policy-check/check-policy';
import { sayPolicyFault } from '@puntual/domain/policy-check/say-policy-fault';
import type { MoveRow } from '@puntual/casework/policies/move-cases';
import type { PolicyDetail, PolicyRow } from '@puntual/casework/policies/list-policies';
import type { PolicyDetailView, PolicyMoveView, PolicyView } from '@puntual/contracts/api/policies';
import type { Tx } from '@puntual/db/database';
import { moveWorkflowId } from '@puntual/contracts/workflow-ids';
import { currentLanguage } from '../http/language.ts';
import { type Unnamed, withNames } from '../http/with-names.ts';

/** Policies as lists show them. */
export function showPolicies(tx: Tx, rows: readonly PolicyRow[]): Promise<PolicyView[]> {
  return withNames<PolicyView[]>(tx, rows.map(policyView));
}

function policyView(row: PolicyRow): Unnamed<PolicyView> {
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
export async function showPolicy(tx: Tx, detail: PolicyDetail): Promise<PolicyDetailView> {
  return {
    ...(await withNames<PolicyView>(tx, policyView(detail))),
    draftDocument: detail.draftDocument,
    document: detail.document,
  };
}

/** Moves with the ids of their workflows. */
export function showMoves(
  tx: Tx,
  rows: readonly MoveRow[],
  { slug, key }: { readonly slug: string; readonly key: string },
): Promise<PolicyMoveView[]> {
  return withNames<PolicyMoveView[]>(
    tx,
    rows.map((row) => moveView(row, slug, key)),
  );
}

function moveView(row: MoveRow, slug: string, key: string): Unnamed<PolicyMoveView> {
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
