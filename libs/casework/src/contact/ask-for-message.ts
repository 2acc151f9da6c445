import { askedStep, type AskedFor, type Channel } from '@puntual/domain/policy/vocabulary';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { contactWordsOf } from '../facts/confirmed-contact.ts';
import { gateContact } from '../facts/gate-contact.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { contactWake, writeOutbox } from '../record/outbox.ts';
import { insertMessageSteps } from '../record/insert-message-steps.ts';

/** A message that a customer asks a person for: what, to which contact, about which open invoices. */
export interface WantedMessage {
  readonly customer: { readonly id: string; readonly customerId: string; readonly timeZone: string };
  readonly what: AskedFor;
  readonly contactId: string;
  readonly channel: Exclude<Channel, 'letter'>;
  /** Row ids of open invoices. */
  readonly invoiceRowIds: readonly string[];
  /** The task (row id) with whose outcome the customer asked for it. */
  readonly taskId?: string;
  /**
   * Whether the customer asks itself, or has written from the address: then nobody has to confirm it. Left out: no.
   */
  readonly addressProven?: boolean;
}

/** Most invoices of a message that the customer asks for: as many as the gate lists. */
export const MOST_ASKED_INVOICES = 500;

/**
 * Requests a message that the customer asked for, under the customer's lock: a step for each invoice, which the gate
 * turns into one message at once (`composeAsked`). Refuses a contact that opted out of the channel, that has no address
 * for it, or whose address no person has confirmed. Returns the id of the request.
 */
export async function askForMessage(
  tx: Tx,
  actor: Actor,
  wanted: WantedMessage,
  now: number,
): Promise<Refusal | { readonly askedId: string }> {
  const { customer, what, contactId, channel, taskId } = wanted;
  const invoiceRowIds = wanted.invoiceRowIds.slice(0, MOST_ASKED_INVOICES);
  if (invoiceRowIds.length === 0) return { code: 'nothing-open-to-send', path: 'invoiceIds', values: {} };
  const refusal = await contactRefusal(tx, wanted);
  if (refusal) return refusal;
  const askedId = newId();
  const at = new Date(now);
  await tx.askedMessage.create({
    data: {
      id: askedId,
      organizationId: actor.organizationId,
      customerId: customer.id,
      what,
      contactId,
      channel,
      taskId: taskId ?? null,
      askedAt: at,
      askedBy: storedActor(actor),
    },
  });
  await insertMessageSteps(
    tx,
    actor.organizationId,
    { customer, part: { asked: askedId }, stepId: askedStep(what), invoiceRowIds },
    now,
  );
  await writeAudit(tx, actor.organizationId, [
    ...invoiceRowIds.map((invoiceRowId) => ({
      at,
      kind: 'message.asked-for' as const,
      actor: storedActor(actor),
      customerRowId: customer.id,
      invoiceRowId,
      data: { askedId, what, contactId, channel, ...(taskId === undefined ? {} : { taskId }) },
    })),
  ]);
  await writeOutbox(tx, organizationOf(actor), [contactWake(organizationOf(actor), customer)]);
  return { askedId };
}

async function contactRefusal(
  tx: Tx,
  { customer, contactId, channel, addressProven = false }: WantedMessage,
): Promise<Refusal | null> {
  const contact = await tx.contact.findFirst({ where: { customerId: customer.id, contactId } });
  if (!contact) return { code: 'contact-not-known', path: 'send.contactId', values: { contactId } };
  const optOuts = optedOutOf(contactId, await tx.optOut.findMany({ where: { customerId: customer.id, contactId } }));
  if (optOuts.has(channel)) return { code: 'contact-opted-out', path: 'send.channel', values: { contactId, channel } };
  const address = channel === 'email' ? contact.email : contact.phone;
  if (address === null || !gateContact(contact, optOuts).channels.includes(channel))
    return { code: 'contact-without-address', path: 'send.channel', values: { contactId, channel } };
  const { confirmed } = contactWordsOf(contact);
  return addressProven || confirmed[channel === 'email' ? 'email' : 'phone']
    ? null
    : { code: 'address-not-confirmed', path: 'send.address', values: { contactId } };
}
