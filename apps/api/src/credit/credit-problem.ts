import type { CreditHoldResult } from '@puntual/casework/people/hold-supply-for-credit';
import type { SetLimitResult } from '@puntual/casework/people/set-credit-limit';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Why a limit was not set. */
export function limitProblem(result: SetLimitResult): ApiProblem {
  switch (result.result) {
    case 'done':
      throw new Error('a limit that was set is no problem');
    case 'not-found':
      return notFound();
    case 'changed':
      return new ApiProblem(409, { code: 'credit-limit-changed', values: { version: result.version } });
    case 'same-limit':
      return new ApiProblem(409, { code: 'credit-limit-same', values: {} });
    case 'needs-approval':
      return new ApiProblem(409, { code: 'needs-approval', values: { kind: 'credit-limit' } });
    case 'invalid':
      return invalid([result.refusal]);
  }
}

/** Why no supply hold was asked for. */
export function creditHoldProblem({ result }: CreditHoldResult): ApiProblem {
  switch (result) {
    case 'done':
      throw new Error('a supply hold that was asked for is no problem');
    case 'not-found':
      return notFound();
    case 'held':
      return new ApiProblem(409, { code: 'supply-held', values: {} });
    case 'not-exceeded':
      return new ApiProblem(409, { code: 'credit-limit-not-exceeded', values: {} });
    case 'nothing-to-hold':
      return new ApiProblem(409, { code: 'nothing-to-hold', values: {} });
  }
}
