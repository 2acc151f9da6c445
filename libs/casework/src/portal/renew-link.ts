import type { Database } from '@puntual/db/database';
import { askForMessage } from '../contact/ask-for-message.ts';
import { claimsOf } from '../record/claims-of.ts';
import { lockCustomer } from '../record/lock-customer.ts';

const DAY_MS = 86_400_000;

/**
 * Sends the contacts with this address a statement, which brings a new link, at most once a day. Says nothing of
 * whether there are such contacts: the caller answers alike.
 */
export async function renewPortalLink(database: Database, address: string, now: number): Promise<void> {
  const found = await database.shared.$queryRaw<
    { organization_id: string; slug: string; customer_id: string; contact_id: string }[]
  >`SELECT organization_id, slug, customer_id, contact_id FROM find_portal_contacts(${address})`;
  for (const { organization_id: organizationId, slug, customer_id, contact_id: contactId } of found)
    await database.inOrganization(organizationId, async (tx) => {
      const customer = await lockCustomer(tx, customer_id);
      const contact = customer && (await tx.contact.findFirst({ where: { customerId: customer.id, contactId } }));
      if (!customer || !contact) return;
      const since = new Date(now - DAY_MS);
      const recent = { customerId: customer.id, contactId, what: 'statement', askedAt: { gt: since } };
      if ((await tx.askedMessage.count({ where: recent })) > 0) return;
      const invoices = await tx.invoice.findMany({
        where: { customerId: { in: await claimsOf(tx, customer.id) }, status: 'open' },
        orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
        select: { id: true },
      });
      const to = { id: customer.id, customerId: customer.customer_id, timeZone: customer.time_zone };
      const id = `contact:${contact.id}` as const;
      await askForMessage(
        tx,
        { organizationId, slug, name: id, id, userId: null },
        {
          customer: to,
          what: 'statement',
          contactId,
          channel: 'email',
          invoiceRowIds: invoices.map((invoice) => invoice.id),
          addressProven: true,
        },
        now,
      );
    });
}
