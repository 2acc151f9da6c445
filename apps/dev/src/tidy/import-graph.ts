import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceTree } from './source-tree.ts';

/** One import of one file: of another file of the tree (`file`), or of a package (`package`). */
export interface Import {
  readonly file: string | null;
  readonly package: string | null;
  /** The names taken; `*` where all of them are (a namespace, `import()`, an address of a file that is run). */
  readonly names: readonly string[];
}

/** One file of the graph. */
export interface GraphFile {
  readonly imports: readonly Import[];
  /** Exported name -> line (from 1). */
  readonly exports: ReadonlyMap<string, number>;
  readonly source: ts.SourceFile;
}

/** Files by path, those of `SourceTree` that are code. */
export type ImportGraph = ReadonlyMap<string, GraphFile>;

/** Whether a file is a test, or stands in a folder whose code only tests, benches and checks run. */
export function isForTests(path: string): boolean {
  return (
    /\.test\.tsx?$/.test(path) ||
    /\/(testing|test)\//.test(path) ||
    path.startsWith('libs/testing/') ||
    path.startsWith('apps/e2e/') ||
    path.startsWith('apps/dev/src/tidy/')
  );
}

/** Reads the imports (types included) and the exports of every code file of a tree. */
export function importGraph(tree: SourceTree): ImportGraph {
  const packages = new Map<string, string>();
  for (const [path, text] of tree) {
    if (posix.basename(path) !== 'package.json') continue;
    const { name } = JSON.parse(text) as { name?: string };
    if (name !== undefined) packages.set(name, posix.dirname(path));
  }
  const graph = new Map<string, GraphFile>();
  for (const [path, text] of tree) {
    if (!/\.(ts|tsx|mjs)$/.test(path)) continue;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const imports = specifiersOf(source).map(({ specifier, names }): Import => {
      const target = resolve(tree, packages, path, specifier);
      return { ...target, names };
    });
    graph.set(path, { imports, exports: exportsOf(source), source });
  }
  return graph;
}

interface Specifier {
  readonly specifier: string;
  readonly names: readonly string[];
}

function specifiersOf(source: ts.SourceFile): Specifier[] {
  const found: Specifier[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier) found.push(specifier);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What one node imports: a statement, `import()` of code or of a type, or the address of a file beside this one. */
function specifierOf(node: ts.Node): Specifier | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, names: importedNames(node.importClause) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    const clause = node.exportClause;
    const named = clause && ts.isNamedExports(clause) ? clause.elements : null;
    const names = named ? named.map((element) => (element.propertyName ?? element.name).text) : ['*'];
    return { specifier: node.moduleSpecifier.text, names };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, names: ['*'] };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [address] = node.arguments;
    return address && ts.isStringLiteralLike(address) ? { specifier: address.text, names: ['*'] } : null;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const [address, base] = node.arguments ?? [];
    const beside = base?.getText() === 'import.meta.url' && address && ts.isStringLiteralLike(address);
    return beside && /\.(ts|js|tsx|mjs)$/.test(address.text) ? { specifier: address.text, names: ['*'] } : null;
  }
  return null;
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  if (!clause) return [];
  const bindings = clause.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  return [
    ...(clause.name ? ['default'] : []),
    ...(bindings && ts.isNamespaceImport(bindings) ? ['*'] : []),
    ...named.map((element) => (element.propertyName ?? element.name).text),
  ];
}

function exportsOf(source: ts.SourceFile): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: ts.Node, text = name.getText()): void => {
    found.set(text, source.getLineAndCharacterOfPosition(name.getStart()).line + 1);
  };
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const element of statement.exportClause.elements) add(element.name);
    } else if (ts.isExportAssignment(statement)) {
      add(statement, 'default');
    } else if (isExported(statement)) {
      for (const name of declaredNames(statement)) add(name);
    }
  }
  return found;
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

function declaredNames(statement: ts.Statement): ts.Node[] {
  if (!ts.isVariableStatement(statement)) {
    const { name } = statement as ts.Statement & { readonly name?: ts.Node };
    return name ? [name] : [];
  }
  return statement.declarationList.declarations.flatMap(({ name }): ts.Node[] =>
    ts.isIdentifier(name)
      ? [name]
      : name.elements.flatMap((element) => (ts.isBindingElement(element) ? [element.name] : [])),
  );
}

function resolve(
  tree: SourceTree,
  packages: ReadonlyMap<string, string>,
  from: string,
  specifier: string,
): { file: string | null; package: string | null } {
  if (specifier.startsWith('.')) {
    return { file: sourceAt(tree, posix.join(posix.dirname(from), specifier)), package: null };
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const home = packages.get(name);
  if (home === undefined) return { file: null, package: name };
  return { file: sourceAt(tree, `${home}/src/${specifier.slice(name.length + 1)}`), package: name };
}

/** The source that an address means: as it stands, with an extension, or what a built file was built from. */
function sourceAt(tree: SourceTree, address: string): string | null {
  const source = address.replace('/dist/', '/src/').replace(/\.jsx?$/, '');
  return [address, source, `${source}.ts`, `${source}.tsx`].find((path) => tree.has(path)) ?? null;
}
