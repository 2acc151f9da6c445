import { addDays } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Tx } from '@puntual/db/database';
import { claimsOf } from '../../record/claims-of.ts';
import { askForMessage } from '../../contact/ask-for-message.ts';
import { loadWindow } from '../../facts/load-window.ts';
import type { Actor } from '../../record/actor.ts';
import { confirmContact } from '../contacts/confirm-contact.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';
import { holdInvoices, loadPolicyOf } from './hold-invoices.ts';

/** Open days in which a payment that the customer is making during the call should arrive. */
const PAYING_NOW_OPEN_DAYS = 1;

/** The message that a person on the phone has sent. */
export type SendNow = NonNullable<CompleteTask['send']>;

/**
 * The customer is paying now: the way to pay is sent when the customer asks for it, and the invoices are on hold for
 * one of the customer's open days. When the money has not come by then, another call follows.
 */
export async function holdForPayingNow(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { customer, today, now } = ending;
  if (ending.input.send) {
    const sent = await sendToCustomer(tx, ending, ending.input.send);
    if ('code' in sent) return refuse(sent);
  }
  const window = await loadWindow(tx, customer.id, await loadPolicyOf(tx, ending), now);
  await holdInvoices(tx, ending, {
    kind: 'paying-now',
    untilOn: addOpenDays(today, PAYING_NOW_OPEN_DAYS, window),
    reason: ending.input.note ?? null,
  });
  return null;
}

/**
 * The customer has not received the documents: they are sent at once to the address that was confirmed on the phone,
 * and the case waits the policy's distance between two messages. When the money has not come, another call follows.
 */
export async function sendNotReceived(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { input, today } = ending;
  if (!input.send) return refuse({ code: 'nothing-chosen-to-send', path: 'send', values: {} });
  const sent = await sendToCustomer(tx, ending, input.send);
  if ('code' in sent) return refuse(sent);
  const { contact } = await loadPolicyOf(tx, ending);
  await holdInvoices(tx, ending, {
    kind: 'documents-sent',
    untilOn: addDays(today, Math.max(0, contact.minDaysBetween - 1)),
    reason: input.note ?? null,
  });
  return null;
}

function sendToCustomer(tx: Tx, { actor, customer, invoices, task, now }: Ending, send: SendNow) {
  return sendNow(
    tx,
    actor,
    { customer, send, invoiceRowIds: invoices.map((invoice) => invoice.id), taskId: task.id },
    now,
  );
}

/** What a person has sent to a customer while speaking to them. */
interface MessageToSend {
  readonly customer: Ending['customer'];
  readonly send: SendNow;
  /** The invoices (row ids) that it is about; a statement is about all open ones. */
  readonly invoiceRowIds: readonly string[];
  /** The task (row id) with whose outcome it is sent. */
  readonly taskId?: string;
}

/**
 * Confirms the address that a person read back, and requests the message. Needs the customer's lock. Returns the
 * request's id, or why it is refused.
 */
export async function sendNow(
  tx: Tx,
  actor: Actor,
  { customer, send, invoiceRowIds, taskId }: MessageToSend,
  now: number,
): Promise<Refusal | { readonly askedId: string }> {
  const { contactId, channel, what, address } = send;
  if (address !== undefined) {
    const row = await tx.contact.findFirst({ where: { customerId: customer.id, contactId } });
    if (!row) return { code: 'contact-not-known', path: 'send.contactId', values: { contactId } };
    const fields = {
      ...(channel === 'email' ? { email: address } : { phone: address }),
      ...(row.channels.includes(channel)
        ? {}
        : { channels: [...new Set([...row.channels, channel])] as SendNow['channel'][] }),
    };
    const confirmed = await confirmContact(tx, actor, { customer, row, fields, source: 'phone' }, now);
    if ('code' in confirmed) return { ...confirmed, path: 'send.address' };
  }
  const wanted = what === 'statement' ? await openInvoices(tx, customer.id) : invoiceRowIds;
  return askForMessage(
    tx,
    actor,
    { customer, what, contactId, channel, invoiceRowIds: wanted, ...(taskId === undefined ? {} : { taskId }) },
    now,
  );
}

async function openInvoices(tx: Tx, customerRowId: string): Promise<readonly string[]> {
  const rows = await tx.invoice.findMany({
    where: { customerId: { in: await claimsOf(tx, customerRowId) }, status: 'open' },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
