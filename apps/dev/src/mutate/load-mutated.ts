import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkout } from '@puntual/sandbox/checkout';
import { type CollectedTest, takeCollected } from './collected-tests.ts';
import { fewExamples } from './few-examples.ts';

const LIBS = pathToFileURL(join(checkout, 'libs')).href;
Object.assign(globalThis, { fewExamples });

/** What tests import -> what stands in for it. */
const STAND_INS: Readonly<Record<string, string>> = {
  '@jest/globals': new URL('./collected-tests.ts', import.meta.url).href,
  'fast-check': 'data:text/javascript,export default globalThis.fewExamples',
};

/**
 * Loads test files with the instrumented texts in place of the rules. A generation is a fresh copy of all modules in
 * `libs`: what happens while a module loads happens again in each.
 */
export function mutatedLoader(texts: Readonly<Record<string, string>>) {
  const importers = new Map<string, Set<string>>();
  const plain = new Map<string, string>();
  registerHooks({
    resolve: (specifier, context, next) => {
      const generation = context.parentURL?.split('?generation=')[1];
      const standIn = STAND_INS[specifier];
      if (standIn !== undefined && generation !== undefined) return { url: standIn, shortCircuit: true };
      const found = next(specifier, context);
      if (generation === undefined || !found.url.startsWith(LIBS)) return found;
      const importer = pathOf(context.parentURL ?? '');
      const path = pathOf(found.url);
      importers.set(path, (importers.get(path) ?? new Set()).add(importer));
      return { ...found, url: `${found.url.split('?')[0] ?? ''}?generation=${generation}` };
    },
    load: (url, context, next) => {
      if (!url.includes('?generation=') || !url.includes('.ts?')) return next(url, context);
      const path = pathOf(url);
      const text = texts[path] ?? plain.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
      plain.set(path, text);
      return { format: 'module', source: text, shortCircuit: true };
    },
  });
  return {
    /** The tests that a test file defines when it is loaded in a generation. */
    async testsOf(file: string, generation: string): Promise<CollectedTest[]> {
      await import(`${pathToFileURL(file).href}?generation=${generation}`);
      return takeCollected();
    },
    /** Whether a file imports another one directly; known once both are loaded. */
    imports: (from: string, to: string): boolean => importers.get(to)?.has(from) === true,
    /** Whether a file imports another one, directly or through others. */
    reaches(from: string, to: string): boolean {
      const seen = new Set([to]);
      for (const path of seen) for (const importer of importers.get(path) ?? []) seen.add(importer);
      return seen.has(from);
    },
  };
}

function pathOf(url: string): string {
  return fileURLToPath(url.split('?')[0] ?? url);
}
