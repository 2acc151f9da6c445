import type { z } from 'zod';
import { FORMATS, type Format, type ValueKind } from './input.ts';
import type { Refusal, Refusals } from './refusals.ts';

type Issue = z.core.$ZodIssue;
type Sized = Extract<Issue, { code: 'too_small' | 'too_big' }>;

/** What `.regex`, `.refine` and their like are given in place of a message, so that `refusalsOf` finds the format. */
export function format(name: Format): Format {
  return name;
}

/** What `.refine` is given in place of a message, so that `refusalsOf` finds the code and its values. */
export function refusedAs<Code extends keyof Refusals>(
  code: Code,
  values: Refusals[NoInfer<Code>],
): { readonly error: Code; readonly params: { readonly code: Code; readonly values: Refusals[Code] } } {
  return { error: code, params: { code, values } };
}

/** Adds a refusal to what a schema finds, at a path below the schema's own. For use in `superRefine`. */
export function refuse(context: z.RefinementCtx, path: readonly (string | number)[], refusal: WithoutPath): void {
  context.addIssue({ code: 'custom', path: [...path], message: refusal.code, params: refusal });
}

/** A refusal whose place is not known yet. */
export type WithoutPath = Refusal extends infer Each ? (Each extends Refusal ? Omit<Each, 'path'> : never) : never;

/**
 * What a schema found, as refusals with dotted paths; an unknown field is refused at its own path, so that a typo is
 * seen at once. The error must come from `safeParse(input, { reportInput: true })`: what is missing cannot be told from
 * what is wrong without its input. Total.
 */
export function refusalsOf(error: z.ZodError): Refusal[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((each) => ({ ...refusalOf(issue), path: each.join('.') }));
  });
}

function refusalOf(issue: Issue): WithoutPath {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? missing : wrongKind(issue.expected);
    case 'invalid_value':
      return issue.input === undefined ? missing : { code: 'not-one-of', values: { values: issue.values.map(String) } };
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    case 'unrecognized_keys':
      return { code: 'unknown-field', values: {} };
    case 'invalid_union':
      return unionOf(issue);
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      return inner ? refusalOf(inner) : unreadable;
    }
    case 'invalid_format':
      return named(issue.message) ?? named(issue.format) ?? unreadable;
    case 'not_multiple_of':
      return unreadable;
    case 'custom':
      return (issue.params as WithoutPath | undefined) ?? named(issue.message) ?? unreadable;
  }
}

const missing: WithoutPath = { code: 'missing', values: {} };
const unreadable: WithoutPath = { code: 'unreadable', values: {} };
const formats: ReadonlySet<string> = new Set(FORMATS);

function named(name: string): WithoutPath | null {
  return formats.has(name) ? { code: 'wrong-format', values: { format: name as Format } } : null;
}

function unionOf(issue: Extract<Issue, { code: 'invalid_union' }>): WithoutPath {
  if (issue.input === undefined) return missing;
  const own = named(issue.message);
  if (own) return own;
  // The form that comes nearest says the most: an amount that is text but no number is told as an amount.
  const nearest = issue.errors.flat().find((inner) => inner.code !== 'invalid_type');
  if (nearest) return refusalOf(nearest);
  return issue.discriminator === undefined ? unreadable : { code: 'unknown-variant', values: {} };
}

const KINDS: Readonly<Record<string, ValueKind>> = {
  string: 'text',
  number: 'number',
  int: 'whole-number',
  boolean: 'true-or-false',
  array: 'list',
  tuple: 'list',
  object: 'object',
  record: 'object',
};

function wrongKind(expected: string): WithoutPath {
  const kind = KINDS[expected];
  return kind ? { code: 'wrong-kind', values: { expected: kind } } : unreadable;
}

function tooSmall(origin: Sized['origin'], least: number): WithoutPath {
  if (origin === 'string') return { code: 'text-too-short', values: { least } };
  if (origin === 'array' || origin === 'tuple') return { code: 'list-too-short', values: { least } };
  return { code: 'number-too-small', values: { least } };
}

function tooBig(origin: Sized['origin'], most: number): WithoutPath {
  if (origin === 'string') return { code: 'text-too-long', values: { most } };
  if (origin === 'array' || origin === 'tuple') return { code: 'list-too-long', values: { most } };
  return { code: 'number-too-large', values: { most } };
}
