import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** One line of progress for the person who waits. */
export type Log = (line: string) => void;

const lockPollMs = 500;

/**
 * The user's cache folder for Puntual, created when missing: `XDG_CACHE_HOME`, else `~/.cache`, then `puntual/`. Where neither can
 * be written (no home, a read-only one), a private folder below the system's temporary one. Throws when even that cannot be made.
 */
export function cacheFolder(...below: string[]): string {
  const uid = userInfo().uid;
  const bases = [
    process.env['XDG_CACHE_HOME'],
    ...[process.env['HOME'], homedir(), userInfo().homedir].map((home) => home && join(home, '.cache')),
  ];
  for (const base of bases) {
    if (!base) continue;
    const folder = join(base, 'puntual', ...below);
    if (canWrite(folder)) return folder;
  }
  const last = join(tmpdir(), `puntual-cache-${uid}`, ...below);
  mkdirSync(last, { recursive: true, mode: 0o700 });
  return last;
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `work` while no other process of this user runs work of the same name (two checkouts that start at once build a tool only
 * once). A lock whose owner has died is taken over. Throws after `limitMs` of waiting (default 15 minutes), and whatever `work` throws.
 */
export async function withLock<T>(name: string, log: Log, work: () => Promise<T>, limitMs = 900_000): Promise<T> {
  const lock = join(cacheFolder(), `${name}.lock`);
  const owner = join(lock, 'pid');
  const until = performance.now() + limitMs;
  let told = false;
  while (!takeLock(lock, owner)) {
    if (performance.now() > until)
      throw new Error(`another process still prepares ${name}; if none does, remove ${lock}`);
    if (!told) log(`another process prepares ${name}; waiting for it`);
    told = true;
    await wait(lockPollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function takeLock(lock: string, owner: string): boolean {
  try {
    mkdirSync(lock);
    writeFileSync(owner, String(process.pid));
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  if (!ownerHasDied(owner)) return false;
  rmSync(lock, { recursive: true, force: true });
  return false; // the next round tries again, against whoever else saw it die
}

function ownerHasDied(owner: string): boolean {
  try {
    const pid = Number(readFileSync(owner, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return false; // being written this moment
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

/** Whether a thrown value is a system error of this code (`ENOENT`, `ESRCH` ...). */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code; // not instanceof: Jest has an Error of its own
}
