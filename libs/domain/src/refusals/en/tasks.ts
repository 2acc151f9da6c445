import type { Words } from '../refusal.ts';
import type { TaskRefusals } from '../tasks.ts';

/** Refusals of task outcomes and holds, in English. */
export const tasks: Words<TaskRefusals> = {
  'ends-with-its-receipt': 'the task ends when its receipt is assigned to a customer or marked as returned',
  'not-an-outcome': ({ kind, outcomes }) => `a task of kind ${kind} ends with one of: ${outcomes.join(', ')}`,
  'promise-without-day': 'say by when the customer promised to pay',
  'promise-in-past': ({ today }) => `the promised day lies in the past (today is ${today})`,
  'promise-too-far': ({ mostDays }) => `a promise may lie at most ${mostDays} days ahead`,
  'dispute-without-reason': 'say what the customer disputes',
  'day-in-past': ({ today }) => `the day lies in the past (today is ${today})`,
};
