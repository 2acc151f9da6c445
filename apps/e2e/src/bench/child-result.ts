import { spawn } from 'node:child_process';
import { checkout } from '@puntual/sandbox/checkout';

export interface ChildOptions {
  /** Folder for a CPU profile; null means none. */
  readonly profileTo?: string | null;
  /** Whether the process uses the built packages instead of their sources. */
  readonly built?: boolean;
}

/**
 * Runs a file of the bench in its own process and returns the JSON of its last line. Throws with the end of its output
 * when it fails.
 */
export async function childResult<T>(
  entry: URL,
  env: NodeJS.ProcessEnv,
  { profileTo = null, built = false }: ChildOptions = {},
): Promise<T> {
  const profile = profileTo === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const child = spawn(
    process.execPath,
    [...profile, '--no-warnings', ...(built ? [] : ['--conditions=@puntual/source']), entry.pathname],
    { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  let output = '';
  let faults = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (faults = (faults + chunk.toString()).slice(-4000)));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const last = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0)
    throw new Error(`${entry.pathname.split('/').at(-1)} ended with ${code}: ${faults.trim() || last.slice(-1000)}`);
  return JSON.parse(last) as T;
}
