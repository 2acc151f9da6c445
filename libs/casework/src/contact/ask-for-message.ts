import { localDate } from '@puntual/domain/calendar/dates';
import { askedStep, type AskedFor, type Channel } from '@puntual/domain/policy/vocabulary';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { contactWordsOf } from '../facts/confirmed-contact.ts';
import { gateContact } from '../facts/gate-contact.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { contactWake, writeOutbox } from '../record/outbox.ts';

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
  /** Whether the customer has written from the address: then nobody has to confirm it. Left out: no. */
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
  await insertSteps(tx, actor.organizationId, { customer, askedId, stepId: askedStep(what), invoiceRowIds }, now);
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

/** The steps of one message that the customer asked for. */
interface AskedSteps {
  readonly customer: WantedMessage['customer'];
  readonly askedId: string;
  readonly stepId: string;
  readonly invoiceRowIds: readonly string[];
}

async function insertSteps(
  tx: Tx,
  organizationId: string,
  { customer, askedId, stepId, invoiceRowIds }: AskedSteps,
  now: number,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; case_run: number; occurrence: number }[]>`
    SELECT i.id, i.case_run, coalesce(max(s.occurrence), 0)::int + 1 AS occurrence
    FROM invoice i
    LEFT JOIN step s ON s.organization_id = i.organization_id AND s.invoice_id = i.id AND s.step_id = ${stepId}
    WHERE i.id = ANY(${[...invoiceRowIds]}::uuid[])
    GROUP BY i.id, i.case_run`;
  await insertRows(
    tx,
    'step',
    {
      id: 'uuid',
      organization_id: 'uuid',
      invoice_id: 'uuid',
      customer_id: 'uuid',
      step_id: 'text',
      occurrence: 'int',
      case_run: 'int',
      do: 'text',
      state: 'text',
      requested_at: 'timestamptz',
      changed_on: 'date',
      asked_id: 'uuid',
    },
    rows.map((row) => ({
      id: newId(),
      organization_id: organizationId,
      invoice_id: row.id,
      customer_id: customer.id,
      step_id: stepId,
      occurrence: row.occurrence,
      case_run: row.case_run,
      do: 'send',
      state: 'requested',
      requested_at: new Date(now),
      changed_on: localDate(now, customer.timeZone),
      asked_id: askedId,
    })),
  );
}
