import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Log, withLock } from './cache-folder.ts';

const manifestName = 'manifest.json';

/**
 * A cache folder for one version of a tool, created once by `make(folder)` and shared by every checkout. It appears
 * complete or not at all, and is made again when a file is missing or its size has changed. Throws what `make` throws.
 */
export async function cachedArtefact(name: string, log: Log, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (cachedIfWhole(name)) return folder;
  return withLock(name, log, async () => {
    if (isWhole(folder)) return folder; // another process made it meanwhile
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

/** The cache folder if it exists and is complete; does not create it. */
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
