import type { Database } from '@puntual/db/database';
import { findOrganization } from '../record/organization.ts';
import type { ContactRef } from '../record/refs.ts';

/**
 * Finds the customer with the ERP's id `customerId` in the organization `slug`; null for an unknown customer. Throws
 * when there is no such organization.
 */
export async function findContact(database: Database, slug: string, customerId: string): Promise<ContactRef | null> {
  const organization = await findOrganization(database, slug);
  if (!organization) throw new Error(`there is no organization ${slug}`);
  const organizationId = organization.id;
  const customer = await database.inOrganization(organizationId, (tx) =>
    tx.customer.findUnique({
      where: { organizationId_customerId: { organizationId, customerId } },
      select: { id: true },
    }),
  );
  return customer && { organizationId, slug, customerRowId: customer.id };
}
