import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import type { Mutation } from './instrument-rules.ts';

/** What became of a mutation. `by` is the test that noticed it, as `file: name`. */
export interface MutationResult {
  readonly status: 'noticed' | 'survived' | 'not reached' | 'without end';
  readonly by: string | null;
}

interface KeptResult extends MutationResult {
  /** The text of the rule, and of the test that noticed (of all tests, where none did). */
  readonly hash: string;
}

const KEPT = join(checkout, '.puntual/mutate/results.json');

/** Results of earlier runs: they hold as long as the rule and the test that noticed (or all tests) have not changed. */
export function keptResults(testFiles: readonly string[]) {
  const kept = read();
  const added: Record<string, KeptResult> = {};
  const texts = new Map<string, string>();
  const text = (path: string): string => {
    const known = texts.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
    texts.set(path, known);
    return known;
  };
  const hashOf = ({ file }: Mutation, { by }: MutationResult): string => {
    const tests = by === null ? testFiles : [by.slice(0, by.indexOf('.ts: ') + 3)];
    const hash = createHash('sha256').update(text(join(checkout, file)));
    for (const path of tests) hash.update(text(path));
    return hash.digest('hex');
  };
  return {
    find(mutation: Mutation): MutationResult | undefined {
      const result = kept[keyOf(mutation)];
      return result && result.hash === hashOf(mutation, result) ? result : undefined;
    },
    keep(mutation: Mutation, result: MutationResult): void {
      added[keyOf(mutation)] = { ...result, hash: hashOf(mutation, result) };
    },
    /** Adds to what another run may have written meanwhile. */
    save(): void {
      mkdirSync(dirname(KEPT), { recursive: true });
      writeFileSync(KEPT, JSON.stringify({ ...read(), ...added }, null, 1));
    },
  };
}

function read(): Record<string, KeptResult> {
  return existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, KeptResult>) : {};
}

function keyOf({ file, line, column, kind, original, replacement }: Mutation): string {
  return [file, line, column, kind, original, replacement].join('|');
}
