import type { IsoDate } from '../calendar/dates.ts';
import type { WantedContact } from '../caps/next-allowed.ts';
import type { ContactRequest, CustomerFacts, GateContact, Recipient, UnreachableReason } from './composition.ts';
import type { Channel, ContactRole } from '../policy/vocabulary.ts';

/** What the message is about, and whom its step wants to reach. */
interface Wanted {
  readonly roles: readonly ContactRole[];
  /** The contacts that the invoices name; null: an invoice that names none. */
  readonly named: ReadonlySet<string | null>;
}

/** The ways by which a message can go now. `because`: why there is none. */
export interface Routes {
  readonly routes: readonly Recipient[][];
  readonly because: UnreachableReason;
  /**
   * The first day on which an address can be tried again that a message did not reach for the time being; null when no
   * address rests.
   */
  readonly restUntil: IsoDate | null;
}

/**
 * The recipients of a message on `today` on each of the step's channels, in the order of the channels; channels without
 * a recipient are left out, and `because` says why none is left. On one channel the recipients are the contacts that
 * the invoices name; for the other invoices all contacts with the wanted roles; and when there are none, all contacts
 * that the channel reaches, provided that they have the same role: among contacts of several roles the responsible one
 * is unknown. A contact whose address rests is passed over. Pure and total.
 */
export function routeMessage(
  { channels, to }: { readonly channels: readonly Channel[]; readonly to: readonly ContactRole[] },
  facts: CustomerFacts,
  carries: readonly ContactRequest[],
  today: IsoDate,
): Routes {
  const asking = new Set(carries.map((request) => request.invoiceId));
  const named = new Set(
    facts.invoices.flatMap((invoice) => (asking.has(invoice.id) ? [invoice.contactId ?? null] : [])),
  );
  const routes: Recipient[][] = [];
  let because: UnreachableReason = 'no-way';
  let restUntil: IsoDate | null = null;
  for (const channel of channels) {
    if (channel === 'letter') {
      // A letter goes to the customer's own address, not to a contact.
      if (facts.hasPostalAddress) routes.push([{ contactId: null, channel, address: 'postal' }]);
      continue;
    }
    const able = facts.contacts.filter(
      (contact) => contact.reachable && contact.channels.includes(channel) && addressFor(channel, contact) !== null,
    );
    const awake = able.filter((contact) => (contact.restsUntil?.[channel] ?? today) <= today);
    const recipients = recipientsOn(channel, awake, { roles: to, named });
    if (recipients.length > 0) routes.push(recipients);
    else if (awake.length > 0) because = 'ambiguous-contact';
    for (const contact of able) {
      const until = contact.restsUntil?.[channel];
      if (until !== undefined && until > today && (restUntil === null || until < restUntil)) restUntil = until;
    }
  }
  return { routes, because, restUntil };
}

function recipientsOn(
  channel: Exclude<Channel, 'letter'>,
  able: readonly GateContact[],
  { roles, named }: Wanted,
): Recipient[] {
  const wanted = able.filter(({ role }) => roles.includes(role));
  const others = wanted.length > 0 ? wanted : new Set(able.map(({ role }) => role)).size === 1 ? able : [];
  const own = able.filter(({ contactId }) => named.has(contactId));
  const chosen = new Set(own.length === named.size ? own : [...own, ...others]);
  return able.flatMap((contact) => {
    const address = addressFor(channel, contact);
    return chosen.has(contact) && address !== null ? [{ contactId: contact.contactId, channel, address }] : [];
  });
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
