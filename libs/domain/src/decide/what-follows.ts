import { isMessage, type Policy } from '../policy/policy.ts';

/** What a policy does after a step, while nothing is paid: a message may promise no more than that. */
export interface WhatFollows {
  readonly message: boolean;
  readonly demand: boolean;
  readonly call: boolean;
  readonly agency: boolean;
}

/** What follows the step in the policy; nothing for a step that the policy does not have. Pure and total. */
export function whatFollows({ steps }: Pick<Policy, 'steps'>, stepId: string): WhatFollows {
  const index = steps.findIndex((step) => step.id === stepId);
  const later = index < 0 ? [] : steps.slice(index + 1);
  return {
    message: later.some(isMessage),
    demand: later.some((step) => isMessage(step) && step.template === 'demand'),
    call: later.some((step) => step.do === 'task'),
    agency: later.some((step) => step.do === 'agency'),
  };
}
