import type { ClaimOwner, CustomerFacts, GateInvoice } from './composition.ts';
import { creditBeyond, isCovered, type CreditByCurrency } from './open-credit.ts';

/** The customer who owes the invoice. */
export function ownerOf({ ownerId }: Pick<GateInvoice, 'ownerId'>, facts: CustomerFacts): ClaimOwner {
  return (ownerId === undefined ? undefined : facts.members?.[ownerId]) ?? facts;
}

/** The account that the invoice is on: its owner's, in its currency. Credit is netted in one account. */
export function accountOf({ ownerId, currency }: Pick<GateInvoice, 'ownerId' | 'currency'>): string {
  return `${ownerId ?? ''}/${currency}`;
}

/** The credit of the account that the invoice is on, in minor units. */
export function creditOf(invoice: Pick<GateInvoice, 'ownerId' | 'currency'>, facts: CustomerFacts): bigint {
  return ownerOf(invoice, facts).creditMinor[invoice.currency] ?? 0n;
}

/** Whether credit pays all late invoices of an account, or, when none is late, all of it that a message would list. */
export function isPaidByCredit(own: readonly GateInvoice[], facts: CustomerFacts, today: string): boolean {
  const [first] = own;
  if (!first) return false;
  const late = own.filter((invoice) => invoice.dueOn < today);
  return isCovered(
    (late.length > 0 ? late : own).reduce((sum, invoice) => sum + invoice.openMinor, 0n),
    creditOf(first, facts),
  );
}

/**
 * The credit that a message states, by currency: what is left once the overdue invoices that it does not list
 * (`unlisted`) are netted. For a group, the credit of each account counts up to what the message lists of it (`shown`),
 * so that the sums of the message net no customer's invoice with another's credit.
 */
export function creditStated(
  shown: readonly GateInvoice[],
  unlisted: readonly GateInvoice[],
  facts: CustomerFacts,
): CreditByCurrency {
  if (!facts.members) return creditBeyond(unlisted, facts.creditMinor);
  const stated: Record<string, bigint> = {};
  for (const account of new Set(shown.map(accountOf))) {
    const own = shown.filter((invoice) => accountOf(invoice) === account);
    const [first] = own;
    if (!first) continue;
    const before = unlisted.filter((invoice) => accountOf(invoice) === account);
    const left = creditBeyond(before, ownerOf(first, facts).creditMinor)[first.currency] ?? 0n;
    const open = own.reduce((sum, invoice) => sum + invoice.openMinor, 0n);
    stated[first.currency] = (stated[first.currency] ?? 0n) + (left < open ? left : open);
  }
  return stated;
}
