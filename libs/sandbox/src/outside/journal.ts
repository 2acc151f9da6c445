import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Position of a line in the data file, in bytes. */
export type Place = { offset: number; length: number };

export type Journal = {
  /**
   * Appends each entry as a line and resolves once the lines are on disk (fsync). Concurrent callers share one fsync.
   */
  append(entries: unknown[]): Promise<Place[]>;
  read(place: Place): Promise<unknown>;
  /** Deletes all entries. */
  clear(): Promise<void>;
  /** Bytes on the disk. */
  size(): number;
  close(): Promise<void>;
};

type Pending = { lines: Buffer[]; settle: (places: Place[]) => void; fail: (error: Error) => void };

/**
 * Opens the data file (JSON lines, mode 0600 because it holds messages to people) and passes every line to `onEntry`.
 * An incomplete last line, left by a kill, is cut off: its request was never answered.
 * @throws when a line in the middle is not JSON; the message names the line and the file.
 */
export async function openJournal(file: string, onEntry: (entry: unknown, place: Place) => void): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  let end = 0;
  try {
    end = await readLines(handle, file, onEntry);
    await handle.truncate(end);
  } catch (error) {
    await handle.close();
    throw error;
  }
  let pending: Pending[] = [];
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      const bytes = Buffer.concat(batch.flatMap((p) => p.lines));
      try {
        await writeFully(handle, bytes, end);
        await handle.datasync();
      } catch (cause) {
        await handle.truncate(end).catch(() => undefined); // remove half a line before the next one is written
        for (const p of batch)
          p.fail(
            new Error(`The outbox cannot write to its data file ${file}: free disk space, or check its rights.`, {
              cause,
            }),
          );
        continue;
      }
      for (const p of batch) {
        p.settle(
          p.lines.map((line) => {
            const place = { offset: end, length: line.length };
            end += line.length;
            return place;
          }),
        );
      }
    }
    writing = null;
  }

  return {
    append(entries) {
      return new Promise((settle, fail) => {
        pending.push({ lines: entries.map((e) => Buffer.from(`${JSON.stringify(e)}\n`)), settle, fail });
        writing ??= writeAll();
      });
    },
    async read({ offset, length }) {
      const bytes = Buffer.alloc(length);
      await handle.read(bytes, 0, length, offset);
      return JSON.parse(bytes.toString('utf8')) as unknown;
    },
    async clear() {
      await writing;
      await handle.truncate(0);
      await handle.datasync();
      end = 0;
    },
    size: () => end,
    async close() {
      await writing;
      await handle.close();
    },
  };
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Returns the offset of the end of the last complete line. */
async function readLines(
  handle: FileHandle,
  file: string,
  onEntry: (entry: unknown, place: Place) => void,
): Promise<number> {
  const chunk = Buffer.alloc(1 << 20);
  let rest: Buffer[] = [];
  let offset = 0;
  let lineNumber = 0;
  for (let position = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return offset;
    position += bytesRead;
    let from = 0;
    for (let at = chunk.indexOf(10, from); at !== -1 && at < bytesRead; at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, at + 1)]);
      rest = [];
      lineNumber += 1;
      let entry: unknown;
      try {
        entry = JSON.parse(line.toString('utf8'));
      } catch {
        throw new Error(
          `Line ${lineNumber} of the outbox data file ${file} is not JSON: mend it, or move the file away to ` +
            'start with an empty outbox.',
        );
      }
      onEntry(entry, { offset, length: line.length });
      offset += line.length;
      from = at + 1;
    }
    rest.push(Buffer.from(chunk.subarray(from, bytesRead)));
  }
}
