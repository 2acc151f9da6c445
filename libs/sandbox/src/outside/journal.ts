import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Position of a line in the data file, in bytes. */
export type Place = { offset: number; length: number };

type Pending = { lines: Buffer[]; settle: (places: Place[]) => void; fail: (error: Error) => void };

/**
 * Opens the data file (JSON lines, mode 0600 because it holds messages to people) and passes every line to `onEntry`.
 * An incomplete last line, left by a kill, is cut off: its request was never answered.
 * @throws when a line in the middle is not JSON; the message names the line and the file.
 */
export async function openJournal(file: string, onEntry: (entry: unknown, place: Place) => void): Promise<Journal> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const end = await readLines(handle, file, onEntry);
    await handle.truncate(end);
    return new Journal(handle, file, end);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A file of JSON lines that only grows, until it is emptied. */
export class Journal {
  readonly #handle: FileHandle;
  readonly #file: string;
  #end: number;
  #pending: Pending[] = [];
  #writing: Promise<void> | null = null;

  constructor(handle: FileHandle, file: string, end: number) {
    this.#handle = handle;
    this.#file = file;
    this.#end = end;
  }

  /**
   * Appends each entry as a line and resolves once the lines are on disk (fsync). Concurrent callers share one fsync.
   * @throws when the disk is full or the file cannot be written.
   */
  append(entries: unknown[]): Promise<Place[]> {
    return new Promise((settle, fail) => {
      this.#pending.push({ lines: entries.map((e) => Buffer.from(`${JSON.stringify(e)}\n`)), settle, fail });
      this.#writing ??= this.#writePending();
    });
  }

  async #writePending(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#writeToDisk(Buffer.concat(batch.flatMap((p) => p.lines)));
      } catch (cause) {
        const error = new Error(
          `The outbox cannot write to its data file ${this.#file}: free disk space, or check its rights.`,
          { cause },
        );
        for (const p of batch) p.fail(error);
        continue;
      }
      for (const p of batch) p.settle(p.lines.map((line) => this.#placeNext(line)));
    }
    this.#writing = null;
  }

  async #writeToDisk(bytes: Buffer): Promise<void> {
    try {
      await writeFully(this.#handle, bytes, this.#end);
      await this.#handle.datasync();
    } catch (error) {
      // remove half a line before the next one is written
      await this.#handle.truncate(this.#end).catch(() => undefined);
      throw error;
    }
  }

  #placeNext(line: Buffer): Place {
    const place = { offset: this.#end, length: line.length };
    this.#end += line.length;
    return place;
  }

  async read({ offset, length }: Place): Promise<unknown> {
    const bytes = Buffer.alloc(length);
    await this.#handle.read(bytes, 0, length, offset);
    return JSON.parse(bytes.toString('utf8')) as unknown;
  }

  /** Deletes all entries. */
  async clear(): Promise<void> {
    await this.#writing;
    await this.#handle.truncate(0);
    await this.#handle.datasync();
    this.#end = 0;
  }

  /** Bytes on the disk. */
  size(): number {
    return this.#end;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }
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
      onEntry(parsedLine(line, lineNumber, file), { offset, length: line.length });
      offset += line.length;
      from = at + 1;
    }
    rest.push(Buffer.from(chunk.subarray(from, bytesRead)));
  }
}

function parsedLine(line: Buffer, lineNumber: number, file: string): unknown {
  try {
    return JSON.parse(line.toString('utf8')) as unknown;
  } catch {
    throw new Error(
      `Line ${lineNumber} of the outbox data file ${file} is not JSON: mend it, or move the file away to ` +
        'start with an empty outbox.',
    );
  }
}
