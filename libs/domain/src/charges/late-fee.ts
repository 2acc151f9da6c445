import { limitIn } from '../policy/conditions.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { Stage } from '../policy/vocabulary.ts';

/** What a late fee depends on. Minor units of the invoice's currency. */
export interface LateFeeClaim {
  readonly invoiceId: string;
  readonly currency: string;
  /** The stage of the message that brings the fee. */
  readonly stage: Stage;
  readonly openMinor: bigint;
  readonly messageSent: boolean;
  /** The charges that the invoice has or had, waived ones too. */
  readonly chargedIds: ReadonlySet<string>;
}

export type LateFeeAnswer =
  | { readonly kind: 'fee'; readonly minor: bigint; readonly chargeId: string }
  | {
      readonly kind: 'none';
      readonly because: 'not-in-policy' | 'currency' | 'no-message-sent' | 'charged-before' | 'nothing-open';
    };

/**
 * The fixed fee that a sent message brings: once per invoice and stage, whatever is confirmed later or twice, and never
 * without a message (docs/cases.md, case 23).
 */
export function lateFeeDue(policy: Pick<PolicyDocument, 'currency' | 'charges'>, claim: LateFeeClaim): LateFeeAnswer {
  const { lateFee } = policy.charges;
  if (!lateFee?.stages.includes(claim.stage)) return { kind: 'none', because: 'not-in-policy' };
  const minor = limitIn(lateFee.amount, claim.currency, policy.currency);
  if (minor === null || minor === 0n) return { kind: 'none', because: 'currency' };
  if (!claim.messageSent) return { kind: 'none', because: 'no-message-sent' };
  const chargeId = `${claim.invoiceId}:fee:${claim.stage}`;
  if (claim.chargedIds.has(chargeId)) return { kind: 'none', because: 'charged-before' };
  if (claim.openMinor <= 0n) return { kind: 'none', because: 'nothing-open' };
  return { kind: 'fee', minor, chargeId };
}
