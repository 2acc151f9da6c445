import type { Words } from '@puntual/domain/refusals/refusal';
import type { PolicyProblems } from '../policies.ts';

/** Problems of policies and simulations, in English. */
export const policies: Words<PolicyProblems> = {
  'move-running': 'Cases still move to the version before: wait for it or stop it.',
  'move-ended': 'The move is over.',
  'policy-is-default': 'It is the default policy: make another the default first.',
  'unknown-policy': 'There is no published policy of this key.',
  'too-many-invoices': ({ invoices, most }) =>
    `There are ${invoices} invoices; a simulation takes at most ${most}: name some, or fewer days.`,
  'too-many-simulations': 'Other simulations are running: try again when they have ended.',
};
