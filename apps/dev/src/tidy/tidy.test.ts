import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkout } from '@puntual/sandbox/checkout';
import { cycles } from './cycles.ts';
import { unusedExports } from './dead-exports.ts';
import { dependencyFaults, peersOf } from './dependencies.ts';
import { USED_OTHERWISE } from './exceptions.ts';
import { FOLDER_ARROWS } from './folder-arrows.ts';
import { fileArrows, folderArrows, forbiddenArrows, homes } from './folders.ts';
import { importGraph, isForTests } from './import-graph.ts';
import { missingPaths } from './paths-by-name.ts';
import { sentences } from './sentences.ts';
import { treeOfFolder } from './source-tree.ts';
import { foreignWrites, OWNED_TABLES } from './table-owners.ts';

// The house rules that neither TypeScript nor ESLint can check, over this checkout. A failing line names the place in
// the code that has to be fixed. Exceptions are for packages alone (exceptions.ts).

const tree = treeOfFolder(checkout);
const graph = importGraph(tree);
const files = fileArrows(graph);

test.each(Object.entries(FOLDER_ARROWS))('folders of %s import one way', (home, allowed) => {
  expect(forbiddenArrows(folderArrows(files, home), allowed)).toEqual([]);
});

test('no files import one another, types included', () => {
  expect(cycles(files).map((group) => group.join(', '))).toEqual([]);
});

test.each(homes(graph))('no folders of %s import one another', (home) => {
  expect(cycles(folderArrows(files, home)).map((group) => group.join(', '))).toEqual([]);
});

test('a table is written by its owner alone', () => {
  expect(foreignWrites(graph, OWNED_TABLES)).toEqual([]);
});

test('rules and use cases hold codes, and words stand in their tables', () => {
  const isLookedAt = (path: string): boolean =>
    /^libs\/(casework|domain)\/src\//.test(path) && !isForTests(path) && !/(words|explain|say)[^/]*\.ts$/.test(path);
  expect(sentences(graph, isLookedAt)).toEqual([]);
});

test('programs that are started or loaded by a path exist', () => {
  expect(missingPaths(tree)).toEqual([]);
});

test('every export has a user, and not tests alone', () => {
  // Tools load these by name: the configurations, and what Jest puts in place of assets. The client's types are made
  // by a generator.
  const isEntry = (path: string): boolean =>
    /(^|\/)[a-z]+\.config\.(mjs|ts)$/.test(path) ||
    /^apps\/web\/test\/[a-z-]+\.mjs$/.test(path) ||
    path === 'apps/web/src/client/api-types.ts';
  expect(unusedExports(graph, isEntry)).toEqual([]);
});

test('packages list what they use, and use what they list', () => {
  const lock = readFileSync(join(checkout, 'package-lock.json'), 'utf8');
  expect(dependencyFaults(tree, graph, peersOf(lock), new Set(USED_OTHERWISE))).toEqual([]);
  // A lock that names addresses would tie every checkout to the registry of whoever wrote it.
  expect([...lock.matchAll(/"resolved": "([^"]*:\/\/[^"]*)"/g)].map(([, address]) => address)).toEqual([]);
});
