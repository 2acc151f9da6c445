import { Readable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { prepend } from './decode-text.ts';
import { UnreadableFile } from './line-fault.ts';

/** The size of the largest archive, which is held in memory, and of all that is unpacked from it, in bytes. */
const MOST_ARCHIVE_BYTES = 32 * 1024 * 1024;
const MOST_UNPACKED_BYTES = 256 * 1024 * 1024;
const MOST_FILES = 1000;

/** A file of an archive; a file that is no archive is its own only file, without a name. */
export interface PackedFile {
  readonly name: string | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Unpacks a ZIP archive or a gzip file; any other file comes through as it is. Throws `UnreadableFile` (`bad-archive`)
 * for an archive that is damaged, has a password, or exceeds a limit above, and for an archive in an archive.
 */
export async function* unpack(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<PackedFile> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) {
    yield { name: null, bytes: Readable.from([]) };
    return;
  }
  const whole = prepend(first.value, iterator);
  const kind = archiveKind(first.value);
  if (kind === null) yield { name: null, bytes: whole };
  else if (kind === 'gzip') yield { name: null, bytes: unpacked(whole, createGunzip(), { bytes: 0 }) };
  else yield* filesOfZip(await readWhole(whole));
}

function archiveKind([a, b, c, d]: Uint8Array): 'zip' | 'gzip' | null {
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) return 'zip';
  return a === 0x1f && b === 0x8b ? 'gzip' : null;
}

const MOST_MEGABYTES = { most: String(MOST_ARCHIVE_BYTES / 1024 / 1024) };

function bad(): UnreadableFile {
  return new UnreadableFile(0, 'bad-archive', MOST_MEGABYTES);
}

async function readWhole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > MOST_ARCHIVE_BYTES) throw bad();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const END_OF_DIRECTORY = Buffer.from('504b0506', 'hex');
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

async function* filesOfZip(zip: Buffer): AsyncGenerator<PackedFile> {
  const unpackedSoFar = { bytes: 0 };
  for (const { name, method, packed } of directoryOf(zip)) {
    if (name.endsWith('/') || /(^|\/)(__MACOSX|\.)/.test(name)) continue;
    const bytes = method === STORED ? limited([packed], unpackedSoFar) : inflated(packed, unpackedSoFar);
    const iterator = bytes[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (!first.done && archiveKind(first.value) !== null) throw bad();
    yield { name, bytes: first.done ? Readable.from([]) : prepend(first.value, iterator) };
  }
}

function* directoryOf(
  zip: Buffer,
): Generator<{ readonly name: string; readonly method: number; readonly packed: Buffer }> {
  try {
    const end = zip.lastIndexOf(END_OF_DIRECTORY);
    const count = end < 0 ? 0 : zip.readUInt16LE(end + 10);
    let at = end < 0 ? 0 : zip.readUInt32LE(end + 16);
    if (count === 0 || count > MOST_FILES) throw bad();
    for (let number = 0; number < count; number++) {
      const method = zip.readUInt16LE(at + 10);
      const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1;
      const size = zip.readUInt32LE(at + 20);
      const header = zip.readUInt32LE(at + 42);
      const nameLength = zip.readUInt16LE(at + 28);
      const isReadable =
        zip.readUInt32LE(at) === DIRECTORY_ENTRY && zip.readUInt32LE(header) === LOCAL_HEADER && !isEncrypted;
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      if (!isReadable || start + size > zip.length || (method !== STORED && method !== DEFLATED)) throw bad();
      const name = zip.subarray(at + 46, at + 46 + nameLength).toString('utf8');
      yield { name, method, packed: zip.subarray(start, start + size) };
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
  } catch (error) {
    // A number that lies outside of the file: it is cut off.
    throw error instanceof RangeError ? bad() : error;
  }
}

function inflated(packed: Buffer, unpackedSoFar: { bytes: number }): AsyncGenerator<Uint8Array> {
  return unpacked(Readable.from([packed]), createInflateRaw(), unpackedSoFar);
}

async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  through: ReturnType<typeof createInflateRaw> | ReturnType<typeof createGunzip>,
  unpackedSoFar: { bytes: number },
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed);
  source.once('error', (error) => through.destroy(error));
  try {
    yield* limited(source.pipe(through) as AsyncIterable<Uint8Array>, unpackedSoFar);
  } catch (error) {
    throw /^(Z_|ERR_ZLIB)/.test(String((error as { code?: unknown }).code)) ? bad() : error;
  } finally {
    through.destroy();
  }
}

async function* limited(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  soFar: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const part of bytes) {
    soFar.bytes += part.length;
    if (soFar.bytes > MOST_UNPACKED_BYTES) throw bad();
    yield part;
  }
}
