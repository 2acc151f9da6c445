import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { isForTests } from './import-graph.ts';
import type { SourceTree } from './source-tree.ts';

/** The limits of size of shipped code that eslint.config.mjs sets. */
const CODE_LIMITS = { 'max-lines': 300, 'max-lines-per-function': 60, 'max-params': 4 } as const;
const LINE_CHARACTERS = 120;

/** A rule of size; `max-len` (the width of a line) holds for tests too. */
export type SizeRule = keyof typeof CODE_LIMITS | 'max-len';

/** Files by the rule that they break. */
export type OversizedFiles = Readonly<Record<SizeRule, readonly string[]>>;

/**
 * The files among `paths` that exceed a limit, sorted, by rule; lines with an address may be wide. No types are read.
 */
export function oversizedFiles(tree: SourceTree, paths: Iterable<string>): OversizedFiles {
  const linter = new Linter();
  const found: Record<SizeRule, string[]> = {
    'max-lines': [],
    'max-lines-per-function': [],
    'max-params': [],
    'max-len': [],
  };
  for (const path of [...paths].sort()) {
    const text = tree.get(path) ?? '';
    if (hasWideLine(text)) found['max-len'].push(path);
    if (!isForTests(path)) for (const rule of brokenLimits(linter, path, text)) found[rule].push(path);
  }
  return found;
}

/** Whether a line is wider than the limit; one with an address may be. */
export function hasWideLine(text: string): boolean {
  return text.split('\n').some((line) => line.length > LINE_CHARACTERS && !/https?:\/\//.test(line));
}

function brokenLimits(linter: Linter, path: string, text: string): SizeRule[] {
  const rules: Linter.RulesRecord = {};
  for (const [rule, limit] of Object.entries(CODE_LIMITS)) rules[rule] = ['error', limit];
  const messages = linter.verify(
    text,
    { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser: tseslint.parser }, rules },
    { filename: path, allowInlineConfig: false },
  );
  return (Object.keys(CODE_LIMITS) as SizeRule[]).filter((rule) => messages.some(({ ruleId }) => ruleId === rule));
}
