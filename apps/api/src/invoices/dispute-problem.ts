import type { OpenDisputeResult } from '@puntual/casework/disputes/open-dispute';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** The problem that a dispute which was not opened is answered with. */
export function openProblem(result: Exclude<OpenDisputeResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'settled':
      return new ApiProblem(409, { code: 'invoice-settled', values: { wanted: 'hold' } });
    case 'already-disputed':
      return new ApiProblem(409, { code: 'already-disputed', values: { number: result.number } });
    case 'invalid':
      return invalid([result]);
  }
}
