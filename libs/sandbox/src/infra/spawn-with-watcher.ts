import { type ChildProcess, spawn } from 'node:child_process';

// The shell becomes the program (`exec`), so the pid that we know is the program's. Before that it leaves a watcher of half a
// megabyte behind: the other end of its file descriptor 3 is held by this process alone and never written to, so reading it ends
// exactly when this process is gone, even by SIGKILL, or lets go of the child. Then the watcher kills the child's process group,
// which is the child's own since it was started `detached`. Direct children are listed too: Postgres gives each of its own a group.
// Forked twice, so that the program does not find a child that it never started.
const underWatch = `
( ( trap '' TERM INT HUP
    read -r _ <&3
    for pid in $(ps -A -o pid=,ppid= 2>/dev/null | while read -r pid parent; do [ "$parent" = "$$" ] && echo "$pid"; done); do kill -KILL "$pid"; done
    \${PUNTUAL_ON_DEATH:-:}
    kill -KILL -$$ ) >/dev/null 2>&1 & )
unset PUNTUAL_ON_DEATH
exec "$@" 3<&-
`;

export type WatchedOptions = {
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** Where both output streams go: an open file, or pipes to this process. */
  output: number | 'pipe';
  uid?: number;
  gid?: number;
  timeout?: number;
};

/**
 * Starts a program that cannot outlive this process, not even when this process is killed by SIGKILL; nor can what it started in its own
 * process group. The pid is the program's. `PUNTUAL_ON_DEATH` in its environment is one more command for the watcher to run.
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
  held?.on('error', () => undefined); // it was reset: the same as being closed
  child.once('exit', () => held?.destroy()); // wakes the watcher, which clears away what is left of the group
  return child;
}
