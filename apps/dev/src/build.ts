import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';
import type { Log } from '@puntual/sandbox/infra/cache-folder';

/** Builds every package whose inputs changed (Nx, cached). Throws an Error with the end of the build's output. */
export async function build(log: Log): Promise<void> {
  const started = Date.now();
  const child = spawn(
    process.execPath,
    [join(checkout, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '--outputStyle=static'],
    { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' } },
  );
  let output = '';
  let done = 0;
  const take = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
    const finished = chunk.toString().match(/nx run @?[^\s:]*:build|> nx run [^\s]+:build/g)?.length ?? 0;
    if (finished > 0) log(`build: ${(done += finished)} packages`);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`the build failed:\n${output.trim().split('\n').slice(-30).join('\n')}`);
  log(`build: done in ${Math.round((Date.now() - started) / 1000)} s`);
}
