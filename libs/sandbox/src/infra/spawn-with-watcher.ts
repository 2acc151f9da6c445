import { type ChildProcess, spawn } from 'node:child_process';

// The shell replaces itself with the program (`exec`), so the pid is the program's. Before that it forks a watcher of
// half a megabyte. Only this process holds the other end of the watcher's file descriptor 3 and never writes to it, so
// the watcher's read ends exactly when this process dies, even by SIGKILL, or releases the child. Then the watcher
// kills the child's process group; the group is the child's own because it was started `detached`. Direct children are
// killed by pid as well, because Postgres gives each of its own a group. The watcher is forked twice, so that the
// program has no child that it did not start.
const underWatch = `
( ( trap '' TERM INT HUP
    read -r _ <&3
    for pid in $(ps -A -o pid=,ppid= 2>/dev/null |
      while read -r pid parent; do [ "$parent" = "$$" ] && echo "$pid"; done)
    do kill -KILL "$pid"; done
    \${PUNTUAL_ON_DEATH:-:}
    kill -KILL -$$ ) >/dev/null 2>&1 & )
unset PUNTUAL_ON_DEATH
exec "$@" 3<&-
`;

export type WatchedOptions = {
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** Destination of both output streams: an open file, or pipes to this process. */
  output: number | 'pipe';
  uid?: number;
  gid?: number;
  timeout?: number;
};

/**
 * Starts a program that cannot outlive this process, even when this process is killed by SIGKILL; the same holds for
 * what the program starts in its process group. The pid is the program's. `PUNTUAL_ON_DEATH` in its environment is an
 * extra command for the watcher to run.
 */
export function spawnWithWatcher(
  command: string,
  args: readonly string[],
  { output, ...options }: WatchedOptions,
): ChildProcess {
  const child = spawn('/bin/sh', ['-c', underWatch, 'puntual-watch', command, ...args], {
    ...options,
    detached: true,
    killSignal: 'SIGKILL',
    stdio: ['ignore', output, output, 'pipe'],
  });
  const held = child.stdio[3];
  held?.on('error', () => undefined); // a reset counts as closed
  child.once('exit', () => held?.destroy()); // wakes the watcher, which kills what is left of the group
  return child;
}
