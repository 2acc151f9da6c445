import { join } from 'node:path';
import { cachedArtefact } from './cached-artefact.ts';
import type { Log } from './cache-folder.ts';
import { onPath, outputOf, runLong } from './executable.ts';
import { MissingPart } from './running-part.ts';

const VERSION = '4.32.5';
const OLDEST_PYTHON_MINOR = 10;
const INSTALL_LIMIT_MS = 600_000;
const WAYS = [
  `put Python 3.${OLDEST_PYTHON_MINOR} or newer, with its modules venv and pip, on the PATH`,
  'and let pip reach a package index (PyPI, or the one that PIP_INDEX_URL names)',
];

/**
 * The Python of an environment in the cache folder in which schemathesis, the fuzzer of APIs, is installed:
 * `<python> -m schemathesis.cli` runs it. Throws MissingPart without a Python that is new enough, or a package index.
 */
export async function schemathesisPython(log: Log): Promise<string> {
  const python = onPath('python3', 'python');
  const version = python && (await outputOf(python, ['--version']));
  const [, minor] = /Python 3\.(\d+)/.exec(version ?? '') ?? [];
  if (!python || Number(minor ?? 0) < OLDEST_PYTHON_MINOR)
    throw new MissingPart('schemathesis', WAYS, version ? [`${python}: ${version.trim()}`] : []);
  try {
    const folder = await cachedArtefact(`schemathesis-${VERSION}-python3.${minor}`, log, async (staging) => {
      const make = { what: 'Making an environment of Python', command: python, args: ['-m', 'venv', staging] };
      await runLong({ ...make, limitMs: INSTALL_LIMIT_MS, log });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
      const what = `Installing schemathesis ${VERSION} (once)`;
      const args = [...pip, `schemathesis==${VERSION}`];
      await runLong({ what, command: pythonIn(staging), args, limitMs: INSTALL_LIMIT_MS, log });
    });
    return pythonIn(folder);
  } catch (error) {
    throw new MissingPart('schemathesis', WAYS, [error instanceof Error ? error.message : String(error)]);
  }
}

// The scripts of the environment name the folder in which it was made; its Python does not.
function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python');
}
