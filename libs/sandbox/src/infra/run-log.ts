import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const maxKeptLogBytes = 20_000_000;
/** Moves a large log file aside (keeping one previous file); returns the offset at which this run's lines begin. */
export function rotateLargeLog(logFile: string): number {
  const size = sizeOf(logFile);
  if (size <= maxKeptLogBytes) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const maxReadBytes = 256_000;

/** The text of a log file from the offset `start`, at most the last 256 kB of it. */
export function textFrom(file: string, start: number): string {
  const end = sizeOf(file);
  const from = Math.max(start, end - maxReadBytes);
  if (end <= from) return '';
  const buffer = Buffer.alloc(end - from);
  const descriptor = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}
