import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './cache-folder.ts';
import { type Child, startChild } from './child-process.ts';
import { onPath, outputOf, runLong } from './executable.ts';
import type { PartRecipe } from './running-part.ts';

const pullLimitMs = 900_000;
const commandLimitMs = 60_000;

/** The path of a `docker` command with a running engine, or undefined. */
export async function dockerPath(): Promise<string | undefined> {
  const docker = onPath('docker');
  return docker && (await outputOf(docker, ['info'], 10_000)) !== undefined ? docker : undefined;
}

export type ContainerSpec = {
  docker: string;
  name: string;
  image: string;
  dataDir: string;
  dataMount: string;
  ports: readonly { host: number; container: number }[];
  env: Readonly<Record<string, string>>;
  logFile: string;
  log: Log;
  args?: readonly string[];
};

/**
 * How to run a service in a container: `start` returns the attached `docker run` as the child, and signals go through
 * the engine. The data is in a named volume that belongs to the folder `dataDir`: after the folder was emptied, a new
 * volume is used and the old one removed.
 */
export function containerRecipe(spec: ContainerSpec): {
  start(): Promise<Child>;
  container: NonNullable<PartRecipe['container']>;
} {
  let running = '';
  const engine = async (...args: string[]) => {
    if ((await outputOf(spec.docker, args, commandLimitMs)) === undefined)
      throw new Error(`docker ${args.join(' ')} failed`);
  };
  return {
    async start() {
      if ((await outputOf(spec.docker, ['image', 'inspect', spec.image])) === undefined) {
        await runLong({
          what: `Fetching the container image ${spec.image} (once)`,
          command: spec.docker,
          args: ['pull', '-q', spec.image],
          limitMs: pullLimitMs,
          log: spec.log,
        });
      }
      const label = `puntual.data=${createHash('sha256').update(spec.dataDir).digest('hex').slice(0, 16)}`;
      const volume = await volumeOf(spec, label);
      const leftOver =
        (await outputOf(spec.docker, ['ps', '-aq', '--filter', `label=${label}`]))?.split('\n').filter(Boolean) ?? [];
      if (leftOver.length > 0) await engine('rm', '-f', ...leftOver);
      // never the name of a container that is being removed
      running = `puntual-${spec.name}-${randomBytes(4).toString('hex')}`;
      // Values are passed by name, so that no password shows in the list of processes.
      const env = Object.keys(spec.env).flatMap((name) => ['-e', name]);
      const ports = spec.ports.flatMap(({ host, container }) => ['-p', `127.0.0.1:${host}:${container}`]);
      return startChild({
        name: spec.name,
        command: spec.docker,
        logFile: spec.logFile,
        env: { ...process.env, ...spec.env },
        onDeath: [spec.docker, 'rm', '-f', running],
        args: [
          'run',
          '--rm',
          '--name',
          running,
          '--label',
          label,
          '-v',
          `${volume}:${spec.dataMount}`,
          ...ports,
          ...env,
          spec.image,
          ...(spec.args ?? []),
        ],
      });
    },
    container: {
      stop: () => engine('stop', '-t', '15', running),
      kill9: () => engine('kill', running),
      freeze: () => engine('pause', running),
      thaw: () => engine('unpause', running),
    },
  };
}

async function volumeOf(spec: ContainerSpec, label: string): Promise<string> {
  const note = join(spec.dataDir, 'volume');
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  const all =
    (await outputOf(spec.docker, ['volume', 'ls', '-q', '--filter', `label=${label}`]))?.split('\n').filter(Boolean) ??
    [];
  if (known && all.includes(known)) return known;
  if (all.length > 0) await outputOf(spec.docker, ['volume', 'rm', '-f', ...all], commandLimitMs);
  const fresh = `puntual-${spec.name}-${randomBytes(6).toString('hex')}`;
  if ((await outputOf(spec.docker, ['volume', 'create', '--label', label, fresh], commandLimitMs)) === undefined)
    throw new Error('docker volume create failed');
  mkdirSync(spec.dataDir, { recursive: true });
  writeFileSync(note, fresh);
  return fresh;
}
