import type { Words } from '@puntual/domain/refusals/refusal';
import type { AccessProblems } from '../access.ts';

/** Problems of signing in and of rights, in English. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Sign in, or send a valid key as "Authorization: Bearer <key>".',
  forbidden: (values) =>
    'role' in values
      ? `The role "${values.role}" may not do this.`
      : 'Handing a debt to an agency is decided by a manager or an administrator.',
  'cross-site': 'A session writes from Puntual’s own pages only; programs use a key.',
  'too-many-requests': ({ seconds }) => `Too many requests: try again in ${seconds} s.`,
  'not-a-session': 'This is an API key, not a session; there is nothing to sign out of.',
};
