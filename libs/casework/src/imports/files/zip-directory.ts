/** A file of a ZIP archive with its packed bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: Buffer;
}

const MOST_FILES = 1000;
const END_OF_DIRECTORY = Buffer.from('504b0506', 'hex');
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/** Whether the bytes of an entry are those of the file itself. */
export function isStored({ method }: ZipEntry): boolean {
  return method === STORED;
}

/** Whether an archive is a spreadsheet of Office Open XML. */
export function isWorkbook(directory: readonly ZipEntry[]): boolean {
  return directory.some(({ name }) => /^\/?xl\/workbook\d*\.xml$/.test(name));
}

/** The files of a ZIP archive; null for one that is damaged, has a password or more than 1,000 files. */
export function directoryOf(zip: Buffer): readonly ZipEntry[] | null {
  try {
    const end = zip.lastIndexOf(END_OF_DIRECTORY);
    const count = end < 0 ? 0 : zip.readUInt16LE(end + 10);
    if (count === 0 || count > MOST_FILES) return null;
    const entries: ZipEntry[] = [];
    let at = zip.readUInt32LE(end + 16);
    for (let number = 0; number < count; number++) {
      const entry = entryAt(zip, at);
      if (!entry) return null;
      entries.push(entry);
      at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    }
    return entries;
  } catch (error) {
    // A number that lies outside of the file: it is cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function entryAt(zip: Buffer, at: number): ZipEntry | null {
  const method = zip.readUInt16LE(at + 10);
  const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1;
  const size = zip.readUInt32LE(at + 20);
  const header = zip.readUInt32LE(at + 42);
  const isReadable =
    zip.readUInt32LE(at) === DIRECTORY_ENTRY && zip.readUInt32LE(header) === LOCAL_HEADER && !isEncrypted;
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  if (!isReadable || start + size > zip.length || (method !== STORED && method !== DEFLATED)) return null;
  const name = zip.subarray(at + 46, at + 46 + zip.readUInt16LE(at + 28)).toString('utf8');
  return { name, method, packed: zip.subarray(start, start + size) };
}
