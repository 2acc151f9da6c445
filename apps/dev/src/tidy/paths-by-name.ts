import { posix } from 'node:path';
import type { SourceTree } from './source-tree.ts';

// A program that a test or a benchmark starts or imports by its path from the file that names it.
const BY_NAME = /new URL\(\s*'(\.[^']*\.(?:js|ts|mjs))',\s*import\.meta\.url/g;
// Written by a build step and not by the compiler: it has no source of its name.
const BUILT = new Set(['apps/worker/dist/workflow-bundle.js']);

/**
 * The programs that a file names by a path and that do not exist, as `file -> path`. Neither TypeScript nor the import
 * graph sees such a path, so a renamed file breaks it silently. A path into `dist` stands for the source it is built
 * from; a path within the caller's own folder that ends in `.js` is an output of the build, and is left out.
 */
export function missingPaths(tree: SourceTree): string[] {
  const missing: string[] = [];
  for (const [file, text] of tree)
    for (const [, path] of text.matchAll(BY_NAME)) {
      if (path === undefined || /^\.\/[^/]*\.js$/.test(path)) continue;
      const named = posix.join(posix.dirname(file), path);
      const source = named.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
      if (!tree.has(named) && !tree.has(source) && !BUILT.has(named)) missing.push(`${file} -> ${path}`);
    }
  return missing;
}
