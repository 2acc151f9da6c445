import type { IsoDate } from '../calendar/dates.ts';
import type { Composition, ContactRequest, CustomerFacts, DroppedRequest, Recipient } from './composition.ts';
import { creditStated } from './claim-owner.ts';
import { netSums } from './open-credit.ts';

/**
 * Composes the oldest message that the customer asked for: at once, to the one contact that was named, and with nothing
 * but the invoices that were asked for. Hours, spacing, budget, holds and stale feeds do not postpone it, because it
 * answers the customer. The organization's stop of all contact, opt-outs and dead addresses count: a contact that the
 * gate may not use by the channel makes the message unreachable. Pure. Throws when nothing was asked for.
 */
export function composeAsked(
  requests: readonly ContactRequest[],
  dropped: readonly DroppedRequest[],
  facts: CustomerFacts,
  today: IsoDate,
): Composition {
  const asked = requests[0]?.asked;
  if (!asked) throw new Error('no request says what the customer asked for');
  const carries = requests.filter((request) => request.asked?.id === asked.id);
  const recipient = recipientOf(asked, facts);
  if (!recipient) return { kind: 'unreachable', because: 'no-way', carries, dropped };
  const wanted = new Set(carries.map(({ invoiceId }) => invoiceId));
  const shown = facts.invoices
    .filter(({ id }) => wanted.has(id))
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id));
  // Credit pays late invoices first, also those that the customer did not ask for.
  const others = facts.invoices.filter(
    ({ id, status, dueOn }) => !wanted.has(id) && status === 'open' && dueOn < today,
  );
  const creditMinor = creditStated(shown, others, facts);
  return {
    kind: 'send',
    template: 'statement',
    stage: 'not-due',
    severity: 'mild',
    deadlineOn: null,
    attachments: asked.what === 'statement' && asked.channel === 'email' ? ['statement'] : [],
    carries,
    dropped,
    overdue: shown.filter(({ dueOn }) => dueOn < today).map(({ id }) => id),
    upcoming: shown.filter(({ dueOn }) => dueOn >= today).map(({ id }) => id),
    settled: [],
    sums: netSums(shown, creditMinor),
    creditMinor,
    channels: [[recipient]],
  };
}

function recipientOf(
  { contactId, channel }: NonNullable<ContactRequest['asked']>,
  { contacts }: CustomerFacts,
): Recipient | null {
  const contact = contacts.find((each) => each.contactId === contactId);
  if (!contact?.reachable || !contact.channels.includes(channel)) return null;
  const address = channel === 'email' ? contact.email : contact.phone;
  return address === null ? null : { contactId, channel, address };
}
