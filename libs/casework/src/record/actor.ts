import type { OrganizationRef } from './refs.ts';

/** The user or API key that acts on an organization's data. */
export interface Actor {
  readonly organizationId: string;
  readonly slug: string;
  /** The name that the audit stores. */
  readonly name: string;
  /** The request came with an API key: `name` is that of a program, which answers for no task. */
  readonly withKey?: boolean;
}

/** The organization of an actor, a case or a contact. */
export function organizationOf(of: { readonly organizationId: string; readonly slug: string }): OrganizationRef {
  return { id: of.organizationId, slug: of.slug };
}
