import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Log, withLock } from './cache-folder.ts';

const manifestName = 'manifest.json';

/**
 * A folder of the cache named for a tool and its version, made once by `make(folder)` and then found by every checkout. It appears
 * whole or not at all, and is made anew when a file is missing or has another size than when it was made. Throws what `make` throws.
 */
export async function cachedArtefact(name: string, log: Log, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (cachedIfWhole(name)) return folder;
  return withLock(name, log, async () => {
    if (isWhole(folder)) return folder; // another process made it while we waited
    const staging = `${folder}.making`;
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
    try {
      await make(staging);
      writeFileSync(join(staging, manifestName), JSON.stringify(sizesIn(staging)));
      rmSync(folder, { recursive: true, force: true });
      renameSync(staging, folder);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
    return folder;
  });
}

/** The folder of the cache when it is there and whole, without making it. */
export function cachedIfWhole(name: string): string | undefined {
  const folder = join(cacheFolder(), name);
  return isWhole(folder) ? folder : undefined;
}

function sizesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file !== manifestName && statSync(join(folder, file)).isFile(),
  );
  return Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).size]));
}

function isWhole(folder: string): boolean {
  if (!existsSync(join(folder, manifestName))) return false;
  try {
    const expected: unknown = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    return (
      typeof expected === 'object' &&
      expected !== null &&
      Object.entries(expected).every(
        ([file, size]) => statSync(join(folder, file), { throwIfNoEntry: false })?.size === size,
      )
    );
  } catch {
    return false;
  }
}
