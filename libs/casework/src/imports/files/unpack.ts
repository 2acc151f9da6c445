import { Readable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { prepend } from './decode-text.ts';
import { UnreadableFile } from './line-fault.ts';
import { isOtherWorkbook, refuseOtherSpreadsheet } from './refuse-other-spreadsheet.ts';
import { directoryOf, isStored, isWorkbook, type ZipEntry } from './zip-directory.ts';

/** The size of the largest archive, which is held in memory, and of all that is unpacked from it, in bytes. */
const MOST_ARCHIVE_BYTES = 32 * 1024 * 1024;
const MOST_UNPACKED_BYTES = 256 * 1024 * 1024;

/** A spreadsheet (XLSX): an archive whose files belong together. */
export interface Workbook {
  /** The bytes of one of its files, such as "xl/workbook.xml"; null when it has none of this name. */
  readonly file: (name: string) => AsyncIterable<Uint8Array> | null;
}

/** A file of an archive; a file that is no archive is its own only file, without a name. */
export type PackedFile =
  | { readonly kind: 'file'; readonly name: string | null; readonly bytes: AsyncIterable<Uint8Array> }
  | { readonly kind: 'workbook'; readonly name: string | null; readonly workbook: Workbook };

/**
 * Unpacks a ZIP archive or a gzip file, also spreadsheets in it; any other file comes through as it is. Throws
 * `UnreadableFile` (`bad-archive`) for an archive that is damaged, has a password, or exceeds a limit above, and for an
 * archive in an archive; `old-spreadsheet`, also while a file is read, for a spreadsheet in a format that is not read.
 */
export async function* unpack(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<PackedFile> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) {
    yield { kind: 'file', name: null, bytes: Readable.from([]) };
    return;
  }
  const whole = prepend(first.value, iterator);
  const kind = archiveKind(first.value);
  if (kind === null) yield { kind: 'file', name: null, bytes: refuseOtherSpreadsheet(whole) };
  else if (kind === 'gzip')
    yield { kind: 'file', name: null, bytes: refuseOtherSpreadsheet(unpacked(whole, createGunzip(), { bytes: 0 })) };
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

async function* filesOfZip(zip: Buffer): AsyncGenerator<PackedFile> {
  const soFar = { bytes: 0 };
  const directory = entriesOf(zip);
  if (isWorkbook(directory)) {
    yield { kind: 'workbook', name: null, workbook: workbookOf(directory, soFar) };
    return;
  }
  for (const entry of directory) {
    const { name } = entry;
    if (name.endsWith('/') || /(^|\/)(__MACOSX|\.)/.test(name)) continue;
    const iterator = contentOf(entry, soFar)[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (first.done) yield { kind: 'file', name, bytes: Readable.from([]) };
    else if (archiveKind(first.value) === null)
      yield { kind: 'file', name, bytes: refuseOtherSpreadsheet(prepend(first.value, iterator)) };
    else {
      // The only archive in an archive that is read is a spreadsheet.
      const inner = entriesOf(await readWhole(prepend(first.value, iterator)));
      if (!isWorkbook(inner)) throw bad();
      yield { kind: 'workbook', name, workbook: workbookOf(inner, soFar) };
    }
  }
}

function entriesOf(zip: Buffer): readonly ZipEntry[] {
  const directory = directoryOf(zip);
  if (!directory) throw bad();
  if (isOtherWorkbook(directory)) throw new UnreadableFile(0, 'old-spreadsheet');
  return directory;
}

function workbookOf(directory: readonly ZipEntry[], soFar: { bytes: number }): Workbook {
  const byName = new Map(directory.map((entry) => [entry.name.replace(/^\//, ''), entry]));
  return {
    file: (name) => {
      const entry = byName.get(name);
      return entry === undefined ? null : contentOf(entry, soFar);
    },
  };
}

function contentOf(entry: ZipEntry, soFar: { bytes: number }): AsyncGenerator<Uint8Array> {
  return isStored(entry)
    ? limited([entry.packed], soFar)
    : unpacked(Readable.from([entry.packed]), createInflateRaw(), soFar);
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
