// Loaded in worker threads that run from sources (libs/platform/src/threads): Node strips the types of .ts files by
// itself, and does not read the JSX of .tsx files.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
  },
});

let swc;
function compile(filename) {
  swc ??= process.getBuiltinModule('module').createRequire(import.meta.url)('@swc/core');
  return swc.transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
    },
  }).code;
}
