interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** What audit events of agencies and of the debts with them record (`AuditData` has the rules of their fields). */
export interface AgencyAuditData {
  'agency.accepted': AgencyReport;
  'agency.collected': AgencyReport;
  'agency.collection-reversed': Amount & { readonly on: string; readonly reason: string };
  /** `open`: what is open of a placed debt. `before`: what the agency was told last. */
  'agency.informed': {
    readonly open: Amount;
    readonly placementId: string;
    readonly before: Amount;
    readonly disputed: boolean;
  };
  /** `error`: a code. `state`: what is known of the message. */
  'agency.not-told': {
    readonly placementId: string;
    readonly messageKind: 'placement' | 'changed' | 'recall';
    readonly state: 'refused' | 'unknown';
    readonly error: string;
  };
  'agency.paid-over': Amount & { readonly agencyId: string; readonly on: string };
  'agency.placed': Placement;
  'agency.proposed': {
    readonly placementId: string;
    /** The task that asks for approval. */
    readonly taskId?: string;
    /** Row id; null: no agency takes the debt by the rules. Left out: the agency of the installation. */
    readonly agencyId?: string | null;
  };
  'agency.reassigned': { readonly placementId: string; readonly agencyId: string | null };
  'agency.recall-asked': { readonly placementId: string; readonly reason: string };
  'agency.recalled': Placement;
  'agency.returned': AgencyReport;
  'agency.saved': {
    readonly agencyId: string;
    readonly key: string;
    readonly adapter: string;
    readonly state: string;
    readonly terms: object;
  };
  'agency.secret-made': { readonly agencyId: string; readonly version: number };
  'agency.uncollectable': AgencyReport;
}

/** `amount`: what the agency collected. */
interface AgencyReport extends Partial<Amount> {
  readonly on: string;
}

/** `packHash`: of the documents that the agency got. */
interface Placement {
  readonly placementId: string;
  readonly packHash: string | null;
  readonly agencyRef: string | null;
}
