import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import type { SystemUser } from './system-user.ts';

const initLimitMs = 120_000;
// In order of preference. Each sorts the same on every machine and changes case in all languages; macOS and small
// images lack the first.
const locales = ['C.UTF-8', 'en_US.UTF-8', 'C'] as const;

export type ClusterSpec = {
  initdb: string;
  folder: string;
  owner: string;
  password: string;
  user: SystemUser | undefined;
};

/** Creates an empty cluster that only accepts passwords (SCRAM). Throws with the output of initdb. */
export async function initCluster({ initdb, folder, owner, password, user }: ClusterSpec): Promise<void> {
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    let failure = '';
    for (const locale of locales) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { mode: 0o700 });
      if (user) chownSync(folder, user.uid, user.gid);
      failure = await run(
        initdb,
        [
          '-D',
          folder,
          '-U',
          owner,
          '--auth=scram-sha-256',
          `--pwfile=${passwordFile}`,
          '--encoding=UTF8',
          `--locale=${locale}`,
          '--no-instructions',
        ],
        user,
      );
      if (failure === '') return;
      if (!/locale/i.test(failure)) break;
    }
    throw new Error(`initdb failed: ${failure}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Returns the program's output when it failed, else an empty text. */
function run(command: string, args: readonly string[], user: SystemUser | undefined): Promise<string> {
  return new Promise((done) => {
    // A folder that every user can enter: initdb refuses to run in one that it cannot read.
    execFile(
      command,
      [...args],
      {
        timeout: initLimitMs,
        cwd: '/',
        env: { ...process.env, LC_ALL: 'C' },
        ...(user ? { uid: user.uid, gid: user.gid } : {}),
      },
      (error, stdout, stderr) => {
        done(error ? (stderr || stdout || error.message).trim() : '');
      },
    );
  });
}
