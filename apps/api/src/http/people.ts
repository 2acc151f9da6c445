import { findPerson, unknownPerson } from '@puntual/casework/collectors/find-person';
import type { ApiParts } from './api-parts.ts';
import { invalid } from './api-problem.ts';
import type { Caller } from './caller.ts';

/** What a request writes for whoever makes it. */
export const ME = 'me';

/**
 * The stored id of the person whom a request means: `me`, an id, a handle or an e-mail address. Throws 422 with the
 * field's path when it is nobody of the organization.
 */
export async function personMeant(parts: ApiParts, caller: Caller, text: string, path: string): Promise<string> {
  const id = await personSought(parts, caller, text);
  if (id === null) throw invalid([unknownPerson(path, text)]);
  return id;
}

/** As `personMeant`; null for nobody of the organization: a filter then finds nothing. */
export async function personSought(parts: ApiParts, caller: Caller, text: string): Promise<string | null> {
  if (text === ME) return caller.actorId;
  return parts.database.inOrganization(caller.organizationId, (tx) => findPerson(tx, text), { readOnly: true });
}
