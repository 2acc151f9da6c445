import type { Database } from '@puntual/db/database';
import { askForMessage } from '../contact/ask-for-message.ts';
import { stateContact } from '../people/contacts/change-contact.ts';
import type { ContactFields } from '../people/contacts/confirm-contact.ts';
import { liftOptOut, optOut } from '../people/opt-outs.ts';
import { claimsOf } from '../record/claims-of.ts';
import { type Acted, type Acting, actOnce, type PortalForm, type PortalResult, refuseAct } from './act-once.ts';
import { chosenInvoices } from './chosen-invoices.ts';

/** Most invoices of which copies are sent at once. */
const MOST_COPIES = 20;

/** What a contact says of itself. `wants`: by channel, whether it wants messages that way. */
export interface OwnContact {
  readonly fields: ContactFields;
  readonly wants: { readonly email: boolean; readonly sms: boolean };
  /** The contact as its page showed it (`contactVersion`). */
  readonly version: string;
}

/** Changes the visitor's own data, language and channels. Nobody changes another contact's. */
export function changeOwnContact(database: Database, form: PortalForm, own: OwnContact): Promise<PortalResult> {
  return actOnce(database, form, async ({ joined, actor, customer, visitor, now }): Promise<Acted> => {
    if (!visitor.contact) return refuseAct({ code: 'needs-contact' });
    const { contactId } = visitor.contact;
    const whose = { customerRowId: customer.id, contactId };
    const stated = { ...whose, fields: own.fields, source: 'in-writing', version: own.version } as const;
    const changed = await stateContact(joined, actor, stated, now);
    if (changed.result === 'invalid') refuseAct(changed);
    if (changed.result !== 'done') refuseAct({ code: 'changed-meanwhile' });
    for (const channel of ['email', 'sms'] as const)
      await (own.wants[channel] ? liftOptOut : optOut)(joined, actor, { ...whose, channel }, now);
    return { outcome: { what: 'contact' } };
  });
}

/** Sends the visitor a statement, or copies of chosen invoices (row ids), by e-mail. */
export function sendCopy(
  database: Database,
  form: PortalForm,
  wanted: { readonly copy: 'statement' | 'invoices'; readonly invoices: readonly string[] },
): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const invoices = wanted.copy === 'statement' ? await openInvoices(acting) : await copied(acting, wanted.invoices);
    const { tx, actor, customer, visitor, now } = acting;
    if (!visitor.contact) return refuseAct({ code: 'needs-contact' });
    const { contactId } = visitor.contact;
    const to = { id: customer.id, customerId: customer.customer_id, timeZone: customer.time_zone };
    const message = { customer: to, what: wanted.copy, contactId, channel: 'email', addressProven: true } as const;
    const asked = await askForMessage(tx, actor, { ...message, invoiceRowIds: invoices }, now);
    if ('code' in asked) refuseAct(asked);
    return { outcome: { what: 'copy', copy: wanted.copy } };
  });
}

async function copied(acting: Acting, ids: readonly string[]): Promise<readonly string[]> {
  return (await chosenInvoices(acting, ids)).slice(0, MOST_COPIES).map(({ id }) => id);
}

async function openInvoices({ tx, customer }: Acting): Promise<readonly string[]> {
  const rows = await tx.invoice.findMany({
    where: { customerId: { in: await claimsOf(tx, customer.id) }, status: 'open' },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
