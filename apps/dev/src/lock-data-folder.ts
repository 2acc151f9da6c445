import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Locks the data folder for this process, because two processes on the same data would corrupt it. Throws when another
 * live process holds the lock. Returns the function that releases it.
 */
export async function lockDataFolder(home: string): Promise<() => Promise<void>> {
  const file = join(home, 'running.pid');
  const other = Number(await readFile(file, 'utf8').catch(() => ''));
  if (other > 0 && other !== process.pid && lives(other))
    throw new Error(
      `Puntual runs already on these data (process ${other}): stop it first, or set PUNTUAL_HOME to another folder.`,
    );
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
