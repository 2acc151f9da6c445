import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A system user without privileges. */
export type SystemUser = { name: string; uid: number; gid: number };

/**
 * The user for a server that refuses to run as root: `postgres`, else `nobody` or `daemon`. Undefined when this process
 * is not root and the server runs as the current user. Throws when root finds none of them.
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody', 'daemon']) {
    const found = users.find(([name]) => name === wanted);
    if (found && Number(found[2]) > 0) return { name: wanted, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('Postgres refuses to run as root, and there is no user postgres, nobody or daemon to run it as');
}

/** Whether this user can reach `path`: every parent folder is accessible. The path itself need not exist. */
export function canReach(user: SystemUser, path: string): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
