import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Processor time of a process so far, in seconds. Throws when there is no such process. */
export async function processorSeconds(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'time=', '-p', String(pid)]);
  const [days, clock = ''] = stdout.trim().includes('-') ? stdout.trim().split('-') : ['0', stdout.trim()];
  return Number(days) * 86_400 + clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Resident memory of a process, in MiB. Throws when there is no such process. */
export async function residentMiB(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}
