import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkout } from '@puntual/sandbox/checkout';
import { cycles } from './cycles.ts';
import { unusedExports } from './dead-exports.ts';
import { dependencyFaults } from './dependencies.ts';
import { fileArrows, folderArrows, forbiddenArrows } from './folders.ts';
import { importGraph } from './import-graph.ts';
import { missingPaths } from './paths-by-name.ts';
import { reportGraph } from './report-graph.ts';
import { sentences } from './sentences.ts';
import { type SourceTree, treeOfRevision } from './source-tree.ts';
import { foreignWrites, OWNED_TABLES } from './table-owners.ts';

// Each rule of tidy.test.ts and eslint.config.mjs reports a violation that is planted in a text. Nothing is written.

const RULES = { 'package.json': '{ "name": "@puntual/rules" }' };

function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const base = {
    'package.json': '{ "name": "root", "devDependencies": { "jest": "1" } }',
    ...Object.fromEntries(Object.entries(RULES).map(([path, text]) => [`libs/rules/${path}`, text])),
  };
  return new Map(Object.entries({ ...base, ...files }));
}

const cyclic = treeOf({
  'libs/rules/src/a/one.ts': `import type { Two } from '../b/two.ts';\nexport type One = Two;`,
  'libs/rules/src/b/two.ts': `export type Two = import('@puntual/rules/a/three').Three;`,
  'libs/rules/src/a/three.ts': `export type { One as Three } from './one.ts';`,
});

test('a cycle of files is found through types, packages and what is exported on', () => {
  expect(cycles(fileArrows(importGraph(cyclic)))).toEqual([
    ['libs/rules/src/a/one.ts', 'libs/rules/src/a/three.ts', 'libs/rules/src/b/two.ts'],
  ]);
});

test('an arrow between folders that the table lacks is found, and one of a folder that it does not name', () => {
  const arrows = folderArrows(fileArrows(importGraph(cyclic)), 'libs/rules');
  expect(forbiddenArrows(arrows, { b: ['a'], a: [] })).toEqual(['a -> b']);
  expect(forbiddenArrows(arrows, { a: ['b'] })).toEqual(['b -> a']);
});

test('a path to a program that was moved is found, in sources and in dist', () => {
  const tree = treeOf({
    'libs/rules/src/a/here.ts': `export const here = 1;`,
    'libs/rules/src/a/start.ts': ['./here.ts', '../../dist/a/here.js', './gone.ts', '../../dist/here.js']
      .map((path) => `new URL('${path}', import.meta.url);`)
      .join('\n'),
  });
  expect(missingPaths(tree)).toEqual([
    'libs/rules/src/a/start.ts -> ./gone.ts',
    'libs/rules/src/a/start.ts -> ../../dist/here.js',
  ]);
});

test('imports of tests do not count', () => {
  const tree = treeOf({
    'libs/rules/src/one.ts': `export const one = 1;`,
    'libs/rules/src/one.test.ts': `import { one } from './one.ts';\nimport './testing/two.ts';`,
    'libs/rules/src/testing/two.ts': `import '../one.ts';`,
  });
  expect([...fileArrows(importGraph(tree))]).toEqual([['libs/rules/src/one.ts', new Set()]]);
});

test('the report says the arrows and cycles, and what changed since a tree before', () => {
  const before = treeOf({ 'libs/rules/src/a/one.ts': 'export const one = 1;' });
  const report = reportGraph(cyclic, { name: 'HEAD', tree: before });
  expect(report).toContain('libs/rules: files 1 -> 3, imports between files 0 -> 3');
  expect(report).toContain('- a -> (nothing)');
  expect(report).toContain('+ a -> b');
  expect(report).toContain('cycles of folders: 0 -> 1');
  expect(report).toContain('cycles of files: 0 -> 1');
});

test('an export that nobody uses is found, and one that tests alone use', () => {
  const tree = treeOf({
    'libs/rules/src/one.ts': [
      `export const used = 1;`,
      `export const dead = 2;`,
      `export const tested = 3;`,
      `export type Own = 1;`,
      `const own: Own = 1;`,
    ].join('\n'),
    'libs/rules/src/two.ts': `import { used } from './one.ts';\nconst x = { dead: used };`,
    'libs/rules/src/one.test.ts': `import { tested } from './one.ts';`,
  });
  expect(unusedExports(importGraph(tree), () => false)).toEqual([
    { path: 'libs/rules/src/one.ts', name: 'dead', importers: 'nobody' },
    { path: 'libs/rules/src/one.ts', name: 'tested', importers: 'tests' },
  ]);
});

test('an import that is not listed is found, one of devDependencies too, and a dependency that nothing uses', () => {
  const tree = treeOf({
    'libs/rules/package.json': JSON.stringify({
      name: '@puntual/rules',
      dependencies: { idle: '1', react: '1', peer: '1' },
      devDependencies: { zod: '1', '@types/react': '1' },
    }),
    'libs/rules/src/one.ts': `import 'zod';\nimport 'react';\nimport 'pg/lib';`,
    'libs/rules/src/one.test.ts': `import 'jest';\nimport 'unlisted';`,
  });
  expect(dependencyFaults(tree, importGraph(tree), new Map([['react', ['peer']]]), new Set())).toEqual([
    'libs/rules/package.json: zod is not in dependencies, and src/one.ts imports it',
    'libs/rules/package.json: pg is not in dependencies, and src/one.ts imports it',
    'libs/rules/package.json: unlisted is not in devDependencies, and src/one.test.ts imports it',
    'libs/rules/package.json: idle is listed and not used',
  ]);
});

test.each([
  ['a call of its model', `await tx.task.create({ data });`],
  ['insertRows', `await insertRows(tx, 'task', columns, rows);`],
  ['SQL', `await tx.$executeRaw\`UPDATE task SET state = \${state}\`;`],
])('a table written outside its owner is found: %s', (_how, text) => {
  const other = 'libs/casework/src/people/other.ts';
  const graph = importGraph(treeOf({ [other]: text, 'libs/casework/src/tasks/open-task.ts': text }));
  expect(foreignWrites(graph, OWNED_TABLES)).toEqual([{ path: other, line: 1, table: 'task' }]);
});

test('reading a table, and writing one whose name begins alike, is nobody’s business', () => {
  const text =
    'await tx.task.findMany(); const sql = `UPDATE task_list SET a = 1`; const other = `SELECT 1 FROM task`;';
  expect(foreignWrites(importGraph(treeOf({ 'libs/casework/src/a.ts': text })), OWNED_TABLES)).toEqual([]);
});

test('a sentence in a field or a refusal is found, a programmer’s error is not', () => {
  const text = [
    `const a = { field: 'x', message: wrong ? 'the day lies in the past' : 'ok' };`,
    `throw new ApiProblem(404, \`there is no invoice \${id}\`);`,
    `throw new Error('the caller has to lock the customer first');`,
    `const code = { reason: 'already-sent' };`,
  ].join('\n');
  const found = sentences(importGraph(treeOf({ 'libs/rules/src/a.ts': text })), () => true);
  expect(found.map(({ line }) => line)).toEqual([1, 2]);
});

// A copy of the sources without their history has no revisions.
const withHistory = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: checkout }).status === 0 ? test : test.skip;

withHistory('a revision is read without a checkout', () => {
  const tree = treeOfRevision(checkout, 'HEAD');
  expect(JSON.parse(tree.get('package.json') ?? '')).toMatchObject({ name: 'puntual' });
  expect(tree.get('libs/domain/src/money/amount.ts')).toContain('export function');
});

test('lint bites in the rules: enums, default exports and the clock together, sizes, a default over a union', () => {
  const domain = 'libs/domain/src/money/amount.ts';
  const planted = [
    [domain, `export enum Colour { Red }\n`, 'no-restricted-syntax'],
    [domain, `export default 1;\n`, 'no-restricted-syntax'],
    [domain, `export const now = (): number => Date.now();\n`, 'no-restricted-syntax'],
    [domain, `export const drawn = (): number => Math.random();\n`, 'no-restricted-syntax'],
    [domain, `${'export const one = 1;\n'.repeat(301)}`, 'max-lines'],
    [domain, `export function deep(run: () => void): void {\n${'  run();\n'.repeat(60)}}\n`, 'max-lines-per-function'],
    [domain, `export const sum = (a: 1, b: 1, c: 1, d: 1, e: 1): number => a + b + c + d + e;\n`, 'max-params'],
    [domain, `// ${'x'.repeat(120)}\nexport const one = 1;\n`, 'max-len'],
    [
      domain,
      `export const f = (a: 'x' | 'y') => {\n  switch (a) {\n    case 'x': return 1;\n    default: return 2;\n  }\n};`,
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'libs/workflows/src/messages.ts',
      `import { z } from 'zod';\nexport const s = z.string();\n`,
      '@typescript-eslint/no-restricted-imports',
    ],
  ] as const;
  const input = JSON.stringify(planted.map(([path, text]) => ({ path, text })));
  const before = readFileSync(join(checkout, domain), 'utf8');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--conditions=@puntual/source', join(checkout, 'apps/dev/src/tidy/lint-texts.ts')],
    { input, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const broken = JSON.parse(stdout) as string[][];
  expect(planted.map(([, , rule], index) => (broken[index] ?? []).includes(rule))).toEqual(planted.map(() => true));
  expect(readFileSync(join(checkout, domain), 'utf8')).toBe(before);
});
