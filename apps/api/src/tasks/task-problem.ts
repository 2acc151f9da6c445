import type { TaskResult } from '@puntual/casework/people/complete-task';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';

/** Why a task was not claimed or ended. */
export function taskProblem(result: Exclude<TaskResult, { result: 'done' }>): ApiProblem {
  switch (result.result) {
    case 'not-found':
      return notFound();
    case 'already-done':
      return new ApiProblem(409, { code: 'task-already-done', values: {} });
    case 'invalid':
      return invalid([result]);
  }
}
