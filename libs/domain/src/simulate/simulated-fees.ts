import type { IsoDate } from '../calendar/dates.ts';
import { chargesWithMessage } from '../charges/message-charges.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import type { ContactRequest } from '../decide/composition.ts';
import { stepOf } from '../policy/policy.ts';
import type { Happening } from './happening.ts';
import type { SimulatedFee } from './simulated-fee.ts';

/**
 * The late fees of a message that leaves on `on`, by the rules that charge them. What the simulation cannot know is
 * taken against a further fee: open charges from before count as fees, and what is open now as what was claimed.
 * Left out: none.
 */
export function feesWithMessage(
  carries: readonly ContactRequest[],
  cases: readonly CaseFacts[],
  happened: readonly Happening[],
  on: IsoDate,
): { readonly fees?: readonly SimulatedFee[] } {
  const fees = carries.flatMap(({ invoiceId, stepId }) => {
    const facts = cases.find(({ invoice }) => invoice.id === invoiceId);
    const step = facts && stepOf(facts.policy, stepId);
    if (!facts?.policy.charges.lateFee || !step) return [];
    const { invoice, policy, customer } = facts;
    const { charges } = chargesWithMessage(
      { currency: policy.currency, charges: { ...policy.charges, interest: null } },
      step.stage,
      {
        invoiceId,
        currency: invoice.currency,
        dueOn: invoice.dueOn,
        lines: [{ chargeId: null, on: invoice.dueOn, amountMinor: invoice.openMinor - (invoice.chargesMinor ?? 0n) }],
        disputed: [],
        debtor: { kind: customer.kind, country: customer.country },
        lawCountry: customer.country,
        ownRates: {},
        charged: chargedBefore(invoice, happened),
      },
      on,
    );
    return charges.map(({ key, minor }): SimulatedFee => ({ invoiceId, key, currency: invoice.currency, minor }));
  });
  return fees.length > 0 ? { fees } : {};
}

function chargedBefore(
  { id, chargesMinor = 0n }: CaseFacts['invoice'],
  happened: readonly Happening[],
): { readonly key: string; readonly kind: 'fee'; readonly minor: bigint }[] {
  return [
    ...(chargesMinor > 0n ? [{ key: `${id}:before`, kind: 'fee' as const, minor: chargesMinor }] : []),
    ...happened
      .flatMap((entry) => (entry.kind === 'message' ? (entry.fees ?? []) : []))
      .filter((fee) => fee.invoiceId === id)
      .map(({ key, minor }) => ({ key, kind: 'fee' as const, minor })),
  ];
}
