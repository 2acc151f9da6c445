import { findOrganization } from '@puntual/casework/record/organization';
import type { Database } from '@puntual/db/database';

/**
 * Adds the organization's row id to a workflow argument. Histories hold only the slug; looked-up ids are cached in
 * memory. Throws when the organization does not exist.
 */
export async function withOrganizationId<Ref extends { readonly slug: string }>(
  database: Database,
  ref: Ref,
): Promise<Ref & { readonly organizationId: string }> {
  const organization = await findOrganization(database, ref.slug);
  if (!organization) throw new Error(`there is no organization ${ref.slug}`);
  return { ...ref, organizationId: organization.id };
}
