import type { OrganizationRef } from './refs.ts';

/** The user or API key that acts on an organization's data. */
export interface Actor {
  readonly organizationId: string;
  readonly slug: string;
  /** The name that people read. No table stores it for who acts: names change, and two people may have one. */
  readonly name: string;
  /** The stable id: `user:<id>` or `key:<id>`. Left out by what acts outside a request. */
  readonly id?: ActorId;
  /** The person who acts, or who made the key that acts (row id); null or left out: nobody in particular. */
  readonly userId?: string | null;
}

/**
 * Who acts, as tables and the audit store them. In the portal acts a contact of a customer, or the customer, when
 * nobody knows which of its contacts it is (row ids).
 */
export type ActorId = `user:${string}` | `key:${string}` | `contact:${string}` | `customer:${string}`;

/**
 * What tables and the audit store of whoever acts: the stable id. Of what acts outside a request, which has no id, the
 * name. `nameActors` finds the names for those who read.
 */
export function storedActor({ id, name }: Pick<Actor, 'id' | 'name'>): string {
  return id ?? name;
}

/** Whether a program acts, with an API key, or a customer in the portal: neither answers for a task. */
export function isProgram({ id }: Actor): boolean {
  return id?.startsWith('key:') || isOfCustomer(id ?? '');
}

/** Whether a stored actor is a customer or one of its contacts, who acted in the portal. */
export function isOfCustomer(stored: string): boolean {
  return stored.startsWith('contact:') || stored.startsWith('customer:');
}

/** The organization of an actor, a case or a contact. */
export function organizationOf(of: { readonly organizationId: string; readonly slug: string }): OrganizationRef {
  return { id: of.organizationId, slug: of.slug };
}
