import type { Words } from '@puntual/domain/refusals/refusal';
import type { PolicyProblems } from '../policies.ts';

/** Problems of policies and simulations, in English. */
export const policies: Words<PolicyProblems> = {
  'move-running': 'Cases are still moving to the version published before: wait until that move has ended, or stop it.',
  'move-ended': 'The move has ended; there is nothing to stop.',
  'policy-is-default': 'This is the default policy: make another one the default first.',
  'unknown-policy': 'There is no published policy with this key: publish it first, or choose another one.',
  'too-many-invoices': ({ invoices, most }) =>
    `There are ${invoices} invoices; a simulation takes at most ${most}: name some of them, or choose fewer days.`,
  'too-many-simulations': 'Other simulations are running: try again when they have ended.',
};
