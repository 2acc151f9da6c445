import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of source files by their path from the root of the repository, with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>;

const ROOTS = ['apps', 'libs', 'tools'];
const KEPT = /\.(ts|tsx|mjs)$|(^|\/)package\.json$/;
const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.cache', 'histories']);
const REVISION_BYTES_MAX = 512 * 1024 * 1024;

/** The sources and package files of a folder that holds the repository. */
export function treeOfFolder(root: string): SourceTree {
  const tree = new Map<string, string>();
  const read = (path: string): void => void tree.set(path, readFileSync(join(root, path), 'utf8'));
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && KEPT.test(path)) read(path);
    }
  };
  for (const folder of ROOTS) walk(folder);
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile() && KEPT.test(entry.name)) read(entry.name);
  }
  return tree;
}

/** The same of a Git revision, read without a checkout. Throws when Git does not know the revision. */
export function treeOfRevision(root: string, revision: string): SourceTree {
  const git = (args: string[], input?: string): Buffer =>
    execFileSync('git', args, { cwd: root, input, maxBuffer: REVISION_BYTES_MAX });
  const paths = git(['ls-tree', '-r', '--name-only', '--full-tree', revision])
    .toString()
    .split('\n')
    .filter((path) => KEPT.test(path) && (ROOTS.includes(path.split('/')[0] ?? '') || !path.includes('/')))
    .filter((path) => !path.split('/').some((part) => SKIPPED.has(part)));
  const output = git(['cat-file', '--batch'], paths.map((path) => `${revision}:${path}\n`).join(''));
  const tree = new Map<string, string>();
  let at = 0;
  for (const path of paths) {
    const headerEnd = output.indexOf('\n', at);
    const size = Number(output.subarray(at, headerEnd).toString().split(' ')[2]);
    tree.set(path, output.subarray(headerEnd + 1, headerEnd + 1 + size).toString());
    at = headerEnd + size + 2;
  }
  return tree;
}
