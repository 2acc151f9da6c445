import { type Arrows, cycles } from './cycles.ts';
import { fileArrows, folderArrows, homes } from './folders.ts';
import { type ImportGraph, importGraph, isForTests } from './import-graph.ts';
import type { SourceTree } from './source-tree.ts';

interface Facts {
  readonly files: number;
  readonly edges: number;
  readonly testEdges: number;
  readonly arrows: readonly string[];
  readonly arrowCount: number;
  readonly folderCycles: readonly string[];
  readonly fileCycles: readonly string[];
}

const NOTHING: Facts = {
  files: 0,
  edges: 0,
  testEdges: 0,
  arrows: [],
  arrowCount: 0,
  folderCycles: [],
  fileCycles: [],
};

/**
 * The imports of a tree as text: for each package its folders with the folders they import, the cycles of folders and
 * of files (types included), and how many imports between files there are; tests are counted apart. With `before`, each
 * number stands beside that tree's, and lines that only one of them has are marked with `+` and `-`.
 */
export function reportGraph(now: SourceTree, before: { name: string; tree: SourceTree } | null): string {
  const [facts, old] = [factsOf(now), before && factsOf(before.tree)];
  const lines = before ? [`before: ${before.name}, after: this checkout`, ''] : [];
  for (const home of [...new Set([...facts.keys(), ...(old?.keys() ?? [])])].sort()) {
    lines.push(...linesOf(home, facts.get(home) ?? NOTHING, old && (old.get(home) ?? NOTHING)), '');
  }
  lines.push(totalLine([...facts.values()], old && [...old.values()]), '');
  return lines.join('\n');
}

// A tree that is split into more files has more imports: imports of a file and arrows between folders can be compared.
function totalLine(now: readonly Facts[], before: readonly Facts[] | null): string {
  const sum = (facts: readonly Facts[], of: (fact: Facts) => number) => facts.reduce((all, fact) => all + of(fact), 0);
  const number = (of: (facts: readonly Facts[]) => string): string =>
    before ? `${of(before)} -> ${of(now)}` : of(now);
  const files = number((facts) => `${sum(facts, (fact) => fact.files)}`);
  const perFile = number((facts) =>
    (
      sum(facts, (fact) => fact.edges) /
      Math.max(
        1,
        sum(facts, (fact) => fact.files),
      )
    ).toFixed(2),
  );
  const arrows = number((facts) => `${sum(facts, (fact) => fact.arrowCount)}`);
  const folderCycles = number((facts) => `${sum(facts, (fact) => fact.folderCycles.length)}`);
  const fileCycles = number((facts) => `${sum(facts, (fact) => fact.fileCycles.length)}`);
  return [
    `all packages: files ${files}, imports of a file ${perFile}`,
    `  arrows between folders: ${arrows}`,
    `  cycles of folders: ${folderCycles}, of files: ${fileCycles}`,
  ].join('\n');
}

function linesOf(home: string, now: Facts, before: Facts | null): string[] {
  const number = (of: (facts: Facts) => number): string => (before ? `${of(before)} -> ${of(now)}` : `${of(now)}`);
  const list = (of: (facts: Facts) => readonly string[]): string[] => {
    const [after, old] = [of(now), before ? of(before) : of(now)];
    const all = [...new Set([...after, ...old])].sort();
    const sign = (line: string): string => (!old.includes(line) ? '+' : after.includes(line) ? ' ' : '-');
    return all.map((line) => `  ${sign(line)} ${line}`);
  };
  return [
    `${home}: files ${number((facts) => facts.files)}, imports between files ${number((facts) => facts.edges)}, ` +
      `of tests ${number((facts) => facts.testEdges)}`,
    ...list((facts) => facts.arrows),
    `  arrows between folders: ${number((facts) => facts.arrowCount)}`,
    `  cycles of folders: ${number((facts) => facts.folderCycles.length)}`,
    ...list((facts) => facts.folderCycles),
    `  cycles of files: ${number((facts) => facts.fileCycles.length)}`,
    ...list((facts) => facts.fileCycles),
  ];
}

function factsOf(tree: SourceTree): Map<string, Facts> {
  const graph = importGraph(tree);
  const files = fileArrows(graph);
  const fileCycles = cycles(files);
  return new Map(
    homes(graph).map((home) => {
      const folders = folderArrows(files, home);
      const here = (path: string): boolean => path.startsWith(`${home}/`);
      const edges = [...files].filter(([path]) => here(path)).map(([, targets]) => targets.size);
      return [
        home,
        {
          files: edges.length,
          edges: edges.reduce((sum, count) => sum + count, 0),
          testEdges: testEdges(graph, here),
          arrows: arrowLines(folders),
          arrowCount: [...folders].reduce((sum, [, targets]) => sum + targets.size, 0),
          folderCycles: cycles(folders).map((group) => group.join(', ')),
          fileCycles: fileCycles
            .filter((group) => group.some(here))
            .map((group) => group.map((path) => path.replace(`${home}/src/`, '')).join(', ')),
        },
      ];
    }),
  );
}

function arrowLines(folders: Arrows): string[] {
  return [...folders].map(([folder, targets]) => `${folder} -> ${[...targets].sort().join(', ') || '(nothing)'}`);
}

function testEdges(graph: ImportGraph, here: (path: string) => boolean): number {
  return [...graph]
    .filter(([path]) => here(path) && isForTests(path))
    .reduce((sum, [, { imports }]) => sum + new Set(imports.flatMap(({ file }) => file ?? [])).size, 0);
}
