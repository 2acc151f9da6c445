import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Log } from '@puntual/sandbox/infra/cache-folder';
import { isExecutable, onPath, runLong } from '@puntual/sandbox/infra/executable';
import { MissingPart } from '@puntual/sandbox/infra/running-part';

const downloadLimitMs = 180_000;
const aptLimitMs = 600_000;

/** How the browser tests launch it: no sandbox (root, containers), and nothing that calls out by itself. */
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
 * The path of a Chromium: CHROMIUM_PATH, one on PATH, the one that playwright-core has downloaded before, one that it downloads now, or (as
 * root on Debian) the distribution's package. Throws MissingPart.
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
  const attempt = async (step: () => Promise<void>) => {
    try {
      await step();
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
    return installed();
  };
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const downloaded = await attempt(() =>
    runLong({
      what: 'Fetching Chromium (once)',
      command: process.execPath,
      args: [join(dirname(manifest), 'cli.js'), 'install', 'chromium'],
      limitMs: downloadLimitMs,
      log,
    }),
  );
  if (downloaded) return downloaded;
  const apt = onPath('apt-get');
  if (apt && process.getuid?.() === 0 && isDebian()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const packaged = await attempt(async () => {
      await runLong({
        what: 'Reading the package lists',
        command: apt,
        args: ['update', '-q'],
        env,
        limitMs: aptLimitMs,
        log,
      });
      await runLong({
        what: 'Installing Chromium (once)',
        command: apt,
        args: ['install', '-yq', '--no-install-recommends', 'chromium'],
        env,
        limitMs: aptLimitMs,
        log,
      });
    });
    if (packaged) return packaged;
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

/** Ubuntu's package of that name only calls for a snap, which containers cannot have. */
function isDebian(): boolean {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
