import { readFourEyes } from '@puntual/casework/access/approvals';
import type { FourEyesKind } from '@puntual/domain/access/four-eyes';
import type { ApiParts } from '../http/api-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Caller } from '../http/caller.ts';

/**
 * Throws 409 `needs-approval` when the organization asks for a second person for such an act, whoever or whatever does
 * it. `POST /v1/approvals` is the way then.
 */
export async function refuseAlone(
  { database }: Pick<ApiParts, 'database'>,
  caller: Caller,
  kind: FourEyesKind,
): Promise<void> {
  const kinds = await database.inOrganization(caller.organizationId, (tx) => readFourEyes(tx, caller.organizationId));
  if (kinds.includes(kind)) throw new ApiProblem(409, { code: 'needs-approval', values: { kind } });
}
