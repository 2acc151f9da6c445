import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal to each process; a process that has ended is skipped. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // the process ended in the meantime
    }
  }
}

/** The pids of all descendants of a process. */
export async function descendants(pid: number): Promise<number[]> {
  const pairs = await processParents();
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0; found.push(...parents)) {
    parents = pairs.flatMap(([child, parent]) => (parents.includes(parent) ? [child] : []));
  }
  return found;
}

/** Every process with its parent; from /proc where it exists, because slim images have no `ps`. */
async function processParents(): Promise<[pid: number, parent: number][]> {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): [number, number][] => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
          // the name in brackets may contain any character
          return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
        } catch {
          return []; // the process ended in the meantime
        }
      });
  }
  const table = await new Promise<string>((resolve) =>
    execFile('ps', ['-A', '-o', 'pid=,ppid='], (error, stdout) => resolve(error ? '' : stdout)),
  );
  return table
    .trim()
    .split('\n')
    .map((line): [number, number] => {
      const [child, parent] = line.trim().split(/\s+/);
      return [Number(child), Number(parent)];
    });
}
