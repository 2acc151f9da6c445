import { lateFeeSum } from './late-fee-schema.ts';
import { decimalAmount } from '../money/amount.ts';
import type { Policy } from './policy.ts';

/** What a policy does when an invoice is late, as a customer is told beforehand. Amounts are decimal text. */
export interface LateConsequences {
  readonly currency: string;
  readonly reminders: boolean;
  /** The yearly percentage of the contract, or the law's interest. */
  readonly interest: { readonly by: 'contract'; readonly percent: string } | { readonly by: 'law' } | null;
  /** `everyDays`: it comes again for each so many days late; null: once at each stage. */
  readonly fee:
    (({ readonly amount: string } | { readonly percent: string }) & { readonly everyDays: number | null }) | null;
  readonly supplyHold: boolean;
  readonly agency: boolean;
}

/**
 * What happens to a late invoice in the currency under the policy. `lawful`: whether a law on late payment that is
 * known here gives interest for such a debtor and currency.
 */
export function lateConsequences(
  { steps, charges, currency: ofPolicy }: Policy,
  currency: string,
  lawful: boolean,
): LateConsequences {
  const { interest, lateFee } = charges;
  const fee = lateFee && lateFeeSum(lateFee, currency, ofPolicy);
  const everyDays = lateFee?.repeat?.everyDays ?? null;
  return {
    currency,
    reminders: steps.some((step) => step.do === 'send' && step.day > 0),
    interest:
      interest?.regime === 'contractual'
        ? { by: 'contract', percent: interest.percentPerYear }
        : interest && lawful
          ? { by: 'law' }
          : null,
    fee: fee && {
      ...('percent' in fee ? fee : { amount: decimalAmount(fee.minor, currency) }),
      everyDays,
    },
    supplyHold: steps.some((step) => step.do === 'supply-hold'),
    agency: steps.some((step) => step.do === 'agency'),
  };
}
