/** What the audit events of disputes record. */
export interface DisputeAuditData {
  /** `fields`: what a person changed. `deadlineOn`: the deadline after the change. */
  'dispute.changed': DisputeId & { readonly fields: readonly string[]; readonly deadlineOn: string };
  'dispute.credit-arrived': DisputeId;
  'dispute.credit-missing': DisputeId & { readonly dueOn: string };
  'dispute.escalated': DisputeId & { readonly deadlineOn: string };
  'dispute.file-added': DisputeId & { readonly fileId: string; readonly sha256: string };
  'dispute.noted': DisputeId;
  'dispute.opened': DisputeId & { readonly category: string; readonly department: string; readonly deadlineOn: string };
  /** A payment (the ERP's id) was short, and Puntual proposes a dispute. */
  'dispute.proposed': DisputeId & { readonly category: string; readonly paymentId: string };
  'dispute.question-answered': DisputeId & { readonly questionId: string; readonly department: string };
  'dispute.question-asked': DisputeId & { readonly questionId: string; readonly department: string };
  'dispute.question-revoked': DisputeId & { readonly questionId: string };
  /** `creditDueOn`: the day by which a credit note is expected. */
  'dispute.resolved': DisputeId & { readonly outcome: string; readonly creditDueOn?: string };
}

/** The dispute's row id, and the number by which people call it. */
interface DisputeId {
  readonly disputeId: string;
  readonly number: number;
}
