import { type ImportGraph, isForTests } from './import-graph.ts';

/** What an export lacks: any importer at all, or one that is no test. */
export interface UnusedExport {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly lack: 'importer' | 'importer that is no test';
}

/**
 * The exports that nothing imports, and those of shipped code that tests alone import (such code belongs into a testing
 * folder). Files that are entries are run by name, so that their exports are left out: `isEntry` says which they are.
 */
export function unusedExports(graph: ImportGraph, isEntry: (path: string) => boolean): UnusedExport[] {
  const shipped = new Set<string>();
  const any = new Set<string>();
  for (const [path, { imports }] of graph) {
    for (const { file, names } of imports) {
      if (file === null) continue;
      for (const name of names) {
        any.add(`${file}#${name}`);
        if (!isForTests(path)) shipped.add(`${file}#${name}`);
      }
    }
  }
  const has = (users: ReadonlySet<string>, path: string, name: string): boolean =>
    users.has(`${path}#${name}`) || users.has(`${path}#*`);
  return [...graph].flatMap(([path, { exports }]) =>
    isEntry(path)
      ? []
      : [...exports].flatMap(([name, line]): UnusedExport[] => {
          if (!has(any, path, name)) return [{ path, line, name, lack: 'importer' }];
          if (isForTests(path) || has(shipped, path, name)) return [];
          return [{ path, line, name, lack: 'importer that is no test' }];
        }),
  );
}
