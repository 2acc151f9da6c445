import { TextDecoder } from 'node:util';
import { UnreadableFile } from './line-fault.ts';

/**
 * The encodings of files. `latin-1` is read as Windows-1252, which adds the euro sign where Latin-1 has control
 * characters.
 */
export const ENCODINGS = ['utf-8', 'latin-1', 'utf-16le'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const LABELS: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  'latin-1': 'windows-1252',
  'utf-16le': 'utf-16le',
};

/**
 * Decodes a stream of bytes. Removes a byte-order mark; the mark of UTF-16 takes precedence over `encoding`. Throws
 * `UnreadableFile` for bytes that are no text in the encoding, because names would otherwise be stored wrong ("N??ez").
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : LABELS[encoding], {
      fatal: true,
    });
    const text = read(decoder, encoding, chunk);
    if (text !== '') yield text;
  }
  const rest = decoder ? read(decoder, encoding) : '';
  if (rest !== '') yield rest;
}

function read(decoder: TextDecoder, encoding: Encoding, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new UnreadableFile(0, 'wrong-encoding', { encoding });
  }
}
