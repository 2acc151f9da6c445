import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const web = join(import.meta.dirname, '../..');
const generator = join(
  dirname(createRequire(import.meta.url).resolve('openapi-typescript/package.json')),
  'bin/cli.js',
);

test('api-types.ts is what openapi.json says (`npm run generate-api -w @puntual/web` writes it)', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [generator, '../api/openapi.json'], {
    cwd: web,
    maxBuffer: 16 * 1024 * 1024,
  });
  expect(readFileSync(join(web, 'src/client/api-types.ts'), 'utf8').trimEnd()).toBe(stdout.trimEnd());
});
