import type { WriteOffResult } from '@puntual/casework/people/write-off-invoice';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Why a write-off, or its reversal, was refused. */
export function writeOffProblem(result: Exclude<WriteOffResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'settled':
      return new ApiProblem(409, { code: 'invoice-settled', values: { wanted: 'write-off' } });
    case 'nothing-written-off':
      return new ApiProblem(409, { code: 'nothing-written-off', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
