import { TextDecoder } from 'node:util';
import { UnreadableFile } from './line-fault.ts';

/**
 * The encodings of files. `latin-1` is read as Windows-1252, which adds the euro sign where Latin-1 has control
 * characters.
 */
export const ENCODINGS = ['utf-8', 'latin-1', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const LABELS: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  'latin-1': 'windows-1252',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/**
 * Decodes a stream of bytes. Removes a byte-order mark; the mark of UTF-16 takes precedence over `encoding`. Throws
 * `UnreadableFile` for bytes that are no text in the encoding, because names would otherwise be stored wrong ("N??ez").
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const marked = utf16Of(first.value);
  const decoder = new TextDecoder(marked ?? LABELS[encoding], { fatal: true });
  yield* decodeWith(prepend(first.value, iterator), decoder, marked ?? encoding);
}

// UTF-16 by its mark; without one by its first character, which is one of ASCII in every file that is read.
function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === undefined || second === undefined) return null;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : null;
}

/** Decodes a stream of bytes with a fatal decoder; `encoding` is what the fault `wrong-encoding` calls it. */
export async function* decodeWith(
  bytes: AsyncIterable<Uint8Array>,
  decoder: TextDecoder,
  encoding: string,
): AsyncGenerator<string> {
  for await (const chunk of bytes) {
    const text = read(decoder, encoding, chunk);
    if (text !== '') yield text;
  }
  const rest = read(decoder, encoding);
  if (rest !== '') yield rest;
}

/** The stream that begins with a part which was taken from it. */
export async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function read(decoder: TextDecoder, encoding: string, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new UnreadableFile(0, 'wrong-encoding', { encoding });
  }
}
