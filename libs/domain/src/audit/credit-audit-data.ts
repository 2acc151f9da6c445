/** What the audit events of limits of credit and of supply holds record (`AuditData` has the rules of their fields). */
export interface CreditAuditData {
  'credit-limit.exceeded': LimitReached & { readonly taskId?: string };
  /** `because`: the exposure fell, or the limit was raised or removed. */
  'credit-limit.met': LimitReached & { readonly because: 'back-under' | 'limit-raised' | 'limit-removed' };
  /** `from` and `to` null: no limit. `reason`: a person's words. */
  'credit-limit.set': { readonly from: Amount | null; readonly to: Amount | null; readonly reason?: string };
  /** `releasedAgain`: the hold was lifted meanwhile, and the ERP was told so once more. */
  'supply-hold.confirmed': { readonly on: string; readonly releasedAgain?: boolean };
  /** `credit`: the customer is back under the limit of credit. */
  'supply-hold.lifted': {
    readonly because: 'settled' | 'plan' | 'assigned' | 'person' | 'credit';
    readonly reason?: string;
  };
  /** `reason`: the words of a person who asked for it because the limit of credit is exceeded. */
  'supply-hold.requested': { readonly open: Amount; readonly stepId: string; readonly reason?: string };
}

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** The exposure and the limit as they were compared. */
interface LimitReached {
  readonly exposure: Amount;
  readonly limit: Amount | null;
}
