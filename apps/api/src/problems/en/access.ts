import type { Role } from '@puntual/casework/access/credentials';
import type { Words } from '@puntual/domain/refusals/refusal';
import { taskKinds } from '@puntual/domain/tasks/task-kinds';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { AccessProblems } from '../access.ts';

const roles: Readonly<Record<Role, string>> = {
  administrator: 'administrator',
  manager: 'manager',
  collector: 'collector',
  viewer: 'viewer',
  integration: 'integration',
};
const enders = {
  workers: 'a collector, a manager or an administrator',
  deciders: 'a manager or an administrator',
} as const;

/** Problems of signing in and of rights, in English. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Sign in, or send a valid key as "Authorization: Bearer <key>".',
  forbidden: (values) => {
    if ('role' in values)
      return `The role "${roles[values.role]}" may not do this: ask an administrator, or use a key of another role.`;
    const { taskKind } = values;
    const by = enders[taskKinds[taskKind].endedBy];
    return `A task of this kind (${taskWords.en.kinds[taskKind]}) is ended by ${by}: ask one of them.`;
  },
  'cross-site': 'A session writes from Puntual’s own pages only: do it there. Programs use a key.',
  'too-many-requests': ({ seconds }) => `Too many requests: try again in ${seconds} s.`,
  'too-many-streams': ({ most }) => `Too many open streams: close one of yours (at most ${most}), or try again later.`,
  'key-name-in-use': ({ name }) =>
    `A valid key already has the name "${name}": choose another, so that the history shows who did what.`,
  'unknown-host':
    'Puntual is not known under this host name: use the address in PUBLIC_URL, or add the name to ALLOWED_HOSTS.',
  'sign-in-link-spent':
    'This sign-in link has been used, or is older than 15 minutes. Make a new link, or run “npm start” again, and ' +
    'open that one.',
  'not-a-session': 'This is an API key, not a session; there is nothing to sign out of.',
};
