import { findOrganization } from '@puntual/casework/record/organization';
import type { Database } from '@puntual/db/database';

/** What a workflow was given, with the row id of its organization: histories hold the slug alone, kept in memory once it was looked up. Throws when there is no such organization. */
export async function withOrganizationId<Ref extends { readonly slug: string }>(
  database: Database,
  ref: Ref,
): Promise<Ref & { readonly organizationId: string }> {
  const organization = await findOrganization(database, ref.slug);
  if (!organization) throw new Error(`there is no organization ${ref.slug}`);
  return { ...ref, organizationId: organization.id };
}
