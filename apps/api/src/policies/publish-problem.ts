import type { PublishResult } from '@puntual/casework/policies/publish-policy';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Why a draft was not published. */
export function publishProblem(result: Exclude<PublishResult, { result: 'published' }>): ApiProblem {
  switch (result.result) {
    case 'no-draft':
      return notFound();
    case 'refused':
      return invalid(result.faults);
    case 'move-running':
      return new ApiProblem(409, { code: 'move-running', values: {} });
  }
}
