import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { type PostgresBinaries, runnableBy } from './postgres-binaries.ts';
import { canReach, type SystemUser, unprivilegedUser } from './system-user.ts';

const shelter = '/var/lib/puntual';
const originName = 'belongs-to';

/**
 * The folder of a cluster, the user that Postgres runs as (undefined: the current user), and its programs in a folder
 * that this user can reach.
 */
export type ClusterPlace = {
  cluster: string;
  user: SystemUser | undefined;
  runnable(binaries: PostgresBinaries): string;
};

/**
 * The cluster is inside `dataDir`, unless this process is root and `dataDir` is in a private folder such as root's
 * home. Opening such a folder to all users would expose its other content, so the cluster is then below
 * /var/lib/puntual, with a note in `dataDir`. Without the note there is no data: remains of an emptied `dataDir` are
 * removed.
 */
export function clusterPlace(dataDir: string, log: Log): ClusterPlace {
  const user = unprivilegedUser();
  const inside = join(dataDir, 'cluster');
  const runnable = (binaries: PostgresBinaries) => {
    if (user) mkdirSync(shelter, { recursive: true, mode: 0o755 });
    return runnableBy(user, binaries, shelter);
  };
  if (!user) return { cluster: inside, user, runnable };
  if (canReach(user, inside)) return { cluster: inside, user, runnable };
  const note = join(dataDir, 'location');
  if (existsSync(note)) return { cluster: readFileSync(note, 'utf8').trim(), user, runnable };
  removeAbandoned();
  const folder = join(shelter, `postgres-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chownSync(folder, user.uid, user.gid);
  const cluster = join(folder, 'cluster');
  writeFileSync(join(folder, originName), dataDir);
  writeFileSync(note, `${cluster}\n`);
  log(`Postgres runs as ${user.name}, which cannot enter ${dataDir}: its data lies in ${folder}`);
  return { cluster, user, runnable };
}

/** Removes clusters whose `dataDir` was deleted or emptied, such as that of a removed checkout. */
function removeAbandoned(): void {
  if (!existsSync(shelter)) return;
  for (const name of readdirSync(shelter).filter((each) => each.startsWith('postgres-'))) {
    const origin = join(shelter, name, originName);
    if (existsSync(origin) && !existsSync(join(readFileSync(origin, 'utf8'), 'location')))
      rmSync(join(shelter, name), { recursive: true, force: true });
  }
}
