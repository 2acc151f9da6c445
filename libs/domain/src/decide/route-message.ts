import type { WantedContact } from '../caps/next-allowed.ts';
import type { ContactRequest, CustomerFacts, GateContact, Recipient, UnreachableReason } from './composition.ts';
import type { Channel, ContactRole } from '../policy/vocabulary.ts';

/**
 * The recipients of a message on each of the step's channels, in the order of the channels; channels without a
 * recipient are left out, and `because` says why none is left. On one channel the recipients are the contacts that the
 * invoices name; for the other invoices all contacts with the wanted roles; and when there are none, all contacts that
 * the channel reaches, provided that they have the same role: among contacts of several roles the responsible one is
 * unknown. Pure and total.
 */
export function routeMessage(
  channels: readonly Channel[],
  roles: readonly ContactRole[],
  facts: CustomerFacts,
  carries: readonly ContactRequest[],
): { readonly routes: readonly Recipient[][]; readonly because: UnreachableReason } {
  const asking = new Set(carries.map((request) => request.invoiceId));
  const named = new Set(
    facts.invoices.flatMap((invoice) => (asking.has(invoice.id) ? [invoice.contactId ?? null] : [])),
  );
  const routes: Recipient[][] = [];
  let because: UnreachableReason = 'no-way';
  for (const channel of channels) {
    if (channel === 'letter') {
      // A letter goes to the customer's own address, not to a contact.
      if (facts.hasPostalAddress) routes.push([{ contactId: null, channel, address: 'postal' }]);
      continue;
    }
    const able = facts.contacts.flatMap((contact) => {
      const address = addressFor(channel, contact);
      return contact.reachable && address && contact.channels.includes(channel)
        ? [{ contact, recipient: { contactId: contact.contactId, channel, address } }]
        : [];
    });
    const wanted = able.filter(({ contact }) => roles.includes(contact.role));
    const others = wanted.length > 0 ? wanted : new Set(able.map(({ contact }) => contact.role)).size === 1 ? able : [];
    const own = able.filter(({ contact }) => named.has(contact.contactId));
    const chosen = new Set(own.length === named.size ? own : [...own, ...others]);
    if (chosen.size > 0) routes.push(able.flatMap((each) => (chosen.has(each) ? [each.recipient] : [])));
    else if (able.length > 0) because = 'ambiguous-contact';
  }
  return { routes, because };
}

function addressFor(channel: Exclude<Channel, 'letter'>, contact: GateContact): string | null {
  switch (channel) {
    case 'email':
      return contact.email;
    case 'sms':
      return contact.phone;
  }
}

/** The contact that a message to these recipients counts as, for the limits of the law. */
export function wantedBy(
  recipients: readonly Recipient[],
  carries: readonly ContactRequest[],
): WantedContact & { readonly recipients: readonly Recipient[] } {
  const personIds = recipients.flatMap((recipient) => recipient.contactId ?? []);
  return {
    recipients,
    channel: recipients[0]?.channel ?? 'email',
    personIds: personIds.length > 0 ? personIds : null,
    invoiceIds: [...new Set(carries.map((request) => request.invoiceId))],
  };
}
