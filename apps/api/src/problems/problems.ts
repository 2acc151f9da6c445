import type { AccessProblems } from './access.ts';
import type { CaseProblems } from './cases.ts';
import type { PolicyProblems } from './policies.ts';
import type { RequestProblems } from './requests.ts';
import type { ServiceProblems } from './services.ts';

/** Every problem that the API answers with: its code, and the values that its words speak of. */
export interface Problems extends AccessProblems, CaseProblems, PolicyProblems, RequestProblems, ServiceProblems {}

export type ProblemReason = {
  readonly [Code in keyof Problems]: { readonly code: Code; readonly values: Problems[Code] };
}[keyof Problems];
