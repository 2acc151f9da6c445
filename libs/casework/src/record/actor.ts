import type { OrganizationRef } from './refs.ts';

/** The user or API key that acts on an organization's data. */
export interface Actor {
  readonly organizationId: string;
  readonly slug: string;
  /** Who did it, as the audit names them. */
  readonly name: string;
}

/** The organization in which somebody acts, or to which a case or a contact belongs. */
export function organizationOf(of: { readonly organizationId: string; readonly slug: string }): OrganizationRef {
  return { id: of.organizationId, slug: of.slug };
}
