import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

/** When the API answers a request with a problem: the status, the name of the response and what it means. */
const PROBLEMS = {
  400: { name: 'Unreadable', means: 'The request cannot be read: its body, its address or its cursor' },
  401: { name: 'NotSignedIn', means: 'No valid API key or session' },
  403: { name: 'Forbidden', means: 'The caller lacks a right, or a second person must approve' },
  404: { name: 'NotFound', means: 'Nothing there, or it belongs to another organization' },
  409: { name: 'Conflict', means: 'The present state does not allow it; `code` says why' },
  413: { name: 'TooLarge', means: 'The body is too large' },
  415: { name: 'UnsupportedMediaType', means: 'The body has another content type or encoding than the route reads' },
  421: { name: 'UnknownHost', means: 'The request was made for a host that this installation does not serve' },
  422: { name: 'Invalid', means: 'The request can be read, but `errors` names what is wrong with it' },
  429: { name: 'TooManyRequests', means: 'Too many requests: wait for `Retry-After` seconds' },
  431: { name: 'HeadersTooLarge', means: 'Address and headers are too long; the answer has no body' },
  500: { name: 'Unexpected', means: 'A fault of the server' },
  503: { name: 'Unavailable', means: 'The database is away or the server is busy: wait for `Retry-After` seconds' },
} as const;
type ProblemStatus = keyof typeof PROBLEMS;

const CONTENT = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const ANYBODY: readonly ProblemStatus[] = [400, 421, 422, 429, 431, 500, 503];
/** The HTTP server answers by itself, before the API sees the request. */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['HeadersTooLarge']);
const KNOWN_CALLER: readonly ProblemStatus[] = [401, 403];
const WITH_BODY: readonly ProblemStatus[] = [413, 415];

/** The responses that operations refer to. */
export function problemComponents(): Responses {
  return Object.fromEntries(
    Object.values(PROBLEMS).map(({ name, means }) => [
      name,
      { description: means, ...(WITHOUT_CONTENT.has(name) ? {} : { content: CONTENT }) },
    ]),
  );
}

/**
 * Adds the problems that an operation may answer: those of every route, those of a known caller unless it is open to
 * `everybody`, and those that its parameters, its method and its body bring. `default` stays for what proxies add.
 */
export function describeProblems(
  operation: Operation,
  { method, path, isOpen }: { readonly method: string; readonly path: string; readonly isOpen: boolean },
): void {
  const isWrite = method !== 'get';
  // A key is nobody in particular.
  const isOfPerson = path.startsWith('/v1/me');
  const statuses = [
    ...ANYBODY,
    ...(isOpen ? [] : KNOWN_CALLER),
    ...(isWrite || hasIdInPath(operation) ? [404 as const] : []),
    ...(isWrite || isOfPerson ? [409 as const] : []),
    ...(operation.requestBody ? WITH_BODY : []),
  ];
  for (const status of statuses)
    operation.responses[status] = { $ref: `#/components/responses/${PROBLEMS[status].name}` };
  operation.responses.default = { description: 'A problem (RFC 9457)', content: CONTENT };
}

function hasIdInPath({ parameters = [] }: Operation): boolean {
  return parameters.some((parameter) => 'in' in parameter && parameter.in === 'path');
}
