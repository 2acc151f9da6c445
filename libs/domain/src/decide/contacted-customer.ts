import type { CaseFacts } from './case-facts.ts';

/** The customer whom a message or a call goes to: the payer of the customer's group, else the customer. */
export function contactedCustomer(customer: CaseFacts['customer']): NonNullable<CaseFacts['customer']['payer']> {
  return customer.payer ?? customer;
}
