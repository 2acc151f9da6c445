import type { Role } from '@puntual/casework/access/credentials';
import type { NoValues } from '@puntual/domain/refusals/refusal';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';

/** Problems of signing in and of rights: the code that clients meet, and what its words speak of. */
export interface AccessProblems {
  readonly 'not-signed-in': NoValues;
  /** The route is not for the role, or the role may not end tasks of the kind. */
  readonly forbidden: { readonly role: Role } | { readonly taskKind: TaskKind };
  readonly 'cross-site': NoValues;
  readonly 'too-many-requests': { readonly seconds: number };
  readonly 'too-many-streams': { readonly most: number };
  readonly 'not-a-session': NoValues;
  readonly 'key-name-in-use': { readonly name: string };
  readonly 'unknown-host': NoValues;
  readonly 'sign-in-link-spent': NoValues;
}
