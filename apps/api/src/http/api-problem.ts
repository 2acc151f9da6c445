import type { Language } from '@puntual/domain/language/languages';
import type { PolicyFault } from '@puntual/domain/policy-check/check-policy';
import { sayPolicyFault } from '@puntual/domain/policy-check/say-policy-fault';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { EndedThing } from '../problems/cases.ts';
import type { ProblemReason } from '../problems/problems.ts';
import { sayProblem } from '../problems/say-problem.ts';

/** An error answer (RFC 9457): `code` is stable, `detail` says in the reader's language how to correct the request. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  private readonly reason: ProblemReason;
  private readonly refusals: readonly (Refusal | PolicyFault)[] | null;

  constructor(
    status: number,
    reason: ProblemReason,
    more: {
      readonly refusals?: readonly (Refusal | PolicyFault)[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    const code = reason.code === 'other-status' ? `http-${status}` : reason.code;
    super(code, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.refusals = more.refusals ?? null;
    this.headers = more.headers ?? {};
  }

  /** How to correct the request, as a sentence. */
  detail(language: Language): string {
    return sayProblem(this.reason, language);
  }

  /** What is wrong with which part of the request, in words; null where the problem does not concern single parts. */
  faults(language: Language): { path: string; message: string }[] | null {
    return (
      this.refusals?.map((refusal) => ({
        path: refusal.path,
        message: 'field' in refusal ? sayPolicyFault(refusal, language) : sayRefusal(refusal, language),
      })) ?? null
    );
  }
}

/** The 404 problem. Also the answer for what belongs to another organization. */
export function notFound(): ApiProblem {
  return new ApiProblem(404, { code: 'not-found', values: {} });
}

/** The 409 problem of what was to end and has ended before. */
export function alreadyEnded(what: EndedThing): ApiProblem {
  return new ApiProblem(409, { code: 'already-ended', values: { what } });
}

/** The caller must wait: so many seconds. */
export function tooManyRequests(seconds: number): ApiProblem {
  return new ApiProblem(
    429,
    { code: 'too-many-requests', values: { seconds } },
    { headers: { 'retry-after': String(seconds) } },
  );
}

/** Parts of the request are refused; each refusal names its path. */
export function invalid(refusals: readonly (Refusal | PolicyFault)[]): ApiProblem {
  return new ApiProblem(422, { code: 'invalid', values: {} }, { refusals });
}
