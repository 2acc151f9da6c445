import type { revokeKey } from '@puntual/casework/access/keys';
import { alreadyEnded, notFound } from '../http/api-problem.ts';

/** Throws the problem of a key, a link or a session that was not revoked by this call. */
export function throwUnlessRevoked(result: Awaited<ReturnType<typeof revokeKey>>): void {
  if (result === 'not-found') throw notFound();
  if (result === 'already-revoked') throw alreadyEnded('key');
}
