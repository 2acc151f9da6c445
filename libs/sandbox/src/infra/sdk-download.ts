import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder, type Log, withLock } from './cache-folder.ts';
import { isExecutable } from './executable.ts';
import { spawnWithWatcher } from './spawn-with-watcher.ts';

const stallMs = 10_000;
const limitMs = 300_000;

/**
 * The path, in the cache, of the server that the Temporal SDK downloads for its own tests (`dev-server`: the CLI;
 * `time-skipping`: the test server). Undefined when the address cannot be reached or the download stalls for ten
 * seconds; never throws for that.
 */
export async function sdkDownload(kind: 'dev-server' | 'time-skipping', log: Log): Promise<string | undefined> {
  const sdk = createRequire(import.meta.url).resolve('@temporalio/testing');
  const manifest: unknown = createRequire(import.meta.url)('@temporalio/testing/package.json');
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  const folder = cacheFolder(`temporal-sdk-${version}`, kind);
  return withLock(`temporal-sdk-${kind}`, log, async () => {
    const before = downloaded(folder);
    if (before) return before;
    mkdirSync(folder, { recursive: true });
    log(`Trying the Temporal SDK's own download (${kind}) ...`);
    // In a separate process, because a download inside the SDK cannot be cancelled.
    const start = kind === 'dev-server' ? 'createLocal' : 'createTimeSkipping';
    const program = `const { TestWorkflowEnvironment } = require(${JSON.stringify(sdk)});
const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)}, ttl: '3650d' };
TestWorkflowEnvironment.${start}({ server: { executable } })
  .then((env) => env.teardown()).then(() => process.exit(0), () => process.exit(1));`;
    const child = spawnWithWatcher(process.execPath, ['-e', program], {
      env: process.env,
      output: 'pipe',
      timeout: limitMs,
    });
    child.stdout?.resume();
    child.stderr?.resume();
    let size = -1;
    const watch = setInterval(() => {
      const now = sizeOf(folder);
      if (now === size && !downloaded(folder)) child.kill('SIGKILL');
      size = now;
    }, stallMs);
    const done = await new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
    clearInterval(watch);
    return done ? downloaded(folder) : undefined;
  });
}

function downloaded(folder: string): string | undefined {
  return readdirSync(folder)
    .filter((name) => !/downloading|\.tmp$/.test(name))
    .map((name) => join(folder, name))
    .find(isExecutable);
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
