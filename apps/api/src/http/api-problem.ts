import type { Words } from './language.ts';

export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** An answer that says no (RFC 9457): `code` is stable, `detail` says what to mend, in the reader's language. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly words: Words;
  readonly faults: readonly Fault[] | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    words: Words,
    more: {
      readonly faults?: readonly Fault[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.words = words;
    this.faults = more.faults ?? null;
    this.headers = more.headers ?? {};
  }
}

/** There is no such thing here: also the answer for what belongs to another organization. */
export function notFound(): ApiProblem {
  return new ApiProblem(404, 'not-found', {
    en: 'There is nothing here under this address.',
    es: 'No hay nada en esta dirección.',
  });
}

/** The request's parts do not fit their schema; each fault names its path. */
export function invalid(faults: readonly Fault[]): ApiProblem {
  return new ApiProblem(
    422,
    'invalid',
    {
      en: 'The request does not fit its schema; see the faults.',
      es: 'La petición no cumple su esquema; véanse los fallos.',
    },
    { faults },
  );
}
