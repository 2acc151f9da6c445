import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Log } from '@puntual/sandbox/infra/cache-folder';
import { isExecutable, onPath, runLong } from '@puntual/sandbox/infra/executable';
import { MissingPart } from '@puntual/sandbox/infra/running-part';

const downloadLimitMs = 180_000;
const aptLimitMs = 600_000;

/** Flags of the browser tests: no sandbox (it fails for root and in containers), and no background requests. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium: CHROMIUM_PATH, one on PATH, one that playwright-core downloaded before or downloads now, or
 * (as root on Debian) the distribution's package. Throws MissingPart when none of them is available.
 */
export async function chromiumPath(log: Log = () => undefined): Promise<string> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new MissingPart(
      'The browser of CHROMIUM_PATH',
      ['correct CHROMIUM_PATH', 'unset it to have one found'],
      [`${chosen} is not a program`],
    );
  }
  const tried: string[] = [];
  const ready = installed();
  if (ready) return ready;
  for (const install of [download, installPackage]) {
    await install(log).catch((error: unknown) => tried.push(error instanceof Error ? error.message : String(error)));
    const path = installed();
    if (path) return path;
  }
  throw new MissingPart(
    'Chromium',
    [
      'set CHROMIUM_PATH',
      'install chromium or google-chrome',
      'allow the download of `npx playwright-core install chromium`',
    ],
    tried,
  );
}

/** Downloads a Chromium with playwright-core. */
async function download(log: Log): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  await runLong({
    what: 'Fetching Chromium (once)',
    command: process.execPath,
    args: [join(dirname(manifest), 'cli.js'), 'install', 'chromium'],
    limitMs: downloadLimitMs,
    log,
  });
}

/** Installs the distribution's package, as root on Debian; does nothing elsewhere. */
async function installPackage(log: Log): Promise<void> {
  const command = onPath('apt-get');
  if (!command || process.getuid?.() !== 0 || !isDebian()) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const common = { command, env, limitMs: aptLimitMs, log };
  await runLong({ ...common, what: 'Reading the package lists', args: ['update', '-q'] });
  await runLong({
    ...common,
    what: 'Installing Chromium (once)',
    args: ['install', '-yq', '--no-install-recommends', 'chromium'],
  });
}

function installed(): string | undefined {
  return onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ?? playwrightsOwn();
}

function playwrightsOwn(): string | undefined {
  // Required here and not imported above: only the browser tests need it, and it is slow to load.
  const playwright: unknown = createRequire(import.meta.url)('playwright-core');
  if (typeof playwright !== 'object' || playwright === null || !('chromium' in playwright)) return undefined;
  const { chromium } = playwright as { chromium: { executablePath(): string } };
  const path = chromium.executablePath();
  return isExecutable(path) ? path : undefined;
}

/** Ubuntu's package `chromium` only installs a snap, which does not work in containers. */
function isDebian(): boolean {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
