import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { checkout } from '@puntual/sandbox/checkout';

/** One change of one place of a rule. Lines and columns count from 1. */
export interface Mutation {
  readonly id: string;
  /** Path in the checkout. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly original: string;
  readonly replacement: string;
}

export interface InstrumentedRules {
  /** JavaScript of each rule by its absolute path, with all its mutations behind a switch. */
  readonly texts: Readonly<Record<string, string>>;
  readonly mutations: readonly Mutation[];
}

const silence = () => undefined;
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  fatal: silence,
};

/** Puts every mutation that Stryker knows for these files (paths in the checkout) into their texts. */
export async function instrumentRules(files: readonly string[]): Promise<InstrumentedRules> {
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(join(checkout, name), 'utf8') }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const { files: instrumented, mutants } = await new Instrumenter(logger).instrument(sources, options);
  const linesOf = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  return {
    texts: Object.fromEntries(
      instrumented.map(({ name, content }) => [join(checkout, name), stripTypeScriptTypes(content)]),
    ),
    mutations: mutants
      .filter(({ status }) => status !== 'Ignored')
      .map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => ({
        id,
        file: fileName,
        line: start.line + 1,
        column: start.column + 1,
        kind: mutatorName,
        original: textBetween(linesOf.get(fileName) ?? [], start, end),
        replacement,
      })),
  };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

function textBetween(lines: readonly string[], start: Position, end: Position): string {
  return lines
    .slice(start.line, end.line + 1)
    .map((line, n) => line.slice(n === 0 ? start.column : 0, n === end.line - start.line ? end.column : undefined))
    .join('\n');
}
