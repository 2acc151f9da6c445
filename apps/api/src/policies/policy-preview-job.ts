import type { MoveSummary, PreviewedMove } from '@puntual/casework/policies/preview-move';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { JobKind } from '../threads/job-kind.ts';

/** A policy as it would be published, and which of its cases are asked for. */
export interface PolicyPreviewInput {
  readonly organizationId: string;
  readonly document: PolicyDocument;
  readonly version: number;
  readonly limit: number;
  /** Row id of the invoice after which the page begins; null: the first page, which comes with the summary. */
  readonly after: string | null;
  readonly now: number;
}

export interface PolicyPreview {
  readonly rows: readonly PreviewedMove[];
  readonly summary: MoveSummary | null;
}

/** What a move to a policy would change, over all its cases. */
export const policyPreviewJob: JobKind<PolicyPreviewInput, PolicyPreview> = { name: 'policy-preview' };
