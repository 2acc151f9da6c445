import { afterEach, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemathesisPython } from './schemathesis.ts';

const path = process.env['PATH'];
const folder = mkdtempSync(join(tmpdir(), 'puntual-python-'));
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(join(folder, 'python3'), { force: true });
});
const python = (script: string) => {
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'python3'), 0o755);
};

test.each<[string, () => void, string]>([
  ['no Python', () => undefined, 'with its modules venv and pip, on the PATH'],
  ['a Python that is too old', () => python('echo Python 3.8.10'), 'python3: Python 3.8.10'],
  [
    'a Python that cannot make an environment',
    () => python('[ "$1" = --version ] && echo Python 3.77.1 || exit 1'),
    'let pip reach a package index',
  ],
])('%s is a sentence that says what is missing', async (_what, prepare, said) => {
  prepare();
  process.env['PATH'] = folder;
  const missing = schemathesisPython(() => undefined);
  await expect(missing).rejects.toMatchObject({ name: 'MissingPart', part: 'schemathesis' });
  await expect(missing).rejects.toThrow(said);
});
