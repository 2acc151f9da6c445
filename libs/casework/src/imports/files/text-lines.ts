import { TextDecoder } from 'node:util';
import { UnreadableFile } from './line-fault.ts';

/** The most characters of one line of a bank's text file. */
const MOST_LINE_CHARACTERS = 64 * 1024;

/**
 * Decodes text whose encoding nobody names: UTF-8 (or UTF-16 by its mark), and from the first bytes on that are no
 * UTF-8, Windows-1252. Bytes of Latin-1 beyond ASCII are hardly ever UTF-8, so the guess is safe.
 */
export async function* decodeUnnamed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let held: Uint8Array = new Uint8Array();
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst && chunk.length > 0) {
      decoder = utf16Decoder(chunk);
      isFirst = false;
    }
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    const all: Uint8Array = Buffer.concat([held, chunk]);
    const end = all.length - unfinished(all);
    held = all.subarray(end);
    const text = utf8(all.subarray(0, end));
    if (text !== null) {
      yield text;
      continue;
    }
    decoder = new TextDecoder('windows-1252');
    held = new Uint8Array();
    yield decoder.decode(all, { stream: true });
  }
  if (held.length > 0) yield new TextDecoder('windows-1252').decode(held);
}

function utf16Decoder([first, second]: Uint8Array): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return first === 0xfe && second === 0xff ? new TextDecoder('utf-16be') : null;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    return null;
  }
}

// How many bytes at the end begin a character of UTF-8 that is not complete.
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** A line of a file with its number, from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, without their ends. Throws `UnreadableFile` (`line-too-long`) for a line without end. */
export async function* textLines(text: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let held = '';
  let number = 0;
  for await (const piece of text) {
    held += piece;
    const lines = held.split(/\r\n|\n|\r(?!$)/);
    held = lines.pop() ?? '';
    for (const line of lines) yield { number: ++number, text: withoutMark(line, number) };
    if (held.length > MOST_LINE_CHARACTERS)
      throw new UnreadableFile(number + 1, 'line-too-long', { most: String(MOST_LINE_CHARACTERS) });
  }
  for (const line of held.split(/\r\n|\n|\r/))
    if (line !== '') yield { number: ++number, text: withoutMark(line, number) };
}

function withoutMark(line: string, number: number): string {
  return number === 1 ? line.replace(/^\ufeff/, '') : line;
}
