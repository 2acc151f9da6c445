import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { cachedArtefact, cachedIfWhole } from './cached-artefact.ts';
import { onPath, outputOf, runLong } from './executable.ts';
import { goEnvironment } from './go-environment.ts';
import { MissingPart } from './running-part.ts';
import { sdkDownload } from './sdk-download.ts';

const cliVersion = '1.5.1';
const cacheName = `temporal-cli-${cliVersion}`;
const leastServer = [1, 29] as const; // first server version with fairness and per-queue rates
// Minutes on a quiet machine; a busy one needs much longer, and its progress is shown.
const buildLimitMs = 2_700_000;

/**
 * The path of the `temporal` command: the one on PATH (server 1.29 or newer), else one built earlier, else the SDK's
 * own download, else one built by Go into the cache (three to five minutes, once). Throws MissingPart.
 */
export async function temporalCliPath(log: Log): Promise<string> {
  const tried: string[] = [];
  const installed = onPath('temporal');
  if (installed) {
    const server = /Server (\d+)\.(\d+)/.exec((await outputOf(installed, ['--version'])) ?? '');
    const [major, minor] = [Number(server?.[1]), Number(server?.[2])];
    if (major > leastServer[0] || (major === leastServer[0] && minor >= leastServer[1])) return installed;
    tried.push(`${installed} is older than server ${leastServer.join('.')}`);
  }
  const built = cachedIfWhole(cacheName);
  if (built) return join(built, 'temporal');
  const download = await sdkDownload('dev-server', log);
  if (download) return download;
  tried.push("the SDK's download cannot be reached");
  const go = onPath('go');
  if (go) {
    try {
      return join(await build(go, log), 'temporal');
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  } else tried.push('no Go');
  throw new MissingPart(
    'Temporal',
    [
      'set TEMPORAL_ADDRESS to a running one',
      'put the `temporal` command on PATH',
      'allow the download of its dev server',
      'install Go',
    ],
    tried,
  );
}

function build(go: string, log: Log): Promise<string> {
  return cachedArtefact(cacheName, log, async (staging) => {
    await runLong({
      what: `Building the Temporal dev server ${cliVersion} with Go (three to five minutes, once)`,
      limitMs: buildLimitMs,
      log,
      cwd: staging,
      command: go,
      args: ['install', `github.com/temporalio/cli/cmd/temporal@v${cliVersion}`],
      env: { ...goEnvironment(), GOBIN: join(staging, 'bin') },
    });
    renameSync(join(staging, 'bin', 'temporal'), join(staging, 'temporal'));
    rmSync(join(staging, 'bin'), { recursive: true });
  });
}
