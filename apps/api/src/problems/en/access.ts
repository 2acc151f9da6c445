import type { ApprovalKind } from '@puntual/domain/access/four-eyes';
import { LEAST_CHARACTERS, MOST_CHARACTERS, type PasswordFault } from '@puntual/domain/access/password-rule';
import type { Words } from '@puntual/domain/refusals/refusal';
import { taskKinds } from '@puntual/domain/tasks/task-kinds';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { AccessProblems } from '../access.ts';

const enders = {
  workers: 'a collector, a manager or an administrator',
  deciders: 'a manager or an administrator',
} as const;

const acts: Readonly<Record<ApprovalKind, string>> = {
  'write-off': 'to write off',
  placement: 'to hand a debt to an agency',
  'bank-details': 'to change its bank accounts',
  'policy-publishing': 'to publish a policy',
  'credit-limit': 'to raise a limit of credit',
  'four-eyes': 'to ask for a second person less often',
};

/** What is wrong with a new password. */
const faults: Readonly<Record<PasswordFault, string>> = {
  'too-short': `The password is too short: use at least ${LEAST_CHARACTERS} characters, such as four words.`,
  'too-long': `The password is too long: use at most ${MOST_CHARACTERS} characters.`,
  'too-simple': 'The password is easy to guess: choose something that is not a well-known word or a repeated pattern.',
  'names-its-owner': 'The password is made of your name or address: choose another.',
};

/** Problems of signing in and of rights, in English. */
export const access: Words<AccessProblems> = {
  'not-signed-in': 'Sign in, or send a valid key as "Authorization: Bearer <key>".',
  forbidden: (values) => {
    if ('right' in values)
      return `This needs the right "${values.right}": ask an administrator for a role or a key that has it.`;
    const { taskKind } = values;
    const by = enders[taskKinds[taskKind].endedBy];
    return `A task of this kind (${taskWords.en.kinds[taskKind]}) is ended by ${by}: ask one of them.`;
  },
  'cross-site': 'A session writes from Puntual’s own pages only: do it there. Programs use a key.',
  'too-many-requests': ({ seconds }) => `Too many requests: try again in ${seconds} s.`,
  'too-many-streams': ({ most }) => `Too many open streams: at most ${most}. Close one, or try again later.`,
  'key-name-in-use': ({ name }) =>
    `A valid key already has the name "${name}": choose another, so that the history shows who did what.`,
  'unknown-host':
    'Puntual is not known under this host name: use the address in PUBLIC_URL, or add the name to ALLOWED_HOSTS.',
  'sign-in-link-spent':
    'This sign-in link has been used, or is older than 15 minutes. Make a new link, or run “npm start” again, and ' +
    'open that one.',
  'not-a-session': 'This is an API key, not a session; there is nothing to sign out of.',
  'person-link-spent':
    'This link has been used, replaced by a newer one, or is too old. Ask your administrator for another.',
  'beyond-own-rights': ({ rights }) =>
    `You cannot give or change rights that you do not have yourself: ${rights.join(', ')}.`,
  'already-member': 'This person belongs to the organization already: change their role instead.',
  'too-many-members': ({ most }) => `An organization has at most ${most} people.`,
  'unknown-role': ({ role }) => `There is no role "${role}" in this organization.`,
  'role-in-use': 'People still have this role: give them another first.',
  'too-many-roles': ({ most }) => `An organization has at most ${most} roles of its own: remove one first.`,
  'last-administrator': 'This is the only active administrator: make another person administrator first.',
  'not-joined': 'This person has not accepted the invitation yet: invite them again for a new link.',
  'belongs-elsewhere':
    'This person belongs to other organizations too: only they themselves change their password and second factor.',
  'not-a-person': 'This is for people who have signed in to their own account, not for keys and sign-in links.',
  'wrong-password': 'The password is wrong, or there were too many attempts: try again later.',
  'weak-password': ({ fault }) => faults[fault],
  'second-factor-on': 'A second factor is on already: take it off first.',
  'wrong-code': 'The code is wrong, too old, or was used before: enter the one that is shown now.',
  'no-secrets-key':
    'One-time codes need the setting PUNTUAL_SECRETS_KEY, with which their secrets are sealed: ask who runs Puntual.',
  'needs-approval': ({ kind }) =>
    `Your organization asks for a second person ${acts[kind]}: ask for one with POST /v1/approvals.`,
  'needs-two-people':
    'At least two active people must be able to decide requests, or nothing could be approved: invite another first.',
  'approval-pending': 'A request about the same is open already: wait until it is decided, or withdraw it.',
  'approval-by-person':
    'Only people ask for and give approvals: sign in to your own account, or use a key that you made yourself.',
  'approval-own': 'You asked for this yourself: another person must decide.',
  'access-refused': 'This request was refused: the person has to ask again.',
  'approval-not-open': 'This request has been decided already.',
  'approval-expired': 'Nobody decided this request in time, so it is refused. Ask again.',
  'approval-outdated': 'The draft was changed after this was asked for: ask again for the draft of now.',
  'no-passkeys':
    'Passkeys need a host name: have people reach Puntual under one (PUBLIC_URL), not under an IP address.',
  'passkey-refused': 'The passkey did not work, or it took too long: try again, or sign in another way.',
  'too-many-passkeys': ({ most }) => `A person has at most ${most} passkeys: remove one first.`,
};
