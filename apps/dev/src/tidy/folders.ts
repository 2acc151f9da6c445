import type { Arrows } from './cycles.ts';
import type { AllowedArrows } from './folder-arrows.ts';
import { type ImportGraph, isForTests } from './import-graph.ts';

/** The imports between shipped files of the graph: file -> files. Tests and testing folders are left out. */
export function fileArrows(graph: ImportGraph): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const [path, { imports }] of graph) {
    if (isForTests(path)) continue;
    const targets = imports.flatMap(({ file }) => (file !== null && file !== path && !isForTests(file) ? [file] : []));
    arrows.set(path, new Set(targets));
  }
  return arrows;
}

/** The arrows between the first folders below `src` of a package (`libs/domain`); files beside them count as `.`. */
export function folderArrows(files: Arrows, home: string): Arrows {
  const prefix = `${home}/src/`;
  const folderOf = (path: string): string => {
    const below = path.slice(prefix.length);
    return below.includes('/') ? (below.split('/')[0] ?? '.') : '.';
  };
  const arrows = new Map<string, Set<string>>();
  for (const [path, targets] of files) {
    if (!path.startsWith(prefix)) continue;
    const folder = folderOf(path);
    const known = arrows.get(folder) ?? new Set<string>();
    arrows.set(folder, known);
    for (const target of targets) {
      if (target.startsWith(prefix) && folderOf(target) !== folder) known.add(folderOf(target));
    }
  }
  return arrows;
}

/** The packages of a graph (`libs/domain`, `apps/api`), sorted. */
export function homes(graph: ImportGraph): string[] {
  const found = [...graph.keys()].flatMap((path) => /^(?:apps|libs)\/[^/]+(?=\/src\/)/.exec(path) ?? []);
  return [...new Set(found)].sort();
}

/** The arrows that a table does not allow, as `a -> b`. A folder that it does not name may import none. */
export function forbiddenArrows(arrows: Arrows, allowed: AllowedArrows): string[] {
  return [...arrows].flatMap(([folder, targets]) =>
    [...targets]
      .filter((target) => !(allowed[folder] ?? []).includes(target))
      .map((target) => `${folder} -> ${target}`),
  );
}
