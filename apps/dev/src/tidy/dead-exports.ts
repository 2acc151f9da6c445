import ts from 'typescript';
import { type GraphFile, type ImportGraph, isForTests } from './import-graph.ts';

/** An export without an importer (`nobody`), or of shipped code with tests as its only importers (`tests`). */
export interface UnusedExport {
  readonly path: string;
  readonly name: string;
  readonly importers: 'nobody' | 'tests';
}

/**
 * The exports that neither another file imports nor their own file uses, and those of shipped code that tests alone use
 * (such code belongs into a testing folder). Entries are run by name: `isEntry` says which files those are.
 */
export function unusedExports(graph: ImportGraph, isEntry: (path: string) => boolean): UnusedExport[] {
  const shipped = new Set<string>();
  const all = new Set<string>();
  for (const [path, { imports }] of graph) {
    for (const { file, names } of imports) {
      for (const name of file === null ? [] : names) {
        all.add(`${file}#${name}`);
        if (!isForTests(path)) shipped.add(`${file}#${name}`);
      }
    }
  }
  const has = (users: ReadonlySet<string>, path: string, name: string): boolean =>
    users.has(`${path}#${name}`) || users.has(`${path}#*`);
  return [...graph]
    .filter(([path]) => !isEntry(path))
    .flatMap(([path, file]) =>
      [...file.exports.keys()].flatMap((name): UnusedExport[] => {
        if (has(shipped, path, name) || (isForTests(path) && has(all, path, name)) || usesItself(file, name)) return [];
        return [{ path, name, importers: has(all, path, name) ? 'tests' : 'nobody' }];
      }),
    );
}

/** Whether a file uses a name that it exports: it stands there more than once, the names of fields apart. */
function usesItself({ source }: GraphFile, name: string): boolean {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isFieldName(node)) count++;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return count > 1;
}

function isFieldName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node)
  );
}
