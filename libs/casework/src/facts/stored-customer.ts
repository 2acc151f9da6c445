import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { CustomerFacts, GateContact, GateInvoice } from '@puntual/domain/decide/composition';
import type { Policy } from '@puntual/domain/policy/policy';
import { toJson, type Json } from '@puntual/db/json';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { restoreAmounts } from './stored-amounts.ts';
import type { Stored } from './stored-facts.ts';
import { restoreWindow, storeWindow, type StoredWindow } from './stored-window.ts';

/** The facts of the gate as they are stored: the policy of each invoice by its key and version. */
export type StoredCustomer = Stored<Omit<CustomerFacts, 'window' | 'invoices'>> & {
  readonly invoices: readonly (Stored<Omit<GateInvoice, 'policy'>> & { readonly policy: PolicyPin })[];
  readonly window: StoredWindow;
};

/** The facts without addresses: each is replaced by its kind and its contact, so that the gate decides the same. */
export function withoutAddresses(facts: CustomerFacts): CustomerFacts {
  return { ...facts, contacts: facts.contacts.map(withoutAddress) };
}

function withoutAddress(contact: GateContact): GateContact {
  const { contactId, email, phone } = contact;
  return {
    ...contact,
    email: email === null ? null : `email of ${contactId}`,
    phone: phone === null ? null : `phone of ${contactId}`,
  };
}

/** The facts of the gate as JSON. `closedDays`: the closed days that count (`watchClosedDays`). */
export function storeCustomer({ window, invoices, ...facts }: CustomerFacts, closedDays: ReadonlySet<IsoDate>): Json {
  return toJson({
    ...facts,
    invoices: invoices.map(({ policy: { key, version }, ...invoice }) => ({ ...invoice, policy: { key, version } })),
    window: storeWindow(window, closedDays),
  });
}

/** The facts that `storeCustomer` stored. `policyOf` gives the policy of a key and version. */
export function restoreCustomer(stored: StoredCustomer, policyOf: (pin: PolicyPin) => Policy): CustomerFacts {
  const { invoices, window, ...facts } = restoreAmounts(stored) as Omit<CustomerFacts, 'window' | 'invoices'> & {
    readonly invoices: readonly (Omit<GateInvoice, 'policy'> & { readonly policy: PolicyPin })[];
    readonly window: StoredWindow;
  };
  return {
    ...facts,
    invoices: invoices.map((invoice) => ({ ...invoice, policy: policyOf(invoice.policy) })),
    window: restoreWindow(window),
  };
}
