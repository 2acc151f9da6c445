import type { ApprovalKind } from '@puntual/domain/access/four-eyes';
import type { PasswordFault } from '@puntual/domain/access/password-rule';
import type { Right } from '@puntual/domain/access/rights';
import type { NoValues } from '@puntual/domain/refusals/refusal';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';

/** Problems of signing in and of rights: the code that clients meet, and what its words speak of. */
export interface AccessProblems {
  readonly 'not-signed-in': NoValues;
  /** The route needs the right, or the caller may not end tasks of the kind. */
  readonly forbidden: { readonly right: Right } | { readonly taskKind: TaskKind };
  readonly 'cross-site': NoValues;
  readonly 'too-many-requests': { readonly seconds: number };
  readonly 'too-many-streams': { readonly most: number };
  readonly 'not-a-session': NoValues;
  readonly 'key-name-in-use': { readonly name: string };
  readonly 'unknown-host': NoValues;
  readonly 'sign-in-link-spent': NoValues;
  /** An invitation or a link for a new password has been used, replaced, or is past its end. */
  readonly 'person-link-spent': NoValues;
  /** Somebody would get, or lose, rights that the caller lacks. */
  readonly 'beyond-own-rights': { readonly rights: readonly Right[] };
  readonly 'already-member': NoValues;
  readonly 'too-many-members': { readonly most: number };
  readonly 'unknown-role': { readonly role: string };
  readonly 'role-in-use': NoValues;
  readonly 'too-many-roles': { readonly most: number };
  readonly 'last-administrator': NoValues;
  readonly 'not-joined': NoValues;
  readonly 'belongs-elsewhere': NoValues;
  readonly 'not-a-person': NoValues;
  readonly 'wrong-password': NoValues;
  readonly 'weak-password': { readonly fault: PasswordFault };
  readonly 'second-factor-on': NoValues;
  readonly 'wrong-code': NoValues;
  readonly 'no-secrets-key': NoValues;
  readonly 'no-passkeys': NoValues;
  readonly 'passkey-refused': NoValues;
  readonly 'too-many-passkeys': { readonly most: number };
  /** The organization asks for a second person for the act. */
  readonly 'needs-approval': { readonly kind: ApprovalKind };
  readonly 'needs-two-people': NoValues;
  readonly 'approval-pending': NoValues;
  readonly 'approval-by-person': NoValues;
  readonly 'approval-own': NoValues;
  readonly 'access-refused': NoValues;
  readonly 'approval-not-open': NoValues;
  readonly 'approval-expired': NoValues;
  readonly 'approval-outdated': NoValues;
}
