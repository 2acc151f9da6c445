import type { DisputeChange } from '@puntual/casework/disputes/resolve-dispute';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** The problem that a change of a dispute which was not made is answered with. */
export function changeProblem(result: Exclude<DisputeChange, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'ended':
      return new ApiProblem(409, { code: 'dispute-ended', values: {} });
    case 'changed-meanwhile':
      return new ApiProblem(409, { code: 'dispute-changed', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}

/** The problem of a dispute that has as many notes, files or questions as it may have. */
export function fullProblem(): ApiProblem {
  return new ApiProblem(409, { code: 'dispute-full', values: {} });
}
