import { type ImportGraph, isForTests } from './import-graph.ts';
import type { SourceTree } from './source-tree.ts';

interface PackageFile {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Peers by package (`react-email` -> `react`, `react-dom`), as package-lock.json has them. */
export type Peers = ReadonlyMap<string, readonly string[]>;

/** Packages used without an import of ours: `home package` -> where. */
export type UsedOtherwise = ReadonlySet<string>;

/**
 * What is wrong with the dependencies that packages declare, a sentence each: a package that shipped code imports and
 * `dependencies` lack; one that tests import and neither list nor the root's tools have; one that is listed and never
 * used. Types (`@types/pg`) count with their package, peers with the package that wants them, and a package that is
 * named in a string (a test environment, an asset that is resolved) is used.
 */
export function dependencyFaults(
  tree: SourceTree,
  graph: ImportGraph,
  peers: Peers,
  usedOtherwise: UsedOtherwise,
): string[] {
  const tools = new Set(Object.keys(packageFile(tree, 'package.json').devDependencies ?? {}));
  return [...tree.keys()].flatMap((path) => {
    const home = /^((?:apps|libs)\/[^/]+)\/package\.json$/.exec(path)?.[1];
    if (home === undefined) return [];
    const own = packageFile(tree, path);
    const used = usedPackages(graph, home, own.name);
    return [
      ...undeclared(home, own, used, tools),
      ...unused(own, new Set(used.keys()), textOf(tree, home), peers).filter(
        (name) => !usedOtherwise.has(`${home} ${name}`),
      ),
    ].map((fault) => (fault.includes(' ') ? `${path}: ${fault}` : `${path}: ${fault} is listed and not used`));
  });
}

function packageFile(tree: SourceTree, path: string): PackageFile {
  return JSON.parse(tree.get(path) ?? '{}') as PackageFile;
}

/** The packages that a package's files import -> whether shipped code does, with a file that does. */
function usedPackages(graph: ImportGraph, home: string, self: string): Map<string, { shipped: boolean; file: string }> {
  const used = new Map<string, { shipped: boolean; file: string }>();
  const wholeIsForTests = home === 'libs/testing' || home === 'apps/e2e';
  for (const [path, { imports }] of graph) {
    if (!path.startsWith(`${home}/`)) continue;
    const shipped =
      path.startsWith(`${home}/src/`) && (wholeIsForTests ? !/\.test\.tsx?$/.test(path) : !isForTests(path));
    for (const { package: name } of imports) {
      if (name === null || name === self || name.startsWith('node:')) continue;
      if (shipped || !used.has(name)) used.set(name, { shipped, file: path });
    }
  }
  return used;
}

function undeclared(
  home: string,
  own: PackageFile,
  used: ReadonlyMap<string, { shipped: boolean; file: string }>,
  tools: ReadonlySet<string>,
): string[] {
  return [...used].flatMap(([name, { shipped, file }]) => {
    if (own.dependencies?.[name] !== undefined) return [];
    if (!shipped && (own.devDependencies?.[name] !== undefined || tools.has(name))) return [];
    if (name === '@jest/globals') return [];
    const importer = file.slice(home.length + 1);
    return [`${name} is not in ${shipped ? 'dependencies' : 'devDependencies'}, and ${importer} imports it`];
  });
}

function unused(own: PackageFile, used: ReadonlySet<string>, text: string, peers: Peers): string[] {
  const listed = [...Object.keys(own.dependencies ?? {}), ...Object.keys(own.devDependencies ?? {})];
  const isUsed = (name: string): boolean =>
    used.has(name) || text.includes(`'${name}'`) || text.includes(`'${name}/`) || text.includes(`\`${name}/`);
  const isPeer = (name: string): boolean =>
    listed.some((other) => isUsed(other) && (peers.get(other) ?? []).includes(name));
  return listed.filter((name) => {
    const typed = name.startsWith('@types/') ? name.slice('@types/'.length) : null;
    return !(
      isUsed(name) ||
      isPeer(name) ||
      (typed !== null && (isUsed(typed) || (isPeer(typed) && listed.includes(typed))))
    );
  });
}

function textOf(tree: SourceTree, home: string): string {
  return [...tree]
    .filter(([path]) => path.startsWith(`${home}/`) && !path.endsWith('package.json'))
    .map(([, text]) => text)
    .join('\n');
}

/** The peers that a package-lock.json (version 3) tells of. */
export function peersOf(lockText: string): Peers {
  const { packages } = JSON.parse(lockText) as {
    packages: Readonly<Record<string, { readonly peerDependencies?: Readonly<Record<string, string>> }>>;
  };
  return new Map(
    Object.entries(packages).map(([path, { peerDependencies }]) => [
      path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      Object.keys(peerDependencies ?? {}),
    ]),
  );
}
