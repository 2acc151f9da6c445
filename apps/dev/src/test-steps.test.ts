import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jest, oneCheck, stepLine } from './test-steps.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puntual-steps-'));
  writeFileSync(join(folder, 'good.test.js'), `test('adds', () => { expect(1 + 1).toBe(2); });`);
  writeFileSync(join(folder, 'bad.test.js'), `test('adds', () => { expect(1 + 1).toBe(3); });`);
  writeFileSync(join(folder, 'broken.test.js'), `throw new Error('no test is reached');`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const jestOn = (name: string, pattern: string) => {
  const config = join(folder, `${name}.config.json`);
  writeFileSync(config, JSON.stringify({ rootDir: folder, testMatch: [`<rootDir>/${pattern}`], transform: {} }));
  return jest(config, folder, ['--runInBand', '--silent'], process.env);
};

test('every test counts, a file that does not load counts as a failure, and each file has its time', async () => {
  const { passed, failed, suites, failures } = await jestOn('all', '*.test.js');
  expect({ passed, failed }).toEqual({ passed: 1, failed: 2 });
  expect(suites.map(({ file }) => file.split('/').at(-1)).sort()).toEqual([
    'bad.test.js',
    'broken.test.js',
    'good.test.js',
  ]);
  expect(failures.map((failure) => /Received: 2|no test is reached/.exec(failure)?.[0]).sort()).toEqual([
    'Received: 2',
    'no test is reached',
  ]);
  for (const { seconds } of suites) expect(seconds).toBeGreaterThanOrEqual(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('jest-'))).toEqual([]);
});

test('a run without any report counts as one failure', async () => {
  expect(await jest(join(folder, 'missing.json'), folder, [], process.env)).toMatchObject({
    passed: 0,
    failed: 1,
    suites: [],
  });
});

test('a step is told in one line, with its test files where it has any', () => {
  expect(stepLine('types', oneCheck({ code: 0, output: '' }), 33.6)).toBe('types: 1 passed, 0 failed, 34 s');
  expect(stepLine('lint', oneCheck({ code: 2, output: 'a\nb\n' }), 5)).toBe('lint: 0 passed, 1 failed, 5 s');
  expect(oneCheck({ code: 2, output: 'a\nb\n' }).failures).toEqual(['a\nb']);
  const suites = [{ file: 'a.test.ts', seconds: 1 }];
  expect(stepLine('tests', { passed: 3, failed: 0, suites, failures: [] }, 1)).toBe(
    'tests: 3 passed, 0 failed (1 files), 1 s',
  );
});
