import { TextDecoder } from 'node:util';
import { decodeWith, prepend } from './decode-text.ts';
import { UnreadableFile } from './line-fault.ts';

/** The first bytes of an XML file, in which its encoding is named. */
const HEAD_BYTES = 400;

/**
 * Decodes a stream of XML in any encoding that `TextDecoder` reads: that of the byte-order mark, else the one that the
 * XML declaration names, else UTF-8. Throws `UnreadableFile` for an unknown encoding (`unknown-encoding`) and for bytes
 * that are no text in it (`wrong-encoding`).
 */
export async function* decodeXml(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
  }
  if (head.length === 0) throw new UnreadableFile(0, 'not-a-statement');
  const encoding = encodingOf(head);
  yield* decodeWith(prepend(head, iterator), decoderOf(encoding), encoding);
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_NOT_SUPPORTED') throw error;
    throw new UnreadableFile(1, 'unknown-encoding', { encoding: encoding.slice(0, 40) });
  }
}

function encodingOf(head: Uint8Array): string {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  if (first === 0xef && second === 0xbb) return 'utf-8';
  // The declaration is written in characters that have the same bytes in all other encodings.
  const start = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  const named = /^[^<]*<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]?.trim() ?? 'utf-8';
  // A file that can be read so far is not in UTF-16 or UTF-32, whatever it says.
  return /^(utf-?(16|32)(le|be)?|ucs-?[24])$/i.test(named) ? 'utf-8' : named;
}
