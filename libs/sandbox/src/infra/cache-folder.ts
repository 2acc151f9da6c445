import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Receives one line of progress for the user. */
export type Log = (line: string) => void;

const lockPollMs = 500;

/**
 * The user's cache folder for Puntual, created if missing: `XDG_CACHE_HOME`, else `~/.cache`, then `puntual/`. When
 * neither can be written (no home, a read-only one), a private folder below the system's temporary folder. Throws when
 * that cannot be created either.
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
 * Runs `work` while no other process of this user runs work of the same name (two checkouts that start together build a
 * tool once). Takes over a lock whose owner has died. Throws after `limitMs` of waiting (default 50 minutes, longer
 * than the longest build may take), and whatever `work` throws.
 */
export async function withLock<T>(name: string, log: Log, work: () => Promise<T>, limitMs = 3_000_000): Promise<T> {
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
  return false; // try again in the next round: another process may have taken over the lock
}

function ownerHasDied(owner: string): boolean {
  try {
    const pid = Number(readFileSync(owner, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return false; // another process is writing the lock file at this moment
    if (pid === process.pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

/** Whether a thrown value is a system error of this code (`ENOENT`, `ESRCH` ...). */
export function hasCode(error: unknown, code: string): boolean {
  // not instanceof: Jest has an Error class of its own
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
